"""Owns which characters may stand in a text; refuses to know where the text came from."""

import re
from typing import NamedTuple
from unicodedata import combining, normalize

from bpforum.readers.flags import BIDI

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MENDED_BY_SOFT_HYPHEN = re.compile(r"\u00ad[ \t]*\n[ \t]*(?=\S)")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Zero-width space, word joiner, invisible operators, byte order mark, Mongolian separator, tags.
# Joiners (200C, 200D) shape Persian, Indic and emoji text: they go only where ASCII stands beside.
_UNSEEN = re.compile(
    r"[\u200b\u2060-\u2064\ufeff\u180e\U000e0000-\U000e007f]"
    r"|(?<=[\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f])"
)
_PLAIN = bytes([0x09, 0x0A, *range(0x20, 0x7F)])
_TO_LOOK_AT = re.compile(
    rf"{_NEWLINES.pattern}|\u00ad|{_CONTROLS.pattern}|{_BIDI.pattern}"
    r"|[\u200b-\u200d\u2060-\u2064\ufeff\u180e\U000e0000-\U000e007f]"
)
"""Any character that may have to go."""
_LONGEST_STACK = 30
_MAY_STACK = re.compile(rf"[\u0300-\U0010ffff]{{{_LONGEST_STACK + 1},}}")
"""Combining marks on one letter (Unicode's stream-safe format, UAX 15): normalising a longer stack
takes time in the square of its length."""


class CleanText(NamedTuple):
    """A text fit to be kept, and what had to be done to it."""

    text: str
    flags: tuple[str, ...]


class Cleaner:
    """Cleans the pieces of one document and counts what it had to do.

    Control characters but tab and newline, non-characters and lone surrogates become U+FFFD, and so
    do bidirectional embeddings, overrides and isolates (U+202A to 202E, 2066 to 2069), which can
    make a text read other than it is: each is shown, none is passed on. Soft hyphens and zero-width
    characters go without a trace, but for the count in the flags. Line ends become `\\n`, all NFC.
    """

    def __init__(self) -> None:
        self._controls = 0
        self._bidi = 0
        self._unseen = 0

    def clean(self, text: str) -> str:
        """`text` in NFC with no character that hides or harms."""
        if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
            return text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        # Which characters there are is known in a hundredth of the time that the patterns take.
        others = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
        found = set(others.decode("utf-8", "surrogatepass"))
        if not any(combining(one) or _TO_LOOK_AT.match(one) for one in found):
            return normalize("NFC", text)
        text = _NEWLINES.sub("\n", text)
        text = _MENDED_BY_SOFT_HYPHEN.sub("", text).replace("\u00ad", "")
        text, controls = _CONTROLS.subn(REPLACEMENT, text)
        self._controls += controls
        if text.isascii():
            return text
        text, bidi = _BIDI.subn(REPLACEMENT, text)
        self._bidi += bidi
        text, unseen = _UNSEEN.subn("", text.removeprefix("\ufeff"))
        self._unseen += unseen
        return normalize("NFC", _shorten_stacks(text))

    def flags(self) -> tuple[str, ...]:
        """What to tell the secretariat of the text cleaned so far."""
        found = []
        if self._controls:
            found.append(f"replaced {self._controls} control characters")
        if self._bidi:
            found.append(BIDI)
        if self._unseen:
            found.append(f"removed {self._unseen} invisible characters")
        return tuple(found)


def clean(text: str) -> CleanText:
    """`text` cleaned, and what had to be done (see `Cleaner`)."""
    cleaner = Cleaner()
    return CleanText(cleaner.clean(text), cleaner.flags())


def clean_line(text: str) -> str:
    """`text` cleaned, on one line, with single spaces: for names, titles and headers."""
    return " ".join(clean(text).text.split())


def _shorten_stacks(text: str) -> str:
    """Looks closely only where so many characters that could be accents stand in a row."""
    return _MAY_STACK.sub(lambda found: _shortened(found[0]), text)


def _shortened(run: str) -> str:
    kept, height = [], 0
    for character in run:
        height = height + 1 if combining(character) else 0
        if height <= _LONGEST_STACK:
            kept.append(character)
    return "".join(kept)
