"""Builds what the annexes list of single contributions: entries, comments, texts as received.

It counts nothing, and decides nothing about themes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import compress
from operator import attrgetter, ne

import numpy as np

from bpforum.drafting.attribution import Attribution, Word
from bpforum.drafting.balance import sources_in
from bpforum.drafting.facts import CommentFacts, EntryFacts, FullText, QuestionFacts, Source
from bpforum.drafting.material import Material
from bpforum.drafting.withholding import Withholding
from bpforum.profiles.mapping import fold
from models.contribution import Contribution
from models.decision import Decision
from models.ids import paragraph_key

LONGEST_ANNEX = 5_000
"""Entries of annexes 1 and 2; of more only what the document speaks of, the rest is in a table."""
_UNANSWERED = ("withdrawn", "held", "superseded_by", "next_version", "carried_over")
"""Fates of comments that annex 2 does not show."""


class Annexes:
    """The entries of annexes 1, 2 and 8 in one view."""

    def __init__(
        self,
        material: Material,
        names: Attribution,
        withholding: Withholding,
        decisions: Sequence[Decision],
        date: Callable[[datetime | None], str],
        language_name: Callable[[str], str],
        word: Word,
    ) -> None:
        self._material = material
        self._names = names
        self._withholding = withholding
        self._decisions = decisions
        self._date = date
        self._language_name = language_name
        self._word = word
        self._copies = {
            group.representative.contribution: len(group.members)
            for group in material.grouping.duplicates
        }

    def entered(
        self, listed: Sequence[Contribution], questions: Sequence[QuestionFacts]
    ) -> list[Contribution]:
        """Those with an entry in annex 1, in its order."""
        if len(listed) > LONGEST_ANNEX:
            themes = [theme for one in questions for theme in one.themes]
            pointed = {source.contribution for source, _ in sources_in(themes)}
            pointed.update(*(theme.named_others for theme in themes))
            apart = map(partial(ne, "normal"), map(attrgetter("treatment"), listed))
            pointed.update(map(attrgetter("reference"), compress(listed, apart)))
            pointed |= {self._material.copies.get(reference, "") for reference in pointed}
            listed = [one for one in listed if one.reference in pointed]
        return sorted(listed, key=self._place_in_list)

    def _place_in_list(self, one: Contribution) -> tuple[int, str, int, str]:
        """By the profile's listing order; what is not known comes last."""
        order, group = self._material.profile.listing_order, self._names.group_id(one)
        groups = [known.id for known in self._material.profile.groups]
        first, name = 0, ""
        if order == "group":
            first = groups.index(group) if group in groups else len(groups)
        elif order == "name":
            name = fold(self._withholding.redacted(self._names.name(one), one))
        return first, name, len(one.reference), one.reference

    def entry(self, one: Contribution, adds: bool) -> EntryFacts:
        """An entry of annex 1. `adds`: it says something beyond the text that it copies."""
        return EntryFacts(
            key=entry_key(one.reference),
            reference=one.reference,
            listed=self._withholding.redacted(self._names.name(one), one),
            title=self._withholding.redacted(one.title, one),
            kind=self._word(f"kind.{one.kind}"),
            received=self._date(one.received_at),
            language=self._language_name(one.language),
            late="received after the date" in one.flags,
            same_text=self._copies.get(one.reference, 0),
            fate=one.fate,
            fate_of=self._material.copies.get(one.reference, ""),
            adds=adds,
            words=one.words,
        )

    def comments(self) -> tuple[tuple[CommentFacts, ...], int]:
        """Those that annex 2 shows, and how many more there are."""
        material = self._material
        given = {
            decision.target: decision for decision in self._decisions if decision.kind == "dispose"
        }
        facts = []
        # Who withdrew, or is held back, is not named for that.
        wanted = material.register.kinds.is_any(["comment"])
        wanted[[material.rows[target] for target in given if target in material.rows]] = True
        wanted &= ~material.fates.is_any(_UNANSWERED)
        shown = [material.everything[row] for row in np.flatnonzero(wanted).tolist()]
        everyone = len(shown)
        if everyone > LONGEST_ANNEX:
            shown = [one for one in shown if one.reference in given][:LONGEST_ANNEX]
        for one in shown:
            decision = given.get(one.reference)
            value = decision.value if decision else ""
            disposition = value.get("disposition", "") if isinstance(value, dict) else value
            reason = value.get("reason", "") if isinstance(value, dict) else ""
            # Why it was decided is for those who work on the draft; the reason is for everybody.
            if not reason and decision and material.view == "secretariat":
                reason = decision.why
            facts.append(
                CommentFacts(
                    key=paragraph_key("com", one.reference),
                    reference=one.reference,
                    by=self._withholding.redacted(self._names.quoted(one), one),
                    source=(
                        Source(one.reference, 0, len(one.text))
                        if material.may_quote(one) and one.text and one.kind == "comment"
                        else None
                    ),
                    disposition=str(disposition or ""),
                    reason=self._withholding.redacted(str(reason)),
                )
            )
        return tuple(facts), everyone - len(shown)

    def full_texts(self) -> tuple[FullText, ...]:
        """Annex 8: texts as received, of those who asked for it."""
        material = self._material
        apart = np.flatnonzero(~material.treatments.is_any(["normal"])).tolist()
        some = map(material.everything.__getitem__, apart)
        asked = [one for one in some if one.fate is None and one.consent.may_quote]
        return tuple(
            FullText(
                key=paragraph_key("full", one.reference),
                reference=one.reference,
                listed=self._withholding.redacted(self._names.name(one), one),
                sources=tuple(
                    Source(one.reference, block.start, block.end)
                    for block in one.blocks
                    if block.end > block.start and block.kind not in ("masthead", "furniture")
                )
                or ((Source(one.reference, 0, len(one.text)),) if one.text else ()),
            )
            for one in asked
        )


def entry_key(reference: str) -> str:
    """The id of a contribution's entry in annex 1: `C-0007` → `src_c_0007`."""
    return paragraph_key("src", reference)
