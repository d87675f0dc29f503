"""Proposes which column of a table is which of our fields, where nobody said; decides nothing.

By the words of the headers first, checked against what the cells look like; then by the looks of
the cells alone. Two columns that could be the same thing are contested, and so is a column of long
answers that nothing could be told of: what people wrote is never left out in silence.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bpforum.readers.recognition.masthead_keys import STANCES
from bpforum.sources.fields import ROW_FIELDS
from bpforum.sources.tables.asked import question_of
from bpforum.sources.tables.column_words import (
    field_in_header,
    field_of_header,
    is_private,
    name_part,
    other_part,
)
from bpforum.sources.tables.columns import Column, Table, short_name
from bpforum.sources.tables.mapping import AND, Proposal
from bpforum.sources.tables.shape import Shape, shapes_of
from models.call import Question

_BY_QUESTION = 100
"""The rank of a header that asks for a field in a sentence; one that is its name has less."""
_SHORT = (
    "name", "organisation", "function", "stakeholder_group", "country", "language", "position",
    "capacity", "listed_as", "consent", "comment_type", "paragraph",
)  # fmt: skip
_HONORIFICS = frozenset("mr|mr.|mrs|mrs.|ms|ms.|dr|dr.|prof|prof.|sr|sra|m.|mme|m".split("|"))
_FIRST_COLUMNS = 3
_LONGEST_NAME = 1_000
_MOST_COLUMNS = 2_000
"""The widest survey has hundreds; each is compared with each question of the call."""
_ENOUGH_ROWS = 3


@dataclass
class _Findings:
    """What is known so far."""

    table: Table
    shapes: Sequence[Shape]
    candidates: dict[str, list[tuple[int, Column]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    loose: list[tuple[Column, ...]] = field(default_factory=list)
    """Long answers under headers that say nothing to us."""
    parts: dict[str, Column] = field(default_factory=dict)
    """The first and the last name, where they stand in columns of their own."""
    answers: dict[str, list[tuple[Column, ...]]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[str, Column] = field(default_factory=dict)
    contested: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def called(self, columns: Sequence[Column]) -> str:
        """`columns` as people find them in their file."""
        return " and ".join(repr(short_name(one.name)) for one in columns)


def propose(table: Table, questions: Sequence[Question] = ()) -> Proposal:
    """The mapping that `table` suggests; `questions` are those of the call that it answers."""
    shapes = shapes_of(table.lines, max((one.at + 1 for one in table.columns), default=0))
    found = _Findings(table, shapes)
    if len(table.columns) > _MOST_COLUMNS:
        found.contested.append(f"it has more than {_MOST_COLUMNS:,} columns")
    for unit in _units(table.columns[:_MOST_COLUMNS]):
        _sort(found, unit, questions)
    for name in ROW_FIELDS:
        if name not in ("text", "external_id", "question"):
            _choose(found, name)
    _join_names(found)
    _choose_text(found, questions)
    _choose_id(found)
    _choose_time(found)
    if "text" in found.columns:
        _choose(found, "question")
    return _proposal(found, questions)


def _units(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """Single columns, and columns side by side that share a question."""
    units: list[list[Column]] = []
    for one in columns:
        if units and one.question and units[-1][-1].question == one.question:
            units[-1].append(one)
        else:
            units.append([one])
    return [tuple(unit) for unit in units]


def _sort(found: _Findings, unit: tuple[Column, ...], questions: Sequence[Question]) -> None:
    """What a column, or several under one question, can be."""
    words = tuple(dict.fromkeys(w for one in unit for w in (one.question, *one.heads) if w))
    if asked := question_of(words, questions):
        found.answers[asked].append(unit)
        return
    for one in unit:
        shape = found.shapes[one.at]
        if any(map(is_private, (one.name, one.label))) or shape.contacts >= 0.3:
            if shape.is_long and shape.contacts < 0.3 and one.name.rstrip().endswith("?"):
                found.contested.append(
                    f"{found.called([one])} may hold contact data, or answers to a question"
                )
            continue
        name, rank = _field_of(one, shape)
        if part := name_part(one.label or one.heads[-1]):
            if shape.filled:
                found.parts.setdefault(part, one)
        elif name:
            found.candidates[name].append((rank, one))
        elif shape.is_long or _is_asked(one, shape):
            if found.loose and found.loose[-1][-1] in unit:
                found.loose[-1] = unit
            else:
                found.loose.append(unit)


def _is_asked(column: Column, shape: Shape) -> bool:
    """Whether a question was answered in words now and then."""
    return column.name.rstrip().endswith("?") and shape.wordy > 0 and not shape.is_measured


def _field_of(column: Column, shape: Shape) -> tuple[str, int]:
    """The field that a column can be and how well its header says so; nothing where it cannot."""
    for words in dict.fromkeys((column.label, *reversed(column.heads), column.name)):
        known = field_of_header(words) if words else None
        if known and (name := _fitting(known[0], shape)):
            return name, known[1]
        if known and known[0] == "received_at" and shape.filled and not shape.is_long:
            return "unread time", 0
    for words in dict.fromkeys((*reversed(column.heads), column.name)):
        if (asked := field_in_header(words)) and (name := _fitting(asked, shape)):
            if name == "text" and not (shape.is_long or shape.wordy):
                continue
            return name, _BY_QUESTION
    return "", 0


def _fitting(name: str, shape: Shape) -> str:
    """`name` where the cells can be that field, `function` for a position held, else nothing."""
    if name == "position" and shape.is_short and shape.filled:
        stances = sum(1 for value in shape.values if STANCES.match(value))
        name = name if 2 * stances >= len(shape.values) else "function"
    if name == "title":
        fits = shape.numbers < 0.5 and not _HONORIFICS.issuperset(shape.values or ("-",))
    elif name in _SHORT:
        fits = shape.is_short and max(shape.times, shape.links) < 0.5
        fits = fits and (shape.numbers < 0.5 or name == "paragraph")
    elif name == "external_id":
        fits = shape.is_unique and shape.longest <= 100 and shape.wordy == 0
    elif name == "received_at":
        fits = shape.understood_times >= 0.8
    elif name == "url":
        fits = shape.links >= 0.5
    else:
        fits = max(shape.numbers, shape.times, shape.links) < 0.5
    return name if fits else ""


def _choose(found: _Findings, name: str) -> None:
    """The column with the best name; two that are called alike are contested."""
    ranked = sorted(found.candidates.get(name, ()), key=lambda one: (one[0], one[1].at))
    if not ranked:
        return
    found.columns[name] = ranked[0][1]
    others = [one for rank, one in ranked[1:] if rank == ranked[0][0] or name == "consent"]
    if others and name != "received_at":
        found.contested.append(f"{found.called([ranked[0][1], *others])} could all be {name}")


def _join_names(found: _Findings) -> None:
    """A first and a last name are a name; where somebody also gave the whole, that is taken."""
    whole = found.columns.get("name")
    if found.parts and whole and (part := other_part(whole.heads[-1])):
        found.parts.setdefault(part, whole)
        whole = None
    if whole or len(found.parts) < 2:
        found.parts.clear()
    else:
        found.columns.pop("name", None)


def _choose_text(found: _Findings, questions: Sequence[Question]) -> None:
    """The one column of what people wrote, beside the answers to the call's questions."""
    named = sorted(found.candidates.get("text", ()), key=lambda one: (one[0], one[1].at))
    certain = [one for rank, one in named if rank < _BY_QUESTION]
    units: list[tuple[Column, ...]] = [(one,) for one in certain]
    units += [(one,) for rank, one in named if rank == _BY_QUESTION]
    units += found.loose
    if not units:
        return
    if len(units[0]) == 1:
        found.columns["text"] = units[0][0]
    if len(units) > 1:
        called = ", ".join(found.called(unit) for unit in units[:8])
        found.contested.append(
            f"{called} all hold what people wrote"
            + ("" if questions else ", and the call declares no questions that they could answer")
        )
        if not questions:
            found.columns.pop("text", None)
            for n, unit in enumerate(units, 1):
                found.answers[f"q{n}"].append(unit)
    elif "text" not in found.columns:
        found.contested.append(
            f"{found.called(units[0])} answer one question, which the call does not declare"
        )
        found.answers["q1"].append(units[0])


