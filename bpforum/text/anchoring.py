"""Carries what is said about a version's paragraphs over to a later version; loses none of it.

By the paragraph's id first, then by its words: the same words elsewhere, or enough of them. What
has no place any more is orphaned, and says so. It compares texts and knows no comment.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

ENOUGH = 0.3
"""The share of a paragraph's pairs of words that must stand elsewhere for it to have gone there.

Pairs that the version holds n times count as one n-th each: fixed words are everywhere, and carry
nothing. Measured on the numbered paragraphs of three documents (docs/decisions/0034): of the next
best paragraph 95 in 100 have no more than 0.20; with every fourth word replaced half keep 0.35.
"""
_NEAR = 0.6
"""The share of selected words that must stand close together for them to be those selected."""
_FEWEST = 2
"""So many pairs make a part: less may have come from anywhere."""
_TELLING_WORDS = 5
"""So many words in a row are found anywhere; fewer may stand anywhere by chance."""

How = Literal["same", "reworded", "moved", "merged", "split", "orphaned"]

_NO_SPACES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Scripts without spaces between words: there each sign counts as one."""
_WORD = re.compile(rf"[{_NO_SPACES}]|[^\W{_NO_SPACES}]+")


@dataclass(frozen=True)
class Part:
    """A paragraph of a version, in document order."""

    id: str
    text: str
    section: str


