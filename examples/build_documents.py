"""Owns the example files that a text editor cannot write; refuses to touch any other file.

`python examples/build_documents.py` reads `examples/plain/` and writes Word and PDF documents, a
scan, texts in other encodings, a spreadsheet, an archive and two broken files into the folders of
the example forum. The same sources give the same files. `examples/README.md` explains the marks
used in the sources.
"""

import copy
import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree
from pdf_pages import draw_pages, draw_scan

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION_2011 = "http://schemas.microsoft.com/office/2011/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMES = f'xmlns:w="{W}" xmlns:w14="{W14}" xmlns:w15="{W15}"'
LETTERS = "typewriter.txt"
WRITTEN = datetime(2026, 7, 13, 8, 0, 0)  # noqa: DTZ001  (python-docx takes naive times as UTC)

_INLINE = re.compile(
    r"\{\+\+(?P<ins_by>[^:]+): (?P<ins>.*?)\+\+\}"
    r"|\{--(?P<cut_by>[^:]+): (?P<cut>.*?)--\}"
    r"|\{<<(?P<from_by>[^:]+): (?P<from_>.*?)<<\}"
    r"|\{>>(?P<to_by>[^:]+): (?P<to>.*?)>>\}"
    r"|\{==(?P<anchor>.*?)==\}\{#(?P<comment>\d+)\}"
    r"|\{%(?P<hidden>.*?)%\}"
    r"|\[\^(?P<footnote>\d+)\]"
)
_FOOTNOTE = re.compile(r"\[\^(\d+)\]: (.+)")
_COMMENT = re.compile(r"\[#(\d+)(?: > (\d+))?\] (.+?) (\d{4}-\S+Z): (.+)")
_ESCAPE = re.compile(r"\\U([0-9A-F]{8})|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})")


@dataclass
class Source:
    """A file of `plain/`: its `@ key: value` lines, its blocks, and what is defined below them."""

    head: dict[str, str] = field(default_factory=dict)
    body: str = ""
    footnotes: dict[str, str] = field(default_factory=dict)
    comments: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    """Number, number of the comment it answers, author, time, text."""


def read_source(path: Path) -> Source:
    """The source at `path`; a line `@ file:` says where its result goes."""
    source = Source()
    body = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            key, _, value = line[2:].partition(": ")
            source.head[key] = value
        elif found := _FOOTNOTE.fullmatch(line):
            source.footnotes[found[1]] = found[2]
        elif found := _COMMENT.fullmatch(line):
            source.comments.append((found[1], found[2] or "", found[3], found[4], found[5]))
        else:
            body.append(line)
    source.body = "\n".join(body).strip("\n") + "\n"
    return source


def build_text(source: Source) -> bytes:
    """A plain text in the encoding that the source names, with `\\u202e` and the like resolved."""
    text = source.body
    if source.head.get("escapes"):
        text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2] or found[3], 16)), text)
        text = text.replace("{word300}", ("ventilatorgehaeuse" * 20)[:300])
    return text.encode(source.head["encoding"])


def build_word(source: Source) -> bytes:
    """A Word document: headings, lists, tables, footnotes, tracked changes and margin comments."""
    document = docx.Document()
    ids = iter(range(100, 10_000))
    for block in re.split(r"\n{2,}", source.body.strip("\n")):
        lines = block.split("\n")
        if lines[0].startswith("| "):
            _add_table(document, lines)
            continue
        for line in lines:
            style, text = _style(line)
            _fill(document.add_paragraph(style=style), text, ids)
    if source.footnotes:
        _relate(document, "footnotes", _footnotes(source), RELATION, WORD_TYPE)
    if source.comments:
        _relate(document, "comments", _comments(source), RELATION, WORD_TYPE)
        threads = _threads(source)
        _relate(document, "commentsExtended", threads, RELATION_2011, WORD_TYPE)
    properties = document.core_properties
    properties.title = source.head["title"]
    properties.author = source.head["author"]
    properties.last_modified_by = source.head.get("last_modified_by", source.head["author"])
    properties.comments = source.head.get("comments", "")
    properties.created = properties.modified = WRITTEN
    saved = io.BytesIO()
    document.save(saved)
    return _canonical(saved.getvalue())


