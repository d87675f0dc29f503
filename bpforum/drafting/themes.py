"""The facts of each theme: who spoke, which words to quote, what rapporteurs recorded of it."""

from collections.abc import Mapping, Sequence
from itertools import filterfalse

import numpy as np

from bpforum.drafting.attribution import Attribution, Word
from bpforum.drafting.facts import (
    MOST_NAMED,
    Count,
    Machine,
    Marked,
    PositionCount,
    Source,
    SubthemeFacts,
    Suggested,
    ThemeFacts,
    Written,
)
from bpforum.drafting.material import Material
from bpforum.drafting.placed import NOBODY
from bpforum.drafting.sessions import Sessions
from bpforum.drafting.speaking import PRINTED_KINDS, QUOTED, Speaking
from bpforum.drafting.voices import Voices
from bpforum.drafting.withholding import Withholding
from bpforum.grouped import Group
from bpforum.text.columns import Rows
from bpforum.text.counting.counts import quantity
from bpforum.text.counting.positions import declared
from models.contribution import Contribution
from models.passage import Passage
from models.theme import steadiness

_MOST_SUGGESTED = 8
"""Contributions that an editor's prompt points to; the rest are counted."""


class ThemeSections:
    """Makes the facts of the themes of one view."""

    def __init__(
        self,
        material: Material,
        speaking: Speaking,
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
        # A language model's sentences rest on passages that they do not print.
        written = self._machine.by_theme.values()
        rested = (s for one in written for sentence in one.sentences for s in sentence.sources)
        self._voices = Voices(
            material, speaking.speeches, names, withholding, word,
            sorted({source.passage for source in rested}),
        )  # fmt: skip
        self._speaking = speaking
        self._references = material.references
        self._is_written = material.register.kinds.is_any(QUOTED)
        self._may_quote = material.register.may_quote()

    def of_question(self, question: str) -> tuple[ThemeFacts, ...]:
        """The themes under a question, the left-overs last; of the whole forum for ''."""
        groups = [
            group
            for group in self._material.grouping.groups
            if group.question == question
            and (self._speaking.of[self._speaking.themes[group.id]] >= 0).any()
        ]
        return tuple(self._theme(group) for group in sorted(groups, key=lambda g: g.set_aside))

    def _theme(self, group: Group) -> ThemeFacts:
        material, passages = self._material, self._speaking.themes[group.id]
        written = self._written(passages)
        groups = self._names.groups.pick(written).counts()
        quotes, marked = self._voices.quotes(group), self._marked(group, passages)
        printed = (*quotes, *(quote for one in marked for quote in one.quotes))
        quoted = {quote.source.contribution for quote in printed}
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
            tally=material.register.tally(written),
            passages=len(passages),
            by_group=tuple(
                Count(self._names.group_label(g), n, n / len(written), g)
                for g, n in sorted(groups.items(), key=lambda p: (p[0] == "", -p[1], p[0]))
            ),
            silent=self._names.silent(self._names.groups_of(written)),
            quantity="" if amount.kind == "number" else amount.kind,
            quotes=quotes,
            others=tuple(
                filterfalse(
                    quoted.__contains__, self._references[written[self._may_quote[written]]]
                )
            ),
            converged=lines.get("converged", ()),
            diverged=lines.get("diverged", ()),
            practices=(*lines.get("practice", ()), *lines.get("example", ())),
            suggestions=lines.get("suggestion", ()),
            open_questions=lines.get("open_question", ()),
            positions=self._declared(passages, written),
            marked=marked,
            suggested=self._suggested(passages) if material.view == "secretariat" else (),
            summary=machine.sentences,
            summary_by=machine.model or self._machine.model,
            summary_edited=edited,
            summary_rests_on=tuple(quote.source for quote in quotes) if edited else (),
            suggested_label=machine.label if material.view == "secretariat" else "",
            firmness=group.firmness,
            steadiness=steadiness(group.firmness),
            subthemes=self._subthemes(group),
        )

    def _subthemes(self, group: Group) -> tuple[SubthemeFacts, ...]:
        """Those of its parts that still have passages here."""
        inside = set(group.passages) if group.subthemes else set()
        counted = [(one, len(inside.intersection(one.passages))) for one in group.subthemes]
        return tuple(
            SubthemeFacts(one.id, self._withholding.redacted(one.label), n)
            for one, n in counted
            if n
        )

    def _written(self, passages: Rows) -> Rows:
        """The written contributions that speak here, copies too, or all where there are none.

        By their rows in the record, in the order in which they come here.
        """
        owners = self._speaking.of[passages]
        _, first = np.unique(owners, return_index=True)
        everyone = owners[np.sort(first)]
        everyone = everyone[everyone != NOBODY]
        written = self._is_written[everyone]
        found: Rows = everyone[written] if written.any() else everyone
        return found

    def _marked(self, group: Group, passages: Rows) -> tuple[Marked, ...]:
        """What somebody marked as a practice, an example … : some, and how many more."""
        citable = passages[self._speaking.may_cite[passages]]
        counts = self._speaking.marked.pick(citable).counts()
        return tuple(
            Marked(kind, quotes, counts.get(kind, 0) - len(quotes))
            for kind, quotes in self._voices.marked(group).items()
        )

    def _suggested(self, passages: Rows) -> tuple[Suggested, ...]:
        """What wording alone suggests: whose, for an editor to read."""
        speaking = self._speaking
        citable = passages[speaking.may_cite[passages]]
        owners, kinds = speaking.of[citable], speaking.suggested.pick(citable)
        found = []
        for kind in PRINTED_KINDS:
            mine = owners[kinds.is_any([kind])]
            _, first = np.unique(mine, return_index=True)
            shown = self._references[mine[np.sort(first)[:_MOST_SUGGESTED]]]
            if len(first):
                more = max(0, len(first) - _MOST_SUGGESTED)
                found.append(Suggested(kind, tuple(shown.tolist()), more))
        return tuple(found)

    def _declared(self, passages: Rows, written: Rows) -> tuple[PositionCount, ...]:
        """Positions exactly as declared; nobody's is inferred (promise 6). Copies are counted."""
        material, speaking = self._material, self._speaking
        positions = material.register.positions.pick(written)
        rows = written[~positions.is_any([""]) & self._may_quote[written]].tolist()
        open_ones = [one for one in map(material.everything.__getitem__, rows) if one.fate is None]
        # Where a copy says something of its own here, that is what it is cited with.
        citable = passages[speaking.may_cite[passages] & np.isin(speaking.of[passages], rows)]
        ids = material.placed.ids[citable[::-1]].tolist()
        mine = map(material.grouping.passages.__getitem__, ids)
        first = {one.contribution: one for one in mine}
        found = []
        for position, ones in declared(open_ones):
            may = [one for one in ones if one.reference in first]
            shown = self._in_proportion(may, first)
            found.append(
                PositionCount(
                    position=self._withholding.redacted(position),
                    n=len(ones),
                    sources=tuple(Source(p.contribution, p.start, p.end, p.id) for p in shown),
                    more=len(may) - len(shown),
                )
            )
        return tuple(found)

    def _in_proportion(
        self, ones: Sequence[Contribution], first: Mapping[str, Passage]
    ) -> list[Passage]:
        """The first passages of some of them, of each group its share, in order of arrival.

        Within a group those are taken whose passage id, a digest, comes first.
        """
        groups: dict[str, list[Passage]] = {}
        for one in ones:
            groups.setdefault(self._names.group_id(one), []).append(first[one.reference])
        ranked = [
            ((n + 0.5) / len(own), passage.id)
            for own in groups.values()
            for n, passage in enumerate(sorted(own, key=lambda passage: passage.id))
        ]
        taken = {key for _, key in sorted(ranked)[:MOST_NAMED]}
        return [first[one.reference] for one in ones if first[one.reference].id in taken]
