"""Outlook's messages: the same out of them as if they had come as mails, whatever they are like."""

import struct
from datetime import UTC, datetime

import pytest

from bpforum.readers.mail.outlook import read_outlook
from bpforum.readers.mail.outlook_rtf import UnreadableBody, decompress, unwrap
from bpforum.readers.mail.reader import read_mail
from bpforum.readers.read import read_bytes
from models.reading import Reading
from models.submission import Rejected
from tests.builders.ole import Tree, compound, filetime, outlook

SUBJECT, CLASS, SENDER, BODY, PAGE, RTF, SENT = 0x37, 0x1A, 0x42, 0x1000, 0x1013, 0x1009, 0x39
DATA, NAME, MIME, HEADERS = 0x3701, 0x3707, 0x370E, 0x7D
SIMPLE = compound(outlook(words={SUBJECT: "Our view", BODY: "We ask for open roofs."}))


def read(data: bytes) -> Reading:
    reading = read_outlook(data)
    assert isinstance(reading, Reading)
    return reading


def attached(name: str, data: bytes, kind: str = "application/pdf") -> Tree:
    return outlook(words={NAME: name, MIME: kind}, binary={DATA: data}, header=8)


def test_subject_sender_date_text_and_ids_are_taken_and_no_address() -> None:
    reading = read(
        compound(
            outlook(
                words={
                    SUBJECT: "RE: [bpf] Élan for all", SENDER: 'José "X" Pérez',
                    0x5D01: "jose@example.org", BODY: "My answer is yes.\r\n",
                    0x1035: "<2@example.org>", 0x1042: "<1@example.org>",
                },
                numbers={SENT: filetime(datetime(2016, 9, 5, 10, tzinfo=UTC))},
            )
        )
    )  # fmt: skip
    assert (reading.title, reading.text) == ("Élan for all", "My answer is yes.")
    assert reading.fields == {"name": "José X Pérez", "in_reply_to": "1@example.org"}
    assert reading.sent_at == datetime(2016, 9, 5, 10, tzinfo=UTC)
    assert reading.properties["message_id"] == "<2@example.org>"
    assert "jose@" not in reading.model_dump_json()


def test_what_the_properties_lack_the_headers_of_its_way_tell() -> None:
    headers = (
        "From: Ann Other <ann@example.org>\r\nDate: Mon, 5 Sep 2016 10:00:00 +0000\r\n"
        "Message-ID: <3@example.org>\r\nAuto-Submitted: auto-replied\r\n\r\n"
    )
    reading = read(compound(outlook(words={HEADERS: headers, BODY: "I am away."})))
    assert reading.fields["name"] == "Ann Other"
    assert reading.sent_at == datetime(2016, 9, 5, 10, tzinfo=UTC)
    assert reading.flags == ("automatic reply",)


def test_an_old_file_is_read_in_its_code_page() -> None:
    words = {SUBJECT: "Наш взгляд".encode("cp1251"), BODY: "Да, мы за.".encode("cp1251")}
    tree = outlook(narrow=words, numbers={0x3FFD: 1251})
    reading = read(compound(tree))
    assert (reading.title, reading.text) == ("Наш взгляд", "Да, мы за.")


def test_quoted_text_and_signatures_are_told_apart_as_in_any_mail() -> None:
    body = "Yes.\n\nSent from my iPhone\n\nFrom: Ann\nSent: Mon\nTo: B\nSubject: x\n\nOld."
    reading = read(compound(outlook(words={BODY: body.replace("\n", "\r\n")})))
    assert [block.kind for block in reading.blocks][:3] == ["paragraph", "furniture", "quoted"]


def test_a_page_is_read_where_there_is_no_plain_text() -> None:
    page = "<p>Größe</p><p>zählt.</p>"
    for tree in (
        outlook(binary={PAGE: page.encode("cp1252")}, numbers={0x3FDE: 28591}),
        outlook(words={PAGE: page}),
    ):
        assert read(compound(tree)).text == "Größe\n\nzählt."


def squeeze(text: bytes) -> bytes:
    """Compressed RTF that repeats nothing: right, and as long as can be."""
    body = b"".join(b"\x00" + text[at : at + 8] for at in range(0, len(text), 8))
    return struct.pack("<LL4sL", len(body) + 12, len(text), b"LZFu", 0) + body


def test_a_page_that_was_wrapped_into_rtf_comes_out_as_it_went_in() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag19 <html>}"
        rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Gr\'f6\'dfe \{1\} \u8364?5\htmlrtf }\htmlrtf0"
        rb"{\*\htmltag72 </p>}\htmlrtf not this\par\htmlrtf0 {\*\htmltag84 <b>}all"
        rb"{\*\htmltag92 </b>}}"
    )
    reading = read(compound(outlook(binary={RTF: squeeze(rtf)})))
    assert reading.text == "Größe {1} €5\n\nall"


def test_a_text_in_rtf_loses_only_its_looks() -> None:
    body = unwrap(
        r"{\rtf1\ansi\ansicpg1251\fromtext{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}"
        r"\f0\fs20 One\'c4\'e0\par {\b two}\tab three{\pict 0011aabb}\line\u-10179?\u-8704?"
        r"{\uc2\u8212xy}}"
    )
    assert (body.kind, body.text) == ("plain", "OneДа\ntwo\tthree\n😀—")