def _style(line: str) -> tuple[str, str]:
    for mark, style in (("# ", "Heading 1"), ("## ", "Heading 2"), ("- ", "List Bullet")):
        if line.startswith(mark):
            return style, line.removeprefix(mark)
    if found := re.match(r"\d+\. ", line):
        return "List Number", line[found.end() :]
    return "Normal", line


def _add_table(document: Any, lines: list[str]) -> None:
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def _fill(paragraph: Any, text: str, ids: Iterator[int]) -> None:
    at = 0
    for found in _INLINE.finditer(text):
        _append(paragraph, _run(text[at : found.start()]))
        _append(paragraph, _marked(found, ids))
        at = found.end()
    _append(paragraph, _run(text[at:]))


def _append(paragraph: Any, xml: str) -> None:
    for element in etree.fromstring(f"<w:p {NAMES}>{xml}</w:p>"):
        paragraph._p.append(copy.deepcopy(element))


def _run(text: str, inner: str = "", tag: str = "t") -> str:
    if not text:
        return ""
    return f'<w:r>{inner}<w:{tag} xml:space="preserve">{escape(text, quote=False)}</w:{tag}></w:r>'


def _marked(found: re.Match[str], ids: Iterator[int]) -> str:
    if found["ins"]:
        return _change("ins", found["ins_by"], _run(found["ins"]), ids)
    if found["cut"]:
        return _change("del", found["cut_by"], _run(found["cut"], tag="delText"), ids)
    if found["from_"]:
        return _moved("moveFrom", found["from_by"], found["from_"], ids)
    if found["to"]:
        return _moved("moveTo", found["to_by"], found["to"], ids)
    if found["hidden"]:
        return _run(found["hidden"], "<w:rPr><w:vanish/></w:rPr>")
    if found["footnote"]:
        raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        return f'<w:r>{raised}<w:footnoteReference w:id="{found["footnote"]}"/></w:r>'
    number = found["comment"]
    return (
        f'<w:commentRangeStart w:id="{number}"/>{_run(found["anchor"])}'
        f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def _change(tag: str, author: str, run: str, ids: Iterator[int]) -> str:
    number = next(ids)
    when = f"2026-07-{number % 4 + 10:02d}T{number % 9 + 8:02d}:{number % 60:02d}:00Z"
    by = f'w:id="{number}" w:author="{escape(author)}" w:date="{when}"'
    return f"<w:{tag} {by}>{run}</w:{tag}>"


def _moved(tag: str, author: str, text: str, ids: Iterator[int]) -> str:
    # The two ends of a move know each other by the name of their ranges.
    name = f"move{sha256(text.encode()).hexdigest()[:6]}"
    number = next(ids)
    by = f'w:author="{escape(author)}" w:date="2026-07-13T16:20:00Z" w:name="{name}"'
    inside = _change(tag, author, _run(text), ids)
    start = f'<w:{tag}RangeStart w:id="{number}" {by}/>'
    return f'{start}{inside}<w:{tag}RangeEnd w:id="{number}"/>'


def _footnotes(source: Source) -> str:
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
        "</w:footnote>"
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{_run(" " + text)}</w:p>'
        "</w:footnote>"
        for number, text in source.footnotes.items()
    )
    return f"<w:footnotes {NAMES}>{lines}{notes}</w:footnotes>"


def _comments(source: Source) -> str:
    comments = "".join(
        f'<w:comment w:id="{number}" w:author="{escape(author)}" w:date="{when}">'
        f'<w:p w14:paraId="{int(number):08X}">{_run(text)}</w:p></w:comment>'
        for number, _, author, when, text in source.comments
    )
    return f"<w:comments {NAMES}>{comments}</w:comments>"


