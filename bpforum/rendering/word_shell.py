"""Owns the Word shell: its fields filled, its places found, the whole closed to the same bytes.

Refuses a shell that reaches into Python, that misses a style, or that has lost its places.
"""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import BadZipFile

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml.etree import XMLSyntaxError

from bpforum.errors import RenderingFailed
from bpforum.rendering.canonical_zip import pack, unpack
from bpforum.rendering.characters import legal
from bpforum.rendering.sandbox import make_environment
from bpforum.rendering.word_pen import culture
from bpforum.rendering.word_xml import Element, add, child, qualified
from models.outcome import Outcome

PLACES = ("contents", "body")
_MARK = "\ue000"
_LONGEST_PROPERTY = 255
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
_RTL_FIRST = ("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:widowControl",
              "w:numPr", "w:pBdr", "w:shd", "w:tabs")  # fmt: skip


class WordShell:
    """One shell with its fields filled; what is put into its places is written by others."""

    def __init__(self, shell: bytes, outcome: Outcome) -> None:
        self._outcome = outcome
        try:
            template = DocxTemplate(BytesIO(shell))
            template.render(_fields(outcome), make_environment(), autoescape=True)
        except (BadZipFile, PackageNotFoundError, XMLSyntaxError, KeyError, ValueError) as error:
            raise RenderingFailed("the Word shell is not a .docx that can be opened") from error
        except TemplateError as error:
            raise RenderingFailed(f"a field of the Word shell cannot be filled: {error}") from error
        self._document: Document = template.docx
        self._links: dict[str, str] = {}
        self._charts = 0
        self._places = {name: self._find(name) for name in PLACES}
        self._speak()

    @property
    def styles(self) -> dict[str, str]:
        """The id of each style by its name in lower case."""
        return {
            name.get(qualified("w:val"), "").casefold(): style.get(qualified("w:styleId"), "")
            for style in self._document.styles.element.iter(qualified("w:style"))
            if (name := child(style, "w:name")) is not None
        }

    @property
    def width(self) -> int:
        """How wide the text is, in twips, in the section that the body stands in."""
        section = self._document.sections[-1]
        width, left, right = section.page_width, section.left_margin, section.right_margin
        return int(((width or 0) - (left or 0) - (right or 0)) / 635)

    @property
    def first_bookmark(self) -> int:
        """A number that no bookmark of the shell has."""
        starts = self._document.element.body.iter(qualified("w:bookmarkStart"))
        return 1 + max((int(one.get(qualified("w:id"), "0")) for one in starts), default=0)

    def link(self, address: str) -> str:
        """The relationship to an address outside."""
        if address not in self._links:
            self._links[address] = self._document.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._links[address]

    def add_chart(self, xml: bytes, content_type: str) -> tuple[str, int]:
        """A chart's part: its relationship, and its number in the document."""
        self._charts += 1
        name = PackURI(f"/word/charts/bpf{self._charts}.xml")
        part = Part(name, content_type, xml, self._document.part.package)
        return self._document.part.relate_to(part, RELATIONSHIP_TYPE.CHART), self._charts

    def fill(self, place: str, content: Element) -> None:
        """The children of `content` instead of the place's paragraph."""
        mark = self._places[place]
        for element in list(content):
            mark.addprevious(element)
        parent = mark.getparent()
        if parent is not None:
            parent.remove(mark)

    def close(self) -> bytes:
        """The .docx. Nothing in it tells when, where or by whom it was made."""
        cover, properties = self._outcome.cover, self._document.core_properties
        at = self._outcome.as_of or _NO_DATE
        properties.title = legal(cover.title)[:_LONGEST_PROPERTY]
        properties.subject = legal(cover.label)[:_LONGEST_PROPERTY]
        properties.author = properties.last_modified_by = legal(cover.forum)[:_LONGEST_PROPERTY]
        properties.language = self._outcome.language
        properties.created = properties.modified = at
        properties.revision = 1
        out = BytesIO()
        self._document.save(out)
        return pack(unpack(out.getvalue()))

    def _find(self, place: str) -> Element:
        body: Element = self._document.element.body
        for p in body.iter(qualified("w:p")):
            words = (text.text or "" for text in p.iter(qualified("w:t")))
            if "".join(words).strip() == _mark(place):
                return p
        raise RenderingFailed(
            f"the Word shell has lost its place {{{{ {place} }}}}: write it alone in a paragraph"
        )

    def _speak(self) -> None:
        styles = self._document.styles.element
        for lang in styles.iter(qualified("w:lang")):
            script = "w:bidi" if self._outcome.direction == "rtl" else "w:val"
            lang.set(qualified(script), culture(self._outcome.language))
        if self._outcome.direction == "rtl":
            for normal in styles.iter(qualified("w:style")):
                if normal.get(qualified("w:styleId")) == "Normal":
                    _turn(normal)
            for section in self._document.element.body.iter(qualified("w:sectPr")):
                add(section, "w:bidi")


def _turn(style: Element) -> None:
    """A style from right to left: `bidi` has its place among the properties."""
    properties = child(style, "w:pPr")
    if properties is None:
        properties = add(style, "w:pPr")
    before = [qualified(name) for name in _RTL_FIRST]
    at = sum(one.tag in before for one in properties)
    bidi = add(properties, "w:bidi")
    properties.insert(at, bidi)


def _fields(outcome: Outcome) -> dict[str, object]:
    def clean(value: object) -> object:
        if isinstance(value, str):
            return legal(value).replace(_MARK, "\ufffd")
        return [clean(one) for one in value] if isinstance(value, tuple) else value

    return {
        "cover": {name: clean(value) for name, value in outcome.cover.model_dump().items()},
        "words": {name: clean(value) for name, value in outcome.words.model_dump().items()},
        **{place: _mark(place) for place in PLACES},
    }


def _mark(place: str) -> str:
    return f"{_MARK}{place}{_MARK}"
