"""Carries out decisions about single passages and whole contributions: move, pin, set_kind."""

from collections import defaultdict
from collections.abc import Callable, Collection
from functools import cached_property

from bpforum.decisions import values
from bpforum.decisions.placing import Places
from bpforum.decisions.values import NotApplicable
from models.decision import Decision


class OfPassages:
    """Passages during one replay."""

    def __init__(
        self, places: Places, missing: Callable[[str], str], silent: Collection[str]
    ) -> None:
        """`missing` says why something named is not there; `silent` say nothing as a whole."""
        self._places = places
        self._arrangement = places.arrangement
        self._claims = places.claims
        self._missing = missing
        self._silent = silent

    @cached_property
    def _of_contribution(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for one in self._arrangement.grouping.passages.values():
            found[one.contribution].append(one.id)
        return found

    def find(self, passage: str) -> str:
        """The passage, or the one of its original that it follows. Raises NotApplicable."""
        known = self._arrangement.grouping.passages.get(passage)
        if known is None:
            raise NotApplicable(self._missing(passage))
        if known.contribution in self._silent:
            raise NotApplicable(
                f"the whole of {known.contribution} says nothing; decide about it as a whole first:"
                f" move {known.contribution} to {values.SUBSTANTIVE}"
            )
        return self._arrangement.root(passage)

    def move(self, decision: Decision) -> None:
        """A passage, or all of a contribution, to a theme or to no theme."""
        to = values.place(decision.value)
        if to not in (*values.UNPLACED, values.SUBSTANTIVE):
            self._arrangement.find(to)
        if not values.is_reference(decision.target):
            root = self.find(decision.target)
            if to == values.SUBSTANTIVE:
                self._say_again([root], decision)
            else:
                self._places.put([root], to, decision)
            return
        ones = self._of_contribution.get(decision.target)
        if not ones:
            raise NotApplicable(self._missing(decision.target))
        if decision.target in self._silent and to != "not_substantive":
            raise NotApplicable(f"a later decision says that {decision.target} is not substantive")
        roots = list(dict.fromkeys(map(self._arrangement.root, ones)))
        speaking = [one for one in roots if self._arrangement.place(one) != "not_substantive"]
        if to == values.SUBSTANTIVE:
            self._say_again(self._silenced(roots, speaking), decision)
        else:
            # Greetings and page furniture go nowhere with the rest, unless there is nothing else.
            self._places.put(speaking or roots, to, decision)

    def _silenced(self, roots: list[str], speaking: list[str]) -> list[str]:
        """Those that people silenced; all, where the machine left nothing of the contribution."""
        arrangement = self._arrangement
        by_people = [
            one
            for one in roots
            if arrangement.place(one) == "not_substantive" and one in arrangement.assigned_by
        ]
        return by_people or ([] if speaking else roots)

    def _say_again(self, roots: list[str], decision: Decision) -> None:
        """They say something after all, and stand where the machine has them or would have them."""
        arrangement, places = self._arrangement, self._places
        silent = [one for one in roots if arrangement.place(one) == "not_substantive"]
        if not silent:
            raise NotApplicable("it is substantive as it is")
        for root in silent:
            if arrangement.place(root) != "not_substantive":
                continue  # it came back with one that it is joined with
            together = places.links.unit(root)
            home = arrangement.today(arrangement.first.get(root, "not_substantive"))
            if home == "not_substantive" or home in arrangement.gone:
                home = places.best(together) or "fits_no_theme"
            places.put([root], home, decision)

    def pin(self, decision: Decision) -> None:
        """Quoted where it stands, or in the theme of the value; false takes that back."""
        root = self.find(decision.target)
        arrangement = self._arrangement
        value = decision.value
        if value in (False, "false") or value == {"holds": False}:
            if root not in arrangement.pinned:
                raise NotApplicable("it is not pinned")
            del arrangement.pinned[root]
        else:
            to = "" if value in (None, "", True, "true") else values.place(value)
            if to in values.UNPLACED or to == values.SUBSTANTIVE:
                raise NotApplicable("what is to be quoted stands in a theme: name it, or none")
            if to:
                arrangement.find(to)
                self._places.put([root], to, decision)
            elif root in arrangement.unplaced:
                raise NotApplicable("the passage stands in no theme; say in which to quote it")
            arrangement.pinned.setdefault(root)
        self._claims.claim(decision, [("pin", root)])

    def set_kind(self, decision: Decision) -> None:
        """What kind of thing the passage says; its copies say the same."""
        kind = values.passage_kind(decision.value)
        root = self.find(decision.target)
        for one in self._arrangement.followers(root):
            self._arrangement.kinds[one] = kind
        self._claims.claim(decision, [("kind", root)])
