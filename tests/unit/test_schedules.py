"""Next times, missed times and words of schedules, in the forum's zone, summer and winter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from bpforum.schedules import (
    SWEEP,
    crons_of,
    in_words,
    last_time,
    missed,
    next_times,
    problem_of,
)

MONDAYS = "0 6 * * 1"
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).astimezone(UTC)


def test_the_next_three_are_in_the_forums_zone() -> None:
    assert next_times(MONDAYS, "Africa/Nairobi", SATURDAY) == (
        at("2026-11-30T03:00Z"),
        at("2026-12-07T03:00Z"),
        at("2026-12-14T03:00Z"),
    )


def test_the_hour_stays_when_the_clocks_change() -> None:
    before = datetime(2027, 3, 22, 12, tzinfo=UTC)
    assert next_times(MONDAYS, "Europe/Zurich", before, 2) == (
        at("2027-03-29T06:00+02:00"),
        at("2027-04-05T06:00+02:00"),
    )
    assert last_time(MONDAYS, "Europe/Zurich", before) == at("2027-03-22T06:00+01:00")


def test_the_last_time_may_be_now() -> None:
    monday = at("2026-11-30T06:00Z")
    assert last_time(MONDAYS, "UTC", monday) == monday
    assert last_time(MONDAYS, "UTC", monday + timedelta(seconds=59)) == monday
    assert last_time(MONDAYS, "UTC", monday - timedelta(seconds=1)) == monday - 7 * DAY


def test_of_many_that_were_missed_the_newest_is_caught_up() -> None:
    since = SATURDAY - 30 * DAY
    newest = at("2026-11-23T06:00Z")
    assert missed(MONDAYS, "UTC", since=since, last_due=None, now=SATURDAY) == newest
    assert missed(MONDAYS, "UTC", since=since, last_due=newest - 7 * DAY, now=SATURDAY) == newest


def test_nothing_was_missed_that_was_asked_for_or_due_before_anybody_watched() -> None:
    newest = at("2026-11-23T06:00Z")
    assert missed(MONDAYS, "UTC", since=newest, last_due=None, now=SATURDAY) is None
    assert missed(MONDAYS, "UTC", since=SATURDAY, last_due=None, now=SATURDAY) is None
    since = SATURDAY - 30 * DAY
    assert missed(MONDAYS, "UTC", since=since, last_due=newest, now=SATURDAY) is None


@given(
    st.sampled_from([MONDAYS, "*/15 * * * *", "30 2 * * *", "0 0 1 * *", "5 4 * * 7"]),
    st.sampled_from(["UTC", "Europe/Zurich", "America/Mexico_City", "Asia/Kathmandu"]),
    st.integers(0, 2 * 365 * 24 * 60).map(lambda n: SATURDAY + timedelta(minutes=n)),
)
def test_the_last_time_comes_before_the_next(cron: str, zone: str, now: datetime) -> None:
    last, (following,) = last_time(cron, zone, now), next_times(cron, zone, now, 1)
    assert last is not None
    assert last <= now < following


@pytest.mark.parametrize(
    ("cron", "en", "es", "fr"),
    [
        (MONDAYS, "on Mondays at 06:00", "los lunes a las 06:00", "le lundi à 06:00"),
        ("30 18 * * *", "every day at 18:30", "todos los días a las 18:30",
         "tous les jours à 18:30"),
        ("0 6,18 * * mon-fri", "Mondays to Fridays at 06:00 and 18:00",
         "de lunes a viernes a las 06:00 y 18:00", "du lundi au vendredi à 06:00 et 18:00"),
        ("0 9 * * 0,3", "on Wednesdays and Sundays at 09:00",
         "los miércoles y domingos a las 09:00", "le mercredi et dimanche à 09:00"),
        ("0 9 1,15 * *", "on day 1 and 15 of the month at 09:00",
         "el día 1 y 15 del mes a las 09:00", "le 1 et 15 du mois à 09:00"),
        ("0 9 1 jan,jul *", "on day 1 of the month at 09:00, in January and July",
         "el día 1 del mes a las 09:00, en enero y julio",
         "le 1 du mois à 09:00, en janvier et juillet"),
        ("*/15 * * * *", "every 15 minutes", "cada 15 minutos", "toutes les 15 minutes"),
        ("* * * * *", "every minute", "cada minuto", "chaque minute"),
        ("5 * * * *", "every hour, at :05", "cada hora, en el minuto 05",
         "toutes les heures, à la minute 05"),
        ("0 */6 * * 6", "every 6 hours, at :00, on Saturdays",
         "cada 6 horas, en el minuto 00, los sábados",
         "toutes les 6 heures, à la minute 00, le samedi"),
        ("0 9 * * 1#2", "by the expression “0 9 * * 1#2”", "según la expresión «0 9 * * 1#2»",
         "selon l’expression « 0 9 * * 1#2 »"),
    ],
)  # fmt: skip
def test_a_schedule_is_told_in_words(cron: str, en: str, es: str, fr: str) -> None:
    assert [in_words(cron, language) for language in ("en", "es", "fr")] == [en, es, fr]
    assert in_words(cron, "de") == en


@pytest.mark.parametrize("cron", ["0 9 1 * 1", "*/7 * * * *", "0 9 L * *", "1-59/2 3 * * *"])
def test_what_has_no_plain_sentence_is_shown_as_it_is(cron: str) -> None:
    assert cron in in_words(cron)


@pytest.mark.parametrize(
    ("cron", "word"),
    [("0 6 * *", "five fields"), ("61 6 * * 1", "bad minute"), ("0 6 31 2 *", "day-of-month"),
     ("hello at six o clock", "bad minute")],
)  # fmt: skip
def test_what_cannot_be_a_schedule_is_said_with_what_to_write(cron: str, word: str) -> None:
    assert word in problem_of(cron)
    assert "'0 6 * * 1' for Mondays at six" in problem_of(cron)


def write(folder: Path, schedule: str) -> None:
    (folder / "inbox").mkdir(exist_ok=True)
    head = '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n[[sources]]\nid = "inbox"\n'
    text = f'{head}kind = "folder"\npath = "inbox"\n{schedule}'
    (folder / "forum.toml").write_text(text, encoding="utf-8")


def test_a_forum_sweeps_nightly_and_compiles_when_it_says(tmp_path: Path) -> None:
    write(tmp_path, "")
    assert crons_of(load_forum(tmp_path)) == {"sweep": SWEEP}
    write(tmp_path, '[schedule]\ncron = "0 6 * * 1"\nremind = "0 8 * * *"\n')
    crons = {"compile": MONDAYS, "remind": "0 8 * * *", "sweep": SWEEP}
    assert crons_of(load_forum(tmp_path)) == crons


def test_a_wrong_schedule_is_told_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, '[schedule]\ncron = "0 6 * * 9"\n')
    with pytest.raises(UnusableForum, match=r"line 10: schedule\.cron.*day-of-week"):
        load_forum(tmp_path)