@pytest.mark.parametrize(
    ("packed", "plain"),
    [
        (("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542"
         "320af32068656c090020627705b06c647d0a800fa0"),
         rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n"),
        ("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0",
         rb"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
    ],
)  # fmt: skip
def test_compressed_rtf_as_its_specification_shows_it(packed: str, plain: bytes) -> None:
    assert decompress(bytes.fromhex(packed)) == plain


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"x" * 15,
        struct.pack("<LL4sL", 9, 9, b"what", 0),
        struct.pack("<LL4sL", 9, 2**31, b"LZFu", 0),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_told(packed: bytes) -> None:
    with pytest.raises(UnreadableBody):
        decompress(packed)
    if packed:
        reading = read(compound(outlook(binary={RTF: packed})))
        assert "its text is damaged and could not be read" in reading.flags


@pytest.mark.parametrize(
    "rtf", ["", "{" * 400, "}" * 50, "\\", "\\u", "\\'", "\\'zz", "{\\*", "\\u99999999 x"]
)
def test_broken_rtf_is_still_text(rtf: str) -> None:
    assert unwrap("{\\rtf1 " + rtf).kind == "plain"


def test_attachments_come_with_their_names_and_bytes() -> None:
    pdf = b"%PDF\r\n" * 2_000
    reading = read(
        compound(
            outlook(
                words={BODY: "See attached."},
                attachments=[
                    attached("été.pdf", pdf),
                    attached("a\r\nX: y.txt", b"words", "text/plain"),
                    attached("no", b"\x00\xff", "rubbish\n"),
                ],
            )
        )
    )  # fmt: skip
    assert [(one.name, one.media_type, one.data) for one in reading.attachments] == [
        ("été.pdf", "application/pdf", pdf), ("a X: y.txt", "text/plain", b"words"),
        ("no", "application/octet-stream", b"\x00\xff"),
    ]  # fmt: skip


def with_inner(inner: Tree) -> Tree:
    return {**outlook(header=8), "__substg1.0_3701000D": inner}


def test_a_message_in_a_message_comes_as_a_mail_the_same_each_time() -> None:
    inner = outlook(
        words={SUBJECT: "Inner", SENDER: "Ann", BODY: "From here on:\r\n\r\nFrom there."},
        attachments=[attached("x.bin", bytes(range(256)))], header=24,
    )  # fmt: skip
    data = compound(outlook(words={BODY: "Fyi."}, attachments=[with_inner(inner)]))
    (one,) = read(data).attachments
    assert (one.name, one.media_type) == ("message-1.eml", "message/rfc822")
    again = read_mail(one.data)
    assert isinstance(again, Reading)
    assert (again.title, again.text) == ("Inner", "From here on:\n\nFrom there.")
    assert again.fields == {"name": "Ann"}
    assert again.attachments[0].data == bytes(range(256))
    assert read(data) == read(data)


def test_messages_in_messages_end_somewhere_and_say_so() -> None:
    tree: Tree = outlook(words={BODY: "innermost"}, header=24)
    for depth in range(8):
        tree = outlook(words={BODY: f"{depth}"}, attachments=[with_inner(tree)], header=24)
    assert any("messages inside messages" in flag for flag in read(compound(tree)).flags)


@pytest.mark.parametrize(
    ("kind", "flag"),
    [
        ("REPORT.IPM.Note.NDR", "report of a mail server"),
        ("IPM.Note.Rules.OofTemplate.Microsoft", "automatic reply"),
        ("IPM.Schedule.Meeting.Request", "calendar invitation"),
    ],
)
def test_what_no_person_wrote_is_told(kind: str, flag: str) -> None:
    assert read(compound(outlook(words={CLASS: kind, BODY: "x"}))).flags == (flag,)


def refused(data: bytes) -> str:
    found = read_outlook(data)
    assert isinstance(found, Rejected)
    return found.reasons[0].code


@pytest.mark.parametrize("size", [0, 8, 100, 511, 512, 700, 1535])
def test_a_cut_off_file_is_refused(size: int) -> None:
    assert refused(SIMPLE[:size]) == "damaged"


@pytest.mark.parametrize("at", range(0, len(SIMPLE), 97))
def test_a_broken_byte_is_a_refusal_or_a_reading_and_nothing_else(at: int) -> None:
    for byte in (0x00, 0x7F, 0xFF):
        broken = SIMPLE[:at] + bytes([byte]) * 4 + SIMPLE[at + 4 :]
        assert isinstance(read_outlook(broken), Reading | Rejected)


def test_sectors_that_lead_in_circles_end() -> None:
    data = compound(outlook(words={BODY: "Words. " * 2_000}))
    fat = len(data) - 512
    for sector in range(20):
        circle = data[: fat + 4 * sector] + struct.pack("<L", sector) + data[fat + 4 * sector + 4 :]
        assert isinstance(read_outlook(circle), Reading | Rejected)


def test_streams_that_claim_more_than_the_file_has_are_refused() -> None:
    data = bytearray(compound(outlook(words={BODY: "Words. " * 2_000})))
    at = bytes(data).index("__substg1.0_1000001F".encode("utf-16-le")) + 120
    data[at : at + 4] = struct.pack("<L", 2**31 - 1)
    assert refused(bytes(data)) == "damaged"


def test_the_guard_knows_it_by_its_bytes() -> None:
    for name in ("a.msg", "a", "a.doc"):
        reading = read_bytes(name, SIMPLE, {})
        assert isinstance(reading, Reading)
        assert reading.text == "We ask for open roofs."
