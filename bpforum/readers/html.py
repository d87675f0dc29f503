"""Owns web pages as readings: headings, paragraphs, items and rows; refuses scripts and styles.

Only text leaves: nothing of the page is ever rendered, loaded or run. What a page hides is left out
and flagged. The parser stops at 256 levels of nesting, and such a page is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from bpforum.readers import flags
from bpforum.readers.blocks import BlockText
from bpforum.readers.characters import Cleaner, clean_line
from bpforum.readers.encoding import DecodedText, decode_text
from models.reading import BlockKind, Reading
from models.submission import Rejected

MOST_CHARACTERS = 10_000_000

_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_BLANK_LINES = re.compile(r"\n{2,}")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)"
)
_DROPPED = frozenset(
    (
        "script", "style", "nav", "head", "template", "iframe", "object", "embed", "svg",
        "canvas", "audio", "video", "map", "button", "select", "option", "textarea", "input",
        "datalist", "noscript", "frame", "frameset", "applet",
    )
)  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    (
        "p", "div", "section", "article", "main", "header", "footer", "aside", "address",
        "blockquote", "pre", "ul", "ol", "dl", "dt", "dd", "li", "table", "thead", "tbody",
        "tfoot", "tr", "td", "th", "caption", "figure", "figcaption", "form", "fieldset",
        "legend", "details", "summary", "hr", "center", "body", "html",
    )
) | frozenset(_HEADINGS)  # fmt: skip
_QUOTING = ("yahoo_quoted", "moz-cite-prefix", "gmail_attr", "OutlookMessageHeader")
_BAR = re.compile(r"border-left(?:-width)?\s*:\s*(?!\s*(?:none|0))", re.IGNORECASE)
"""The bar beside quoted text; without it a blockquote is somebody's own, set in."""
_QUOTING_IDS = ("divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION")
_AS_BROWSERS = {
    code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0) if code != 0x85
}
_META = {
    "author": "name", "dc.creator": "name", "dcterms.creator": "name", "dc.language": "language",
    "dcterms.language": "language", "date": "date", "dc.date": "date", "dcterms.date": "date",
    "article:published_time": "date",
}  # fmt: skip


def read_html(data: bytes) -> Reading | Rejected:
    """A web page as a reading; its charset is what a mark, the page or the bytes say."""
    declared = _CHARSET.search(data[:4096])
    decoded = decode_text(data, declared[1].decode("ascii") if declared else "")
    return decoded if isinstance(decoded, Rejected) else read_page(decoded)


def read_page(page: DecodedText) -> Reading | Rejected:
    """The same for a page whose characters are known, as in a mail."""
    if len(page.text) > MOST_CHARACTERS:
        return _refuse("too-much-content", "This page is longer than any contribution.")
    source = _DECLARATION.sub("", page.text, count=1)
    if not source.strip():
        return Reading(text="", flags=page.flags)
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = _parse(source, parser)
    except (etree.XMLSyntaxError, ValueError):
        return _refuse("damaged", "This page cannot be read: its markup is broken.")
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        return _refuse("nested-too-deeply", "The parts of this page are nested too deeply.")
    if root is None:
        return Reading(text="", flags=page.flags)
    fields = _fields(root)
    walk = _Walk(title=fields.pop("title", ""))
    walk.read(root, _Where())
    walk.flush()
    title = walk.title or walk.heading
    hidden = (flags.HIDDEN,) if walk.hides else ()
    return Reading(
        text=walk.written.text(),
        title=title,
        blocks=walk.written.blocks(),
        fields=fields,
        flags=(*page.flags, *walk.cleaner.flags(), *hidden),
    )


def _parse(source: str, parser: etree.HTMLParser) -> etree._Element | None:
    """The root of a page; the parser gives None for one that holds nothing but broken markup."""
    return etree.fromstring(source, parser)


@dataclass(frozen=True)
class _Where:
    """What the walk is inside of."""

    kind: BlockKind = "paragraph"
    level: int = 0
    quoted: bool = False
    furniture: bool = False
    verbatim: bool = False


