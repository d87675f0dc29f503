"""Makes blank comment sheets, as Word and as a workbook: for those who comment away from the page.

The columns are those of the usual sheets of standards bodies; the version and its seal stand in the
head, so that a sheet that comes back says what it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bpforum.rendering.canonical_zip import pack, unpack
from bpforum.rendering.characters import legal

_ROWS_OF_WORD, _ROWS_OF_SHEET = 20, 200
_WIDTHS = (2.2, 2.6, 7.4, 7.4, 5.4)
_SHEET_WIDTHS = (12, 16, 50, 50, 36)


@dataclass(frozen=True)
class SheetWords:
    """What a sheet says, in the reader's language."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """Label and value, a line each: version, seal, close, who comments."""
    how: str
    columns: tuple[str, str, str, str, str]
    """Paragraph, type, comment, proposed wording, reason."""
    paragraphs: str
    """The name of the workbook's second sheet, with the paragraphs by number."""


def sheet_docx(words: SheetWords) -> bytes:
    """The sheet as a Word document: the same words, the same bytes."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    document.add_heading(legal(words.title), 1)
    for label, value in words.facts:
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(legal(f"{label}: ")).bold = True
        line.add_run(legal(value))
    document.add_paragraph(legal(words.how))
    table = document.add_table(rows=1 + _ROWS_OF_WORD, cols=len(words.columns))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    for cell, name in zip(table.rows[0].cells, words.columns, strict=True):
        cell.paragraphs[0].add_run(legal(name)).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = Cm(width)
    out = BytesIO()
    document.save(out)
    parts = unpack(out.getvalue())
    # Who made it and when is nobody's to know, and would make every sheet another one.
    parts["docProps/core.xml"] = _CORE.format(title=escape(legal(words.title))).encode()
    return pack(parts)


def sheet_xlsx(words: SheetWords, paragraphs: Sequence[tuple[str, str, str]]) -> bytes:
    """The sheet as a workbook. `paragraphs`: number, section and text, on a second sheet."""
    head = [[words.title], *[[f"{label}: {value}"] for label, value in words.facts], [words.how]]
    rows = [*head, [], list(words.columns), *[[""] * len(words.columns)] * _ROWS_OF_SHEET]
    start = len(head) + 2
    known = [[words.columns[0], "", ""], *map(list, paragraphs)]
    return pack(
        {
            "[Content_Types].xml": _TYPES.encode(),
            "_rels/.rels": _ROOT.encode(),
            "xl/workbook.xml": _BOOK.format(
                one=_name(words.columns[2]), two=_name(words.paragraphs)
            ).encode(),
            "xl/_rels/workbook.xml.rels": _BOOK_RELS.encode(),
            "xl/styles.xml": _STYLES.encode(),
            "xl/worksheets/sheet1.xml": _sheet(rows, _SHEET_WIDTHS, bold=(1, start)),
            "xl/worksheets/sheet2.xml": _sheet(known, (12, 30, 110), bold=(1,)),
        }
    )


def _sheet(rows: Sequence[Sequence[str]], widths: Sequence[int], bold: Sequence[int]) -> bytes:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths, start=1)
    )
    lines = []
    for n, row in enumerate(rows, start=1):
        # Text cells: nothing in them is ever worked out, whatever it begins with.
        cells = "".join(
            f'<c r="{chr(65 + at)}{n}" s="{1 if n in bold else 2}" t="inlineStr">'
            f'<is><t xml:space="preserve">{escape(legal(value))}</t></is></c>'
            if value
            else f'<c r="{chr(65 + at)}{n}" s="2"/>'
            for at, value in enumerate(row)
        )
        lines.append(f'<row r="{n}">{cells}</row>')
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><cols>{columns}</cols>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    ).encode()


def _name(words: str) -> str:
    """As a sheet may be called: short, and without the signs that a workbook forbids."""
    plain = "".join(" " if one in "[]:*?/\\'" else one for one in legal(words))
    return escape(plain[:31].strip() or "-")


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
)
_ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{one}" sheetId="1" r:id="rId1"/><sheet name="{two}" sheetId="2" r:id="rId2"/>'
    "</sheets></workbook>"
)
_BOOK_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>'
)
_CORE = (
    f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
)
