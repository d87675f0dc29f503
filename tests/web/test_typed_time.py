"""A time that somebody types is one instant, by one rule, wherever it is typed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bpforum.forum_file import load_forum
from bpforum.web.typed_time import NotATime, as_typed, instant_typed
from tests.web.conftest import Browser

MADRID = ZoneInfo("Europe/Madrid")  # on 29 March 2026 no 02:30; on 25 October two of them
CAIRO = ZoneInfo("Africa/Cairo")  # on 24 April 2026 no midnight


@pytest.mark.parametrize(
    ("typed", "zone", "instant"),
    [
        ("2026-09-16T12:00", MADRID, "2026-09-16T10:00:00+00:00"),
        ("2026-01-16 12:00:30", MADRID, "2026-01-16T11:00:30+00:00"),
        ("2026-09-16T12:00Z", MADRID, "2026-09-16T12:00:00+00:00"),
        ("2026-09-16T12:00-05:00", MADRID, "2026-09-16T17:00:00+00:00"),
        ("2026-03-29T02:30+01:00", MADRID, "2026-03-29T01:30:00+00:00"),
        (" 2026-09-16T12:00 ", MADRID, "2026-09-16T10:00:00+00:00"),
        ("2026-10-25T01:59", MADRID, "2026-10-24T23:59:00+00:00"),
        ("2026-10-25T02:30", MADRID, "2026-10-25T01:30:00+00:00"),  # the later one
        ("2026-10-25T02:30+02:00", MADRID, "2026-10-25T00:30:00+00:00"),  # the earlier, as given
        ("2026-10-25T03:00", MADRID, "2026-10-25T02:00:00+00:00"),
        ("2026-03-29T01:59", MADRID, "2026-03-29T00:59:00+00:00"),
        ("2026-03-29T03:00", MADRID, "2026-03-29T01:00:00+00:00"),
        ("2026-09-16", MADRID, "2026-09-15T22:00:00+00:00"),
        ("2026-04-24", CAIRO, "2026-04-23T22:00:00+00:00"),  # it begins at one
    ],
)
def test_what_is_typed_is_one_instant(typed: str, zone: ZoneInfo, instant: str) -> None:
    assert instant_typed(typed, zone).astimezone(UTC).isoformat() == instant


@pytest.mark.parametrize("typed", ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59:59"])
def test_an_hour_that_does_not_come_is_refused(typed: str) -> None:
    with pytest.raises(NotATime, match="hour_skipped"):
        instant_typed(typed, MADRID)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "16/09/2026", "12:00", "2026-02-30T12:00", "0001-01-01T00:00+14:00",
     "9999-12-31T23:59-12:00", "2026-09-16T12:00+99:00", "2026-09-16T12:00\x00", "२०२६-०९-१६"],
)  # fmt: skip
def test_what_names_no_time_is_told(typed: str) -> None:
    with pytest.raises(NotATime, match="not_a_time"):
        instant_typed(typed, MADRID)


def test_a_day_alone_ends_with_its_last_second_as_in_the_file() -> None:
    at = instant_typed("2026-09-16", MADRID, ends=True)
    assert at.astimezone(UTC).isoformat() == "2026-09-16T21:59:59+00:00"


@pytest.mark.parametrize("zone", [MADRID, CAIRO, ZoneInfo("UTC"), ZoneInfo("America/St_Johns")])
def test_what_is_shown_is_read_as_the_same_again(zone: ZoneInfo) -> None:
    at = datetime(2026, 1, 1, 0, 15, 7, tzinfo=UTC)
    differing = 0
    while at.year == 2026:
        again = instant_typed(as_typed(at, zone), zone).astimezone(UTC)
        assert again in (at, at + timedelta(hours=1))
        differing += again != at
        at += timedelta(hours=1)
    assert differing == (0 if zone.key == "UTC" else 1)
    assert as_typed(date(2026, 9, 16), zone, ends=True) == "2026-09-16T23:59:59"
    assert as_typed(date(2026, 9, 16), zone) == "2026-09-16T00:00"


def test_a_day_alone_in_the_file_is_shown_and_kept_by_the_set_up(
    signed_in: Callable[..., Browser], folder: Path
) -> None:
    """A field for a date with a time is empty for a browser where there is a day alone in it."""
    file = folder / "forum.toml"
    text = file.read_text("utf-8")
    assert "closes" in text
    lines = [
        "closes = 2026-09-15" if line.startswith("closes") else line for line in text.split("\n")
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    before = load_forum(folder).calls[0].closes
    page = signed_in("secretariat").get(f"/setup/calls/{load_forum(folder).calls[0].id}").text
    found = re.search(r'name="closes" [^>]*value="([^"]*)"', page)
    assert found
    shown = found[1]
    assert shown == "2026-09-15T23:59:59"
    zone = ZoneInfo(load_forum(folder).forum.timezone)
    assert before is not None
    assert instant_typed(shown, zone) == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [("soon", "This is no date or time."), ("2026-03-29T02:30", "the clocks skip this hour")],
)
def test_wherever_it_is_typed_the_same_is_told(
    signed_in: Callable[..., Browser], folder: Path, typed: str, told: str
) -> None:
    file = folder / "forum.toml"
    text = file.read_text("utf-8").replace("Africa/Nairobi", "Europe/Madrid")
    file.write_text(text, encoding="utf-8")
    browser = signed_in("secretariat")
    browser.get("/runs")
    asked = browser.post("/runs", {"cut_off": typed})
    assert asked.status_code == 422
    assert told in asked.text
    browser.get("/setup/milestones/new")
    milestone = {"id": "freeze", "title": "Freeze", "due": typed}
    set_up = browser.post("/setup/milestones/new", milestone)
    assert set_up.status_code == 422
    assert told in set_up.text
