"""Which passages belong together and which never do: owns the links, moves no passage.

A *unit* is what must-links join, directly or over others; it stands in one place. Of a must-link
and a cannot-link that contradict each other the caller says which gives way.
"""

from collections import deque
from collections.abc import Iterator

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Both, in order: a link has no direction."""
    return (one, other) if one <= other else (other, one)


class Links:
    """Must-links and cannot-links between passages, each with the id of its decision."""

    def __init__(self) -> None:
        """None yet."""
        self._must: dict[str, dict[str, str]] = {}
        self._cannot: dict[str, dict[str, str]] = {}
        self._units: dict[str, list[str]] = {}
        """Passage → its unit, the same list for all in it; none for what stands alone."""

    def unit(self, passage: str) -> list[str]:
        """All that must stand where `passage` stands, itself too."""
        return self._units.get(passage) or [passage]

    def join(self, one: str, other: str, by: str) -> None:
        """They stand in one place."""
        self._must.setdefault(one, {})[other] = by
        self._must.setdefault(other, {})[one] = by
        if one in self._units and self.unit(one) is self.unit(other):
            return
        smaller, larger = sorted((self.unit(one), self.unit(other)), key=len)
        alone = len(larger) == 1
        larger.extend(smaller)
        for passage in larger if alone else smaller:
            self._units[passage] = larger

    def part(self, one: str, other: str, by: str) -> None:
        """They never stand in one theme."""
        self._cannot.setdefault(one, {})[other] = by
        self._cannot.setdefault(other, {})[one] = by

    def joined_by(self, one: str, other: str) -> str:
        """The decision that joined exactly these two; empty where none did."""
        return self._must.get(one, {}).get(other, "")

    def parted_by(self, one: str, other: str) -> str:
        """The decision that parted exactly these two; empty where none did."""
        return self._cannot.get(one, {}).get(other, "")

    def parted_from(self, passage: str) -> dict[str, str]:
        """What `passage` never stands with, and by which decision."""
        return self._cannot.get(passage, {})

    @property
    def parted(self) -> dict[str, dict[str, str]]:
        """Everything that has a cannot-link."""
        return self._cannot

    @property
    def held(self) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
        """The pairs that stand together, and those that never do."""
        joined, parted = (
            {pair(one, other) for one, others in links.items() for other in others}
            for links in (self._must, self._cannot)
        )
        return tuple(sorted(joined)), tuple(sorted(parted))

    def between(self, one: str, other: str) -> Iterator[Pair]:
        """The cannot-links between the units of the two."""
        smaller, larger = sorted((self.unit(one), self.unit(other)), key=len)
        far = set(larger)
        yield from [(p, q) for p in smaller for q in self._cannot.get(p, {}) if q in far]

    def path(self, one: str, other: str) -> list[Pair]:
        """The must-links over which the two are joined, by the fewest steps; none if they are
        not."""
        if one not in self._units or self.unit(one) is not self.unit(other):
            return []
        before: dict[str, str] = {one: ""}
        waiting = deque([one])
        while waiting and other not in before:
            here = waiting.popleft()
            for there in self._must.get(here, {}):
                if there not in before:
                    before[there] = here
                    waiting.append(there)
        steps, at = [], other
        while before[at]:
            steps.append((before[at], at))
            at = before[at]
        return steps

    def release(self, one: str, other: str) -> None:
        """Takes the cannot-link between exactly these two away."""
        for here, there in ((one, other), (other, one)):
            self._cannot[here].pop(there)
            if not self._cannot[here]:
                del self._cannot[here]

    def sever(self, one: str, other: str) -> None:
        """Takes the must-link between exactly these two away; their unit may fall apart."""
        whole = self.unit(one)
        for here, there in ((one, other), (other, one)):
            self._must[here].pop(there)
            if not self._must[here]:
                del self._must[here]
        left = dict.fromkeys(whole)
        while left:
            first = next(iter(left))
            piece = self._reach(first)
            for passage in piece:
                del left[passage]
                if len(piece) > 1:
                    self._units[passage] = piece
                else:
                    del self._units[passage]

    def _reach(self, passage: str) -> list[str]:
        found = {passage: None}
        waiting = deque([passage])
        while waiting:
            for there in self._must.get(waiting.popleft(), {}):
                if there not in found:
                    found[there] = None
                    waiting.append(there)
        return list(found)
