"""Owns what an entry of RSS or Atom says; takes names without mail addresses, and loads nothing."""

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html.entities import html5
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from lxml import etree

from bpforum.readers.characters import clean_line
from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.post import Form
from bpforum.sources.moments import moment_of
from models.base import Instant

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_IN_BRACKETS = re.compile(r"^[^\s()]{1,300}@[^\s()]{1,300}\s*\(([^()]{1,300})\)$")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_THREAD = "{http://purl.org/syndication/thread/1.0}in-reply-to"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_KNOWN = (
    "", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/",
    "http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss",
)  # fmt: skip
"""Elsewhere `title` is a picture's, and `author` a podcast's."""
_DATES = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
_HTML = ("encoded", "description")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Entry:
    """One entry; all may be empty. `at` is None where it has no date that can be read."""

    id: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    at: Instant | None = None
    text: str = ""
    form: Form = "html"
    category: str = ""
    about: str = ""
    """The address of what it answers."""
    in_reply_to: str = ""
    """The id of what it answers."""
    language: str = ""


def entry_of(element: etree._Element, address: str) -> Entry:
    """The entry that `element`, found at `address`, is."""
    parts: dict[str, list[etree._Element]] = {}
    for child in element:
        if isinstance(child.tag, str) and (etree.QName(child).namespace or "") in _KNOWN:
            parts.setdefault(local_name(child), []).append(child)
    name = _first(parts, "guid") or _first(parts, "id") or element.get(_RDF_ABOUT, "").strip()
    link = _link(parts, address)
    guid = parts.get("guid")
    if not link and guid and guid[0].get("isPermaLink", "true").lower() != "false":
        link = resolved(guid[0], address, name) if name.startswith(("http:", "https:")) else ""
    text, form = _text(parts)
    title, title_form = _construct(parts["title"][0]) if "title" in parts else ("", "text")
    answered = next((one for one in element if one.tag == _THREAD), None)
    about = "" if answered is None else answered.get("href", "")
    place, _, fragment = link.partition("#")
    if not about and fragment.startswith("comment-"):
        about = place
    return Entry(
        id=name or link,
        url=link,
        title=_plain(title, title_form),
        author=_author(parts),
        at=_date(parts),
        text=text,
        form=form,
        category=", ".join(dict.fromkeys(_categories(parts)))[:500],
        about=about,
        in_reply_to="" if answered is None else answered.get("ref", ""),
        language=(element.get(f"{_XML}lang") or _first(parts, "language")).strip(),
    )


def _text(parts: dict[str, list[etree._Element]]) -> tuple[str, Form]:
    """The fullest text there is: the content, else the description or summary."""
    for name in ("encoded", "content", "description", "summary"):
        for element in parts.get(name, []):
            text, form = _construct(element, "html" if name in _HTML else "text")
            if text.strip():
                return text, form
    return "", "html"


def _construct(element: etree._Element, otherwise: Form = "text") -> tuple[str, Form]:
    """A text of Atom or RSS: `type` is `text`, `html` or `xhtml`, or a media type."""
    kind = element.get("type", "").strip().lower()
    if kind in ("xhtml", "application/xhtml+xml") or (len(element) and not kind):
        return _markup(element), "html"
    words = "".join(element.itertext())
    if kind in ("html", "text/html") or element.get("mode") == "escaped":
        return words, "html"
    if kind in ("text", "text/plain"):
        return words, "text"
    if kind and not kind.startswith("text/") and kind != "xml":
        return "", "text"  # an enclosed picture, or base64
    return words, otherwise


def _markup(element: etree._Element) -> str:
    """What stands in `element` as a web page's markup, without prefixes."""
    for inner in element.iter():
        if isinstance(inner.tag, str):
            inner.tag = etree.QName(inner).localname
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _plain(words: str, form: Form) -> str:
    """A title in one line; many write HTML into it whatever they say."""
    if form == "html" or "&" in words or "</" in words:
        words = _TAG.sub("", _ENTITY.sub(_unescaped, words))
    return clean_line(words)[:500]


def _unescaped(found: re.Match[str]) -> str:
    return html5.get(f"{found[1]};", found[0])


def _author(parts: dict[str, list[etree._Element]]) -> str:
    names = []
    for element in [*parts.get("creator", []), *parts.get("author", [])]:
        inner = [one for one in element if isinstance(one.tag, str) and local_name(one) == "name"]
        words = clean_line(inner[0].text or "" if inner else element.text or "")
        if bracketed := _IN_BRACKETS.match(words):
            words = bracketed[1]
        names.append(without_contact_data(words[:500]).strip(" <>()\"'"))
    return ", ".join(dict.fromkeys(name for name in names if name))[:500]


def _categories(parts: dict[str, list[etree._Element]]) -> list[str]:
    found = []
    for element in parts.get("category", [])[:50]:
        words = element.get("label") or element.get("term") or element.text or ""
        if clean_line(words):
            found.append(clean_line(words)[:200])
    return found


def _date(parts: dict[str, list[etree._Element]]) -> Instant | None:
    for name in _DATES:
        for element in parts.get(name, []):
            if at := instant_of(element.text or ""):
                return at
    return None


def instant_of(words: str) -> Instant | None:
    """A date of RFC 822 or ISO 8601; one without a zone is in UTC. None where it is neither."""
    words = " ".join(words.split())[:64]
    if at := moment_of(words, _UTC):
        return at
    try:
        at = parsedate_to_datetime(words)
        return (at if at.tzinfo else at.replace(tzinfo=_UTC)).astimezone(_UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _link(parts: dict[str, list[etree._Element]], address: str) -> str:
    for element in parts.get("link", []):
        if element.get("rel", "alternate") != "alternate":
            continue
        if link := resolved(element, address, element.get("href") or element.text or ""):
            return link
    return ""


def resolved(element: etree._Element, address: str, link: str) -> str:
    """`link` from where it stands: `xml:base` of all around it counts; only to the web."""
    if not link.strip():
        return ""
    bases = [one.get(f"{_XML}base") for one in [element, *element.iterancestors()]]
    try:
        for base in reversed([base for base in bases if base]):
            address = urljoin(address, base.strip())
        found = urljoin(address, link.strip())
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) else ""


def _first(parts: dict[str, list[etree._Element]], name: str) -> str:
    elements = parts.get(name)
    return clean_line(elements[0].text or "") if elements else ""


def local_name(element: etree._Element) -> str:
    """The element's name in small letters, without its namespace."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
