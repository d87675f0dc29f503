"""Times as registers and exports write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bpforum.sources.moments import moment_of

NAIROBI = ZoneInfo("Africa/Nairobi")


@pytest.mark.parametrize(
    ("words", "utc"),
    [
        ("2026-05-03T14:22:11Z", "2026-05-03T14:22:11"),
        ("2026-05-03T14:22:11.250Z", "2026-05-03T14:22:11.250000"),
        ("2026-05-03T14:22:11+02:00", "2026-05-03T12:22:11"),
        ("2026-05-03 14:22:11 -0530", "2026-05-03T19:52:11"),
        ("2026-05-03 14:22:11 UTC", "2026-05-03T14:22:11"),
        ("2026/05/03 2:22:11 PM GMT+2", "2026-05-03T12:22:11"),
        ("2026-05-03 14:22", "2026-05-03T11:22:00"),
        ("  2026-05-03,  14:22 ", "2026-05-03T11:22:00"),
        ("2026-05-03", "2026-05-02T21:00:00"),
        ("3.4.2026 9:05", "2026-04-03T06:05:00"),
        ("13/4/2026 12:05 AM", "2026-04-12T21:05:00"),
        ("4/13/2026 12:05 p.m.", "2026-04-13T09:05:00"),
        ("04/04/2026", "2026-04-03T21:00:00"),
    ],
)
def test_a_time_that_is_clear_is_read(words: str, utc: str) -> None:
    assert moment_of(words, NAIROBI) == datetime.fromisoformat(utc + "+00:00")


@pytest.mark.parametrize(
    "words",
    ["", "soon", "03/04/2026", "3-4-2026 10:00", "2026-02-30", "2026-13-01", "14/14/2026",
     "2026-05-03 25:00", "2026-05-03 13:00 PM", "2026-05-03 14:22 or later", "2026",
     "2026-05-03 14:22 +99:00", "0000-01-01", "9999-12-31 23:59 -12:00", "٢٠٢٦-05-03x"],
)  # fmt: skip
def test_a_time_that_is_not_clear_is_not_guessed(words: str) -> None:
    assert moment_of(words, NAIROBI) is None


def test_a_time_in_summer_is_summer_time() -> None:
    zone = ZoneInfo("Europe/Zurich")
    assert moment_of("2026-07-01 12:00", zone) == datetime.fromisoformat("2026-07-01T10:00Z")
    assert moment_of("2026-01-01 12:00", zone) == datetime.fromisoformat("2026-01-01T11:00Z")
