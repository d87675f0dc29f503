"""Calendar files: kept, named, and never taken for a contribution."""

import pytest

from bpforum.readers.read import read_bytes
from models.reading import Reading


@pytest.mark.parametrize("name", ["invite.ics", "invitation-1.ics", "part", "x.txt"])
def test_an_invitation_has_a_title_and_no_text(name: str) -> None:
    data = (
        b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDESCRIPTION:Join by telephone\r\n"
        b"SUMMARY;LANGUAGE=en:Third call\\, of the \r\n working group\r\nEND:VEVENT\r\n"
    )
    reading = read_bytes(name, data, {})
    assert isinstance(reading, Reading)
    assert (reading.title, reading.text) == ("Third call, of the working group", "")
    assert reading.flags == ("calendar invitation",)


def test_a_broken_one_is_still_one() -> None:
    for data in (b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\nSUMMARY" + b":" * 100_000):
        assert isinstance(read_bytes("x.ics", data, {}), Reading)
