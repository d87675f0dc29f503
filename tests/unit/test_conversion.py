"""Older formats become .docx behind closed doors; nothing in them reaches network or files."""

import http.server
import os
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bpforum import conversion
from bpforum.conversion import convert, find_program, refers_outside
from bpforum.jail import NOT_CLOSED
from bpforum.readers.read import read_submissions
from models.reading import Reading
from models.submission import Rejected

needs_office = pytest.mark.skipif(find_program() is None, reason="LibreOffice is not installed")
SECONDS = 120.0
NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
RTF = rb"{\rtf1\ansi {\b We ask for open roofs.}\par Second paragraph.}"


def odt(body: str, manifest: str = MANIFEST, more: str = "") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", compress_type=0)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f'<office:document-content {NAMES} office:version="1.3">{more}<office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
        )
    return out.getvalue()


TRACKED = odt(
    '<text:tracked-changes><text:changed-region text:id="c1"><text:insertion>'
    "<office:change-info><dc:creator>Ann</dc:creator><dc:date>2024-02-05T09:02:00</dc:date>"
    "</office:change-info></text:insertion></text:changed-region></text:tracked-changes>"
    '<text:h text:outline-level="1">Our answer</text:h>'
    '<text:p>We ask for <text:change-start text:change-id="c1"/>open '
    '<text:change-end text:change-id="c1"/><office:annotation office:name="n">'
    "<dc:creator>Bob</dc:creator><dc:date>2024-02-06T10:00:00</dc:date><text:p>Why?</text:p>"
    '</office:annotation>roofs<office:annotation-end office:name="n"/>.</text:p>'
)


def read(name: str, *data: bytes) -> list[Reading | Rejected]:
    items: list[tuple[str, str, bytes, dict[str, str]]] = [
        (str(n), name, one, {}) for n, one in enumerate(data)
    ]
    return [result for _, result in read_submissions(items)]


@needs_office
def test_changes_and_remarks_of_an_odt_are_read_the_same_each_time() -> None:
    first, second = read("a.odt", TRACKED, TRACKED)
    assert isinstance(first, Reading), first
    assert first == second
    assert first.text == "Our answer\nWe ask for open roofs."
    assert first.original_text == "Our answer\nWe ask for roofs."
    assert first.blocks[0].kind == "heading"
    assert [(one.kind, one.text, one.author) for one in first.revisions] == [
        ("ins", "open ", "Ann")
    ]
    assert [(one.text, one.author, one.anchor) for one in first.comments] == [
        ("Why?", "Bob", "roofs")
    ]
    assert first.flags[0] == "converted by LibreOffice from .odt"
    assert "LibreOffice" not in str(first.properties)


@needs_office
def test_an_rtf_is_read_as_the_document_that_it_is() -> None:
    (reading,) = read("letter.doc", RTF)
    assert isinstance(reading, Reading), reading
    assert reading.text == "We ask for open roofs.\nSecond paragraph."
    assert "converted by LibreOffice from .rtf" in reading.flags


@needs_office
def test_an_old_word_file_is_read(tmp_path: Path) -> None:
    """The .doc is made by LibreOffice itself, since nobody writes one by hand."""
    made = _as_doc(tmp_path)
    (reading,) = read("a.doc", made)
    assert isinstance(reading, Reading), reading
    assert "We ask for open roofs." in reading.text
    assert [one.author for one in reading.revisions] == ["Ann"]
    assert [one.text for one in reading.comments] == ["Why?"]


def _as_doc(folder: Path) -> bytes:
    import subprocess

    (folder / "a.odt").write_bytes(TRACKED)
    program = find_program()
    assert program
    for _ in range(2):
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation={(folder / 'p').as_uri()}",
             "--convert-to", "doc:MS Word 97", "--outdir", str(folder), str(folder / "a.odt")],
            check=False, capture_output=True, timeout=SECONDS,
        )  # fmt: skip
    return (folder / "a.doc").read_bytes()


@pytest.fixture
def visits() -> Iterator[tuple[int, list[str]]]:
    """A loopback server's port and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], asked
        server.shutdown()
        thread.join()


def curious(port: int, secret: Path) -> dict[str, bytes]:
    """Documents that ask for a picture, a template, a section and a file from outside."""
    address = f"http://127.0.0.1:{port}"
    return {
        ".odt": odt(
            '<text:p>Hello<draw:frame svg:width="3cm" svg:height="3cm" '
            f'text:anchor-type="as-char"><draw:image xlink:href="{address}/b.png" '
            'xlink:type="simple" xlink:actuate="onLoad"/></draw:frame></text:p>'
            f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}" '
            'text:filter-name="Text"/><text:p>old</text:p></text:section>'
            f'<text:section text:name="t"><text:section-source xlink:href="{address}/s.odt"/>'
            "<text:p>old</text:p></text:section>"
        ),
        ".rtf": (
            r"{\rtf1\ansi{\*\template " + address + r"/t.dot}Hello {\field{\*\fldinst "
            r'INCLUDEPICTURE "' + address + r'/a.png" \\d}{\fldrslt x}} {\field{\*\fldinst '
            r'INCLUDETEXT "' + secret.as_uri() + r'"}{\fldrslt y}}\par}'
        ).encode(),
    }


@needs_office
@pytest.mark.parametrize("suffix", [".odt", ".rtf"])
@pytest.mark.parametrize("profile", ["ours", "LibreOffice's own"])
def test_nothing_is_fetched_from_the_network_and_no_file_is_read(
    suffix: conversion.Suffix,
    profile: str,
    visits: tuple[int, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With LibreOffice's own settings it does ask for the picture: then the jail alone holds."""
    if profile != "ours":
        nothing = '<oor:items xmlns:oor="http://openoffice.org/2001/registry"/>'
        monkeypatch.setattr(conversion, "_PROFILE", nothing)
    port, asked = visits
    secret = tmp_path / "secret.txt"
    secret.write_text("not for the forum")
    data = curious(port, secret)[suffix]
    assert refers_outside(data, suffix)
    result = convert(data, suffix, SECONDS)
    assert asked == []
    if isinstance(result, bytes):
        with ZipFile(BytesIO(result)) as archive:
            assert all(b"not for the forum" not in archive.read(n) for n in archive.namelist())


