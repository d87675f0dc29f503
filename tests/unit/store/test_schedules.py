"""Schedules are paused by people, with a trace; workers are there as long as they say so."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bpforum.store import Store
from models.base import Instant
from models.run_request import WorkerSign

HOUR = timedelta(hours=1)


def test_the_newest_act_on_a_schedule_holds(store: Store, noon: Instant) -> None:
    assert not store.schedules.paused("compile")
    store.schedules.pause("compile", by="a1", at=noon)
    assert store.schedules.paused("compile")
    assert not store.schedules.paused("collect")
    store.schedules.resume("compile", by="a2", at=noon + HOUR)
    assert not store.schedules.paused("compile")
    assert store.schedules.pauses()["compile"].by == "a2"
    assert store.verify_chain() is None


def test_a_pause_is_never_undone_by_hand(store: Store, tmp_path: Path, noon: Instant) -> None:
    store.schedules.pause("compile", by="a1", at=noon)
    connection = sqlite3.connect(tmp_path / ".bpforum" / "store.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute("delete from schedule_pauses")
    connection.close()


def test_nothing_was_missed_before_a_schedule_was_known_changed_or_resumed(
    store: Store, noon: Instant
) -> None:
    know = store.schedules.know
    assert know("compile", "0 6 * * 1", "UTC", at=noon) == noon
    assert know("compile", "0 6 * * 1", "UTC", at=noon + HOUR) == noon
    assert know("compile", "0 7 * * 1", "UTC", at=noon + HOUR) == noon + HOUR
    store.schedules.pause("compile", by="a1", at=noon + 2 * HOUR)
    store.schedules.resume("compile", by="a1", at=noon + 5 * HOUR)
    assert know("compile", "0 7 * * 1", "UTC", at=noon + 6 * HOUR) == noon + 5 * HOUR


def test_a_worker_is_there_while_it_says_so(store: Store, noon: Instant) -> None:
    assert store.workers.there(at=noon) is None
    sign = WorkerSign(owner="another-host:1:f", started_at=noon, seen_at=noon)
    store.workers.sign(sign)
    later = sign.model_copy(update={"seen_at": noon + HOUR, "trouble": "no room"})
    store.workers.sign(later)
    assert store.workers.there(at=noon + HOUR) == later
    assert store.workers.there(at=noon + 2 * HOUR) is None
    store.workers.leave(sign.owner)
    assert store.workers.there(at=noon + HOUR) is None
