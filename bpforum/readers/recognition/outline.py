"""Owns outlines numbered by hand: the depth of each item, from its mark and those around it.

`2.` / `a.` / `i.` / `1.` … restart below each other, may lack their beginning, and use the same
styles at several depths, so one mark alone does not tell. The readings of all marks so far are
kept side by side, at most `_BEAM` of them, and the one with the fewest surprises wins.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.text_lines import TextLine
from models.reading import Block

_MARK = re.compile(
    r"(?:[-*\u2022]\s{1,3})?\(?(?P<mark>\d{1,3}|[A-Za-z]|[ivxl]{2,7}|[IVXL]{2,7})[.)]\s{1,3}(?=\S)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_BEAM = 12
_DEEPEST = 9
_FEWEST, _MOST = 6, 1500

# What each surprise costs. Depth itself costs a little: of two equal readings the flatter wins.
_DEPTH, _NEW_STYLE, _WILD, _RESTART, _SKIP, _NO_ITEM = 0.1, 1.0, 0.5, 4.0, 3.0, 3.5


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    value: int
    """0 while nothing stands there: the beginning of the outline is missing."""


@dataclass(frozen=True, slots=True)
class _State:
    levels: tuple[_Level, ...]
    styles: tuple[str, ...]
    """The style last seen at each depth."""
    cost: float
    depth: int = 0
    """Of the last item; 0 where it is none."""
    before: "_State | None" = None

    def depths(self) -> tuple[int, ...]:
        """The depth of each item, in order."""
        found: list[int] = []
        state = self
        while state.before is not None:
            found.append(state.depth)
            state = state.before
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class _Item:
    line: TextLine
    mark: str
    start: int
    """Where the words begin, behind the mark."""
    readings: tuple[tuple[str, int], ...]
    """Style and value, as each the mark can be read."""


def outline_marks(lines: Sequence[TextLine]) -> Iterator[Block]:
    """Item blocks with level (1 is the outermost) and number as written; the mark is outside them.

    Nothing where there are fewer than six marks or they make no outline of at least two levels.
    """
    items = list(_items(lines))
    if not _FEWEST <= len(items) <= _MOST:
        return
    states = [_State((_Level("", 0),) * depth, (), _WILD * depth) for depth in range(3)]
    for item in items:
        states = _cheapest(new for state in states for new in _steps(state, item))
    best = states[0]
    depths = best.depths()
    if len({depth for depth in depths if depth}) < 2 or best.cost > len(items):
        return
    for item, depth in zip(items, depths, strict=True):
        if depth:
            yield mark(item.start, item.line.end, "item", depth, item.mark)


def _cheapest(states: Iterable[_State]) -> list[_State]:
    """The best of each stand of the levels; equals keep their order, so the result is fixed."""
    best: dict[tuple[_Level, ...], _State] = {}
    for state in states:
        known = best.get(state.levels)
        if known is None or state.cost < known.cost:
            best[state.levels] = state
    return sorted(best.values(), key=lambda state: state.cost)[:_BEAM]


def _items(lines: Sequence[TextLine]) -> Iterator[_Item]:
    for line in lines:
        match = _MARK.match(line.text)
        if match and line.kind not in ("masthead", "furniture"):
            yield _Item(
                line,
                match[0].strip(" -*\u2022\t"),
                line.start + match.end(),
                tuple(_readings(match["mark"])),
            )


def _readings(words: str) -> Iterator[tuple[str, int]]:
    if words.isdigit():
        yield "1", int(words)
        return
    lower = words.lower()
    case = "A" if words.isupper() else "a"
    if len(words) == 1:
        yield case, ord(lower) - ord("a") + 1
    if set(lower) <= set(_ROMAN):
        yield case + "roman", _roman(lower)


def _roman(words: str) -> int:
    values = [_ROMAN[char] for char in words]
    return sum(
        -value if value < max(values[n + 1 :], default=0) else value
        for n, value in enumerate(values)
    )


def _steps(state: _State, item: _Item) -> Iterator[_State]:
    """All ways to go on: next at some depth, first below, out of order, or no item at all."""
    yield _State(state.levels, state.styles, state.cost + _NO_ITEM, 0, state)
    for style, value in item.readings:
        for at, level in enumerate(state.levels):
            if level.value == 0:
                yield _placed(state, at, style, value, _WILD)
            elif level.style == style and value == level.value + 1:
                yield _placed(state, at, style, value, 0.0)
            elif level.style == style and level.value < value <= level.value + 3:
                yield _placed(state, at, style, value, _SKIP)
        below = len(state.levels)
        if below < _DEEPEST:
            yield _placed(state, below, style, value, 0.0 if value == 1 else _RESTART + _SKIP)
        if value == 1:
            for at in range(len(state.levels)):
                yield _placed(state, at, style, value, _RESTART)


def _placed(state: _State, at: int, style: str, value: int, cost: float) -> _State:
    seen = state.styles[at] if at < len(state.styles) else ""
    cost += _DEPTH * at + (_NEW_STYLE if seen not in ("", style) else 0.0)
    padded = state.styles + ("",) * (at + 1 - len(state.styles))
    return _State(
        (*state.levels[:at], _Level(style, value)),
        (*padded[:at], style, *padded[at + 1 :]),
        state.cost + cost,
        at + 1,
        state,
    )