@dataclass
class _Walk:
    written: BlockText = field(default_factory=BlockText)
    cleaner: Cleaner = field(default_factory=Cleaner)
    title: str = ""
    heading: str = ""
    hides: bool = False
    _pieces: list[str] = field(default_factory=list)
    _where: _Where = field(default_factory=_Where)

    def read(self, element: etree._Element, where: _Where) -> None:
        """Write what stands below `element`; recursion is bounded by the parser's depth."""
        self._add(element.text, where)
        for child in element:
            tag = child.tag.lower() if isinstance(child.tag, str) else ""
            if tag and tag not in _DROPPED and not _is_word_bullet(child):
                if _is_hidden(child):
                    self.hides = self.hides or bool("".join(child.itertext()).strip())
                else:
                    self._element(child, tag, where)
            self._add(child.tail, where)

    def _element(self, element: etree._Element, tag: str, where: _Where) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "tr":
            self._row(element, where)
        elif tag in _BLOCKS:
            self.flush()
            self.read(element, _inside(element, tag, where))
            self.flush()
        else:
            quoted = where.quoted or _is_quoting(element)
            self.read(element, replace(where, quoted=quoted))

    def _row(self, row: etree._Element, where: _Where) -> None:
        """A row is one block, unless it is a frame: one cell, or whole paragraphs in a cell."""
        cells = [child for child in row if child.tag in ("td", "th")]
        self.flush()
        if len(cells) == 1 or any(_frames(cell) for cell in cells):
            self.read(row, where)
            self.flush()
            return
        texts = []
        for cell in cells:
            inner = _Walk(cleaner=self.cleaner)
            inner.read(cell, where)
            inner.flush()
            texts.append(inner.written.text().replace("\n\n", "\n"))
            self.hides = self.hides or inner.hides
        if any(text.strip() for text in texts):
            kind: BlockKind = "quoted" if where.quoted else "row"
            self.written.add(kind, "\t".join(texts), gap="\n" if self._after_row else "\n\n")

    @property
    def _after_row(self) -> bool:
        blocks = self.written.last()
        return blocks is not None and blocks.kind == "row"

    def _add(self, text: str | None, where: _Where) -> None:
        if not text:
            return
        self._where = where
        self._pieces.append(text if where.verbatim else _SPACES.sub(" ", text))

    def flush(self) -> None:
        """End the block that is being written."""
        # References such as &#150; mean CP1252, as browsers read them.
        text = self.cleaner.clean("".join(self._pieces).translate(_AS_BROWSERS))
        self._pieces.clear()
        where = self._where
        text = "\n".join(line.strip(" ") for line in text.split("\n"))
        for paragraph in _BLANK_LINES.split(re.sub(r"  +", " ", text)):
            if paragraph.strip():
                self._write(paragraph.strip(), where)

    def _write(self, text: str, where: _Where) -> None:
        kind: BlockKind = where.kind
        if where.quoted:
            kind = "quoted"
        elif where.furniture:
            kind = "furniture"
        elif kind == "paragraph" and clean_line(text) == self.title:
            kind = "heading"
        if kind == "heading" and not self.heading:
            self.heading = clean_line(text)[:300]
        near = kind == "item" and (last := self.written.last()) is not None and last.kind == "item"
        self.written.add(kind, text, gap="\n" if near else "\n\n", level=where.level)


def _inside(element: etree._Element, tag: str, where: _Where) -> _Where:
    quoted = where.quoted or _is_quoting(element)
    furniture = where.furniture or tag in ("footer", "aside")
    kind: BlockKind = where.kind
    level = where.level
    if tag in _HEADINGS:
        kind, level = "heading", _HEADINGS[tag]
    elif tag == "li":
        kind, level = "item", sum(1 for up in element.iterancestors("ul", "ol")) - 1
    elif tag in ("td", "th", "table", "dd", "dt"):
        kind = "paragraph" if kind == "heading" else kind
    return _Where(
        kind=kind,
        level=max(0, level),
        quoted=quoted,
        furniture=furniture,
        verbatim=where.verbatim or tag == "pre",
    )


def _is_quoting(element: etree._Element) -> bool:
    names = element.get("class", "")
    if "gmail_quote" in names and element.tag != "blockquote":
        # It holds what was quoted and what was answered in between; a forwarded mail, too.
        return False
    return (
        "gmail_quote" in names
        or any(name in names for name in _QUOTING)
        or element.get("type", "").lower() == "cite"
        or any(element.get("id", "").endswith(name) for name in _QUOTING_IDS)
        or (
            element.tag == "blockquote" and _BAR.search(element.get("style", "")[:2000]) is not None
        )
    )


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden", "").lower() == "true"
        or _HIDING.search(element.get("style", "")[:2000].lower()) is not None
    )


def _is_word_bullet(element: etree._Element) -> bool:
    """The bullet or number that Word writes into its pages beside the list's own."""
    return "mso-list:ignore" in element.get("style", "")[:2000].lower().replace(" ", "")


def _frames(cell: etree._Element) -> bool:
    return next(cell.iter("p", "ul", "ol", "table", "h1", "h2", "h3"), None) is not None and (
        sum(1 for _ in cell.iter("p", "li", "table", "tr")) > 1
    )


def _fields(root: etree._Element) -> dict[str, str]:
    """What the page says of itself: title, author, language, date."""
    fields: dict[str, str] = {}
    title = root.find(".//title")
    if title is not None:
        fields["title"] = clean_line("".join(title.itertext()))[:300]
    for meta in _metas(root):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = clean_line(meta.get("content", ""))[:300]
        if content and name in _META:
            fields.setdefault(_META[name], content)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}", language.strip()):
        fields.setdefault("language", language.strip().lower().split("-")[0])
    return {key: words for key, words in fields.items() if words}


def _metas(root: etree._Element) -> Iterator[etree._Element]:
    for n, meta in enumerate(root.iter("meta")):
        if n >= 200:
            return
        yield meta


def _refuse(code: str, message: str) -> Rejected:
    remedy = "Ask for the text as .txt or .docx, or copy the page's text into a mail."
    return Rejected.because(code, message, remedy=remedy)
