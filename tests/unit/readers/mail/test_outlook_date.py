"""When an Outlook message was sent, without opening it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from bpforum.readers.mail.outlook import read_outlook
from bpforum.readers.mail.outlook_date import outlook_sent_at
from models.reading import Reading
from tests.builders.ole import Tree, compound, filetime, outlook

SENT = parsedate_to_datetime("Thu, 03 Sep 2026 12:00:00 +0000")
LATER = datetime(2026, 9, 9, 8, 30, tzinfo=UTC)
SUBMITTED, DELIVERED = 0x0039, 0x0E06


def message(numbers: dict[int, int], attachments: list[Tree] | None = None) -> bytes:
    words = {0x0037: "Views", 0x1000: "Boxes of aluminium last for six winters on our ridge."}
    return compound(outlook(words=words, numbers=numbers, attachments=attachments))


def within(at: datetime) -> Tree:
    """A message as it lies in another one."""
    inner = outlook(words={0x1000: "Inner."}, numbers={SUBMITTED: filetime(at)}, header=24)
    return {**outlook(numbers={0x3705: 5}, header=8), "__substg1.0_3701000D": inner}


@pytest.mark.parametrize(
    ("numbers", "at"),
    [
        ({SUBMITTED: filetime(SENT), DELIVERED: filetime(LATER)}, SENT),
        ({0x3007: 1, DELIVERED: filetime(LATER)}, LATER),
        ({SUBMITTED: 2**64 - 1}, None),
        ({SUBMITTED: 5}, None),
        ({}, None),
    ],
)
def test_it_is_what_the_message_says(numbers: dict[int, int], at: datetime | None) -> None:
    assert outlook_sent_at(message(numbers)) == at


def test_it_is_what_the_reader_finds() -> None:
    data = message({SUBMITTED: filetime(SENT) + 1_234_567})
    reading = read_outlook(data)
    assert isinstance(reading, Reading)
    assert reading.sent_at == outlook_sent_at(data) == SENT


def test_a_message_within_says_nothing_of_its_own_time() -> None:
    assert outlook_sent_at(message({SUBMITTED: filetime(LATER)}, [within(SENT)])) == LATER
    assert outlook_sent_at(message({}, [within(SENT)])) is None


def test_a_file_that_says_two_times_says_none() -> None:
    other = outlook(numbers={SUBMITTED: filetime(LATER)})["__properties_version1.0"]
    assert isinstance(other, bytes)
    attached = outlook(binary={0x3701: other}, header=8)
    assert outlook_sent_at(message({SUBMITTED: filetime(SENT)}, [attached])) is None


@pytest.mark.parametrize("data", [b"", b"\x40\x00\x39\x00" * 9, bytes(5000), b"\x40\x00" * 500_000])
def test_what_is_no_message_has_no_time(data: bytes) -> None:
    assert outlook_sent_at(data) is None
