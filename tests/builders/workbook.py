"""Workbooks built by code, for tests: .xlsx and .ods as zips of XML, .xls as records of BIFF8."""

import struct
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr  # noqa: TID251 - writes, and parses nothing
from zipfile import ZIP_DEFLATED, ZipFile

Cells = Sequence[Sequence[object]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DATE, _TIME, _SPAN = 1, 2, 3
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="[h]:mm"/>'
    '</numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="20"/>'
    '<xf numFmtId="170"/></cellXfs></styleSheet>'
)


class Raw(str):
    """A cell as XML of its own: `{r}` stands for its reference."""


def date(serial: float) -> Raw:
    """A date as days since 30 December 1899."""
    return Raw(f'<c r="{{r}}" s="{_DATE}"><v>{serial!r}</v></c>')


def clock(part: float) -> Raw:
    """A time of day as a part of one."""
    return Raw(f'<c r="{{r}}" s="{_TIME}"><v>{part!r}</v></c>')


def span(days: float) -> Raw:
    """A length of time."""
    return Raw(f'<c r="{{r}}" s="{_SPAN}"><v>{days!r}</v></c>')


def error(word: str, formula: str = "1/0") -> Raw:
    """A formula that went wrong."""
    return Raw(f'<c r="{{r}}" t="e"><f>{escape(formula)}</f><v>{word}</v></c>')


def formula(written: str, value: str) -> Raw:
    """A formula with the text that was saved as its value."""
    return Raw(f'<c r="{{r}}" t="str"><f>{escape(written)}</f><v>{escape(value)}</v></c>')


def xlsx(
    sheets: Mapping[str, Cells] | Cells,
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook; `merged` ranges (`A1:C1`) and `hidden_rows` (from 1) are of every sheet."""
    named = dict(sheets) if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    entries, relations, parts, types = [], [], {}, []
    for n, (name, rows) in enumerate(named.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        entries.append(f'<sheet name={quoteattr(name)} sheetId="{n}"{state} r:id="rId{n}"/>')
        relations.append(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
        )
        types.append(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        )
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(rows, merged, hidden_rows)
    relations.append(f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>')
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(types) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(entries) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(relations) + "</Relationships>",
        "xl/styles.xml": _STYLES,
        **parts,
        **(more or {}),
    }  # fmt: skip
    return pack(files)


def pack(files: Mapping[str, str]) -> bytes:
    """A zip of text files."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def _sheet(rows: Cells, merged: Sequence[str], hidden_rows: Sequence[int]) -> str:
    written = []
    for n, row in enumerate(rows, 1):
        cells = "".join(_cell(value, f"{_letters(at)}{n}") for at, value in enumerate(row))
        hidden = ' hidden="1"' if n in hidden_rows else ""
        written.append(f'<row r="{n}"{hidden}>{cells}</row>')
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(written)}</sheetData>'
        + (f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def _cell(value: object, at: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Raw):
        return value.replace("{r}", at)
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    text = escape(str(value))
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet with one table of these rows, as XML."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="One">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return data.getvalue()


def xls(rows: Cells) -> bytes:
    """An Excel 97 workbook with one sheet of numbers and texts."""
    cells = []
    for n, row in enumerate(rows):
        for at, value in enumerate(row):
            place = struct.pack("<3H", n, at, 0)
            if isinstance(value, int | float):
                cells.append(_record(0x0203, place + struct.pack("<d", value)))
            else:
                text = str(value).encode("utf-16-le")
                cells.append(_record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text))
    start = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0, 1997, 0, 0x0600))
    sheet = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0, 1997, 0, 0x0600))
    end = _record(0x000A, b"")
    name = b"One"
    bound = struct.pack("<2BBB", 0, 0, len(name), 0) + name
    offset = len(start) + 4 + 4 + len(bound) + len(end)
    book = start + _record(0x0085, struct.pack("<I", offset) + bound) + end
    return compound("Workbook", book + sheet + b"".join(cells) + end)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def compound(name: str, stream: bytes) -> bytes:
    """An OLE compound file that holds one stream, in sectors of 512 bytes."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    tables = 1
    while tables * 128 < tables + 1 + sectors:
        tables += 1
    first = tables + 1
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    chain += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    entries += _entry(name, 2, 0xFFFFFFFF, first, len(stream))
    entries += _entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    return head + struct.pack(f"<{len(chain)}I", *chain) + entries + stream


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    none = 0xFFFFFFFF
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(text), kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )
