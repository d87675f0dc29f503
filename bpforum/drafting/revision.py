"""Annex 5: what changed since the last published version, with a concordance of numbers.

It compares numbers and texts, and prints no words of the earlier version: some of them may have
been taken back since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpforum.rendering.wording import Wording
from bpforum.text.anchoring import Carrier, Part, Place
from models.decision import Decision, Unapplied
from models.outcome import Outcome, Paragraph, ParagraphBlock, Run, Table
from models.publication import Publication

ANNEX = "annex_5"
MOST_NAMED = 6
"""References on account of which a paragraph changed; of more it is said how many."""


@dataclass(frozen=True)
class Published:
    """The version that the document is compared with."""

    version: Publication
    outcome: Outcome


@dataclass(frozen=True)
class Earlier:
    """What people published until now, for a run to compare itself with."""

    published: Published | None = None
    """The newest version that stands."""
    applied: tuple[Decision, ...] = ()
    refused: tuple[Unapplied, ...] = ()


@dataclass(frozen=True)
class _Line:
    """A row: numbers now and before, what changed, and on whose account."""

    how: str
    now: tuple[int, ...] = ()
    was: tuple[int, ...] = ()
    link: str = ""
    because: tuple[str, ...] = ()


def parts_of(outcome: Outcome) -> list[Part]:
    """The numbered paragraphs, as they are carried from version to version."""
    return [
        Part(paragraph.id, paragraph.text, section.id)
        for section in outcome.sections
        for paragraph in section.paragraphs
        if paragraph.n is not None
    ]


def with_changes(
    outcome: Outcome,
    published: Published | None,
    wording: Wording,
    answered: Mapping[str, Sequence[str]],
) -> Outcome:
    """`outcome` with its annex 5. `answered`: paragraph → comments that people took up there."""
    if published is None or all(one.id != ANNEX for one in outcome.sections):
        return outcome
    lines = _lines(published.outcome, outcome, answered)
    annex = _annex(published, lines, wording)
    return outcome.model_copy(
        update={
            "sections": tuple(
                one.model_copy(update=annex) if one.id == ANNEX else one for one in outcome.sections
            )
        }
    )


def _lines(old: Outcome, new: Outcome, answered: Mapping[str, Sequence[str]]) -> list[_Line]:
    """In the order of the new document; what is gone comes last."""
    before = {one.id: one for one in old.paragraphs if one.n is not None}
    homes = Carrier(parts_of(old), parts_of(new)).homes
    came: dict[str, list[str]] = {}
    for identifier, place in homes.items():
        for home in place.paragraphs:
            came.setdefault(home, []).append(identifier)
    lines = [
        _line(one, [before[name] for name in came.get(one.id, ())], homes, answered)
        for one in new.paragraphs
        if one.n is not None
    ]
    gone = [
        _Line("orphaned", was=(one.n,)) for one in before.values()
        if one.n is not None and homes[one.id].is_orphaned
    ]  # fmt: skip
    return _joined([*lines, *gone])


def _line(
    one: Paragraph,
    sources: Sequence[Paragraph],
    homes: Mapping[str, Place],
    answered: Mapping[str, Sequence[str]],
) -> _Line:
    number = (one.n,) if one.n is not None else ()
    how = "new" if not sources else homes[sources[0].id].how
    if len(sources) > 1:
        how = "merged"
    elif how == "same" or (how == "moved" and sources[0].text == one.text):
        return _Line(how, number, _numbers(sources), one.id)
    known = {citation.contribution for source in sources for citation in source.citations}
    cited = [c.contribution for c in one.citations if c.contribution not in known]
    because = tuple(dict.fromkeys((*answered.get(one.id, ()), *cited)))
    return _Line(how, number, _numbers(sources), one.id, because)


def _numbers(paragraphs: Sequence[Paragraph]) -> tuple[int, ...]:
    return tuple(sorted(one.n for one in paragraphs if one.n is not None))


def _joined(lines: Sequence[_Line]) -> list[_Line]:
    """Stretches of paragraphs to which nothing happened, or which are gone, are one row each."""
    found: list[_Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and line.how == last.how and line.how in ("same", "new", "orphaned"):
            follows = [
                not numbers or not of or numbers[0] == of[-1] + 1
                for numbers, of in ((line.now, last.now), (line.was, last.was))
            ]
            if all(follows) and not line.because and not last.because:
                found[-1] = _Line(
                    line.how, last.now + line.now, last.was + line.was, last.link
                )  # fmt: skip
                continue
        found.append(line)
    return found


def _annex(published: Published, lines: Sequence[_Line], wording: Wording) -> dict[str, object]:
    cover = published.outcome.cover
    unchanged = all(line.how == "same" and line.now == line.was for line in lines)
    notice = wording.word(
        "annex.5_none" if unchanged else "annex.5_since",
        n=published.version.n, label=cover.label, date=cover.date,
    )  # fmt: skip
    first = Paragraph(
        id="annex_5_since", role="notice", text=notice, runs=(Run(text=notice),),
        made_by="template",
    )  # fmt: skip
    blocks: list[ParagraphBlock | Table] = [ParagraphBlock(paragraph=first.id)]
    if not unchanged:
        blocks.append(
            Table(
                id="annex_5_table",
                caption=wording.word("annex.5_table"),
                head=tuple(
                    wording.word(f"annex.5_{one}") for one in ("now", "was", "what", "because")
                ),
                rows=tuple(
                    (
                        _printed(line.now), _printed(line.was),
                        wording.word(f"annex.5_{line.how}"), _named(line.because, wording),
                    )
                    for line in lines
                ),
                links=tuple(line.link for line in lines),
            )
        )  # fmt: skip
    return {"paragraphs": (first,), "blocks": tuple(blocks)}


def _printed(numbers: Sequence[int]) -> str:
    if not numbers:
        return "–"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(map(str, numbers))


def _named(references: Sequence[str], wording: Wording) -> str:
    if len(references) <= MOST_NAMED:
        return ", ".join(references)
    more = wording.word("theme.positions_more", n=len(references) - MOST_NAMED)
    return f"{', '.join(references[:MOST_NAMED])} {more}"
