"""The facts of each theme: who spoke, which words to quote, what rapporteurs recorded of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
from bpforum.drafting.sessions import Sessions
from bpforum.drafting.speaking import PRINTED_KINDS, QUOTED
from bpforum.drafting.voices import Voices
from bpforum.drafting.withholding import Withholding
from bpforum.grouped import Group
from bpforum.text.columns import Rows
from bpforum.text.counting.counts import quantity
from bpforum.text.counting.positions import declared
from bpforum.text.speeches import Speeches
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
        speeches: Speeches,
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
            material, speeches, names, withholding, word,
            sorted({source.passage for source in rested}),
        )  # fmt: skip
        self._is_written = material.register.is_any(QUOTED)
        self._place = {one.reference: row for row, one in enumerate(material.everything)}

    def of_question(self, question: str) -> tuple[ThemeFacts, ...]:
        """The themes under a question, the left-overs last; of the whole forum for ''."""
        groups = [
            group
            for group in self._material.grouping.groups
            if group.question == question
            and any(one.contribution in self._place for one in self._passages(group))
        ]
        return tuple(self._theme(group) for group in sorted(groups, key=lambda g: g.set_aside))

    def _passages(self, group: Group) -> Iterator[Passage]:
        return map(self._material.grouping.passages.__getitem__, group.passages)

    def _theme(self, group: Group) -> ThemeFacts:
        material = self._material
        passages = list(self._passages(group))
        rows = self._written(passages)
        written = [material.everything[row] for row in rows.tolist()]
        groups = self._names.groups.pick(rows).counts()
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
            tally=material.register.pick(np.sort(rows)).tally(),
            passages=len(passages),
            by_group=tuple(
                Count(self._names.group_label(g), n, n / len(written), g)
                for g, n in sorted(groups.items(), key=lambda p: (p[0] == "", -p[1], p[0]))
            ),
            silent=self._names.silent(self._names.groups_of(rows)),
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
        inside = set(group.passages)
        counted = [(one, sum(p in inside for p in one.passages)) for one in group.subthemes]
        return tuple(
            SubthemeFacts(one.id, self._withholding.redacted(one.label), n)
            for one, n in counted
            if n
        )

    def _written(self, passages: Iterable[Passage]) -> Rows:
        """The written contributions that speak here, copies too, or all where there are none.

        By their rows in the record, in the order in which they come here.
        """
        references = dict.fromkeys(one.contribution for one in passages)
        speaking = [self._place[one] for one in references if one in self._place]
        rows = np.array(speaking, dtype=np.int64)
        written = self._is_written[rows]
        return rows[written] if written.any() else rows

    def _marked(self, group: Group, passages: Iterable[Passage]) -> tuple[Marked, ...]:
        """What somebody marked as a practice, an example … : some, and how many more."""
        material = self._material
        counts = Counter(
            says.kind
            for one in passages
            if (says := material.says.get(one.id))
            and says.said_by != "wording"
            and (source := material.by_reference.get(one.contribution))
            and source.kind in QUOTED
            and material.may_cite(one)
        )
        return tuple(
            Marked(kind, quotes, counts[kind] - len(quotes))
            for kind, quotes in self._voices.marked(group).items()
        )

    def _suggested(self, passages: Iterable[Passage]) -> tuple[Suggested, ...]:
        """What wording alone suggests: whose, for an editor to read."""
        material = self._material
        found: dict[str, dict[str, None]] = {kind: {} for kind in PRINTED_KINDS}
        for one in passages:
            says = material.says.get(one.id)
            source = material.by_reference.get(one.contribution)
            if says is None or says.said_by != "wording" or says.kind not in found:
                continue
            if source and source.kind in QUOTED and material.may_cite(one):
                found[says.kind][one.contribution] = None
        return tuple(
            Suggested(
                kind,
                tuple(found[kind])[:_MOST_SUGGESTED],
                max(0, len(found[kind]) - _MOST_SUGGESTED),
            )
            for kind in PRINTED_KINDS
            if found[kind]
        )

    def _declared(
        self, passages: Sequence[Passage], written: Sequence[Contribution]
    ) -> tuple[PositionCount, ...]:
        """Positions exactly as declared; nobody's is inferred (promise 6). Copies are counted."""
        open_ones = [
            one for one in written if one.position and one.consent.may_quote and one.fate is None
        ]
        who = {one.reference for one in open_ones}
        # Where a copy says something of its own here, that is what it is cited with.
        mine = (one for one in reversed(passages) if one.contribution in who)
        first = {one.contribution: one for one in filter(self._material.may_cite, mine)}
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
