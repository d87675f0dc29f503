"""Files made to do harm end as a refusal or as clean text, in bounded time, and cost no other file.

Every one is built here by code; none is kept in the repository.
"""

import hashlib
import time
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bpforum.bounded import Limits
from bpforum.readers.read import read_bytes, read_submissions
from models.reading import Reading
from models.submission import Rejected
from tests.builders.word import docx, files, ins, p, pack, r, row, table

SHARED = Path(__file__).parents[2] / "../shared/data/hostile"
GOOD = ("good.txt", b"We ask for open roofs.")
SECONDS = 20
Item = tuple[str, str, bytes, dict[str, str]]
LIMITS = Limits(wall_seconds=2 * SECONDS)


def noise(size: int) -> bytes:
    """Bytes without order, the same each time."""
    return b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(size // 32 + 1))[:size]


def zip_bomb() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files(p("x")).items():
            if name != "word/document.xml":
                archive.writestr(name, content)
        with archive.open("word/document.xml", "w", force_zip64=False) as part:
            for _ in range(140):
                part.write(b"<w:p/>" * 2**17)
    return out.getvalue()


def many_entries() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files(p("x")).items():
            archive.writestr(name, content)
        for n in range(70_000):
            archive.writestr(f"word/media/{n}", b"")
    return out.getvalue()


def with_document(xml: str) -> bytes:
    return pack({**files(p("x")), "word/document.xml": xml})


def nested(tag: str, depth: int) -> str:
    return f"<w:{tag}>" * depth + f"</w:{tag}>" * depth


def entity_expansion() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return with_document(f"<!DOCTYPE x [{entities}]><x>&e9;</x>")


def nested_parts(depth: int) -> bytes:
    lines = []
    for n in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{n}"', "", f"--b{n}"]
    return "\r\n".join([*lines, "", "inside"]).encode()


def reply(body: str) -> bytes:
    return f"From: A <a@example.org>\r\nSubject: s\r\n\r\n{body}".encode()


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("a.docx", zip_bomb, "zip-bomb"),
    "70,000 entries": ("a.docx", many_entries, "zip-too-many-entries"),
    "external entity": (
        "a.docx",
        lambda: with_document('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'),
        "xml-doctype",
    ),
    "billion laughs": ("a.docx", entity_expansion, "xml-doctype"),
    "50,000 levels": ("a.docx", lambda: docx(nested("sdt", 50_000)), "damaged"),
    "a cell over 50 million columns": (
        "a.docx",
        lambda: docx('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="50000000"/></w:tcPr></w:tc>'
                     "</w:tr></w:tbl>"),
        "table-too-wide",
    ),
    "300,000 cells": ("a.docx", lambda: docx(table(row(*["x"] * 60) * 5_000)), ""),
    "document.xml twice": (
        "a.docx", lambda: pack([*files(p("x")).items(), ("WORD/document.xml", "<x/>")]),
        "zip-duplicate",
    ),
    "a name that climbs": (
        "a.docx", lambda: pack([*files(p("x")).items(), ("../../evil.xml", "x")]),
        "zip-unsafe-name",
    ),
    "2 kB of noise": ("a.docx", lambda: noise(2_048), "not-a-word-file"),
    "noise after a zip's first bytes": ("a.docx", lambda: b"PK\x03\x04" + noise(4_096), "damaged"),
    "a zip cut off": ("a.docx", lambda: docx(p("text " * 900))[:-60], "damaged"),
    "250,000 paragraphs": ("a.docx", lambda: docx("<w:p/>" * 250_000), ""),
    "150,000 changes": ("a.docx", lambda: docx(p(*[ins("x") + "<w:r/>"] * 150_000)), ""),
    "one text of 12 MB": ("a.docx", lambda: docx(p(r(noise(6_000_000).hex()))), "damaged"),
    "noise as text": ("a.txt", lambda: noise(100_000), "not-text"),
    "3,000 parts in parts": ("a.eml", lambda: nested_parts(3_000), "nested-too-deeply"),
    "60 parts in parts": ("a.eml", lambda: nested_parts(60), "nested-too-deeply"),
    "a header of 1 MB": (
        "a.eml", lambda: b"Content-Type: text/plain" + b";a=b" * 250_000 + b"\r\n\r\nx", "damaged",
    ),
    "50,000 levels of a page": ("a.html", lambda: b"<div>" * 50_000, "nested-too-deeply"),
    "51 MB": ("a.txt", lambda: b"a " * (51 * 2**19), "too-large"),
}  # fmt: skip

READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "macros under another name": (
        "a.docx",
        lambda: docx(p("x"), main_type="application/vnd.ms-word.document.macroEnabled.main+xml"),
    ),
    "80 tables in tables": (
        "a.docx",
        lambda: docx("<w:tbl><w:tr><w:tc>" * 80 + p("x") + "</w:tc></w:tr></w:tbl>" * 80),
    ),
    "styles based on each other": (
        "a.docx",
        lambda: docx(
            p("x", properties='<w:pStyle w:val="A"/>'),
            styles='<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
            '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>',
        ),
    ),
    "numbers beyond all measure": (
        "a.docx",
        lambda: docx(
            p("x", properties='<w:numPr><w:ilvl w:val="9999999"/><w:numId w:val="1"/></w:numPr>'),
            numbering='<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
            '<w:start w:val="99999999999999999999"/><w:numFmt w:val="upperLetter"/>'
            '<w:lvlText w:val="%1%1%1%1%1%1%1%1%1"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        ),
    ),
    "a field that never ends": (
        "a.docx", lambda: docx(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "x")),
    ),
    "dates and ids that are none": (
        "a.docx",
        lambda: docx(
            p('<w:ins w:id="-1" w:author="" w:date="9999-99-99T99:99:99Z">' + r("x") + "</w:ins>"),
            comments='<w:comment w:id="&#x10FFFD;" w:date="x"/>',
        ),
    ),
    "On On On": ("a.eml", lambda: reply("On " * 20_000 + "x")),
    "3,000 lines On Tue": ("a.eml", lambda: reply("On Tue\r\n" * 3_000 + "x")),
    "50,000 empty lines": ("a.eml", lambda: reply("\r\n" * 50_000 + "x")),
    "50,000 quoting marks": ("a.eml", lambda: reply(">" * 50_000 + "\r\nx")),
    "20,000 lines From:": ("a.eml", lambda: reply("x\r\n" + "From: a\r\n" * 20_000)),
    "a smuggled header": (
        "a.eml", lambda: b"From: =?utf-8?q?a=0D=0ABcc:_b?= <a@b.org>\r\n\r\nx",
    ),
    "an unknown character set": (
        "a.eml", lambda: b"Content-Type: text/plain; charset=\xff\xfe\r\n\r\nx",
    ),
    "brackets without end": ("a.md", lambda: b"x" + b"[" * 300_000),
    "a page of open comments": ("a.html", lambda: b"<p>x</p>" + b"<!--" * 100_000),
    "a tower of accents": ("a.txt", lambda: ("x" + "\u0301\u0323" * 300_000).encode()),
    "nothing but controls": ("a.txt", lambda: b"x" + "\u202e\u2066\u200b".encode() * 100_000),
    "a file name with everything in it": ("../../\x00\u202e<script>.txt", lambda: b"x"),
}  # fmt: skip


Results = dict[str, Reading | Rejected]


@pytest.fixture(scope="module")
def results() -> Results:
    """All of them in one batch, a good file after each, which must not suffer."""
    files_made = {
        **{what: (name, build) for what, (name, build, _) in REFUSED.items()},
        **READ,
    }

    def items() -> Iterator[Item]:
        for what, (name, build) in files_made.items():
            yield what, name, build(), {}
            yield f"after {what}", *GOOD, {}

    found: Results = {}
    started = time.monotonic()
    for key, result in read_submissions(items(), limits=LIMITS):
        assert time.monotonic() - started < 2 * SECONDS, key
        found[key] = result
        started = time.monotonic()
    return found


def test_good_files_between_them_do_not_suffer(results: Results) -> None:
    for what in (*REFUSED, *READ):
        good = results[f"after {what}"]
        assert isinstance(good, Reading)
        assert good.text == GOOD[1].decode()


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_a_harmful_file_is_refused_in_words(results: Results, what: str) -> None:
    refused, code = results[what], REFUSED[what][2]
    assert isinstance(refused, Rejected)
    (reason,) = refused.reasons
    assert not code or reason.code == code
    assert reason.message.endswith(".")
    assert reason.remedy.endswith(".")


@pytest.mark.parametrize("what", sorted(READ))
def test_an_odd_file_is_read_in_time(results: Results, what: str) -> None:
    reading = results[what]
    assert isinstance(reading, Reading)
    assert "x" in reading.text + "".join(note.text for note in reading.notes)
    assert not set("\u202e\u2066\u200b\x00") & set(reading.text)


def test_a_file_that_kills_the_reader_is_refused_alone() -> None:
    """Memory so small that an ordinary document is too much for it."""
    words = noise(6_000_000).hex(" ", 4)
    big = docx("".join(p(r(words[at : at + 9_000])) for at in range(0, len(words), 9_000)))
    items: list[Item] = [("1", *GOOD, {}), ("2", "big.docx", big, {}), ("3", *GOOD, {})]
    found = dict(read_submissions(items, limits=Limits(memory=120 * 2**20)))
    assert isinstance(found["1"], Reading)
    assert isinstance(found["2"], Rejected)
    assert found["2"].reasons[0].code == "too-much-memory"
    assert isinstance(found["3"], Reading)


