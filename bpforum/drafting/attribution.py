"""How a contributor is named in the document; the only place that turns identities into words."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property

import numpy as np

from bpforum.drafting.material import Material
from bpforum.drafting.participants import FEWEST, Participants
from bpforum.profiles.mapping import country_name, group_of, label
from bpforum.text.columns import Column, Mask, Rows
from bpforum.text.counting.counts import JOINT, joint
from bpforum.validation.transcriptions import is_transcribed
from models.contribution import Contribution, Contributor
from models.transcript import Turn

Word = Callable[..., str]
"""A fixed word of the document's language, by key."""
_SPOKEN = ("transcript", "oral", "chat", "note")
_ROLES = ("co_sponsor", "on_behalf_of")


class Attribution:
    """Names contributors as they wish, within consent and the session's attribution rule."""

    def __init__(self, material: Material, language: str, word: Word) -> None:
        """`word` gives the fixed words in `language`."""
        self._material = material
        self._language = language
        self._word = word
        self._participants = Participants(material)
        labels = [(one.id, label(one.label, language)) for one in material.profile.groups]
        self._group_labels = dict([(JOINT, word("group.joint")), *reversed(labels)])

    @cached_property
    def _sharing(self) -> dict[str, int]:
        """How many come from each region who wished more than to be counted."""
        register = self._material.register
        rows = self._material.counted_rows
        told = [row for row in rows.tolist() if register.scopes[row] != "counts_only"]
        return register.origins.pick(np.array(told, dtype=np.int64)).counts()

    @cached_property
    def groups(self) -> Column:
        """The group id of everything, row by row: see `group_id`."""
        return self._with_spoken(self._material.register.groups, self.group_id)

    @cached_property
    def regions(self) -> Column:
        """The region id of everything, row by row: see `region_id`."""
        return self._with_spoken(self._material.register.regions(), self.region_id)

    def _with_spoken(self, column: Column, told: Callable[[Contribution], str]) -> Column:
        """What was spoken is told one by one, by the rule of its session."""
        rows = np.flatnonzero(self._material.register.kinds.is_any(_SPOKEN)).tolist()
        return column.replaced(rows, [told(self._material.everything[row]) for row in rows])

    def group(self, one: Contribution) -> str:
        """The stakeholder group's public label; `not stated` where none could be mapped."""
        return self.group_label(self.group_id(one))

    def group_id(self, one: Contribution) -> str:
        """The profile's group id, empty where unknown or not to be told."""
        group = joint([who.group for who in one.signatories])
        if one.kind in _SPOKEN:
            rule = self.rule(one)
            if rule == "none" or (rule == "stakeholder_group" and not self._shared(one, group)):
                return ""
        return group

    def _shared(self, one: Contribution, group: str) -> bool:
        """Whether at least three of the group are known to have spoken in its session."""
        return self._participants.may_tell(one.session or "", group)

    def held_by(self, one: Contribution, told: str, as_written: str) -> str:
        """Who held a view in a note, `told` as far as words may go.

        A group that the rapporteur wrote as such stays: that is how a note is meant to be filed.
        One that we know only of a person or body is merged where it has few.
        """
        group = group_of(self._material.profile, told)
        if (
            not told
            or self.rule(one) != "stakeholder_group"
            or group_of(self._material.profile, as_written)
        ):
            return told
        return told if self._shared(one, group) else self._word("attribution.a_participant")

    def groups_of(self, rows: Rows) -> set[str]:
        """The ids of all groups that stand behind any of these rows, each of a joint one too."""
        groups = self.groups.pick(rows)
        found = set(groups.counts())
        if JOINT in found:
            several = rows[groups.codes == groups.names.index(JOINT)].tolist()
            ones = (self._material.everything[row] for row in several)
            found.update(who.group for one in ones for who in one.signatories)
        return found - {"", JOINT}

    def group_label(self, group: str) -> str:
        """The public label of a group id, in the document's language."""
        known = self._group_labels.get(group)
        return self._word("group.not_stated") if known is None else known

    def silent(self, spoke: Collection[str]) -> tuple[str, ...]:
        """The labels of the groups that did not speak; none where nobody stated a group at all."""
        if not set(spoke) - {""}:
            return ()
        groups = self._material.profile.groups
        return tuple(self.group_label(one.id) for one in groups if one.id not in spoke)

    def region_label(self, region: str) -> str:
        """The public label of a region id, in the document's language."""
        labels = self._material.profile.regions.get(region)
        if labels:
            return label(labels, self._language)
        return self._word("region.joint" if region == JOINT else "region.not_stated")

    def region_id(self, one: Contribution) -> str:
        """The regional group, empty where unknown or not to be told."""
        told = one.consent.scope in ("full", "name_withheld") and not (
            one.kind in _SPOKEN and self.rule(one) in ("none", "stakeholder_group")
        )
        return joint([who.region for who in one.signatories]) if told else ""

    def rule(self, one: Contribution) -> str:
        """The attribution rule of the session it belongs to; `none` where no session is known."""
        session = self._material.session_of(one)
        return session.attribution if session else "none"

    def quoted(self, one: Contribution) -> str:
        """Under a quotation: who said it, and whether somebody typed the words from a picture."""
        name = self.name(one)
        return self._word("attribution.transcribed", name=name) if is_transcribed(one) else name

    def is_same_for_all(self, one: Contribution) -> bool:
        """Whether both views name it alike: neither a session's rule nor others decide how."""
        return one.kind not in _SPOKEN and one.consent.scope != "name_withheld"

    @cached_property
    def told_by_itself(self) -> Mask:
        """Row by row, whether how somebody is named is told by what was sent alone."""
        register = self._material.register
        return register.scopes.is_any(("full",)) & ~register.kinds.is_any(_SPOKEN)

    def name(self, one: Contribution) -> str:
        """Who said it, in the words that may be printed."""
        if one.kind == "note":
            return self._note(one)
        if one.kind in _SPOKEN:
            return self._speaker(one)
        if one.consent.scope == "name_withheld":
            group, region = self.group(one), self.region_id(one)
            if region not in ("", JOINT) and self._sharing.get(region, 0) >= FEWEST:
                group = f"{group}, {self.region_label(region)}"
            return self._word("attribution.withheld", group=group)
        if not one.consent.may_name:
            return self._word("attribution.withheld", group=self.group(one))
        signatories = one.signatories
        if len(signatories) == 1:  # as nearly all have
            listed, group = self._listed(signatories[0]), signatories[0].group
        else:
            listed, group = self._listed_together(signatories)
        if not listed:
            return self._word("attribution.unknown")
        # "not stated" after a name would only be noise: the counts say how many did not state it.
        return f"{listed} ({self.group_label(group)})" if group not in ("", JOINT) else listed

    def _listed_together(self, signatories: Sequence[Contributor]) -> tuple[str, str]:
        """The names of several, each with its group where they are of different ones."""
        group = joint([who.group for who in signatories])
        people = [(self._listed(who), who.group) for who in signatories]
        if group == JOINT:
            people = [
                (f"{name} ({self.group_label(own)})" if name and own else name, own)
                for name, own in people
            ]
        return "; ".join(dict.fromkeys(name for name, _ in people if name)), group

    def _listed(self, who: Contributor) -> str:
        if who.listed_as:
            return who.listed_as
        body = who.organisation
        if body and body == who.country:
            # A country or area that speaks for itself: the table alone says what it is called.
            body = country_name(self._material.profile, body, self._language)
        if who.capacity == "personal":
            return who.name or body
        words = f"{who.name}, {body}" if who.name and body else who.name or body
        if words and who.role in _ROLES:
            return self._word(f"attribution.{who.role}", name=words)
        return words

    def _note(self, one: Contribution) -> str:
        session = self._material.session_of(one)
        title = session.title if session else one.session_note and one.session_note.session
        if not title:
            return self._word("attribution.note_without_session")
        return self._word("attribution.note", session=title)

    def _speaker(self, one: Contribution) -> str:
        return self._word("attribution.speaker", session=self._where(one))

    def _where(self, one: Contribution) -> str:
        """The session's title; a transcript's own only where it tells of nobody who spoke."""
        session = self._material.session_of(one)
        if session:
            return session.title
        title = one.title.casefold()
        speakers = (
            name.casefold()
            for transcript in self._material.record.transcripts
            if transcript.contribution == one.reference
            for turn in transcript.turns
            for name in (turn.speaker, turn.marked)
        )
        if not title or any(name and name in title for name in speakers):
            return self._word("attribution.a_session")
        return one.title

    def speaker(self, one: Contribution, turn: Turn) -> str:
        """Who spoke in a turn, where a person confirmed it, as far as the session's rule allows.

        Everybody else is a speaker in the session: what a transcript says of names is no evidence.
        """
        rule = self.rule(one) if one.consent.may_name else self._unnamed_rule(one)
        who = self._known(one, turn, rule) if turn.confirmed else ""
        if not who:
            return self._speaker(one)
        return self._word("attribution.speaker_named", who=who, session=self._where(one))

    def _known(self, one: Contribution, turn: Turn, rule: str) -> str:
        group = group_of(self._material.profile, turn.stakeholder_group)
        if rule == "none" or (rule == "stakeholder_group" and not self._shared(one, group)):
            return ""
        known = [self.group_label(group)] if group else []
        if rule in ("named", "affiliation") and turn.organisation:
            known = [turn.organisation]
        if rule == "named" and turn.speaker:
            body = turn.organisation if turn.capacity != "personal" else ""
            known = [turn.speaker, *filter(None, [body])]
        return ", ".join(known)

    def _unnamed_rule(self, one: Contribution) -> str:
        withheld = one.consent.scope == "name_withheld" and self.rule(one) != "none"
        return "stakeholder_group" if withheld else "none"

    def rapporteurs(self, one: Contribution) -> str:
        """Who wrote a note, where its session's rule lets people be named."""
        if not one.consent.may_name or self.rule(one) in ("none", "stakeholder_group"):
            return self._word("attribution.not_named")
        if self.rule(one) == "affiliation":
            return one.lead.organisation or self._word("attribution.not_named")
        names = one.session_note.rapporteurs if one.session_note else ()
        return ", ".join(names) or one.lead.name or self._word("attribution.not_named")
