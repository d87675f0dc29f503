"""Owns the vocabulary of WordprocessingML that we write; refuses to know what an outcome is."""

from functools import lru_cache

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = etree._Element


@lru_cache(maxsize=256)
def qualified(name: str) -> str:
    """`w:p` → `{http://…/main}p`."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def root(name: str) -> Element:
    """A new element that declares all our prefixes."""
    return etree.Element(qualified(name), nsmap=NAMESPACES)


def add(parent: Element, name: str, /, **attributes: str) -> Element:
    """A new last child of `parent`; an attribute takes the child's prefix: `val=` is `w:val`."""
    if not attributes:
        return etree.SubElement(parent, qualified(name))
    prefix = name.partition(":")[0]
    named = {qualified(f"{prefix}:{key}"): value for key, value in attributes.items()}
    return etree.SubElement(parent, qualified(name), named)


def add_plain(parent: Element, name: str, /, **attributes: str) -> Element:
    """The same, its attributes without a prefix, as DrawingML has them."""
    return etree.SubElement(parent, qualified(name), dict(attributes))


def add_words(run: Element, text: str, *, firm: bool = False) -> None:
    """`text` in `run`, its line breaks and tabs as Word has them. The text is legal XML.

    `firm` words are not broken at their hyphens.
    """
    if firm and "-" in text:
        for nth, part in enumerate(text.split("-")):
            if nth:
                add(run, "w:noBreakHyphen")
            add_words(run, part)
        return
    if "\n" not in text and "\t" not in text:
        _add_text(run, text)
        return
    for nth_line, line in enumerate(text.split("\n")):
        if nth_line:
            add(run, "w:br")
        for nth_piece, piece in enumerate(line.split("\t")):
            if nth_piece:
                add(run, "w:tab")
            _add_text(run, piece)


def _add_text(run: Element, piece: str) -> None:
    if piece:
        words = add(run, "w:t")
        words.text = piece
        if piece[0].isspace() or piece[-1].isspace() or "  " in piece:
            preserve(words)


def preserve(words: Element) -> None:
    """Keeps the white space at the ends of `words`."""
    words.set(_SPACE, "preserve")


def child(parent: Element, name: str) -> Element | None:
    """The first child of that name."""
    return parent.find(qualified(name))


def serialise(element: Element) -> bytes:
    """`element` as a part of a package."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
