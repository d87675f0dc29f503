"""Owns how many of each stakeholder group are known to have spoken in a session; names nobody.

PRODUCT: groups of fewer than three in a session are merged. Where only a session's groups may be
told, "the regulator's group said" names the one regulator in the room. So a group is told where at
least three of it are known: speakers whom a person confirmed, and people and bodies that a note
names as having held a view. A note that gives a group alone ("held by: government") says nothing of
how many stood behind it and counts for nobody; it is told as the rapporteur wrote it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from bpforum.drafting.material import Material
from bpforum.profiles.mapping import group_of
from models.contribution import Contribution

FEWEST = 3
_SPOKEN = ("oral", "chat", "note")
_Voice = tuple[str, str]
"""Name and body, as folded words; either may be empty."""


class Participants:
    """Who is known to have spoken in the sessions of one view, counted by group."""

    def __init__(self, material: Material) -> None:
        """Counts only what the view may draw on."""
        self._material = material
        self._profile = material.profile
        self._voices: dict[tuple[str, str], set[_Voice]] = defaultdict(set)
        for transcript in material.record.transcripts:
            for turn in transcript.turns:
                if turn.confirmed and transcript.session:
                    group = group_of(self._profile, turn.stakeholder_group)
                    self._add(transcript.session, group, turn.speaker, turn.organisation)
        for row in np.flatnonzero(material.register.kinds.is_any(_SPOKEN)).tolist():
            one = material.everything[row]
            if one.session:
                for group, name, body in self._behind(one):
                    self._add(one.session, group, name, body)

    @cached_property
    def _bodies(self) -> dict[str, str]:
        """Organisations by name, without case, each with its group."""
        return {
            who.organisation.casefold(): who.group
            for one in self._material.everything
            for who in one.contributors
            if who.organisation
        }

    def may_tell(self, session: str, group: str) -> bool:
        """Whether so many of `group` are known to have spoken there that it tells of nobody."""
        voices = self._voices.get((session, group), set())
        names = {name for name, _ in voices if name}
        with_names = {body for name, body in voices if name}
        bodies = {body for name, body in voices if not name} - with_names
        return len(names) + len(bodies) >= FEWEST

    def _add(self, session: str, group: str, name: str, body: str) -> None:
        voice = name.strip().casefold(), body.strip().casefold()
        if group and any(voice):
            self._voices[session, group].add(voice)

    def _behind(self, one: Contribution) -> Iterator[tuple[str, str, str]]:
        if one.kind != "note":
            for who in one.signatories:
                yield who.group, who.name, who.organisation
        for line in one.session_note.lines if one.session_note else ():
            yield from self._holder(line.held_by)

    def _holder(self, words: str) -> Iterator[tuple[str, str, str]]:
        """`Maria Lopez, Rural Health Network (civil society)`: the group, the name, the body."""
        parts = [part.strip() for part in re.split(r"[,;()]", words) if part.strip()]
        groups = {part: group_of(self._profile, part) for part in parts}
        body = next((part for part in parts if part.casefold() in self._bodies), "")
        name = next((part for part in parts if not groups[part] and part != body), "")
        known = next(filter(None, groups.values()), "") or self._bodies.get(body.casefold(), "")
        yield known, name, body
