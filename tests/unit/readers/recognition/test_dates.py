"""Dates in running text: read where they are clear, never guessed."""

import time
from datetime import UTC, date, datetime

import pytest

from bpforum.readers.recognition.dates import end_of_day, find_dates


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("20\n\nFebruary 2014", "2014-02-20"),
        ("5 DECEMBER 2016", "2016-12-05"),
        ("the 20th of February, 2014", "2014-02-20"),
        ("March 1, 2016", "2016-03-01"),
        ("20 de febrero de 2014", "2014-02-20"),
        ("le 1er mars 2014", "2014-03-01"),
        ("2014-02-20T12:00:00Z", "2014-02-20"),
        ("20/02/2014", "2014-02-20"),
        ("03.04.2014", "2014-04-03"),
    ],
)
def test_a_day_is_read_in_three_languages(written: str, iso: str) -> None:
    assert next((date.iso for date in find_dates(written)), "") == iso


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("14-16 August 2017", "2017-08-14/2017-08-16"),
        ("from 14 to 16 August 2017", "2017-08-14/2017-08-16"),
        ("26 February – 1 March 2004", "2004-02-26/2004-03-01"),
        ("28 December 2016 to 3 January 2017", "2016-12-28/2017-01-03"),
        ("August 14-16, 2017", "2017-08-14/2017-08-16"),
        ("del 14 al 16 de agosto de 2017", "2017-08-14/2017-08-16"),
        ("du 14 au 16 août 2017", "2017-08-14/2017-08-16"),
        ("26 and 27 February 2004", "2004-02-26/2004-02-27"),
    ],
)
def test_a_range_is_one_date(written: str, iso: str) -> None:
    assert next((date.iso for date in find_dates(written)), "") == iso


@pytest.mark.parametrize(
    "written", ["03/04/2014", "31 February 2014", "mid-January 2004", "February 2014", "May 3"]
)
def test_what_is_not_clear_is_no_date(written: str) -> None:
    assert find_dates(written) == ()


def test_two_days_apart_are_no_range() -> None:
    assert [one.iso for one in find_dates("14 and 16 August 2017")] == ["2017-08-16"]


def test_each_date_stands_where_it_says() -> None:
    text = "Opened on 1 May 2016, closes on 2 June 2016."
    assert [text[one.start : one.end] for one in find_dates(text)] == ["1 May 2016", "2 June 2016"]


def test_a_date_without_an_hour_ends_with_its_day_in_utc() -> None:
    assert end_of_day(date(2014, 2, 20)) == datetime(2014, 2, 20, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("piece", ["1 ", "1 January ", "1 de ", "\n", "12-", "2014 ", "1 2014-"])
def test_no_text_makes_it_slow(piece: str) -> None:
    started = time.process_time()
    find_dates(piece * (300_000 // len(piece)))
    assert time.process_time() - started < 2