@dataclass(frozen=True)
class Selection:
    """Words selected in a paragraph, with what stands before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Place:
    """Where something said about a paragraph belongs now."""

    how: How
    paragraphs: tuple[str, ...] = ()
    """In document order; several where a paragraph was split and no words were selected."""
    span: tuple[int, int] | None = None
    """Where the selected words stand in the only paragraph, in code points; None: not there."""

    @property
    def is_orphaned(self) -> bool:
        """Whether it has no place any more."""
        return self.how == "orphaned"


ORPHANED = Place("orphaned")


class Carrier:
    """Carries from one version to a later one. Both are gone through once."""

    def __init__(self, old: Sequence[Part], new: Sequence[Part]) -> None:
        self._old = {one.id: one for one in old}
        self._new = {one.id: one for one in new}
        self._order = {one.id: n for n, one in enumerate(new)}
        self._pairs = {one.id: _pairs(one.text) for one in old}
        self._times = Counter(pair for pairs in self._pairs.values() for pair in pairs)

    def paragraph(self, identifier: str, selected: Selection | None = None) -> Place:
        """Where what was said about a paragraph, or words selected in it, belongs."""
        home = self._homes.get(identifier, ORPHANED)
        if selected is None or not selected.exact.strip():
            return home
        found = self._within(home.paragraphs, selected)
        if found is None and len(_units(selected.exact)) >= _TELLING_WORDS:
            found = self._anywhere(selected)
        if found is None:
            return home
        paragraph, span = found
        if home.paragraphs == (paragraph,):
            how = home.how
        else:
            how = "split" if paragraph in home.paragraphs else "moved"
        return Place(how, (paragraph,), span)

    def section(self, identifier: str) -> str:
        """The section that what was said about a section belongs to; empty where there is none."""
        if any(one.section == identifier for one in self._new.values()):
            return identifier
        votes = Counter(
            self._new[home].section
            for one in self._old.values()
            if one.section == identifier
            for home in self._homes[one.id].paragraphs
        )
        return min(votes, key=lambda name: (-votes[name], name)) if votes else ""

    @cached_property
    def homes(self) -> dict[str, Place]:
        """Of every old paragraph, where it went."""
        return dict(self._homes)

    @cached_property
    def _homes(self) -> dict[str, Place]:
        found = {one.id: self._home(one) for one in self._old.values()}
        arrivals = Counter(p for place in found.values() for p in place.paragraphs)
        return {
            identifier: Place("merged", place.paragraphs)
            if place.how in ("moved", "reworded") and any(arrivals[p] > 1 for p in place.paragraphs)
            else place
            for identifier, place in found.items()
        }

    def _home(self, old: Part) -> Place:
        kept = self._new.get(old.id)
        if kept is not None and kept.text == old.text:
            return Place("same", (old.id,))
        if kept is None and (twin := self._twin(old)):
            return Place("moved", (twin,))
        gone = self._pairs[old.id] - (_pairs(kept.text) if kept else frozenset())
        shares = self._shares(old, gone)
        best = max(shares, key=lambda one: (shares[one], -self._order[one]), default=None)
        # Of a part that was cut off most came from here.
        parts = [one for one in shares if self._is_part(one, gone)]
        if kept:
            parts.append(old.id)
        elif best is not None and shares[best] >= ENOUGH:
            parts = [best, *(one for one in parts if one != best)]
        elif sum(shares[one] for one in parts) < ENOUGH:
            return ORPHANED
        parts.sort(key=self._order.__getitem__)
        if len(parts) > 1:
            return Place("split", tuple(parts))
        return Place("reworded" if kept else "moved", tuple(parts))

    def _twin(self, old: Part) -> str:
        """A paragraph that is new in its place and has the very same text; the nearest."""
        twins = [one for one in self._by_text.get(old.text, ()) if one not in self._old]
        here = self._position[old.id]
        return min(
            twins,
            key=lambda one: (
                self._new[one].section != old.section, abs(self._order[one] - here), one,
            ),
            default="",
        )  # fmt: skip

    def _shares(self, old: Part, pairs: Iterable[tuple[str, str]]) -> dict[str, float]:
        """By new paragraph, which share of the old one came to stand there, and was not before."""
        whole = len(self._pairs[old.id])
        weights: dict[str, float] = defaultdict(float)
        for pair in pairs:
            for one in self._fresh.get(pair, ()):
                if one != old.id:
                    weights[one] += 1 / self._times[pair]
        return {one: round(weight / whole, 6) for one, weight in sorted(weights.items())}

    def _is_part(self, new: str, gone: frozenset[tuple[str, str]]) -> bool:
        """Whether most of what is new in a paragraph is `gone` from the old one."""
        own = self._new_pairs[new]
        here = own & gone
        return len(here) >= _FEWEST and sum(1 / self._times[one] for one in here) >= len(own) / 2

    def _within(
        self, paragraphs: Sequence[str], selected: Selection
    ) -> tuple[str, tuple[int, int]] | None:
        for one in paragraphs:
            if span := find_exact(self._new[one].text, selected):
                return one, span
        near = [
            (share, -n, one, span)
            for n, one in enumerate(paragraphs)
            for share, span in [find_near(self._new[one].text, selected.exact)]
            if span is not None and share >= _NEAR
        ]
        if not near:
            return None
        _, _, one, span = max(near, key=lambda found: found[:2])
        return one, span

    def _anywhere(self, selected: Selection) -> tuple[str, tuple[int, int]] | None:
        """The only paragraph with these very words that did not have them before."""
        words = selected.exact.strip()
        having = [
            one.id for one in self._new.values()
            if words in one.text
            and (one.id not in self._old or words not in self._old[one.id].text)
        ]  # fmt: skip
        if len(having) != 1:
            return None
        span = find_exact(self._new[having[0]].text, selected)
        return (having[0], span) if span else None

    @cached_property
    def _position(self) -> dict[str, int]:
        return {identifier: n for n, identifier in enumerate(self._old)}

    @cached_property
    def _by_text(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for one in self._new.values():
            found[one.text].append(one.id)
        return found

    @cached_property
    def _new_pairs(self) -> dict[str, frozenset[tuple[str, str]]]:
        """Of each new paragraph, the pairs of words that it did not have before."""
        return {
            one.id: _pairs(one.text) - self._pairs.get(one.id, frozenset())
            for one in self._new.values()
            if one.id not in self._old or self._old[one.id].text != one.text
        }

    @cached_property
    def _fresh(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for identifier, pairs in self._new_pairs.items():
            for pair in pairs:
                found[pair].append(identifier)
        return found


def find_exact(text: str, selected: Selection) -> tuple[int, int] | None:
    """Where the words stand; of several places the one whose surroundings are most alike."""
    words = selected.exact.strip()
    starts = [found.start() for found in re.finditer(re.escape(words), text)] if words else []
    if not starts:
        return None

    def alike(start: int) -> tuple[int, int]:
        before = _common(text[:start][::-1], selected.prefix[::-1])
        return before + _common(text[start + len(words) :], selected.suffix), -start

    start = max(starts, key=alike)
    return start, start + len(words)


def find_near(text: str, words: str) -> tuple[float, tuple[int, int] | None]:
    """The stretch of as many words that has most of `words`, and which share of them it has."""
    wanted = Counter(_units(words))
    size = wanted.total()
    units = [(found.group().casefold(), found.span()) for found in _WORD.finditer(text)]
    if not size or not units:
        return 0.0, None
    size = min(size, len(units))
    inside: Counter[str] = Counter()
    shared, best, at = 0, 0, 0
    for n, (unit, _) in enumerate(units):
        inside[unit] += 1
        shared += inside[unit] <= wanted[unit]
        if n >= size:
            out = units[n - size][0]
            shared -= inside[out] <= wanted[out]
            inside[out] -= 1
        if shared > best:
            best, at = shared, n
    if not best:
        return 0.0, None
    first = max(0, at - size + 1)
    return best / wanted.total(), (units[first][1][0], units[at][1][1])


def _common(one: str, other: str) -> int:
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n


def _units(text: str) -> list[str]:
    return [found.group().casefold() for found in _WORD.finditer(text)]


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Every two words in a row; of a single word itself."""
    units = _units(text)
    if len(units) == 1:
        return frozenset({(units[0], "")})
    return frozenset(pairwise(units))
