"""Owns reading the document of an RSS or Atom feed; knows no entities, and loads nothing.

Entries that end before a feed breaks off are kept. A document that declares anything is refused.
"""

import re
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from bpforum.readers.characters import clean_line
from bpforum.readers.encoding import decode_text
from bpforum.sources.services.feed_entries import Entry, entry_of, local_name, resolved
from models.submission import Rejected

LARGEST = 20 * 2**20
"""In bytes, of one feed; lists of entries are far smaller."""
MOST_ENTRIES = 20_000
MOST_ELEMENTS = 500_000
"""In one document; what follows is not taken, and told."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_FIVE = ("amp", "lt", "gt", "quot", "apos")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROOTS = ("rss", "rdf", "feed", "channel")
_ENTRIES = ("item", "entry")
_PIECE = 65_536


class NotAFeed(Exception):
    """What came is no feed, or one that is refused; says why, in words."""


@dataclass
class Feed:
    """What a feed's document holds."""

    entries: list[Entry] = field(default_factory=list)
    next: str = ""
    """The next page's address, as written (RFC 5005)."""
    broken: str = ""
    """Where and how the document breaks off; empty where it is whole."""


def read_feed(data: bytes, address: str, content_type: str = "") -> Feed:
    """The feed that stands at `address`. Raises NotAFeed."""
    if len(data) > LARGEST:
        raise NotAFeed(f"it is larger than {LARGEST // 2**20} MB")
    text = _without_doctype(_decoded(data, content_type))
    text = _NO_XML.sub("", _ENTITY.sub(_character, text))
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    found, reading = Feed(), _Reading(address)
    try:
        for at in range(0, len(text), _PIECE):
            parser.feed(text[at : at + _PIECE].encode("utf-8", "replace"))
            reading.take(parser, found)
            if len(found.entries) > MOST_ENTRIES or reading.elements > MOST_ELEMENTS:
                del found.entries[MOST_ENTRIES:]
                found.broken = "it holds more than any feed"
                break
        else:
            parser.close()
            reading.take(parser, found)
    except etree.XMLSyntaxError as error:
        reading.take_rest(parser, found)
        found.broken = clean_line(str(error))[:200]
    if not reading.is_feed:
        what = f": {found.broken}" if found.broken else ""
        raise NotAFeed(f"it is no RSS or Atom feed{what}")
    return found


def _decoded(data: bytes, content_type: str) -> str:
    declared = _DECLARED.search(data[:1024])
    charset = _CHARSET.search(content_type[:300])
    named = declared[1].decode("ascii") if declared else charset[1] if charset else ""
    decoded = decode_text(data, named)
    if isinstance(decoded, Rejected):
        raise NotAFeed("it is not text")
    return decoded.text.lstrip("\ufeff \t\r\n")


def _without_doctype(text: str) -> str:
    """`text` without XML and document type declarations. Refused is one that declares anything."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text.startswith("<?", at):
            at = _behind(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _behind(text, "-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = _behind(text, ">", at)
            if "[" in text[at:end]:
                raise NotAFeed("it declares entities, which feeds do not do but attacks do")
            at = end
        else:
            break
    return text[at:]


def _behind(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)


def _character(found: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know: `&nbsp;` and the like."""
    return found[0] if found[1] in _FIVE else html5.get(f"{found[1]};", found[0])


class _Reading:
    """Takes entries from the parser as they end, and lets their memory go."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._depth = 0
        self._inside = 0
        self.elements = 0
        self.is_feed = False

    def take(self, parser: "etree.XMLPullParser", found: Feed) -> None:
        for event, element in parser.read_events():
            if not isinstance(element, etree._Element):
                continue
            name = local_name(element)
            if event == "start":
                self._depth += 1
                self.elements += 1
                if self._depth == 1:
                    self.is_feed = name in _ROOTS
                elif name in _ENTRIES and not self._inside:
                    self._inside = self._depth
                continue
            if self._inside == self._depth:
                if self.is_feed:
                    found.entries.append(entry_of(element, self._address))
                self._inside = 0
                _forget(element)
            elif name == "link" and not self._inside and element.get("rel") == "next":
                found.next = resolved(element, self._address, element.get("href", ""))
            self._depth -= 1

    def take_rest(self, parser: "etree.XMLPullParser", found: Feed) -> None:
        """What ended before the document broke off."""
        try:
            self.take(parser, found)
        except etree.XMLSyntaxError:
            return


def _forget(element: etree._Element) -> None:
    element.clear()
    above = element.getparent()
    if above is not None:
        while (before := element.getprevious()) is not None and local_name(before) in _ENTRIES:
            above.remove(before)
