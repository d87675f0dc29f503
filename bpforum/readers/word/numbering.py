"""Owns the numbers that a word processor generates; refuses to put them into any text.

After ECMA-376 part 1, 17.9: levels have a format, a text with `%1` to `%9`, a start, and restart
after any higher level. A bullet has no number.
"""

import re
from dataclasses import dataclass

from lxml import etree

from bpforum.readers.word.package import W
from bpforum.readers.word.styles import is_on, value

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 32_767
_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False


class Numbering:
    """The lists of a document, counted as its paragraphs go by."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._overrides: dict[str, dict[int, _Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._read(root)

    def number(self, number_id: str, level: int) -> str:
        """The next number of that list at that level, as it is shown; empty for a bullet."""
        list_id = self._list_of.get(number_id)
        if list_id is None:
            return ""
        levels = {**self._abstract.get(list_id, {}), **self._overrides.get(number_id, {})}
        counts = self._counts.setdefault(list_id, [None] * _LEVELS)
        self._begin(number_id, counts)
        here = levels.get(level, _Level(form="none"))
        count = counts[level]
        counts[level] = here.start if count is None else min(count + 1, _MOST)
        for deeper in range(level + 1, _LEVELS):
            restart = levels.get(deeper, _Level()).restart
            if restart is None or (restart != 0 and level < restart):
                counts[deeper] = None
        if here.form in ("bullet", "none"):
            return ""
        return _PLACE.sub(lambda place: _show(int(place[1]) - 1, here, levels, counts), here.text)

    def _begin(self, number_id: str, counts: list[int | None]) -> None:
        """A second list of the same kind goes on with the first's numbers, unless it says not."""
        if number_id in self._begun:
            return
        self._begun.add(number_id)
        for level, start in self._starts.get(number_id, {}).items():
            counts[level] = start - 1

    def _read(self, root: etree._Element) -> None:
        links: dict[str, str] = {}
        styled: dict[str, str] = {}
        for abstract in root.iter(f"{W}abstractNum"):
            list_id = abstract.get(f"{W}abstractNumId", "")
            self._abstract[list_id] = dict(_levels(abstract))
            if link := value(abstract, "numStyleLink"):
                links[list_id] = link
            if style := value(abstract, "styleLink"):
                styled[style] = list_id
        for list_id, link in links.items():
            if not self._abstract[list_id] and link in styled:
                self._abstract[list_id] = self._abstract[styled[link]]
        for number in root.iter(f"{W}num"):
            number_id = number.get(f"{W}numId", "")
            self._list_of[number_id] = value(number, "abstractNumId")
            overrides = self._overrides.setdefault(number_id, {})
            starts = self._starts.setdefault(number_id, {})
            for override in number.iter(f"{W}lvlOverride"):
                overrides.update(_levels(override))
                level, start = override.get(f"{W}ilvl", ""), value(override, "startOverride")
                if level in _DIGITS and start.isdecimal():
                    starts[int(level)] = min(int(start[:6]), _MOST)


_DIGITS = tuple("012345678")


def _levels(parent: etree._Element) -> list[tuple[int, _Level]]:
    found = []
    for element in parent.iter(f"{W}lvl"):
        level = element.get(f"{W}ilvl", "")
        if level not in _DIGITS:
            continue
        start, restart = value(element, "start"), value(element, "lvlRestart")
        legal = element.find(f"{W}isLgl")
        found.append(
            (
                int(level),
                _Level(
                    form=value(element, "numFmt") or "decimal",
                    text=value(element, "lvlText")[:60],
                    start=min(int(start[:6]), _MOST) if start.isdecimal() else 1,
                    restart=int(restart[:2]) if restart.isdecimal() else None,
                    legal=legal is not None and is_on(legal.get(f"{W}val", "1")),
                ),
            )
        )
    return found


def _show(place: int, here: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    level = levels.get(place, _Level())
    count = counts[place]
    if count is None:
        # A level that was skipped shows its start, as in Word.
        count = counts[place] = level.start
    return write_number(count, "decimal" if here.legal else level.form)


def write_number(count: int, form: str) -> str:
    """`count` in one of Word's number formats; those not known here are written in digits."""
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        roman = ""
        for size, sign in _ROMAN:
            roman += sign * (count // size)
            count %= size
        return roman.upper() if form == "upperRoman" else roman
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26 * 30:
        # Word goes on with aa, bb, cc after z.
        letter = chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{count:02d}"
    return "" if form in ("none", "bullet") else str(count)
