"""The facts of each theme: who spoke, which words to quote, what rapporteurs recorded of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpforum.drafting.attribution import Attribution, Word
from bpforum.drafting.facts import (
    MOST_NAMED,
    Count,
    Machine,
    PositionCount,
    Quote,
    Source,
    ThemeFacts,
    Written,
)
from bpforum.drafting.material import Material
from bpforum.drafting.sessions import Sessions
from bpforum.drafting.withholding import Withholding
from bpforum.grouping import Group
from bpforum.text import quotations
from bpforum.text.counts import quantity, tally
from models.contribution import Contribution
from models.passage import Passage

_FEWEST_QUOTES, _MOST_QUOTES = 3, 6
_MOST_COMPARED = 1_000
"""Passages of a theme that are weighed against one another for quotation; of more the nearest."""
_QUOTED_KINDS = ("contribution", "comment", "proposal")


class ThemeSections:
    """Makes the facts of the themes of one view."""

    def __init__(
        self,
        material: Material,
        names: Attribution,
        withholding: Withholding,
        sessions: Sessions,
        word: Word,
        machine: Machine | None = None,
        edited: frozenset[str] = frozenset(),
    ) -> None:
        """All of one view. `edited`: ids of paragraphs that people wrote."""
        self._machine = machine or Machine()
        self._edited = edited
        self._material = material
        self._names = names
        self._withholding = withholding
        self._sessions = sessions
        self._word = word

    def of_question(self, question: str) -> tuple[ThemeFacts, ...]:
        """The themes under a question, the left-overs last; of the whole forum for ''."""
        groups = [
            group
            for group in self._material.grouping.groups
            if group.question == question and self._speaking(group)
        ]
        return tuple(self._theme(group) for group in sorted(groups, key=lambda g: g.set_aside))

    def _passages(self, group: Group) -> list[Passage]:
        return [self._material.grouping.passages[one] for one in group.passages]

    def _speaking(self, group: Group) -> list[Contribution]:
        """The contributions with a passage here, copies too, each once."""
        references = dict.fromkeys(one.contribution for one in self._passages(group))
        return [
            self._material.by_reference[one]
            for one in references
            if one in self._material.by_reference
        ]

    def _theme(self, group: Group) -> ThemeFacts:
        material = self._material
        everyone = self._speaking(group)
        written = [one for one in everyone if one.kind in _QUOTED_KINDS] or everyone
        groups = Counter(self._names.group_id(one) for one in written)
        quotes = () if group.set_aside else self._quotes(group)
        quoted = {quote.source.contribution for quote in quotes}
        lines = self._sessions.lines_in(group.passages)
        amount = quantity(len(written), len(material.counted))
        machine = self._machine.by_theme.get(group.id, Written())
        edited = f"{group.key}_sum" in self._edited
        return ThemeFacts(
            key=group.key,
            id=group.id,
            label=self._withholding.redacted(group.label),
            phrases=tuple(self._withholding.redacted(one) for one in group.key_phrases),
            proposed=group.status == "proposed",
            set_aside=group.set_aside,
            tally=tally(written),
            passages=len(group.passages),
            by_group=tuple(
                Count(self._names.group_label(g), n, n / len(written), g)
                for g, n in sorted(groups.items(), key=lambda p: (p[0] == "", -p[1], p[0]))
            ),
            silent=self._names.silent(self._names.groups_of(written)),
            quantity="" if amount.kind == "number" else amount.kind,
            quotes=quotes,
            others=tuple(
                one.reference
                for one in written
                if one.reference not in quoted and one.consent.may_quote
            ),
            converged=lines.get("converged", ()),
            diverged=lines.get("diverged", ()),
            practices=(*lines.get("practice", ()), *lines.get("example", ())),
            suggestions=lines.get("suggestion", ()),
            open_questions=lines.get("open_question", ()),
            positions=self._positions(group, written),
            summary=machine.sentences,
            summary_by=machine.model or self._machine.model,
            summary_rests_on=tuple(quote.source for quote in quotes) if edited else (),
            suggested_label=machine.label if material.view == "secretariat" else "",
        )

    def _quotes(self, group: Group) -> tuple[Quote, ...]:
        """Verbatim words chosen so that each group that spoke is heard."""
        material = self._material
        candidates = [
            one
            for one in self._passages(group)
            if one.id in material.grouping.vectors
            and material.by_reference[one.contribution].kind in _QUOTED_KINDS
            and material.may_cite(one)
        ]
        if not candidates:
            return ()
        rows = np.array([material.grouping.vectors[one.id] for one in candidates])
        centre = rows.mean(axis=0)
        of = {one.id: material.by_reference[one.contribution] for one in candidates}
        groups = {key: self._names.group_id(one) for key, one in of.items()}
        if len(candidates) > _MOST_COMPARED:
            kept = _shortlist(candidates, groups, rows @ centre, material.grouping.pinned)
            candidates, rows = [candidates[n] for n in kept], rows[kept]
        chosen = quotations.choose(
            candidates,
            groups,
            {key: one.voice for key, one in of.items()},
            rows,
            centre,
            most=max(_FEWEST_QUOTES, min(_MOST_QUOTES, len(set(groups.values())))),
            prefer=[one for one in material.grouping.pinned if one in of],
        )
        main = material.forum.forum.languages[0]
        by_id = {one.id: one for one in candidates}
        quotes = []
        for one in chosen:
            passage, contribution = by_id[one.passage], of[one.passage]
            quotes.append(
                Quote(
                    id=f"{group.key[:18]}_{passage.id}",
                    source=Source(contribution.reference, one.start, one.end, passage.id),
                    by=self._withholding.redacted(self._names.quoted(contribution), contribution),
                    language=passage.language if passage.language not in ("", main) else "",
                )
            )
        return tuple(quotes)

    def _positions(
        self, group: Group, written: Sequence[Contribution]
    ) -> tuple[PositionCount, ...]:
        """Positions exactly as declared; nobody's is inferred (promise 6). Copies are counted."""
        declared: dict[str, list[Contribution]] = {}
        for one in written:
            if one.position.strip() and one.consent.may_quote and one.fate is None:
                declared.setdefault(one.position.strip(), []).append(one)
        # Where a copy says something of its own here, that is what it is cited with.
        citable = filter(self._material.may_cite, reversed(self._passages(group)))
        first = {passage.contribution: passage for passage in citable}
        return tuple(
            PositionCount(
                position=self._withholding.redacted(position),
                n=len(ones),
                sources=tuple(
                    Source(p.contribution, p.start, p.end, p.id)
                    for p in islice(
                        (first[c.reference] for c in ones if c.reference in first),
                        MOST_NAMED,
                    )
                ),
            )
            for position, ones in sorted(declared.items(), key=lambda i: (-len(i[1]), i[0]))
        )


def _shortlist(
    candidates: Sequence[Passage],
    groups: Mapping[str, str],
    nearness: NDArray[np.floating[Any]],
    wanted: Collection[str],
) -> list[int]:
    """The rows of those nearest to the theme, as many of each group; and all that are `wanted`."""
    by_group: dict[str, list[int]] = {}
    fit: list[float] = np.round(nearness, 6).tolist()
    for row in sorted(range(len(fit)), key=lambda row: (-fit[row], candidates[row].id)):
        by_group.setdefault(groups[candidates[row].id], []).append(row)
    share = max(1, _MOST_COMPARED // len(by_group))
    kept = {row for rows in by_group.values() for row in rows[:share]}
    pinned = set(wanted)
    kept |= {row for row, one in enumerate(candidates) if one.id in pinned}
    return sorted(kept)
