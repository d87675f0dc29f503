"""Owns what styles say of a text: heading, list, hidden, bold; not how it looks otherwise."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from bpforum.readers.word.package import W

_HEADING = re.compile(r"heading ?([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:toc|index|table of figures|table of authorities)(?: ?\d)?$", re.IGNORECASE
)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Style:
    """A style with all that it inherits."""

    name: str = ""
    level: int = 0
    """1 to 9 for a heading, 0 for body text."""
    numbering: tuple[str, int] | None = None
    """Number definition and level (from 0)."""
    hidden: bool = False
    bold: bool = False
    is_title: bool = False
    is_contents: bool = False


PLAIN = Style()


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self._default = ""
        if root is None:
            return
        for element in root.iter(f"{W}style"):
            style_id = element.get(f"{W}styleId", "")
            self._elements.setdefault(style_id, element)
            if element.get(f"{W}type") == "paragraph" and is_on(element.get(f"{W}default", "0")):
                self._default = style_id

    def style(self, style_id: str | None) -> Style:
        """The style of that id; an unknown one says nothing."""
        key = style_id or self._default
        if key not in self._known:
            self._known[key] = self._resolve(key)
        return self._known[key]

    def _resolve(self, style_id: str) -> Style:
        chain: list[etree._Element] = []
        while (element := self._elements.get(style_id)) is not None and element not in chain:
            chain.append(element)
            style_id = value(element, "basedOn")
        style = PLAIN
        for element in reversed(chain):
            style = _extend(style, element)
        return style


def _extend(style: Style, element: etree._Element) -> Style:
    name = value(element, "name")
    style = replace(style, name=name)
    if (heading := _HEADING.match(name)) is not None:
        style = replace(style, level=int(heading[1]))
    if name.lower() in ("title", "subtitle"):
        style = replace(style, is_title=True, level=1)
    if _CONTENTS.match(name):
        style = replace(style, is_contents=True)
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    if paragraph is not None:
        style = replace(style, level=outline_level(paragraph, style.level))
        style = replace(style, numbering=numbering(paragraph, style.numbering))
    if run is not None:
        style = replace(
            style,
            hidden=toggle(run, "vanish", style.hidden),
            bold=toggle(run, "b", style.bold),
        )
    return style


def outline_level(properties: etree._Element, inherited: int) -> int:
    """The heading level that paragraph properties give: 9 of Word's levels, the tenth is body."""
    written = value(properties, "outlineLvl")
    if not written.isdecimal() or len(written) > 2:
        return inherited
    return int(written) + 1 if int(written) < 9 else 0


def numbering(
    properties: etree._Element, inherited: tuple[str, int] | None
) -> tuple[str, int] | None:
    """The list that paragraph properties put a paragraph in; number 0 takes it out."""
    element = properties.find(f"{W}numPr")
    if element is None:
        return inherited
    number = value(element, "numId") or (inherited[0] if inherited else "")
    level = value(element, "ilvl")
    if not number or number == "0":
        return None
    return number, min(int(level), 8) if level.isdecimal() and len(level) < 3 else 0


def value(element: etree._Element, name: str) -> str:
    """The `w:val` of a child, or the empty string."""
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def toggle(properties: etree._Element, name: str, inherited: bool) -> bool:
    """A switch such as bold or hidden: present means on, unless it says off."""
    child = properties.find(f"{W}{name}")
    return inherited if child is None else is_on(child.get(f"{W}val", "1"))


def is_on(written: str) -> bool:
    """Whether an attribute means yes."""
    return written.lower() not in _OFF
