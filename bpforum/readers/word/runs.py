"""Owns the runs of a Word document: text, breaks, symbols, fields, drawings, and changes within.

Hidden text and field codes are put aside, never into the text. What is left out is phonetic guides,
prompts that nobody filled in, and the fallback copies that Word keeps of its drawings.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from bpforum.readers.characters import Cleaner
from bpforum.readers.word.fields import Fields, symbol
from bpforum.readers.word.lines import Line, Piece
from bpforum.readers.word.package import W
from bpforum.readers.word.revisions import CONTENT, FORMATS, Change, Changes
from bpforum.readers.word.styles import Styles, is_on, toggle, value

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE = f"{_MC}AlternateContent"
_IN_CURRENT = frozenset(("ins", "moveTo"))


@dataclass(frozen=True, slots=True)
class View:
    """Which of the two texts the walk writes to, and whether what it meets is hidden or bold."""

    current: bool = True
    original: bool = True
    hidden: bool = False
    bold: bool = False

    def inside(self, kind: str) -> "View":
        """The view inside a change: what was inserted is not original, the rest not current."""
        if kind in _IN_CURRENT:
            return replace(self, original=False)
        return replace(self, current=False)


@dataclass(eq=False)
class Anchor:
    """What a comment is tied to."""

    start: Piece | None = None
    end: Piece | None = None


@dataclass(eq=False)
class RunReader:
    """The walk through runs, with all that they put aside."""

    styles: Styles
    cleaner: Cleaner
    changes: Changes
    read_box: Callable[[etree._Element, View], None]
    """Called for each text box, where its drawing stands."""
    anchors: dict[str, Anchor] = field(default_factory=dict)
    fields: Fields = field(default_factory=Fields)
    hidden: list[str] = field(default_factory=list)
    bold: tuple[int, int] = (0, 0)
    """Of the paragraph: characters in bold, and all."""

    def read(self, parent: etree._Element, line: Line, view: View) -> None:
        """Append what stands below `parent` to `line`."""
        for child in parent:
            tag = str(child.tag)
            if tag in (f"{W}r", f"{_MATH}r"):
                self._run(child, line, view)
            elif tag in CONTENT:
                change = self.changes.add(CONTENT[tag], child, line.mark())
                self.changes.enter(change)
                self.read(child, line, view.inside(change.kind))
                self.changes.leave()
            elif tag == f"{W}sdt":
                content = content_of(child)
                if content is not None:
                    self.read(content, line, view)
            elif tag == f"{W}fldSimple":
                self.fields.simple(child.get(f"{W}instr", ""))
                self.read(child, line, view)
            elif tag == f"{W}commentRangeStart":
                self.anchor(child).start = line.mark()
            elif tag == f"{W}commentRangeEnd":
                self.anchor(child).end = line.mark()
            elif tag == f"{_MC}AlternateContent":
                chosen = choice(child)
                if chosen is not None:
                    self.read(chosen, line, view)
            elif tag in _HOLDERS:
                _HOLDERS[tag](self, child, line, view)
            elif tag in _WRAPPERS or tag.startswith(_MATH):
                self.read(child, line, view)

    def _run(self, run: etree._Element, line: Line, view: View) -> None:
        properties = run.find(f"{W}rPr")
        changed: list[Change] = []
        if properties is not None:
            style = self.styles.style(value(properties, "rStyle") or "\0")
            view = replace(
                view,
                hidden=toggle(properties, "vanish", view.hidden or style.hidden),
                bold=toggle(properties, "b", view.bold or style.bold),
            )
            changed = [
                self.changes.add("fmt", element, line.mark())
                for element in properties.iter(*FORMATS)
            ]
        before = len(line.pieces)
        self.read(run, line, view)
        for change in changed:
            change.text.append("".join(piece.text for piece in line.pieces[before:]))

    def _write(self, text: str, line: Line, view: View) -> None:
        text = self.cleaner.clean(text)
        if not text or self.fields.takes(text):
            return
        if view.hidden:
            if view.current:
                self.hidden.append(text)
            return
        if view.current and text.strip():
            bold, every = self.bold
            self.bold = (bold + len(text) if view.bold else bold, every + len(text))
        line.pieces.append(Piece(text, view.current, view.original))
        self.changes.take(text)

    def anchor(self, element: etree._Element) -> Anchor:
        """What the comment that `element` names is tied to."""
        return self.anchors.setdefault(element.get(f"{W}id", ""), Anchor())

    def _text(self, element: etree._Element, line: Line, view: View) -> None:
        self._write(element.text or "", line, view)

    def _tab(self, element: etree._Element, line: Line, view: View) -> None:
        self._write("\t", line, view)

    def _break(self, element: etree._Element, line: Line, view: View) -> None:
        if element.get(f"{W}type", "textWrapping") == "textWrapping":
            self._write("\n", line, view)

    def _hyphen(self, element: etree._Element, line: Line, view: View) -> None:
        self._write("-", line, view)

    def _symbol(self, element: etree._Element, line: Line, view: View) -> None:
        self._write(symbol(element.get(f"{W}font", ""), element.get(f"{W}char", "")), line, view)

    def _field(self, element: etree._Element, line: Line, view: View) -> None:
        self.fields.step(element.get(f"{W}fldCharType", ""), live=view.current)

    def _code(self, element: etree._Element, line: Line, view: View) -> None:
        self.fields.code(element.text or "")

    def _reference(self, element: etree._Element, line: Line, view: View) -> None:
        """A comment without a range is tied to the place of its mark."""
        anchor = self.anchor(element)
        if anchor.start is None:
            anchor.start = anchor.end = line.mark()

    def _drawing(self, element: etree._Element, line: Line, view: View) -> None:
        """The text boxes in a drawing stand after the paragraph that it hangs on."""
        for box in _outermost_boxes(element):
            self.read_box(box, view)

    def _ruby(self, element: etree._Element, line: Line, view: View) -> None:
        base = element.find(f"{W}rubyBase")
        if base is not None:
            self.read(base, line, view)


_Holder = Callable[[RunReader, etree._Element, Line, View], None]
_HOLDERS: dict[str, _Holder] = {
    f"{W}t": RunReader._text,
    f"{W}delText": RunReader._text,
    f"{_MATH}t": RunReader._text,
    f"{W}tab": RunReader._tab,
    f"{W}ptab": RunReader._tab,
    f"{W}br": RunReader._break,
    f"{W}cr": RunReader._break,
    f"{W}noBreakHyphen": RunReader._hyphen,
    f"{W}sym": RunReader._symbol,
    f"{W}fldChar": RunReader._field,
    f"{W}instrText": RunReader._code,
    f"{W}delInstrText": RunReader._code,
    f"{W}commentReference": RunReader._reference,
    f"{W}drawing": RunReader._drawing,
    f"{W}pict": RunReader._drawing,
    f"{W}object": RunReader._drawing,
    f"{W}ruby": RunReader._ruby,
}
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent")
)


def content_of(control: etree._Element) -> etree._Element | None:
    """What a content control holds, unless it only prompts for something."""
    properties = control.find(f"{W}sdtPr")
    prompt = properties.find(f"{W}showingPlcHdr") if properties is not None else None
    if prompt is not None and is_on(prompt.get(f"{W}val", "1")):
        return None
    return control.find(f"{W}sdtContent")


def choice(alternate: etree._Element) -> etree._Element | None:
    """One of the copies that Word keeps of a drawing: the newer."""
    chosen = alternate.find(f"{_MC}Choice")
    return chosen if chosen is not None else alternate.find(f"{_MC}Fallback")


def _outermost_boxes(element: etree._Element) -> list[etree._Element]:
    """Text boxes of a drawing; those inside are read with the one around them."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag == f"{W}txbxContent":
            found.append(child)
        elif child.tag == f"{_MC}AlternateContent":
            chosen = choice(child)
            found += _outermost_boxes(chosen) if chosen is not None else []
        else:
            found += _outermost_boxes(child)
    return found
