"""Owns tables and cards in the Word file, and how wide their columns are."""

from collections.abc import Mapping, Sequence

from bpforum.rendering.characters import columns
from bpforum.rendering.word_body import put_paragraph, put_space
from bpforum.rendering.word_pen import Pen
from bpforum.rendering.word_xml import Element, add
from models.outcome import Card, Chart, Paragraph, Table

_LETTER = 97  # twips: a letter such as n in a table's text
_PADDING = 240  # twips, left and right of a cell's words
_LONGEST_WORD, _LONGEST_LINE = 18, 48  # letters that a column is given room for
_BOLD = 1.08  # how much wider the head's letters are
_WIDE, _NARROW = frozenset("mwMW@%…—"), frozenset("iljtfrI.,;:'’|!()[]/ -")
_LABEL_WIDTH = 2100  # twips
_SHORT = 12  # rows that are kept on one page


def put_caption(parent: Element, block: Table | Chart, pen: Pen) -> None:
    """`Table 3` as a field that Word counts, and the caption; the block's id is bookmarked here."""
    p, _ = pen.paragraph(parent, "caption", block.caption)
    pen.bookmark(p, block.id)
    kind, _, number = pen.anchors.caption(block.id).rpartition(" ")
    pen.write(p, f"{kind} ", "BPF Strong")
    pen.begin_field(p, rf"SEQ {'Table' if isinstance(block, Table) else 'Figure'} \* ARABIC")
    pen.write(p, number, "BPF Strong")
    pen.end_field(p)
    unit = f" ({block.unit})" if isinstance(block, Chart) and block.unit else ""
    pen.write(p, f"  {block.caption}{unit}")


def put_table(parent: Element, table: Table, pen: Pen, width: int) -> None:
    """`table`, `width` twips wide: its head again on each page, no row cut in two."""
    put_caption(parent, table, pen)
    widths = share(table, width)
    made = _table(parent, "BPF Table", widths, pen)
    last = len(table.rows)
    for at, row in enumerate((table.head, *table.rows)):
        tr = _row(made, head=at == 0)
        keep = at < last if last <= _SHORT else at < 2  # never the head alone
        link = table.links[at - 1] if 0 < at <= len(table.links) else ""
        for column, value in enumerate(row):
            cell = _cell(tr, widths[column])
            p, properties = pen.paragraph(cell, "BPF Table Text", value, keep=keep)
            if column in table.numeric:
                add(properties, "w:jc", val="right")
            target = pen.anchors.row(link) if column == 0 else ""
            style = "Hyperlink" if target else ""
            pen.write(pen.jump(p, target) if target else p, value, style, flow=value)
    put_space(parent, pen)


def put_card(
    parent: Element, card: Card, inside: Mapping[str, Paragraph], pen: Pen, width: int
) -> None:
    """A practice: its title, then a row for each field."""
    widths = (_LABEL_WIDTH, width - _LABEL_WIDTH)
    made = _table(parent, "BPF Card", widths, pen)
    head = _cell(_row(made), width, span=2)
    p, _ = pen.paragraph(head, "BPF Card Title", card.title)
    pen.bookmark(p, card.id)
    pen.write(p, card.title, flow=card.title)
    for at, (label, id) in enumerate(card.fields, 1):
        tr = _row(made)
        whole = at < len(card.fields)  # a card stays on one page
        p, _ = pen.paragraph(_cell(tr, widths[0]), "BPF Card Label", label, keep=whole)
        pen.write(p, label, flow=label)
        prompted = inside[id].role == "prompt"
        style = "BPF Prompt" if prompted else "BPF Card Text"
        properties = put_paragraph(_cell(tr, widths[1]), inside[id], pen, style)
        if prompted:
            add(properties, "w:ind", left="113", right="113")
    put_space(parent, pen)


def share(table: Table, width: int) -> tuple[int, ...]:
    """`width` twips among the columns: first room for the longest word, the rest by need."""
    least, most = [], []
    for column, head in enumerate(table.head):
        cells = [row[column] for row in table.rows if column < len(row)]
        whole = column in table.numeric  # a number is not broken at its spaces
        words = [word for cell in cells for word in ([cell] if whole else cell.split())]
        word = max(
            [_BOLD * _length(one) for one in head.split()] + [_length(o) for o in words] + [1]
        )
        lines = [_length(cell) for cell in cells]
        line = max([*lines, 1] if whole else [_BOLD * _length(head), *lines])  # heads may wrap
        least.append(min(word, _LONGEST_WORD) * _LETTER + _PADDING)
        most.append(max(min(line, _LONGEST_LINE) * _LETTER + _PADDING, least[-1]))
    if sum(least) >= width:
        shares = [one * width / sum(least) for one in least]
    else:
        wish = sum(most) - sum(least)
        spare = width - sum(least)
        shares = [
            low + (spare * (high - low) / wish if wish else spare / len(least))
            for low, high in zip(least, most, strict=True)
        ]
    made = [int(one) for one in shares]
    return (*made[:-1], width - sum(made[:-1]))


def _length(text: str) -> float:
    """How long `text` is set, in letters such as n."""
    return columns(text) + sum(
        0.6 if one in _WIDE else -0.4 if one in _NARROW else 0.25 if one.isupper() else 0.0
        for one in text
    )


def _table(parent: Element, style: str, widths: Sequence[int], pen: Pen) -> Element:
    table = add(parent, "w:tbl")
    properties = add(table, "w:tblPr")
    add(properties, "w:tblStyle", val=pen.style(style))
    if pen.way == "rtl":
        add(properties, "w:bidiVisual")
    add(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    add(properties, "w:tblLayout", type="fixed")
    add(properties, "w:tblLook", val="0420", firstRow="1", lastRow="0", firstColumn="0",
        lastColumn="0", noHBand="0", noVBand="1")  # fmt: skip
    grid = add(table, "w:tblGrid")
    for width in widths:
        add(grid, "w:gridCol", w=str(width))
    return table


def _row(table: Element, *, head: bool = False) -> Element:
    row = add(table, "w:tr")
    properties = add(row, "w:trPr")
    add(properties, "w:cantSplit")
    if head:
        add(properties, "w:tblHeader")
    return row


def _cell(row: Element, width: int, span: int = 1) -> Element:
    cell = add(row, "w:tc")
    properties = add(cell, "w:tcPr")
    add(properties, "w:tcW", w=str(width), type="dxa")
    if span > 1:
        add(properties, "w:gridSpan", val=str(span))
    return cell
