"""How long reading takes against the plainest reader that is right: ratios of one run.

    python bench/reading.py [PARAGRAPHS]

Each file holds the same generated prose (by default 2,000 paragraphs of 50 words). The plainest
reader gives back the words; ours also guards, tells structure, recognises the kind of document and
masks contact data. `in a child` is the wall time of a file's whole way, one of 20 in a process.
"""

import csv
import sys
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from io import BytesIO, StringIO
from time import process_time, time

import numpy as np
from docx import Document
from lxml import etree, html

from bpforum.readers.read import read_bytes, read_submissions
from bpforum.readers.spreadsheet import read_spreadsheet
from bpforum.sources.tables.sheet import read_sheet

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FILES = 20


def prose(count: int) -> list[str]:
    """Paragraphs of 50 words, the same each time."""
    chance = np.random.default_rng(1)
    known = [f"{a}{b}" for a in ("net", "open", "rule", "tow", "vill") for b in ("er", "ing", "s")]
    return [" ".join(known[n] for n in chance.integers(0, 15, 50)) + "." for _ in range(count)]


def word(paragraphs: list[str]) -> bytes:
    """A Word document."""
    document, out = Document(), BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def mail(paragraphs: list[str]) -> bytes:
    """A mail."""
    message = EmailMessage()
    message["From"], message["Subject"] = "A <a@example.org>", "Our view"
    message.set_content("\n\n".join(paragraphs))
    return message.as_bytes()


def workbook(paragraphs: list[str]) -> bytes:
    """A workbook of one column."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for n, text in enumerate(["text", *paragraphs], start=1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def table(paragraphs: list[str]) -> bytes:
    """A CSV file of two columns."""
    out = StringIO()
    csv.writer(out).writerows([("id", "text"), *enumerate(paragraphs)])
    return out.getvalue().encode()


def captions(paragraphs: list[str]) -> bytes:
    """Captions, a cue a paragraph."""
    cues = [
        f"{n // 60:02d}:{n % 60:02d}.000 --> {n // 60:02d}:{n % 60:02d}.900\n<v Speaker>{text}\n"
        for n, text in enumerate(paragraphs)
    ]
    return "\n".join(["WEBVTT\n", *cues]).encode()


def pages(paragraphs: list[str]) -> bytes:
    """A PDF with eight words a line and 50 lines a page, written by hand."""
    lines = [line for text in paragraphs for line in _wrapped(text)]
    sheets = [lines[at : at + 50] for at in range(0, len(lines), 50)]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(sheets))), len(sheets)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, sheet in enumerate(sheets):
        shown = b"T* ".join(b"(%s) Tj " % line.encode() for line in sheet)
        stream = b"BT /F1 11 Tf 14 TL 60 780 Td " + shown + b"ET"
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (5 + 2 * n)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, body)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, at)
    return bytes(out)


def _wrapped(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[at : at + 8]) for at in range(0, len(words), 8)]


def plain_word(data: bytes) -> str:
    """Every run of text of the body."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return " ".join(node.text or "" for node in root.iter(f"{_WORD}t"))


def plain_mail(data: bytes) -> str:
    """The decoded body."""
    payload = message_from_bytes(data).get_payload(decode=True)
    return payload.decode() if isinstance(payload, bytes) else ""


def plain_pages(data: bytes) -> str:
    """Every page's text."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def plain_workbook(data: bytes) -> list[list[object]]:
    """Every cell."""
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least CPU time of some runs."""
    best = float("inf")
    for _ in range(times):
        started = process_time()
        work()
        best = min(best, process_time() - started)
    return max(best, 1e-6)


Case = tuple[str, bytes, Callable[[bytes], object], Callable[[bytes], object] | None]


def main(count: int) -> None:
    """Prints a line a format."""
    texts = prose(count)
    page = "<html><body>" + "".join(f"<p>{text}</p>" for text in texts) + "</body></html>"
    cases: list[Case] = [
        ("a.txt", "\n\n".join(texts).encode(), lambda data: data.decode().split("\n\n"), None),
        ("a.html", page.encode(), lambda data: html.fromstring(data).text_content(), None),
        ("a.docx", word(texts), plain_word, None),
        ("a.eml", mail(texts), plain_mail, None),
        ("a.vtt", captions(texts), lambda data: data.decode().split("\n\n"), None),
        ("a.pdf", pages(texts), plain_pages, None),
        ("a.csv", table(texts), lambda d: list(csv.reader(StringIO(d.decode()))), read_sheet),
        ("a.xlsx", workbook(texts), plain_workbook, read_spreadsheet),
    ]
    print(f"{'file':<8} {'MB':>6} {'plainest':>9} {'ours':>7} {'in a child':>11}   times plainest")
    for name, data, plainest, ours in cases:
        base = seconds(lambda plainest=plainest, data=data: plainest(data))  # type: ignore[misc]
        read = ours or (lambda data, name=name: read_bytes(name, data, {}))  # type: ignore[misc]
        mine = seconds(lambda read=read, data=data: read(data))  # type: ignore[misc]
        child = ""
        if ours is None:
            started = time()
            list(read_submissions([("x", name, data, {})] * _FILES))
            child = f"{(time() - started) / _FILES / base:.0f}"
        print(f"{name:<8} {len(data) / 2**20:>6.1f} {1:>9} {mine / base:>7.0f} {child:>11}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
