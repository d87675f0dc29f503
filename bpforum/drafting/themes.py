"""The facts of each theme: who spoke, which words to quote, what rapporteurs recorded of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

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
from bpforum.drafting.voices import PRINTED_KINDS, QUOTED, Voices
from bpforum.drafting.withholding import Withholding
from bpforum.grouped import Group
from bpforum.text.counting.counts import quantity, tally
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
            material, names, withholding, word, sorted({source.passage for source in rested})
        )

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
        written = self._written(group)
        groups = Counter(self._names.group_id(one) for one in written)
        quotes, marked = self._voices.quotes(group), self._marked(group)
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
            positions=self._declared(group, written),
            marked=marked,
            suggested=self._suggested(group) if material.view == "secretariat" else (),
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

    def _written(self, group: Group) -> list[Contribution]:
        """The written contributions that speak here, or all where there are none."""
        everyone = self._speaking(group)
        return [one for one in everyone if one.kind in QUOTED] or everyone

    def _marked(self, group: Group) -> tuple[Marked, ...]:
        """What somebody marked as a practice, an example … : some, and how many more."""
        material = self._material
        counts = Counter(
            says.kind
            for one in self._passages(group)
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

    def _suggested(self, group: Group) -> tuple[Suggested, ...]:
        """What wording alone suggests: whose, for an editor to read."""
        material = self._material
        found: dict[str, dict[str, None]] = {kind: {} for kind in PRINTED_KINDS}
        for one in self._passages(group):
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

    def _declared(self, group: Group, written: Sequence[Contribution]) -> tuple[PositionCount, ...]:
        """Positions exactly as declared; nobody's is inferred (promise 6). Copies are counted."""
        open_ones = [one for one in written if one.consent.may_quote and one.fate is None]
        # Where a copy says something of its own here, that is what it is cited with.
        citable = filter(self._material.may_cite, reversed(self._passages(group)))
        first = {passage.contribution: passage for passage in citable}
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
