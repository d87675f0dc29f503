"""Mailboxes: every message, whole and once, whichever of the four kinds of box it is."""

from datetime import UTC, datetime

import pytest

from bpforum.readers.kind import kind_of
from bpforum.readers.packed.archive import Budget
from bpforum.readers.packed.mailbox import read_mailbox
from bpforum.readers.packed.member import Member
from models.submission import Rejected

LINE = "From ann@example.org Mon Sep  5 10:00:00 2016\n"
HEAD = "From: Ann <ann@example.org>\nMessage-ID: <{id}>\n"


def message(number: int, body: str = "Words.\n", extra: str = "") -> str:
    return HEAD.format(id=f"{number}@example.org") + extra + "\n" + body


def box(*messages: str) -> bytes:
    return "".join(f"{LINE}{one}\n" for one in messages).encode()


def members(data: bytes) -> tuple[Member, ...]:
    found = read_mailbox(data, Budget())
    assert not isinstance(found, Rejected)
    return found


def bodies(data: bytes) -> list[str]:
    return [member.data.decode().partition("\n\n")[2] for member in members(data)]


def test_messages_come_as_they_were_sent() -> None:
    one, two = members(box(message(1), message(2, extra="Date: Tue, 6 Sep 2016 10:00:00 +0200\n")))
    assert (one.name, one.data.decode()) == ("1@example.org", message(1))
    assert (one.date, one.clock) == (None, "2016-09-05T10:00:00")
    assert two.date == datetime(2016, 9, 6, 8, tzinfo=UTC)
    assert two.media_type == "message/rfc822"


def test_lines_that_the_box_had_to_mark_are_as_written() -> None:
    marked = message(1, "Hello\n\n>From me\n>>From you\n> From the hills\n")
    assert bodies(box(marked)) == ["Hello\n\nFrom me\n>From you\n> From the hills\n"]


@pytest.mark.parametrize(
    "prose",
    [
        "Hello\nFrom the hills we came.\n",
        "Hello\n\nFrom the hills we came.\nAnd went.\n",
        "Hello\n\nFrom 10:30 on 5 May 2016 we met.\nIt was long.\n",
        "Hello\nFrom here on:\nTo: be or not\n",
        "Hello\n\nFrom now on\nNote: we say no.\n",
    ],
)
def test_prose_that_begins_with_from_stays_in_its_message(prose: str) -> None:
    assert bodies(box(message(1, prose), message(2))) == [prose, "Words.\n"]


@pytest.mark.parametrize(
    "line",
    [
        "From - Mon Sep 05 10:00:00 2016\n",
        "From ann at example.org  Mon Sep  5 10:00:00 2016\n",
        "From 1544@xxx Mon Sep 05 10:00:00 +0000 2016\n",
        "From MAILER-DAEMON Mon Sep  5 10:00:00 2016\n",
        "From ???@??? Mon Sep 05 10:00:00 2016\n",
        "From 5873 -1\n",
    ],
)
def test_every_program_writes_its_own_line(line: str) -> None:
    assert len(members((line + message(1) + "\n" + line + message(2)).encode())) == 2


def test_a_box_without_empty_lines_between_messages_is_parted_too() -> None:
    assert len(members((LINE + message(1) + LINE + message(2)).encode())) == 2


def test_windows_line_ends_stay() -> None:
    data = box(message(1), message(2)).replace(b"\n", b"\r\n")
    assert [one.data for one in members(data)] == [
        message(n).replace("\n", "\r\n").encode() for n in (1, 2)
    ]


def test_a_stated_length_is_believed_where_it_can_be_true() -> None:
    body = f"Forwarded:\n\n{LINE}From: Bob\n\nOld words.\n"
    whole = message(1, body, f"Content-Length: {len(body)}\n")
    assert bodies(box(whole, message(2))) == [body, "Words.\n"]


@pytest.mark.parametrize("length", ["0", "7000", "-1", "x", "9" * 11, "3"])
def test_a_stated_length_that_lies_hides_no_message(length: str) -> None:
    lying = message(1, extra=f"Content-Length: {length}\n")
    assert len(members(box(lying, message(2), message(3)))) == 3


def test_a_cut_off_box_gives_what_is_there() -> None:
    data = box(message(1), message(2))
    assert [one.name for one in members(data[:-10])] == ["1@example.org", "2@example.org"]
    assert len(members(data[: len(LINE) + 30])) == 1


def test_the_same_message_twice_is_one_and_another_under_its_id_is_two() -> None:
    assert len(members(box(message(1), message(1)))) == 1
    assert [one.name for one in members(box(message(1), message(1, "Other.\n")))] == [
        "1@example.org"
    ] * 2


def test_a_message_without_an_id_gets_one_that_does_not_depend_on_its_place() -> None:
    bare = "From: Ann\n\nWords.\n"
    (_, alone) = members(box(message(1), bare))
    assert alone.name.startswith("message-")
    assert members(box(bare))[0].name == alone.name


@pytest.mark.parametrize("written", ["<a/b@x>", "<a\n b@x>", "a b@x", "<<ab@x>>", "<>", "\x00"])
def test_an_id_is_one_line_without_strokes(written: str) -> None:
    (one,) = members(box(f"From: Ann\nMessage-ID: {written}\n\nWords.\n"))
    assert one.name
    assert not set("/<>\n ") & set(one.name)


def test_one_mail_without_a_from_line_is_a_box_of_one() -> None:
    assert [one.name for one in members(message(1).encode())] == ["1@example.org"]


def test_nothing_is_an_empty_box() -> None:
    assert members(b"") == members(b"\n\n") == ()


@pytest.mark.parametrize("junk", [b"words and words", b"\x00\x01" * 50, b"From me to you\nwords"])
def test_junk_is_no_box(junk: bytes) -> None:
    found = read_mailbox(junk, Budget())
    assert isinstance(found, Rejected)
    assert found.reasons[0].code == "not-a-mailbox"


def test_a_box_with_too_many_messages_is_refused() -> None:
    found = read_mailbox(box(*(message(n) for n in range(5))), Budget(members=4))
    assert isinstance(found, Rejected)
    assert found.reasons[0].code == "mailbox-too-many"


@pytest.mark.parametrize("host", ["example.md", "example.zip", "example.pages", "x.doc", "x.html"])
def test_a_message_is_a_mail_whatever_its_id_ends_with(host: str) -> None:
    (one,) = members(box(f"Message-ID: <1@{host}>\nFrom: Ann\n\nWords.\n"))
    assert kind_of(f"2016.mbox/{one.name}", one.data) == "mail"


@pytest.mark.parametrize("name", ["2016-September.txt", "archive", "bpf.mbox"])
def test_a_box_is_known_by_its_beginning_whatever_it_is_called(name: str) -> None:
    assert kind_of(name, box(message(1), message(2))) == "mailbox"
    assert kind_of(name.replace("mbox", "eml") + ".eml", box(message(1))) == "mail"
