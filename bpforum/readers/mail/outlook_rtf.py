"""Owns the body that Outlook keeps as compressed RTF: its page or its text; refuses its looks.

Outlook wraps a page or a plain text into RTF; both come out again as they went in. Sources:
MS-OXRTFCP (compression) and MS-OXRTFEX (wrapping). Time is linear in what it unpacks to, and that
is bounded.
"""

import re
import struct
from dataclasses import dataclass, replace
from typing import Literal

MOST_RTF = 8 * 2**20
"""In bytes, unpacked."""
_MOST_GROUPS = 500
_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What the dictionary holds at first, so that the usual beginnings need no room."""
_HEADER = struct.Struct("<LL4sL")
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "sect": "\n\n", "page": "\n\n", "tab": "\t",
           "cell": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
           "ldblquote": "“", "rdblquote": "”", "bullet": "•"}  # fmt: skip
_SIGNS = {"~": "\N{NO-BREAK SPACE}", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n"}
_UNSEEN = frozenset(
    """
    fonttbl colortbl stylesheet info pict object objdata header headerl headerr headerf footer
    footerl footerr footerf listtable listoverridetable rsidtbl generator themedata datastore
    latentstyles xmlnstbl fldinst revtbl filetbl mhtmltag
    """.split()
)


class UnreadableBody(Exception):
    """The compressed body is damaged, or unpacks to more than any mail holds."""


@dataclass(frozen=True)
class Body:
    """A mail's body as it was before it was wrapped into RTF."""

    kind: Literal["html", "plain"]
    text: str


@dataclass(frozen=True)
class _Group:
    """What holds inside one pair of braces."""

    unseen: bool = False
    tag: bool = False
    rtf_only: bool = False
    skip: int = 1
    """Characters after `\\u` for readers that do not know it."""


def read_body(packed: bytes) -> Body:
    """The body in a compressed RTF stream. Raises UnreadableBody."""
    return unwrap(decompress(packed).decode("latin-1"))


def decompress(packed: bytes) -> bytes:
    """The RTF in a stream of MS-OXRTFCP. Raises UnreadableBody."""
    if len(packed) < _HEADER.size:
        raise UnreadableBody("too short")
    _, size, method, _ = _HEADER.unpack_from(packed)
    if method == b"MELA":
        return packed[_HEADER.size : _HEADER.size + min(size, MOST_RTF)]
    if method != b"LZFu" or size > MOST_RTF:
        raise UnreadableBody("no such method, or too long")
    out = bytearray(_START)
    at = _HEADER.size
    most = len(_START) + size
    # The dictionary is a ring of 4096 bytes: what was written last stands at the end of `out`.
    while at < len(packed) and len(out) < most:
        control = packed[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(packed):
                    return bytes(out[len(_START) :])
                word = packed[at] << 8 | packed[at + 1]
                at += 2
                back = (len(out) - (word >> 4)) % 4096
                if not back:
                    return bytes(out[len(_START) : most])
                if back > len(out):
                    raise UnreadableBody("refers to what was never written")
                start = len(out) - back
                for n in range((word & 15) + 2):
                    out.append(out[start + n])
            elif at < len(packed):
                out.append(packed[at])
                at += 1
    return bytes(out[len(_START) : most])


def unwrap(rtf: str) -> Body:
    """The page that is wrapped in `rtf`, else its text without fonts and tables of looks."""
    is_page = "\\fromhtml" in rtf[:1000]
    codepage = re.search(r"\\ansicpg(\d{3,5})", rtf[:2000])
    encoding = _known(f"cp{codepage[1]}") if codepage else "cp1252"
    found = _Text(encoding)
    group, outer, starred, skip = _Group(), list[_Group](), False, 0
    for match in _TOKEN.finditer(rtf):
        word, number, byte, sign, brace, words = match.groups()
        if brace == "{":
            if len(outer) >= _MOST_GROUPS:
                raise UnreadableBody("nested too deeply")
            outer.append(group)
        elif brace == "}":
            group = outer.pop() if outer else group
        elif word:
            group = _entered(group, word.lower(), number, starred)
            if word == "u" and number:
                if _shows(group, is_page):
                    found.add(chr(int(number) % 65536))
                skip = group.skip
            elif word in _BREAKS and _shows(group, is_page) and not (is_page and word == "cell"):
                found.add(_BREAKS[word])
        elif skip and (byte or words or sign in _SIGNS):
            cut = min(skip, len(words)) if words else 1
            skip -= cut
            if words and _shows(group, is_page):
                found.add(words[cut:])
        elif _shows(group, is_page):
            if byte:
                found.add_byte(int(byte, 16))
            else:
                found.add(words or _SIGNS.get(sign or "", ""))
        starred = sign == "*"
    return Body("html" if is_page else "plain", found.text())


def _entered(group: _Group, word: str, number: str | None, starred: bool) -> _Group:
    if word == "htmltag" and starred:
        return replace(group, tag=True)
    if word == "htmlrtf":
        return replace(group, rtf_only=number != "0")
    if word == "uc" and number:
        return replace(group, skip=max(0, min(int(number), 10)))
    if starred or word in _UNSEEN:
        return replace(group, unseen=True)
    return group


def _shows(group: _Group, is_page: bool) -> bool:
    return not group.unseen and (group.tag or not (is_page and group.rtf_only))


class _Text:
    """A growing text of characters and of bytes in a code page."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._pieces: list[str] = []
        self._bytes = bytearray()

    def add(self, words: str) -> None:
        if self._bytes:
            self._pieces.append(self._bytes.decode(self._encoding, "replace"))
            self._bytes.clear()
        self._pieces.append(words)

    def add_byte(self, byte: int) -> None:
        self._bytes.append(byte)

    def text(self) -> str:
        self.add("")
        whole = "".join(self._pieces)
        # Characters beyond the first plane are written as two halves.
        return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _known(encoding: str) -> str:
    try:
        return "".encode(encoding).decode(encoding) or encoding
    except LookupError:
        return "cp1252"
