"""Puts passages where people want them, with all that belongs to them; reads no decision's value.

What must-links join moves as one, copies follow their original, and whoever stands where a
cannot-link forbids it leaves: first the one that no person placed there, or whom the earlier
decision placed, then the one that is farther from the theme.
"""

from collections.abc import Iterable, Sequence

from bpforum.decisions.arrangement import Arrangement
from bpforum.decisions.claims import Claims
from bpforum.decisions.links import Links
from bpforum.decisions.nearest import Nearest
from models.decision import Decision


class Places:
    """Placing during one replay. Passages are originals everywhere (`Arrangement.root`)."""

    def __init__(self, arrangement: Arrangement, claims: Claims, nearest: Nearest) -> None:
        """Nobody is linked yet, and nothing was placed by a person."""
        self.arrangement = arrangement
        self.claims = claims
        self.nearest = nearest
        self.links = Links()
        self._wishes: dict[str, int] = {}
        """Passage → which decision in order placed it where it stands, by its name."""
        self.now = 0
        """The number of the decision that is being replayed."""

    def wish(self, passage: str) -> int:
        """The number of the decision that placed it by name; 0 where none did."""
        return self._wishes.get(passage, 0)

    def put(self, passages: Iterable[str], to: str, decision: Decision) -> None:
        """`passages`, named by a person, stand at `to`, and all that is joined with them."""
        seen: set[str] = set()
        for passage in passages:
            if passage in seen:
                continue
            together = self.links.unit(passage)
            seen.update(together)
            for one in together:
                self.arrangement.put(one, to, decision.id)
                self._wishes[one] = self.now
            self.claims.claim(decision, (("place", one) for one in together))
            self.settle(together, decision)

    def bring(self, passages: Sequence[str], to: str, by: str, decision: Decision) -> None:
        """They stand at `to` because of `by`, though no decision of today names them there."""
        for one in passages:
            if self.arrangement.place(one) == to:
                continue
            self.arrangement.put(one, to, by)
            self.claims.lose(("place", one), decision)
            self._wishes.pop(one, None)

    def settle(self, together: Sequence[str], decision: Decision) -> None:
        """Whoever must not stand with one of `together` leaves, or they do."""
        for one in together:
            for other, by in sorted(self.links.parted_from(one).items()):
                theme = self.arrangement.theme_of.get(one)
                if theme is None or self.arrangement.theme_of.get(other) != theme:
                    continue
                others = self.links.unit(other)
                if self._yields(together, one, others, other, theme):
                    self._leave(together, by, decision)
                    return
                self._leave(others, by, decision)

    def _yields(
        self, these: Sequence[str], one: str, those: Sequence[str], other: str, theme: str
    ) -> bool:
        """Whether `these` leave, and not `those`."""
        mine, theirs = (max(map(self.wish, unit)) for unit in (these, those))
        if mine != theirs:
            return mine < theirs
        near = self.nearest.closeness
        return (near(one, theme), other) < (near(other, theme), one)

    def _leave(self, together: Sequence[str], by: str, decision: Decision) -> None:
        self.bring(together, self.best(together) or "not_decided", by, decision)

    def best(self, together: Sequence[str], without: Iterable[str] = ()) -> str:
        """The theme that they fit best, of those where nothing stands that they must not meet."""
        closed = {
            self.arrangement.theme_of[other]
            for one in together
            for other in self.links.parted_from(one)
            if other in self.arrangement.theme_of
        }
        return self.nearest.theme(together, closed.union(without))

    def go_home(self, together: Sequence[str], by: str, decision: Decision) -> None:
        """Back to where the machine has the first of them, if that is still there."""
        arrangement = self.arrangement
        first = min(together)
        home = arrangement.today(arrangement.first.get(first) or arrangement.place(first))
        if home in arrangement.gone:
            home = self.best(together) or "fits_no_theme"
        for one in together:
            at_home = arrangement.today(arrangement.first.get(one, home)) == home
            arrangement.put(one, home, "" if at_home else by)
            self.claims.lose(("place", one), decision)
            self._wishes.pop(one, None)
        self.settle(together, decision)
