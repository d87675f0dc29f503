"""Owns field codes and symbols of a Word document; refuses to follow or compute a field."""

from dataclasses import dataclass, field

from bpforum.readers.characters import clean_line

MOST_CODES = 5_000
_LONGEST_CODE = 500
# Ticks and boxes of forms, and arrows: the rest of Wingdings and Symbol is ornament.
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x76: "❖", 0x78: "☒", 0xA7: "▪",
    0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB7: "•", 0xB9: "≠",
}  # fmt: skip
_PRIVATE = 0xF000


def symbol(font: str, code: str) -> str:
    """The character that a symbol font shows for a code in hexadecimal."""
    try:
        number = int(code[:6], 16)
    except ValueError:
        return "\N{REPLACEMENT CHARACTER}"
    low = number - _PRIVATE if _PRIVATE <= number <= _PRIVATE + 0xFF else number
    if font.startswith("Wingdings"):
        return _WINGDINGS.get(low, "\N{REPLACEMENT CHARACTER}")
    if font == "Symbol" and low in _SYMBOL:
        return _SYMBOL[low]
    if 0x20 <= low < 0xD800 or 0xF900 <= low <= 0xFFFD:
        return chr(low)
    return "\N{REPLACEMENT CHARACTER}"


@dataclass(eq=False)
class _Field:
    live: bool
    code: list[str] = field(default_factory=list)
    shows: bool = False


@dataclass(eq=False)
class Fields:
    """The fields that are open while a part is read, and the codes of all that were."""

    codes: list[str] = field(default_factory=list)
    _open: list[_Field] = field(default_factory=list)

    def step(self, kind: str, *, live: bool) -> None:
        """A field begins, turns from code to result, or ends; `live`: not in a deletion."""
        if kind == "begin":
            self._open.append(_Field(live))
        elif kind == "separate" and self._open:
            self._open[-1].shows = True
        elif kind == "end" and self._open:
            ended = self._open.pop()
            if ended.live:
                self._keep("".join(ended.code))

    def code(self, text: str) -> None:
        """Text of a field's code."""
        if self._open:
            self._open[-1].code.append(text)

    def simple(self, code: str) -> None:
        """A field that is written as one element."""
        self._keep(code)

    def takes(self, text: str) -> bool:
        """Whether `text` is part of a code: the result of a field inside another one's code."""
        for outer, inner in zip(self._open, self._open[1:], strict=False):
            if not outer.shows and inner.shows:
                outer.code.append(text)
                return True
        return False

    def is_contents(self) -> bool:
        """Whether a table of contents is open."""
        return any(
            opened.shows and "".join(opened.code).split(maxsplit=1)[:1] == ["TOC"]
            for opened in self._open
        )

    def close(self) -> None:
        """The part ends; a field that did not is kept with what it took."""
        while self._open:
            self.step("end", live=True)

    def _keep(self, code: str) -> None:
        code = clean_line(code)[:_LONGEST_CODE]
        if code and len(self.codes) < MOST_CODES:
            self.codes.append(code)