@needs_office
def test_where_nothing_can_be_shut_off_what_asks_for_more_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = conversion._run
    monkeypatch.setattr(
        conversion,
        "_run",
        lambda *args, closed: NOT_CLOSED if closed else run(*args, closed=False),
    )
    refused = convert(curious(1, tmp_path)[".odt"], ".odt", SECONDS)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "not-isolated"
    assert isinstance(convert(RTF, ".rtf", SECONDS), bytes)


@needs_office
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_inside_there_is_no_network_and_no_file_of_anybody(tmp_path: Path) -> None:
    import subprocess

    from bpforum.jail import command

    line = command(
        ["/bin/sh", "-c", "id -u; ls / /root /home /proc 2>/dev/null; cat /etc/passwd; : > /usr/x"],
        tmp_path, closed=True, memory=2**30, seconds=5, output=2**20,
    )  # fmt: skip
    ended = subprocess.run(line, capture_output=True, text=True, timeout=20, check=False)
    if ended.returncode == NOT_CLOSED:
        pytest.skip("this machine allows no namespaces")
    seen = ended.stdout.split()
    assert seen[0] == "1000"
    assert not {"root", "home", "proc", "sys", "run"} & set(seen)
    assert "passwd" in ended.stderr
    assert "/usr/x" in ended.stderr


MACRO = (
    "<office:scripts><office:event-listeners><script:event-listener script:language="
    '"ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:'
    'Standard.M.Main?language=Basic&amp;location=document"/></office:event-listeners>'
    "</office:scripts>"
)
LIBRARY = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
BASIC = {
    "Basic/script-lc.xml": (
        '<library:libraries xmlns:library="http://openoffice.org/2000/library" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" '
        'library:link="false"/></library:libraries>'
    ),
    "Basic/Standard/script-lb.xml": (
        f'<library:library {LIBRARY} library:readonly="false" library:passwordprotected="false">'
        '<library:element library:name="M"/></library:library>'
    ),
    "Basic/Standard/M.xml": (
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" '
        'script:language="StarBasic">Sub Main\nThisComponent.Text.String = "the macro ran"\n'
        "End Sub</script:module>"
    ),
}


@needs_office
def test_a_document_with_a_macro_is_read_and_the_macro_is_not_run() -> None:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in BASIC
    )
    data = BytesIO(
        odt(
            "<text:p>We ask for open roofs.</text:p>",
            MANIFEST.replace("</manifest:manifest>", entries + "</manifest:manifest>"),
            MACRO,
        )
    )
    with ZipFile(data, "a") as archive:
        for name, part in BASIC.items():
            archive.writestr(name, part)
    (reading,) = read("a.odt", data.getvalue())
    assert isinstance(reading, Reading), reading
    assert reading.text == "We ask for open roofs."


@needs_office
@pytest.mark.parametrize("data", [b"{\\rtf1" + b"{" * 200_000, b"{\\rtf1 x" + b"\\'ff" * 9])
def test_a_broken_file_is_read_or_refused_in_words(data: bytes) -> None:
    result = convert(data, ".rtf", SECONDS)
    if isinstance(result, Rejected):
        assert result.reasons[0].code in ("not-opened", "took-too-long")
        assert result.reasons[0].remedy


def test_a_conversion_that_takes_too_long_is_stopped_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that hangs and has started another, in LibreOffice's place."""
    if os.name != "posix":
        pytest.skip("needs a shell")
    hanging = tmp_path / "soffice"
    hanging.write_text('#!/bin/sh\nsleep 300 &\necho $! > "$HOME/child"\nsleep 300\n')
    hanging.chmod(0o755)
    monkeypatch.setattr(conversion, "find_program", lambda: str(hanging))
    monkeypatch.setattr(conversion, "_run", _opened(conversion._run))
    refused = convert(RTF, ".rtf", 1.0)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "took-too-long"


def _opened(run: object) -> object:
    assert callable(run)
    return lambda *args, closed: run(*args, closed=False)


@needs_office
def test_a_password_is_told() -> None:
    locked = MANIFEST.replace(
        'manifest:media-type="text/xml"/>',
        'manifest:media-type="text/xml"><manifest:encryption-data/></manifest:file-entry>',
    )
    refused = convert(odt("<text:p>x</text:p>", manifest=locked), ".odt", SECONDS)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "password"


def test_without_libreoffice_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "find_program", lambda: None)
    (refused,) = read("a.rtf", RTF)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "no-converter"
    assert "LibreOffice" in refused.reasons[0].remedy


def test_links_to_click_on_are_no_reference_to_the_outside() -> None:
    inside = (
        '<draw:image xlink:href="Pictures/a.png"/><text:a xlink:href="http://a.example/">x</text:a>'
    )
    assert not refers_outside(odt(f"<text:p>{inside}</text:p>"), ".odt")
    assert refers_outside(odt('<text:p><draw:image xlink:href="//a.example/x"/></text:p>'), ".odt")
    assert not refers_outside(rb'{\rtf1{\field{\*\fldinst HYPERLINK "http://a.example/"}}}', ".rtf")
    assert refers_outside(b"\xd0\xcf" + "INCLUDEPICTURE".encode("utf-16-le"), ".doc")
