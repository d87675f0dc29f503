"""What stands between a draft and its clearance: found in the index and in what people decided.

It says what it found and where, in codes that pages word; it forbids nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bpforum.reviewing import balance, comments, confirming, outline
from bpforum.reviewing.index import DraftIndex
from bpforum.reviewing.shown import ParagraphLine
from bpforum.reviewing.standing import Standing

Code = Literal[
    "comments",
    "orphaned",
    "prompts",
    "unsourced",
    "doubted",
    "asked",
    "consent",
    "model_text",
    "names",
    "relations",
    "heavy",
    "lost",
    "pending",
]
GRAVE: tuple[Code, ...] = ("consent", "doubted", "comments", "orphaned", "prompts", "unsourced")
"""Those that should not be left; the others are to be looked at."""
_MOST = 50
_NO_QUOTING = ("withdrawn", "counts_only")


@dataclass(frozen=True)
class Place:
    """Where something is: a paragraph, a comment, a contribution or a section, by its id."""

    kind: Literal["paragraph", "comment", "contribution", "section", "decision"]
    id: str
    words: str = ""


@dataclass(frozen=True)
class Check:
    """One thing that was looked for; `n` is 0 where all is in order."""

    code: Code
    n: int
    places: tuple[Place, ...] = ()
    """The first of them."""

    @property
    def grave(self) -> bool:
        """Whether it should not be left so."""
        return self.code in GRAVE and self.n > 0


def checks(index: DraftIndex, standing: Standing, section: str = "") -> list[Check]:
    """All checks, of one section or of the whole draft."""
    prompts = [one for one in outline.prompts(index, section) if _open(standing, one.id)]
    found = [
        _comments(index, section),
        _paragraphs("prompts", prompts),
        _paragraphs("unsourced", outline.unsourced(index, section)),
        _marks(index, standing, section, "doubted"),
        _marks(index, standing, section, "asked"),
        _consent(index, standing, section),
        _paragraphs(
            "model_text",
            [p for p in _by_model(index, section) if not standing.accepted(p.id, p.text)],
        ),
    ]
    if section:
        heavy = balance.balance_of(index, section).heavy
        found.append(Check("heavy", len(heavy)))
        return found
    orphaned = comments.Filter(state=comments.ORPHANED)
    lost = _lost(index)
    relations, names = confirming.count(index, standing)
    return [
        *found,
        Check("orphaned", comments.count(index, orphaned)),
        Check("names", names),
        Check("relations", relations),
        _sections("heavy", balance.heavy_sections(index)),
        Check("lost", len(lost), tuple(lost[:_MOST])),
        Check(
            "pending", len(standing.pending),
            tuple(Place("decision", one.id, one.kind) for one in standing.pending[:_MOST]),
        ),
    ]  # fmt: skip


def _open(standing: Standing, prompt: str) -> bool:
    """Whether nobody has written in the place of a prompt."""
    return standing.edited(prompt) is None


def _comments(index: DraftIndex, section: str) -> Check:
    wanted = comments.Filter(state=comments.OPEN, section=section)
    first = comments.comments(index, wanted, most=5).comments
    places = tuple(Place("comment", one.source.reference) for one in first)
    return Check("comments", comments.count(index, wanted), places)


def _paragraphs(code: Code, found: Sequence[ParagraphLine]) -> Check:
    places = tuple(Place("paragraph", one.id, one.text[:80]) for one in found)
    return Check(code, len(places), places)


def _sections(code: Code, found: Sequence[str]) -> Check:
    return Check(code, len(found), tuple(Place("section", one) for one in found[:_MOST]))


def _by_model(index: DraftIndex, section: str) -> list[ParagraphLine]:
    wanted = "made_by like 'machine: %'"
    return outline.where(index, section, wanted, _MOST)


def _marks(index: DraftIndex, standing: Standing, section: str, code: Code) -> Check:
    """Paragraphs that somebody doubts, or wants another source for."""
    targets = standing.marked("not_supported" if code == "doubted" else "ask_source")
    known = outline.paragraphs_by_id(index, targets)
    holds = standing.doubted if code == "doubted" else standing.asked
    found = [
        one
        for one in sorted(known.values(), key=lambda p: p.place)
        if (not section or one.section == section) and holds(one.id)
    ]
    return _paragraphs(code, found)


def _consent(index: DraftIndex, standing: Standing, section: str) -> Check:
    """Quotations of what may not be quoted: as the run knew, or as was decided since."""
    narrowed = {
        one.target
        for one in standing.pending
        if (one.kind == "consent" and one.value in _NO_QUOTING)
        or (one.kind == "hold" and one.value is True)
        or one.kind == "erase"
        or (one.kind == "dispose" and standing.codes.get(one.target) == "withdrawn")
    }
    within = " and p.section = ?" if section else ""
    base = (
        "select distinct p.id, c.contribution, p.place from citations c"
        " join paragraphs p on p.id = c.paragraph"
        " join contributions s on s.reference = c.contribution"
        f" where c.quoted{within} and "
    )
    values = (section,) if section else ()
    rows = index.rows(f"{base} s.consent not in ('full', 'name_withheld')", *values)
    for reference in sorted(narrowed):
        rows += index.rows(f"{base} c.contribution = ?", *values, reference)
    rows.sort(key=lambda row: (row[2], row[1]))
    places = tuple(Place("paragraph", one, reference) for one, reference, _ in rows[:_MOST])
    return Check("consent", len(rows), places)


def _lost(index: DraftIndex) -> list[Place]:
    """Decisions that the run could not carry out; not those that a later one took the place of."""
    query = (
        "select decision, kind, target, reason from lost where overtaken_by = ''"
        " order by at desc, decision limit 200"
    )
    return [
        Place("decision", one, f"{kind} {target}: {reason}")
        for one, kind, target, reason in index.rows(query)
    ]
