"""The first look at a file: what an attack holds and a document does not."""

import struct
from io import BytesIO
from zipfile import ZIP_LZMA, ZipFile

import pytest

from bpforum.readers.guard import MOST_BYTES, Cleared, inspect, refuse_size
from models.submission import Rejected
from tests.builders.word import docx, files, p, pack, row, table

RELS = "word/_rels/document.xml.rels"


def code_of(name: str, data: bytes) -> str:
    found = inspect(name, data)
    assert isinstance(found, Rejected)
    assert found.reasons[0].message.endswith(".")
    assert found.reasons[0].remedy.endswith(".")
    return found.reasons[0].code


def flags_of(data: bytes) -> tuple[str, ...]:
    found = inspect("a.docx", data)
    assert isinstance(found, Cleared)
    return found.flags


def test_an_honest_document_passes_without_a_flag() -> None:
    assert inspect("a.docx", docx(p("text"))) == Cleared("docx")
    assert inspect("a.txt", b"text") == Cleared("text")


def test_size_is_looked_at_first() -> None:
    assert refuse_size(MOST_BYTES) is None
    refused = refuse_size(MOST_BYTES + 1)
    assert refused is not None
    assert refused.reasons[0].code == "too-large"


def test_a_part_that_unpacks_far_too_far_is_refused() -> None:
    assert code_of("a.docx", docx(p("x" * 40_000_000))) == "zip-bomb"


def test_a_declared_size_that_lies_is_found_while_inflating() -> None:
    data = bytearray(docx(p("x" * 4_000_000)))
    # The directory entry of document.xml: 24 bytes in stands the size that it claims to have.
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    assert code_of("a.docx", bytes(data)) in ("damaged", "zip-bomb")


def test_many_parts_are_refused_before_they_are_listed() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for n in range(2_001):
            archive.writestr(f"word/{n}", b"")
        archive.writestr("word/document.xml", b"")
    assert code_of("a.docx", out.getvalue()) == "zip-too-many-entries"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["word/document.xml", "Word/Document.XML"])
def test_the_same_part_twice_is_refused(second: str) -> None:
    made: list[tuple[str, str | bytes]] = list(files(p("one")).items())
    assert code_of("a.docx", pack([*made, (second, "<x/>")])) == "zip-duplicate"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "word/../../evil.xml", "/etc/passwd", "C:/evil.xml", "word\\evil.xml"]
)
def test_names_that_point_outside_are_refused(name: str) -> None:
    data = pack([*files(p("x")).items(), ("word/evil.bin_named_long", "x")])
    padded = name.ljust(len("word/evil.bin_named_long"), "x").encode()
    assert code_of("a.docx", data.replace(b"word/evil.bin_named_long", padded)) == "zip-unsafe-name"


def test_an_encrypted_part_is_refused_with_advice() -> None:
    data = bytearray(docx(p("x")))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    assert code_of("a.docx", bytes(data)) == "password"


def test_an_unusual_compression_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert code_of("a.docx", out.getvalue()) == "zip-unusual"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
        "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
    ],
)
def test_entities_are_refused_in_any_part(prolog: str) -> None:
    for part in ("word/document.xml", "word/styles.xml", "docProps/core.xml"):
        made = files(p("x"))
        made[part] = prolog + made.get(part, "<x/>")
        assert code_of("a.docx", pack(made)) == "xml-doctype"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "cp037"])
def test_encodings_that_hide_entities_are_refused(encoding: str) -> None:
    source = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x><x/>'
    data = source.encode("ascii") if encoding in ("utf-7", "cp037") else source.encode(encoding)
    made: list[tuple[str, str | bytes]] = list(files(p("x")).items())
    assert code_of("a.docx", pack([*made, ("word/a.xml", data)])) == "xml-encoding"


def test_a_cell_across_millions_of_columns_is_refused() -> None:
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="50000000"/></w:tcPr></w:tc>'
    assert code_of("a.docx", docx(f"<w:tbl><w:tr>{wide}</w:tr></w:tbl>")) == "table-too-wide"
    honest = wide.replace("50000000", "12")
    assert flags_of(docx(f"<w:tbl><w:tr>{honest}</w:tr></w:tbl>")) == ()


def test_too_many_cells_are_refused() -> None:
    body = table(row(*[p("x")] * 50) * 4_001)
    assert code_of("a.docx", docx(body)) in ("table-too-large", "zip-bomb")


@pytest.mark.parametrize("cut", [10, 200, -10, -40])
def test_a_file_that_is_cut_off_is_called_damaged(cut: int) -> None:
    assert code_of("a.docx", docx(p("text " * 500))[:cut]) in ("damaged", "not-a-word-file")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"word/vbaProject.bin": "x", "x.rels": "vbaProject"}, "macros"),
        ({"word/embeddings/ole1.bin": "x"}, "embedded objects"),
        ({"word/document.xml": "<w:altChunk/>"}, "embedded document"),
        ({"word/document.xml": "<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"}, "fields"),
        ({"word/document.xml": '<w:instrText>INCLUDEPICTURE "http://x"</w:instrText>'}, "fields"),
        (
            {RELS: '<Relationship Type="x/image" Target="http://x" TargetMode="External"/>'},
            "outside",
        ),
        ({RELS: '<Relationship Type="x/hyperlink" Target="javascript:x"/>'}, "link"),
    ],
)
def test_what_could_do_harm_elsewhere_is_flagged(content: dict[str, str], says: str) -> None:
    (flag,) = flags_of(pack({**files(p("x")), **content}))
    assert says in flag


def test_ordinary_links_are_not_flagged() -> None:
    link = '<Relationship Type="x/hyperlink" Target="https://example.org" TargetMode="External"/>'
    assert flags_of(pack({**files(p("x")), RELS: link})) == ()


def test_a_macro_document_called_docx_is_read_with_a_flag() -> None:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert flags_of(docx(p("x"), main_type=kind)) == ("holds macros, which were not read",)


def test_ten_thousand_honest_comments_pass() -> None:
    comments = "".join(
        f'<w:comment w:id="{n}" w:author="Reviewer {n % 7}">'
        f"{p(f'Comment {n} on paragraph {n * 7 % 300}, with a reason for it.')}</w:comment>"
        for n in range(10_000)
    )
    assert flags_of(docx(p("x"), comments=comments)) == ()
