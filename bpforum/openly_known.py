"""What everybody may know all the same, from other public texts (promise 9).

Looks only for what stands in the finished files and may have to be kept from some.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from bpforum.brief import Brief
from bpforum.briefs import Briefed
from bpforum.profiles import load_profile, profile_names
from bpforum.text.name_search import Names
from bpforum.text.word_hashes import Words
from bpforum.text.word_runs import Run, Runs

REFERENCE = re.compile(r"\bC-\d{4,}\b")
_AT_ONCE = 1000
"""Contributions that are looked at together."""


@dataclass(frozen=True)
class Suspected:
    """What stands in files and may have to be kept."""

    names: set[str]
    """Of who sent something."""
    holders: set[str]
    """Who held a view according to a session's note."""
    runs: set[Run]
    """Of words that not everybody may read."""
    references: set[str]
    """Of what not everybody may know of."""


class OpenlyKnown:
    """What of it the `record` tells everybody."""

    def __init__(
        self,
        record: Briefed,
        suspected: Suspected,
        declared: Iterable[str],
        first: Iterable[Brief] = (),
    ) -> None:
        """`declared`: names that the forum itself has printed. `first`: whom of it to ask first."""
        self._suspected = suspected
        self._folded = {name.casefold() for name in suspected.names}
        self._parts = {part.casefold() for part in suspected.holders}
        self._named = {name.casefold() for name in declared}
        self._holders = {part for part in self._parts if any(part in n for n in self._named)}
        announced = [
            f"{session.title} {session.description}"
            for session in record.sessions
            if session.status == "declared" and session.audience == "public"
        ]
        calls = [call for call in record.calls if call.status == "declared"]
        said = [*announced, *(call.consent_notice for call in calls)]
        said += [question.text for call in calls for question in call.questions]
        self._runs = Runs(suspected.runs)
        self.runs = {run for one in said for run in self._runs.found(one)}
        """Runs of words that public texts have too."""
        self._announced = Names(suspected.names).found(announced)
        self._told = set(self._announced)
        """Names that public texts speak of."""
        self.references = suspected.references.intersection(REFERENCE.findall(" ".join(announced)))
        self._take_names(record)
        self._seek()
        self._go_through(first)
        if self._parts - self._holders:
            self._parts -= group_names()
        self._go_through(record.everything)

    def unknown_names(self, one: Brief) -> set[str]:
        """The names of who sent it that nobody may have from elsewhere.

        That somebody is a member is no secret where a public text speaks of them; that somebody
        wished not to be named holds whoever speaks of them.
        """
        known = self._announced if one.is_public else self._told
        return {
            name for name in one.names if name.casefold() not in self._named and name not in known
        }

    def unknown_holders(self, one: Brief) -> set[str]:
        """Who held a view according to a note, but for those of whom public words speak anyway."""
        return {
            part
            for part in one.holders
            if part.casefold() not in self._holders and part.casefold() not in group_names()
        }

    def _seek(self) -> None:
        """What is known is no longer looked for: soon hardly anything is."""
        self._names = Names(self._names_left)
        self._runs = Runs(self._suspected.runs - self.runs)

    @property
    def _names_left(self) -> list[str]:
        left = self._suspected.names - self._told
        return [name for name in left if name.casefold() not in self._named]

    @property
    def _is_sought(self) -> bool:
        """Whether anything is left to be looked for."""
        return bool(
            self._suspected.runs - self.runs or self._suspected.references - self.references
            or self._parts - self._holders or self._names_left
        )  # fmt: skip

    def _go_through(self, received: Iterable[Brief]) -> None:
        """Until nothing is left to be looked for."""
        known, left = 0, iter(received)
        while self._is_sought and (some := tuple(islice(left, _AT_ONCE))):
            self._read([one for one in some if one.may_print])
            found = len(self._told) + len(self._named) + len(self.runs)
            if 2 * (found - known) >= len(self._names) + len(self._runs) > 0:
                self._seek()
                known = found

    def _take_names(self, record: Briefed) -> None:
        """Who is named to everybody: that is known without any text."""
        for names in record.open_names:
            if self._folded <= self._named and self._parts <= self._holders:
                return
            self._named |= self._folded.intersection(names)
            if parts := self._parts - self._holders:
                self._holders |= {part for part in parts if any(part in name for name in names)}

    def _read(self, some: Sequence[Brief]) -> None:
        """What everybody may read."""
        if some and (self._names or self._runs):
            words = Words(*(one.text for one in some))
            self.runs |= self._runs.found(words)
            self._told |= self._names.found(words)
        titled = [f"{one.title} {one.text}" for one in some if one.title]
        if titled and self._names:
            self._told |= self._names.found(Words(*titled))
        if self._suspected.references - self.references:
            for one in some:
                found = REFERENCE.findall(f"{one.title} {one.text}")
                self.references |= self._suspected.references.intersection(found)
        parts = self._parts - self._holders
        if parts:
            own = (one for one in some if one.kind not in ("note", "transcript"))
            # Between them stands what is in no part.
            folded = ";".join(f"{one.title} {one.text}" for one in own).casefold()
            self._holders |= {part for part in parts if part in folded}


@cache
def group_names() -> frozenset[str]:
    """How the profiles call groups, without case."""
    return frozenset(
        name.casefold()
        for profile in map(load_profile, profile_names())
        for group in profile.groups
        for name in (*group.label.values(), *group.synonyms)
    )
