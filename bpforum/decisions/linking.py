"""Carries out `must_link` and `cannot_link`; of two that contradict each other the later holds."""

from collections.abc import Callable, Sequence

from bpforum.decisions import values
from bpforum.decisions.links import pair
from bpforum.decisions.placing import Places
from bpforum.decisions.values import NotApplicable
from models.decision import Decision

Find = Callable[[str], str]
"""The original of a passage's id; raises NotApplicable where there is no such passage."""


class Linking:
    """Links during one replay."""

    def __init__(self, places: Places, find: Find, tell: Callable[[Decision, str], None]) -> None:
        """`tell` takes what of a decision could not be carried out, in words."""
        self._places = places
        self._links = places.links
        self._claims = places.claims
        self._find = find
        self._tell = tell
        self._order: dict[str, int] = {}
        """Decisions that made links, by their place in the order."""

    def must(self, decision: Decision) -> None:
        """The target and the passages of the value stand in one theme."""
        one, others, holds = self._read(decision)
        if not holds:
            self._unjoin(decision, one, others)
            return
        for other in others:
            for p, q in list(self._links.between(one, other)):
                self._links.release(p, q)
                self._claims.lose(("link", *pair(p, q)), decision)
            self._links.join(one, other, decision.id)
            self._claims.claim(decision, [("link", *pair(one, other))])
        together = self._links.unit(one)
        to = self._meeting_place(one, others, together)
        self._places.bring(together, to, decision.id, decision)
        self._places.settle(together, decision)

    def cannot(self, decision: Decision) -> None:
        """The target never stands in one theme with any passage of the value."""
        one, others, holds = self._read(decision)
        if not holds:
            self._unpart(decision, one, others)
            return
        for other in others:
            severed = set()
            while steps := self._links.path(one, other):
                oldest = min(steps, key=lambda step: self._order[self._links.joined_by(*step)])
                severed.add(self._links.joined_by(*oldest))
                self._links.sever(*oldest)
                self._claims.lose(("link", *pair(*oldest)), decision)
            self._links.part(one, other, decision.id)
            self._claims.claim(decision, [("link", *pair(one, other))])
            self._disperse((one, other), severed, decision)
            self._places.settle(self._links.unit(one), decision)

    def _read(self, decision: Decision) -> tuple[str, list[str], bool]:
        """The originals of the target and of the others, each once, and whether it holds."""
        self._order[decision.id] = self._places.now
        link = values.link(decision.value)
        one = self._find(decision.target)
        others: dict[str, None] = {}
        problems = []
        for passage in link.passages:
            try:
                other = self._find(passage)
                if other == one:
                    raise NotApplicable(
                        f"{passage} is the target itself, or the same text: copies stand together"
                    )
            except NotApplicable as reason:
                problems.append(str(reason))
            else:
                others[other] = None
        if not others:
            raise NotApplicable("; ".join(problems))
        for words in problems:
            self._tell(decision, words)
        return one, list(others), link.holds

    def _meeting_place(self, one: str, others: Sequence[str], together: Sequence[str]) -> str:
        """Where a person placed one of them in a theme (the latest decides), else the first of the
        value's passages that stands in a theme, else the target's theme."""
        arrangement = self._places.arrangement
        placed = [p for p in together if self._places.wish(p) and p in arrangement.theme_of]
        if placed:
            return arrangement.place(max(placed, key=lambda p: (self._places.wish(p), p)))
        for passage in (*others, one):
            if passage in arrangement.theme_of:
                return arrangement.theme_of[passage]
        return arrangement.place(others[0])

    def _unjoin(self, decision: Decision, one: str, others: Sequence[str]) -> None:
        self._held(decision, one, others, self._links.joined_by)
        for other in others:
            by = self._links.joined_by(one, other)
            if by:
                self._links.sever(one, other)
                self._claims.claim(decision, [("link", *pair(one, other))])
                self._disperse((one, other), {by}, decision)

    def _unpart(self, decision: Decision, one: str, others: Sequence[str]) -> None:
        self._held(decision, one, others, self._links.parted_by)
        for other in others:
            by = self._links.parted_by(one, other)
            if by:
                self._links.release(one, other)
                self._claims.claim(decision, [("link", *pair(one, other))])
                self._disperse((one, other), {by}, decision)

    def _held(
        self,
        decision: Decision,
        one: str,
        others: Sequence[str],
        linked_by: Callable[[str, str], str],
    ) -> None:
        """Tells of those that no link is there to take back from."""
        free = [other for other in others if not linked_by(one, other)]
        if len(free) == len(others):
            raise NotApplicable("no decision that holds links these two so")
        for other in free:
            self._tell(decision, f"no decision that holds links {other} so")

    def _disperse(self, ends: Sequence[str], by: set[str], decision: Decision) -> None:
        """What only links that are no more had placed goes back to where the machine has it."""
        arrangement = self._places.arrangement
        for end in ends:
            together = self._links.unit(end)
            if by and all(arrangement.assigned_by.get(one) in by for one in together):
                self._places.go_home(together, decision.id, decision)
