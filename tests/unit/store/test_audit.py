"""The audit chain tells what was done, and shows every change by hand."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bpforum.store import Store, open_store
from bpforum.store.audit import START
from models.base import Instant
from models.decision import Decision
from models.forum import SourceConfig
from models.submission import Received

Item = Callable[..., Received]
GROWING = ("received", "terms", "presences", "decisions", "audit")

LATER_TERMS = (
    "insert into terms (number, at, audience, consent_basis, consent_scope, consent_detail) "
    "values (1, '2030', 'public', 'stated', 'full', 'yes')"
)
COPIED_DECISION = (
    "insert into decisions select 9, 'd2', kind, target, value, by, at, why from decisions"
)


@pytest.fixture
def forum(tmp_path: Path, source: SourceConfig, item: Item, noon: Instant) -> Path:
    """A forum whose store has a row in each table that only grows."""
    with open_store(tmp_path) as store:
        store.add_submissions(source, None, [item("a", name="Ann"), item("b")], at=noon)
        store.add_submissions(source, None, [item("a", name="Ann")], at=noon)
        store.add_decisions([Decision(id="d1", kind="pin", target="t", by="Bo", at=noon)], at=noon)
        assert store.verify_chain() is None
    return tmp_path


def _tamper(forum: Path, statement: str, *, triggers: bool = False) -> None:
    connection = sqlite3.connect(forum / ".bpforum" / "store.sqlite")
    try:
        if not triggers:
            for table in GROWING:
                connection.execute(f"drop trigger {table}_refuses_update")
                connection.execute(f"drop trigger {table}_refuses_delete")
        connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


def _broken(forum: Path) -> list[str]:
    with open_store(forum) as store:
        rejected = store.verify_chain()
    return [reason.where for reason in rejected.reasons] if rejected else []


def test_an_empty_store_has_an_empty_chain(store: Store) -> None:
    assert store.head() == START
    assert store.verify_chain() is None


@pytest.mark.parametrize("table", GROWING)
@pytest.mark.parametrize("act", ["update {} set rowid = rowid", "delete from {}"])
def test_tables_that_grow_refuse_all_else(forum: Path, table: str, act: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} only grows"):
        _tamper(forum, act.format(table), triggers=True)
    assert _broken(forum) == []


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("update audit set actor = 'nobody' where seq = 2", ["audit.2"]),
        ("update audit set payload = '{}' where seq = 1", ["audit.1"]),
        ("update audit set previous = digest where seq = 2", ["audit.2"]),
        ("delete from audit where seq = 2", ["audit.3"]),
        ("delete from audit where seq = 1", ["audit.2"]),
        ("update received set trouble = 'x' where number = 1", ["submission.C-0001"]),
        ("update received set fields = '{}' where number = 1", ["submission.C-0001"]),
        ("update terms set consent_scope = null where number = 2", ["terms.C-0002"]),
        (LATER_TERMS, ["terms.C-0001"]),
        ("update decisions set by = 'Eve'", ["decision.d1"]),
        ("delete from decisions", ["decision.d1"]),
        (COPIED_DECISION, ["decision.d2"]),
    ],
)
def test_each_change_by_hand_is_found(forum: Path, statement: str, where: list[str]) -> None:
    _tamper(forum, statement)
    assert _broken(forum) == where


def test_cutting_the_end_off_shows_in_the_head_that_a_manifest_holds(forum: Path) -> None:
    with open_store(forum) as store:
        head = store.head()
    _tamper(forum, "delete from audit where seq = (select max(seq) from audit)")
    with open_store(forum) as store:
        assert store.head() != head


def test_payloads_hold_no_words_of_anybody(forum: Path) -> None:
    connection = sqlite3.connect(forum / ".bpforum" / "store.sqlite")
    try:
        payloads = [row[0] for row in connection.execute("select payload from audit")]
    finally:
        connection.close()
    assert len(payloads) == 4
    assert not any("Ann" in payload for payload in payloads)
