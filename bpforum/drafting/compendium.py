"""The compendium's entries: owns which practices stand in it and on what basis; confirms none.

First what rapporteurs recorded and people marked, then what answers a question that asks for a
practice or stands under such a heading, and last, on the basis of `wording`, what only reads like
one. An entry is proposed until a person confirms it, by saying that its passage is a practice.
"""

from collections.abc import Iterator

from bpforum.drafting.draft import Draft
from bpforum.drafting.facts import Line
from bpforum.drafting.speaking import QUOTED
from models.contribution import Contribution
from models.passage import Passage, SaidBy
from models.practice import Practice, Practices, PracticeText

MOST, MOST_BY_WORDING = 5_000, 200
"""Entries in all, and of those on the basis of wording alone; `passages.parquet` has every one."""
_ORDER: tuple[SaidBy, ...] = ("person", "form", "question", "heading", "wording")


def practices(draft: Draft) -> Practices:
    """All practices that `draft`'s view knows of, each with its source."""
    noted = [_noted(draft, line) for line in draft.facts.practices]
    found = list(_written(draft))
    found.sort(key=lambda pair: (_ORDER.index(pair[1].basis), *pair[0]))
    suggested = [one for _, one in found if one.basis == "wording"][:MOST_BY_WORDING]
    marked = [one for _, one in found if one.basis != "wording"]
    kept = [*noted, *marked, *suggested][:MOST]
    confirmed = draft.material.confirmed_practices
    return Practices(
        confirmed=tuple(one for one in kept if one.passage in confirmed),
        proposed=tuple(one for one in kept if one.passage not in confirmed),
        more=len(noted) + len(found) - len(kept),
    )


def _noted(draft: Draft, line: Line) -> Practice:
    """What a rapporteur recorded."""
    home = draft.material.home
    text = draft.material.by_reference[line.source.contribution].text
    return Practice(
        id=line.id,
        text=draft.withholding.redacted(text[line.source.start : line.source.end]),
        held_by=line.held_by,
        passage=line.source.passage,
        contribution=line.source.contribution,
        start=line.source.start,
        end=line.source.end,
        theme=home.get(line.source.passage, ""),
        basis="form",
    )


def _written(draft: Draft) -> Iterator[tuple[tuple[float, str], Practice]]:
    """What contributors wrote, each with its place among those on the same basis."""
    material = draft.material
    whole: set[str] = set()
    """Contributions that are a practice as a whole, one entry each."""
    for key, says in material.says.items():
        if says.kind != "practice":
            continue
        passage = material.grouping.passages[key]
        one = material.by_reference.get(passage.contribution)
        if one is None or one.kind not in QUOTED:
            continue
        if not material.may_cite(passage) or one.reference in whole:
            continue
        if one.card:
            whole.add(one.reference)
        start, end = _span(one, passage)
        yield (
            (-material.grouping.scores.get(key, 0.0), key),
            Practice(
                id=f"pr_{key}",
                title=draft.withholding.redacted(one.title, one) if one.card else "",
                text=draft.withholding.redacted(one.text[start:end], one),
                parts=tuple(
                    PracticeText(
                        part=part.part,
                        text=draft.withholding.redacted(one.text[part.start : part.end], one),
                    )
                    for part in one.card
                ),
                held_by=draft.withholding.redacted(draft.names.name(one), one),
                passage=key,
                contribution=passage.contribution,
                start=start,
                end=end,
                theme=material.home.get(key, ""),
                basis=says.said_by,
            ),
        )


def _span(one: Contribution, passage: Passage) -> tuple[int, int]:
    """Of the practice's card as a whole, or of the passage that is one."""
    return (one.card[0].start, one.card[-1].end) if one.card else (passage.start, passage.end)