@pytest.mark.parametrize("piece", [b"word ", b"<c ", b"<v A>x", b"(a ", b"[a] ", b"<"])
def test_captions_of_megabytes_in_one_cue_end_by_themselves(piece: bytes) -> None:
    data = b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + piece * (3 * 2**20 // len(piece))
    ((_, result),) = read_submissions([("1", "a.vtt", data, {})], limits=Limits())
    assert isinstance(result, Reading) or result.reasons[0].code == "too-many-cues"


def test_no_file_is_opened_and_none_is_written(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not for the forum")
    before = sorted(tmp_path.iterdir())
    xml = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><html><body>&e;</body></html>'
    for name in ("a.html", "a.txt", "a.docx"):
        data = with_document(xml) if name == "a.docx" else xml.encode()
        result = read_bytes(name, data, {})
        assert "not for the forum" not in result.model_dump_json()
    assert sorted(tmp_path.iterdir()) == before


SAMPLES: dict[str, bytes] = {
    "a.docx": docx(
        p("Heading", properties='<w:pStyle w:val="H"/>') + p("Text ", ins("more"), "."),
        styles='<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>',
        comments=f'<w:comment w:id="0" w:author="A">{p("note")}</w:comment>',
    ),
    "a.eml": b"From: A <a@b.org>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n"
    b"On Mon, 5 Sep 2016 9:12 Ann <a@b.org> wrote:\r\n> old\r\n--x\r\nContent-Type: text/html; "
    b"charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+eDwvcD4=\r\n--x--",
    "a.html": "<html lang=en><meta charset=utf-8><p>é<table><tr><td>a<td>b</table>".encode(),
    "a.txt": "Title: Énergie\n\n- item\n1. two\n\nTel. +41 22 730 6819".encode(),
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_no_damage_to_a_good_file_is_an_exception(name: str) -> None:
    """Cut, overwritten and doubled in places, 150 ways each; inside the zip as well."""
    sample = SAMPLES[name]
    for n in range(150):
        seed = hashlib.sha256(f"{name}{n}".encode()).digest()
        result = read_bytes(name, _damage(sample, seed), {})
        assert isinstance(result, Reading | Rejected)
        result.model_dump_json()


def test_no_damage_to_the_xml_inside_is_an_exception() -> None:
    made = files(
        p("Text ", ins("more")) + table(row("a", "b")),
        comments=f'<w:comment w:id="0" w:author="A">{p("note")}</w:comment>',
        footnotes=f'<w:footnote w:id="2">{p("note")}</w:footnote>',
    )
    for n in range(150):
        seed = hashlib.sha256(f"xml{n}".encode()).digest()
        name = sorted(made)[n % len(made)]
        data: list[tuple[str, str | bytes]] = [
            (part, _damage(content.encode(), seed) if part == name else content)
            for part, content in made.items()
        ]
        assert isinstance(read_bytes("a.docx", pack(data), {}), Reading | Rejected)


def _damage(data: bytes, seed: bytes) -> bytes:
    at = zlib.crc32(seed) % max(1, len(data))
    length = seed[0] % 9
    if seed[1] % 4 == 0:
        return data[:at]
    if seed[1] % 4 == 1:
        return data[:at] + seed[2 : 2 + length] + data[at + length :]
    if seed[1] % 4 == 2:
        return data[:at] + data[at + 4 * length :]
    return data[:at] + data[max(0, at - 20 * length) :]


def shared_files() -> list[Path]:
    return sorted(SHARED.iterdir()) if SHARED.is_dir() else []


@pytest.mark.skipif(not shared_files(), reason="the shared hostile files are not here")
def test_hostile_files_of_others_end_as_values_too() -> None:
    items: list[Item] = [(path.name, path.name, path.read_bytes(), {}) for path in shared_files()]
    found = dict(read_submissions(items, limits=LIMITS))
    codes = {
        name: "read" if isinstance(one, Reading) else one.reasons[0].code
        for name, one in found.items()
    }
    assert len(codes) == len(items)
    assert "reader-stopped" not in codes.values()
    assert codes["bug53475-password-is-pass.docx"] == "password"
    assert codes["poc-xmlbomb.xlsx"] == "xml-doctype"
    assert codes["zip-slip.zip"] == "unreadable-kind", "an archive is unpacked before it is read"


@pytest.mark.skipif(not shared_files(), reason="the shared hostile files are not here")
def test_naughty_strings_are_read_as_text_whatever_they_look_like() -> None:
    import json

    for string in json.loads((SHARED / "blns.json").read_text(encoding="utf-8")):
        for name in ("a.txt", "a.md", "a.html", "row-1"):
            result = read_bytes(name, string.encode("utf-8", "surrogatepass"), {"title": string})
            assert isinstance(result, Reading | Rejected)
