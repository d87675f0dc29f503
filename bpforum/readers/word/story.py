"""Owns the walk through one part of a Word document: paragraphs, tables and text boxes, in order.

Recursion goes at most as deep as the XML, which the parser bounds.
"""

from dataclasses import replace

from lxml import etree

from bpforum.readers.characters import Cleaner
from bpforum.readers.word.lines import Line, Piece, join_cell
from bpforum.readers.word.numbering import Numbering
from bpforum.readers.word.package import W
from bpforum.readers.word.revisions import (
    CELLS,
    CONTENT,
    FORMATS,
    MARKS,
    ROWS,
    Change,
    Changes,
    TooMuch,
)
from bpforum.readers.word.runs import ALTERNATE, Anchor, RunReader, View, choice, content_of
from bpforum.readers.word.styles import Style, Styles, numbering, outline_level, value

MOST_LINES = 200_000
_MOST_HEADING_WORDS = 12
_LONGEST_HEADING = 40
"""Words: longer text in a heading's style is body text that somebody made large."""


class Story:
    """One part of a document as it is read: its changes, anchors, field codes and hidden text."""

    def __init__(self, part: str, styles: Styles, lists: Numbering, cleaner: Cleaner) -> None:
        self.changes = Changes(part)
        self.runs = RunReader(styles, cleaner, self.changes, self._box)
        self._styles = styles
        self._lists = lists
        self._count = 0
        self._boxes: list[Line] = []
        self._waiting: list[str] = []

    def read(self, root: etree._Element) -> list[Line]:
        """The lines of everything below `root`."""
        return self._blocks(root, View())

    def _box(self, box: etree._Element, view: View) -> None:
        """A text box stands after the paragraph that its drawing hangs on."""
        outer, self._boxes = self._boxes, []
        outer += self._blocks(box, view)
        self._boxes = outer

    def _blocks(self, parent: etree._Element, view: View) -> list[Line]:
        lines: list[Line] = []
        for child in parent:
            tag = str(child.tag)
            if tag == f"{W}p":
                lines += self._paragraph(child, view)
            elif tag == f"{W}tbl":
                lines += self._table(child, view)
            elif tag == f"{W}sdt":
                content = content_of(child)
                lines += self._blocks(content, view) if content is not None else []
            elif tag in CONTENT:
                change = self.changes.add(CONTENT[tag], child, None)
                self.changes.enter(change)
                inner = self._blocks(child, view.inside(change.kind))
                self.changes.leave()
                if inner:
                    change.place = Piece("")
                    inner[0].pieces.insert(0, change.place)
                lines += inner
            elif tag == f"{W}commentRangeStart":
                self._waiting.append(child.get(f"{W}id", ""))
            elif tag == f"{W}commentRangeEnd":
                if lines:
                    self.runs.anchor(child).end = lines[-1].mark()
            elif tag == ALTERNATE:
                chosen = choice(child)
                lines += self._blocks(chosen, view) if chosen is not None else []
            elif tag == f"{W}sectPr":
                self._formats(child, None)
            elif tag in (f"{W}customXml", f"{W}smartTag"):
                lines += self._blocks(child, view)
        return lines

    def _table(self, table: etree._Element, view: View) -> list[Line]:
        lines: list[Line] = []
        for row in _through_wrappers(table, f"{W}tr"):
            line = Line(kind="row")
            place = line.mark()
            changed = self._row_changes(row, place)
            inner = view
            for change in changed:
                inner = inner.inside(change.kind.removeprefix("row-"))
            cells = [self._cell(cell, inner) for cell in _through_wrappers(row, f"{W}tc")]
            if len(cells) == 1:
                # A table of one column is a frame around text.
                only = cells[0] or [Line()]
                only[0].pieces.insert(0, place)
                made = only
            else:
                for n, cell in enumerate(cells):
                    if n:
                        line.pieces.append(Piece("\t", inner.current, inner.original))
                    line.pieces += join_cell(cell)
                made = [line]
            for change in changed:
                change.text.append("\n".join(_whole(line) for line in made))
            lines += made
        for properties in (f"{W}tblPr", f"{W}tblGrid"):
            if (element := table.find(properties)) is not None:
                self._formats(element, lines[0].pieces[0] if lines else None)
        return lines

    def _row_changes(self, row: etree._Element, place: Piece) -> list[Change]:
        properties = row.find(f"{W}trPr")
        if properties is None:
            return []
        self._formats(properties, place)
        return [
            self.changes.add(ROWS[child.tag], child, place)
            for child in properties
            if child.tag in ROWS
        ]

    def _cell(self, cell: etree._Element, view: View) -> list[Line]:
        properties = cell.find(f"{W}tcPr")
        change = None
        if properties is not None:
            place = Piece("")
            self._formats(properties, place)
            for child in properties:
                if child.tag in CELLS:
                    change = self.changes.add(CELLS[child.tag], child, place)
                    view = view.inside(change.kind) if change.kind != "fmt" else view
        lines = self._blocks(cell, view)
        if properties is not None and lines:
            lines[0].pieces.insert(0, place)
        if change is not None:
            change.text.append("\n".join(_whole(line) for line in lines))
        return lines

    def _paragraph(self, paragraph: etree._Element, view: View) -> list[Line]:
        self._count += 1
        if self._count > MOST_LINES:
            raise TooMuch("paragraphs")
        line = Line()
        outer_boxes, self._boxes = self._boxes, []
        outer_bold, self.runs.bold = self.runs.bold, (0, 0)
        for comment in self._waiting:
            self.runs.anchors.setdefault(comment, Anchor()).start = line.mark()
        self._waiting.clear()
        properties = paragraph.find(f"{W}pPr")
        style = self._styles.style(value(properties, "pStyle") if properties is not None else None)
        in_contents = self.runs.fields.is_contents()
        self.runs.read(
            paragraph, line, replace(view, hidden=view.hidden or style.hidden, bold=style.bold)
        )
        self._judge(line, properties, style, in_contents or self.runs.fields.is_contents())
        if properties is not None:
            self._ends(line, properties)
        boxes, self._boxes = self._boxes, outer_boxes
        self.runs.bold = outer_bold
        return [line, *boxes]

    def _judge(
        self, line: Line, properties: etree._Element | None, style: Style, in_contents: bool
    ) -> None:
        """What the paragraph is, by its style, its list and, for want of these, its looks."""
        level, listed = style.level, style.numbering
        if properties is not None:
            level = outline_level(properties, level)
            listed = numbering(properties, listed)
        line.is_title = style.is_title
        words = "".join(piece.text for piece in line.pieces if piece.current).strip()
        if listed is not None and words:
            line.number = self._lists.number(*listed)
        if style.is_contents or in_contents:
            line.kind = "furniture"
        elif level and len(words.split()) <= _LONGEST_HEADING:
            line.kind, line.level = "heading", level
        elif listed is not None:
            line.kind, line.level = "item", listed[1]
        elif words and self.runs.bold[0] == self.runs.bold[1] and _reads_as_title(words):
            line.kind, line.level = "heading", 3

    def _ends(self, line: Line, properties: etree._Element) -> None:
        """Whether the paragraph's end was inserted or deleted."""
        mark = properties.find(f"{W}rPr")
        for child in mark if mark is not None else ():
            if (kind := MARKS.get(str(child.tag))) is not None:
                self.changes.add(kind, child, line.mark())
                if kind == "mark-del":
                    line.ends_current = False
                else:
                    line.ends_original = False
        self._formats(properties, line.mark())

    def _formats(self, properties: etree._Element, place: Piece | None) -> None:
        for element in properties.iter(*FORMATS):
            self.changes.add("fmt", element, place)


def _through_wrappers(parent: etree._Element, tag: str) -> list[etree._Element]:
    """Rows of a table, or cells of a row, also those inside content controls."""
    found: list[etree._Element] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag == f"{W}sdt":
            content = content_of(child)
            found += _through_wrappers(content, tag) if content is not None else []
        elif child.tag == f"{W}customXml" or child.tag in CONTENT:
            found += _through_wrappers(child, tag)
    return found


def _whole(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def _reads_as_title(words: str) -> bool:
    return (
        len(words.split()) <= _MOST_HEADING_WORDS
        and not words.endswith((".", ";", ",", "!"))
        and any(character.isalpha() for character in words)
    )
