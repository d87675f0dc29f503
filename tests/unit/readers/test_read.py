"""From any file to a reading: in this process, and in the bounded child."""

import subprocess
import sys
from pathlib import Path

import pytest

from bpforum.readers.flags import UNRECOGNISED
from bpforum.readers.masking import MASK
from bpforum.readers.read import read_bytes, read_submissions
from models.reading import Reading
from tests.builders.word import change, docx, ins, p, r

ROOT = Path(__file__).parents[3]
SHARED = ROOT / "../shared"
Item = tuple[str, str, bytes, dict[str, str]]
CONTACT = "Ask Ana: ana@example.org or +41 22 730 6819."
MASKED = f"Ask Ana: {MASK * 15} or {MASK * 15}."


def one(name: str, data: bytes, **fields: str) -> Reading:
    reading = read_bytes(name, data, fields)
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", CONTACT.encode()),
        ("a.md", CONTACT.encode()),
        ("a.html", f"<p>{CONTACT}</p>".encode()),
        ("a.eml", f"From: x@example.org\r\n\r\n{CONTACT}".encode()),
        ("a.docx", docx(p(CONTACT))),
    ],
)
def test_each_format_is_read_and_masked(name: str, data: bytes) -> None:
    assert one(name, data).text == MASKED


def test_everything_beside_the_text_is_masked_too() -> None:
    body = p("Old ", ins("ana@example.org"), '<w:r><w:footnoteReference w:id="2"/></w:r>')
    reading = one(
        "a.docx",
        docx(
            body,
            comments=f'<w:comment w:id="0" w:author="ana@example.org">{p("+41 22 730 6819")}'
            "</w:comment>",
            footnotes=f'<w:footnote w:id="2">{p("ana@example.org")}</w:footnote>',
        ),
    )
    assert reading.text == "Old " + MASK * 15
    assert reading.original_text == "Old "
    assert [note.text for note in reading.notes] == [MASK * 15]
    assert (reading.comments[0].text, reading.comments[0].author) == (MASK * 15, MASK * 15)
    assert reading.revisions[0].text == MASK * 15


def test_an_address_that_changes_cut_in_two_is_masked_in_both_texts() -> None:
    body = p("ana", change("del", r("@old.example", tag="delText")), ins("@new.example"), ".org")
    reading = one("a.docx", docx(body))
    assert reading.text == MASK * 19
    assert reading.original_text == MASK * 19


def test_properties_and_fields_are_not_masked() -> None:
    reading = one("a.eml", b"From: Ann\r\nMessage-ID: <1@example.org>\r\n\r\nText")
    assert reading.properties == {"message_id": "<1@example.org>"}


def test_what_the_source_says_fills_gaps_only() -> None:
    reading = one("row-1", b"An answer without a title.", title="From the survey", question="q2")
    assert reading.title == "From the survey"
    assert {block.question for block in reading.blocks} == {"q2"}
    assert one("a.html", b"<title>Own title</title><p>x", title="Other").title == "Own title"


def test_an_empty_file_is_an_empty_text_not_a_refusal() -> None:
    for name in ("a.txt", "a.md", "a.html", "a.eml", "row-3"):
        assert one(name, b"").text == ""


def test_recognition_that_fails_costs_no_contribution(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(reading: Reading, name: str) -> Reading:
        raise IndexError

    monkeypatch.setattr("bpforum.readers.recognition.recognise.recognise", fail)
    reading = one("a.txt", b"We ask for roofs.")
    assert reading.text == "We ask for roofs."
    assert UNRECOGNISED in reading.flags


def test_the_child_reads_as_this_process_does() -> None:
    mail = (
        b"From: A <a@b.org>\r\nDate: Mon, 12 Sep 2016 10:00:00 -0500\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHi\r\n"
        b"--x\r\nContent-Type: image/png\r\n\r\n\xff\x00\r\n--x--"
    )
    files = {
        "a.txt": b"l\x92\xe9t\xe9 \x07",
        "a.eml": mail,
        "a.docx": docx(p("Old ", ins("new"))),
        "a.pdf": b"%PDF-",
    }
    items: list[Item] = [(name, name, data, {"title": "T"}) for name, data in files.items()]
    bounded = dict(read_submissions(items))
    assert bounded == {name: read_bytes(name, data, {"title": "T"}) for name, data in files.items()}
    attachments = [one.data for one in getattr(bounded["a.eml"], "attachments", ())]
    assert attachments == [b"\xff\x00"]


def test_files_come_back_in_order_under_their_keys() -> None:
    items: list[Item] = [(f"key-{n}", "a.txt", f"Text {n}.".encode(), {}) for n in range(30)]
    found = list(read_submissions(items))
    assert [key for key, _ in found] == [f"key-{n}" for n in range(30)]
    assert [getattr(result, "text", "") for _, result in found] == [f"Text {n}." for n in range(30)]


def test_nothing_heavy_is_loaded_to_read() -> None:
    code = (
        "import sys; from bpforum.readers.read import read_bytes; read_bytes('a.txt', b'x', {});"
        "heavy = ('numpy', 'lxml', 'prefect', 'sklearn', 'sqlalchemy');"
        "print([module for module in heavy if module in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert out.stdout.strip() == "[]"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
def test_real_contributions_are_all_read_without_a_flag() -> None:
    paths = sorted((SHARED / "data/netmundial").glob("*.txt"))
    items: list[Item] = [(path.name, path.name, path.read_bytes(), {}) for path in paths]
    readings = dict(read_submissions(items))
    assert len(readings) == 40
    for reading in readings.values():
        assert isinstance(reading, Reading)
        assert UNRECOGNISED not in reading.flags