def _choose_id(found: _Findings) -> None:
    ranked = sorted(found.candidates.get("external_id", ()), key=lambda one: (one[0], one[1].at))
    if ranked:
        found.columns["external_id"] = ranked[0][1]
        return
    taken = {one.at for one in found.columns.values()}
    for one in found.table.columns[:_FIRST_COLUMNS]:
        shape = found.shapes[one.at]
        spelled = not any(" " in value for value in shape.values)
        counted = all(any(c.isdigit() for c in value) for value in shape.values)
        if (
            one.at not in taken and shape.is_unique and spelled and counted and shape.longest <= 40
            and len(found.table.lines) >= _ENOUGH_ROWS and max(shape.times, shape.links) < 0.5
            and shape.contacts == 0
        ):  # fmt: skip
            found.columns["external_id"] = one
            return
    found.notes.append("No column holds an id of its own for each row; rows are numbered.")


def _choose_time(found: _Findings) -> None:
    if "received_at" in found.columns:
        return
    taken = {one.at for one in found.columns.values()}
    times = [
        one
        for one in found.table.columns[:_MOST_COLUMNS]
        if one.at not in taken and found.shapes[one.at].understood_times >= 0.9
        and found.shapes[one.at].times >= 0.9
    ]  # fmt: skip
    for _, one in found.candidates.get("unread time", ()):
        found.notes.append(f"The times in {found.called([one])} cannot be understood.")
    if len(times) == 1:
        found.columns["received_at"] = times[0]
    else:
        found.notes.append("No column says when a row was sent; the file's own time counts.")