def _threads(source: Source) -> str:
    lines = ""
    for number, parent, _, _, _ in source.comments:
        answers = f' w15:paraIdParent="{int(parent):08X}"' if parent else ""
        lines += f'<w15:commentEx w15:paraId="{int(number):08X}"{answers} w15:done="0"/>'
    return f"<w15:commentsEx {NAMES}>{lines}</w15:commentsEx>"


def _relate(document: Any, name: str, xml: str, relation: str, content_type: str) -> None:
    data = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    package = document.part.package
    part = Part(PackURI(f"/word/{name}.xml"), f"{content_type}.{name}+xml", data, package)
    document.part.relate_to(part, f"{relation}/{name}")


def _canonical(data: bytes) -> bytes:
    """The same zip whenever it is made: sorted, without times, without the template's picture."""
    with zipfile.ZipFile(io.BytesIO(data)) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    parts.pop("docProps/thumbnail.jpeg", None)
    rels = parts["_rels/.rels"]
    parts["_rels/.rels"] = re.sub(rb'<Relationship [^>]*thumbnail\.jpeg"[^>]*/>', b"", rels)
    return _zip(parts)


def _zip(parts: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = packing
            entry.external_attr = 0o600 << 16
            out.writestr(entry, parts[name])
    return written.getvalue()


def build_spreadsheet(path: Path) -> bytes:
    """The rows of the CSV at `path` as the smallest workbook that spreadsheet programs open."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = "".join(
            "<row>"
            + "".join(
                f'<c t="inlineStr"><is><t>{escape(cell, quote=False)}</t></is></c>' for cell in row
            )
            + "</row>"
            for row in csv.reader(lines)
        )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet_type}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet_type}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="rId1" '
        f'Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATION}"><sheets>'
        '<sheet name="Answers" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="rId1" '
        f'Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    return _zip({name: xml.encode() for name, xml in parts.items()})


def read_letters(path: Path) -> dict[str, list[str]]:
    """Letter → its rows of dots, from the drawing at `path`."""
    rows = (line.split() for line in read_source(path).body.splitlines())
    return {letter: dots for letter, *dots in rows}


def build(folder: Path) -> dict[str, bytes]:
    """Every file that is built from `folder/plain`, by its path below `folder`."""
    built: dict[str, bytes] = {}
    archives: dict[str, dict[str, bytes]] = {}
    letters = read_letters(folder / "plain" / LETTERS)
    for path in sorted((folder / "plain").iterdir()):
        source = read_source(path)
        name = source.head.get("file", "")
        if path.suffix == ".csv":
            built[f"inbox/{path.stem}.xlsx"] = build_spreadsheet(path)
        elif ".zip/" in name:
            archive, _, member = name.partition(".zip/")
            archives.setdefault(f"{archive}.zip", {})[member] = build_text(source)
        elif path.suffix == ".md":
            built[name] = build_word(source)
        elif "scan" in source.head:
            built[name] = draw_scan(source.body, letters)
        elif name.endswith(".pdf"):
            built[name] = draw_pages(source.body, source.head)
        elif name:
            built[name] = build_text(source)
    built |= {name: _zip(files, zipfile.ZIP_STORED) for name, files in archives.items()}
    whole = built["inbox/bukid-wireless-cooperative.docx"]
    built["inbox/upload-interrupted.docx"] = whole[: len(whole) * 3 // 5]
    noise = (sha256(bytes([n])).digest() for n in range(48))
    built["inbox/not-really-text.txt"] = b"\x00\x01\x02" + b"".join(noise)
    return built


def main() -> None:
    """Write them all."""
    folder = Path(__file__).resolve().parent
    for name, data in build(folder).items():
        (folder / name).write_bytes(data)
        sys.stdout.write(f"{name}  {len(data)} bytes\n")


if __name__ == "__main__":
    main()
