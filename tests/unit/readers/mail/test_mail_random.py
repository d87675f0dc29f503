"""Whatever a mail is like, it is read or refused; and its lines are sorted in linear time."""

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.readers.mail.quotes import sort_lines
from bpforum.readers.mail.reader import MOST_PARTS, read_mail
from bpforum.readers.packed.archive import Budget
from bpforum.readers.packed.mailbox import read_mailbox
from models.reading import Reading
from models.submission import Rejected

PIECES = st.sampled_from(
    ["On Mon, 5 Sep 2016 10:00, Ann <a@x.org> wrote:", "> Why?", ">> And how?", "Because.", "",
     "-- ", "--", "Bob", "From: Ann", "Sent: Monday", "To: Bob", "Subject: x", "_" * 40,
     "bpf mailing list", "Sent from my iPhone", "-----Original Message-----",
     "This e-mail is confidential and for the recipient, attachments too.", "From here", ">From me",
     "---------- Forwarded message ---------", "\u202eabc", "été", "--b", "--b--", "\x00", " ",
     "Content-Type: text/html", "<p>a<blockquote type='cite'>b?</blockquote>c"]
)  # fmt: skip
HEADERS = st.sampled_from(
    ["From: Ann <a@x.org>", "Subject: =?utf-8?q?a=0Ab?=", "Message-ID: <1@x>", "References: <1@x>",
     "In-Reply-To: <>", "Content-Type: text/html; charset=x", "Date: 99", "Auto-Submitted: x",
     'Content-Type: multipart/mixed; boundary="b"', "Content-Transfer-Encoding: base64",
     "Content-Type: multipart/alternative; boundary=b", "Content-Type: text/plain; format=flowed",
     "Content-Transfer-Encoding: quoted-printable", "Content-Type: message/rfc822", ": x",
     "Content-Type: multipart/report; report-type=x; boundary=b", "Content-Disposition: attachment"]
)  # fmt: skip
MAILS = st.builds(
    lambda head, body, ending: ending.join([*head, "", *body]).encode("utf-8", "replace"),
    st.lists(HEADERS, max_size=6), st.lists(PIECES, max_size=40), st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MAILS)
def test_any_mail_is_read_or_refused_and_its_blocks_fit(data: bytes) -> None:
    reading = read_mail(data)
    assert isinstance(reading, Reading | Rejected)
    assert read_mail(data) == reading
    if isinstance(reading, Reading):
        for block in reading.blocks:
            assert reading.text[block.start : block.end].strip()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert isinstance(read_mail(data), Reading | Rejected)
    assert isinstance(read_mailbox(data, Budget()), tuple | Rejected)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_no_line_of_a_mail_is_lost(lines: list[str]) -> None:
    found = sort_lines(lines).lines
    assert len(found) == len(lines)
    for line, sorted_line in zip(lines, found, strict=True):
        assert sorted_line.text.strip() in line
        assert sorted_line.text.replace(">", "").split() == line.replace(">", "").split()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(PIECES.filter(lambda p: not p.startswith("From")), max_size=8), max_size=8)
)
def test_every_message_of_a_box_comes_out_of_it(bodies: list[list[str]]) -> None:
    messages = [
        f"Message-ID: <{n}@x>\n\n" + "".join(f"{line}\n" for line in body)
        for n, body in enumerate(bodies)
    ]
    line = "From a@x.org Mon Sep  5 10:00:00 2016\n"
    data = "".join(f"{line}{one}\n" for one in messages).encode("utf-8", "replace")
    found = read_mailbox(data, Budget())
    assert not isinstance(found, Rejected)
    assert [one.name for one in found] == [f"{n}@x" for n in range(len(bodies))]


@pytest.mark.parametrize(
    "line",
    ["On ", "On Tue", "From: a", "--", "This e-mail ", "_" * 20, ">" * 60, "> a?", "wrote:", "",
     "On 5 May 2016 10:00 a@x wrote", "Sent: x", "You received this message", "-----Original",
     "-" * 14 + " next part " + "-" * 14, "It was scrubbed...", "Name: x..."],
)  # fmt: skip
def test_thirty_thousand_crafted_lines_take_a_moment(line: str) -> None:
    began = time.process_time()
    sort_lines([line] * 30_000)
    sort_lines([line, ""] * 15_000)
    assert time.process_time() - began < 4


@pytest.mark.parametrize("line", ["On " * 30_000, ">" * 10**6, "_" * 10**6, "wrote " * 10**5])
def test_one_endless_line_takes_no_time(line: str) -> None:
    began = time.process_time()
    sort_lines([line] * 3)
    assert time.process_time() - began < 2


def mixed(*parts: str) -> bytes:
    head = 'From: Ann <a@x.org>\nContent-Type: multipart/mixed; boundary="b"\n'
    return (head + "".join(f"\n--b\n{part}\n" for part in parts) + "\n--b--\n").encode()


def test_more_parts_than_a_mail_has_are_refused_in_words() -> None:
    found = read_mail(mixed(*["\nx"] * 10_000))
    assert isinstance(found, Rejected)
    assert f"more than {MOST_PARTS} parts" in found.reasons[0].message


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_large_attachment_comes_whole_though_it_was_kept_aside(ending: str) -> None:
    first, second = bytes(range(256)) * 8_000, b"\xff\xfe" * 600_000
    attached = [
        "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; filename={n}.pdf\n\n{base64.encodebytes(data).decode()}"
        for n, data in enumerate((first, second))
    ]
    reading = read_mail(mixed("\nSee attached.", *attached).replace(b"\n", ending.encode()))
    assert isinstance(reading, Reading)
    assert [one.data for one in reading.attachments] == [first, second]


def test_a_large_mail_in_a_mail_and_one_that_was_cut_off_lose_nothing() -> None:
    data = bytes(range(256)) * 12_000
    inner = mixed(
        "\nInner.",
        "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(data).decode(),
    )
    renamed = inner.decode().replace("--b", "--c").replace('"b"', '"c"')
    outer = mixed("\nOuter.", "Content-Type: message/rfc822\n\n" + renamed)
    reading = read_mail(outer)
    assert isinstance(reading, Reading)
    again = read_mail(reading.attachments[0].data)
    assert isinstance(again, Reading)
    assert (again.text, again.attachments[0].data) == ("Inner.", data)
    cut = read_mail(inner[: len(inner) // 2 + 1])
    assert isinstance(cut, Reading)
    assert data.startswith(cut.attachments[0].data[:-3])
    assert len(cut.attachments[0].data) > len(data) // 3


def test_a_long_run_of_letters_in_a_text_is_still_its_text() -> None:
    letters = "\n".join(["QUJD" * 19] * 20_000)
    reading = read_mail(f"From: Ann <a@x.org>\n\nLook:\n\n{letters}\n".encode())
    assert isinstance(reading, Reading)
    assert "".join(reading.text.split()).endswith("QUJD" * 19)
    assert reading.text.count("QUJD") == 19 * 20_000