def _proposal(found: _Findings, questions: Sequence[Question]) -> Proposal:
    columns = {
        name: written
        for name in ROW_FIELDS
        if name in found.columns and (written := _written(found, found.columns[name]))
    }
    if found.parts:
        columns["name"] = AND.join(_written(found, found.parts[part]) for part in ("first", "last"))
    answers: dict[str, str | tuple[str, ...]] = {}
    for name, units in found.answers.items():
        if len(units) > 1:
            found.contested.append(
                f"{', '.join(found.called(unit) for unit in units)} could all answer {name}"
            )
        names = [w for unit in units for one in unit if (w := _written(found, one))]
        shared = units[0][0].question
        if len(units) == 1 and len(units[0]) > 1 and found.table.find(shared) == units[0]:
            names = [shared]
        if names:
            answers[name] = names[0] if len(names) == 1 else tuple(names)
    order = {question.id: n for n, question in enumerate(questions)}
    answers = dict(sorted(answers.items(), key=lambda pair: (order.get(pair[0], 0), pair[0])))
    unasked = [question.id for question in questions if question.id not in answers]
    if answers and unasked:
        found.notes.append(f"No column was found for {', '.join(unasked)}.")
    if not columns.get("text") and not answers:
        found.contested.append("no column could be told to hold what people wrote")
    return Proposal(
        columns=columns,
        questions=answers,
        contested=tuple(found.contested),
        notes=tuple(found.notes),
        unread=_unread(found),
    )


def _written(found: _Findings, column: Column) -> str:
    """The shortest name under which the column is found, and no other with it."""
    names: Mapping[str, None] = dict.fromkeys((*reversed(column.heads), column.name))
    for name in sorted(names, key=len):
        if len(name) > _LONGEST_NAME:
            break
        if found.table.find(name) == (column,):
            return name
    found.contested.append(
        f"{short_name(column.name)!r} is the name of two columns, or too long for one; change it"
    )
    return ""


def _unread(found: _Findings) -> tuple[str, ...]:
    read = {one.at for one in (*found.columns.values(), *found.parts.values())}
    read |= {one.at for units in found.answers.values() for unit in units for one in unit}
    return tuple(one.name for one in found.table.columns if one.at not in read)
