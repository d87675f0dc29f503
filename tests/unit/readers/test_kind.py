"""Which reader a file needs, by its bytes first and its name second."""

import pytest

from bpforum.readers.kind import kind_of
from models.submission import Rejected
from tests.builders.word import docx, p, pack

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIL = b"Received: from x\r\nFrom: a@example.org\r\nSubject: s\r\n\r\ntext"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"text", "text"),
        ("A.TXT", b"text", "text"),
        ("answer-12.5", b"text", "text"),
        ("row-7", b"text", "text"),
        ("row-7", b"", "text"),
        ("a.md", b"text", "markdown"),
        ("a.htm", b"no tags at all", "html"),
        ("page", b"\n<!DOCTYPE html><p>x", "html"),
        ("saved.doc", b"<html><body>x", "html"),
        ("a.txt", b"<html> is a tag", "text"),
        ("a.eml", b"anything", "mail"),
        ("message", MAIL, "mail"),
        ("a.txt", MAIL, "text"),
        ("a.docx", docx(p("x")), "docx"),
        ("a.zip", docx(p("x")), "docx"),
        ("C:\\files\\a.docx", docx(p("x")), "docx"),
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.txt", b"%PDF-1.7", "pdf"),
        ("a.doc", OLE, "office"),
        ("a.rtf", rb"{\rtf1 x}", "office"),
        ("a.msg", OLE, "outlook"),
        ("a.xls", OLE, "spreadsheet"),
        ("a.txt", OLE + "__substg1.0_".encode("utf-16-le"), "outlook"),
        ("a.xlsx", pack([("xl/workbook.xml", "<x/>")]), "spreadsheet"),
        ("a.zip", pack([("a.txt", "x")]), "archive"),
        ("a.txt", pack([("a.txt", "x")]), "archive"),
        ("a.csv", b"a,b", "table"),
        ("a.mbox", b"From x", "mailbox"),
        ("a.vtt", b"WEBVTT", "subtitles"),
        ("a.srt", b"1", "subtitles"),
    ],
)
def test_a_file_goes_to_its_reader(name: str, data: bytes, kind: str) -> None:
    assert kind_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.docx", b"\x8f\x12\x99" * 100, "damaged"),
        ("a.docx", b"just text", "none"),
        ("a.odt", b"anything", "damaged"),
        ("a.pdf", b"anything", "damaged"),
        ("a.exe", b"MZ\x90\x00", "program"),
        ("photo", b"\xff\xd8\xff\xe0", "picture"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(name: str, data: bytes, says: str) -> None:
    refused = kind_of(name, data)
    assert isinstance(refused, Rejected)
    (reason,) = refused.reasons
    assert says in reason.message
    assert reason.remedy.endswith(".")
