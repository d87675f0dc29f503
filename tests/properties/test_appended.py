"""A table that was appended to, and is read from where it ended, leaves the store that it leaves
when all of it is read."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bpforum.collecting import Collecting
from bpforum.forum_file import load_forum
from bpforum.sources.tables import reached
from bpforum.store import CollectCount, open_store
from bpforum.verify import verify_store
from models.decision import Decision

_NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
_TOML = """
[forum]
id = "small"
title = "Small"
cycle = "2026"
timezone = "Europe/Zurich"

[[sources]]
id = "table"
kind = "csv"
path = "table.csv"
columns = { external_id = "id", text = "text", name = "name", received_at = "when" }
"""
_HEAD = "id,when,text,name\n"
_PLAIN = "".join(f"p{n},2026-05-01,Word {n} of many,Ana\n" for n in range(60))
_TABLES = (
    "select * from received order by number", "select * from terms order by id",
    "select * from presences order by id", "select * from audit order by seq",
    "select * from row_bytes order by digest", "select * from row_keys order by number",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _small_beginnings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty rows are more than any that a header is told by, and there need be no more bytes."""
    monkeypatch.setattr(reached, "FEWEST", 55)
    monkeypatch.setattr(reached, "_SAMPLE", 40)


def _collect(folder: Path, data: bytes, day: int) -> CollectCount:
    (folder / "table.csv").write_bytes(data)
    with open_store(folder) as store:
        at = _NOON + timedelta(days=day)
        collecting = Collecting(load_forum(folder), folder, {})
        return collecting.collect(store, at, lambda _: None).counts[0]


def _sql(folder: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / ".bpforum" / "store.sqlite")
    found = connection.execute(statement).fetchall()
    connection.commit()
    connection.close()
    return found


def _marks(folder: Path) -> int:
    return len(_sql(folder, "select 1 from worked_out where kind = 'table table'"))


def _hold_both_against_each_other(*states: bytes) -> None:
    with TemporaryDirectory() as home:
        one, other = Path(home) / "one", Path(home) / "other"
        for folder in (one, other):
            folder.mkdir()
            (folder / "forum.toml").write_text(_TOML)
        for day, data in enumerate(states):
            counts = []
            for folder in (one, other):
                counts.append(_collect(folder, data, day))
            assert counts[0] == counts[1]
            for table in _TABLES:
                assert _sql(one, table) == _sql(other, table)
            _sql(other, "delete from worked_out")


_CELLS = st.sampled_from(
    ["", "a", "Some words", "Größe", '"quoted, so"', '"two\nlines"', 'half "a', '"open', "x" * 30,
     "e\u0301", "soft\u00ad", "a\u2028b", "n/a", "\u0301accent", "p7"]
)  # fmt: skip
_IDS = st.sampled_from(["", "n1", "n2", "n3", "p3", " n1 ", "é"])
_TIMES = st.sampled_from(
    ["", "2026-05-02", "13/05/2026", "05/13/2026", "04/05/2026", "5 May", "2999-01-01"]
)
_ROWS = st.lists(
    st.builds(lambda *cells: ",".join(cells), _IDS, _TIMES, _CELLS, st.sampled_from(["Bo", "B,o"])),
    max_size=4,
)
_ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "", "\u00ad\n", " \n"])


def _text(rows: list[str], end: str) -> str:
    return "".join(row + end for row in rows)


@settings(max_examples=12, deadline=None)
@given(_ROWS, _ROWS, _ROWS, _ENDS, _ENDS, st.sampled_from([b"", b"\xff,\xfe\n", b"\xef\xbb\xbf"]))
@example(["n1,13/05/2026,a,b"], ["n2,05/13/2026,a,b"], [], "\n", "\n", b"")
@example([",2026-05-02,a,b"], [",,c,d"], [",,e,f"], "\n", "\n", b"")
@example(["n1,,a,b"], ["n2,,c,d"], ["n1,,e,f"], "\n", "\n", b"")
def test_reading_on_is_reading_all(
    first: list[str], second: list[str], third: list[str], end: str, last: str, bytes_after: bytes
) -> None:
    text = _HEAD + _PLAIN + _text(first, end)
    more = text + _text(second, last)
    states = [
        text.encode(),
        more.encode(),
        more.encode() + bytes_after + _text(third, end).encode(),
    ]
    _hold_both_against_each_other(*states)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "forum.toml").write_text(_TOML)
    _collect(tmp_path, (_HEAD + _PLAIN).encode(), 0)
    assert _marks(tmp_path) == 1
    yield tmp_path
    assert verify_store(tmp_path) == []


def test_what_is_appended_is_all_that_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpforum.store.Store.known_rows", None)  # asked for by whole readings alone
    text = _HEAD + _PLAIN
    count = _collect(folder, text.encode(), 1)
    assert (count.received, count.unchanged, count.new) == (60, 60, 0)
    for day in (2, 3):
        text += f"new{day},2026-05-0{day},Something new,Bo\n,2026-05-02,Without an id,Cy\n"
        count = _collect(folder, text.encode(), day)
        assert (count.received, count.unchanged, count.new) == (58 + 2 * day, 56 + 2 * day, 2)
    names = [name for (name,) in _sql(folder, "select external_id from received order by number")]
    assert sorted(map(str, names[-4:])) == ["new2", "new3", "row-62", "row-64"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("Word 7 ", "World 7 "),
        lambda text: text.replace("p9,2026-05-01,Word 9 of many,Ana\n", ""),
        lambda text: text[:-1] + "!\n",
        lambda text: text[:-30],
        lambda text: text.replace("name\n", "organisation name\nx,,,\n", 1).replace("x,,,\n", ""),
    ],
)
def test_what_was_changed_or_is_gone_is_noticed(folder: Path, change: object) -> None:
    text = change(_HEAD + _PLAIN)  # type: ignore[operator]
    if "organisation" in text:
        toml = folder / "forum.toml"
        toml.write_text(_TOML.replace('name = "name"', 'name = "organisation name"'))
        assert _collect(folder, text.encode(), 1).unchanged == 60
        return
    count = _collect(folder, text.encode(), 1)
    assert count.changed + count.vanished == 1


def test_another_forum_file_brings_the_terms_of_all_up_to_date(folder: Path) -> None:
    toml = folder / "forum.toml"
    toml.write_text(_TOML.replace("columns =", 'audience = "members"\ncolumns ='))
    assert _collect(folder, (_HEAD + _PLAIN).encode(), 1).unchanged == 60
    found = _sql(folder, "select count(*) from terms where audience = 'members'")
    assert found == [(60,)]


def test_what_was_erased_is_told_and_not_taken_in_again(folder: Path) -> None:
    with open_store(folder) as store:
        decision = Decision(
            id="d1", kind="erase", target="C-0003", value=None, by="Ana", at=_NOON, why="asked"
        )
        store.erase(decision, at=_NOON)
    for day in (1, 2):
        count = _collect(folder, (_HEAD + _PLAIN).encode(), day)
        assert (count.received, count.erased, count.new) == (59, 1, 0)


@pytest.mark.parametrize(
    "loss",
    ["delete from row_bytes where digest in (select digest from received limit 3)",
     "delete from row_bytes where rowid = (select max(rowid) from row_bytes)",
     "delete from row_bytes"],
)  # fmt: skip
@pytest.mark.parametrize(
    "meanwhile", ["", "insert into row_bytes values ('0', x'00'), ('1', x'01')", "vacuum"]
)
def test_bytes_that_were_lost_are_kept_again(folder: Path, loss: str, meanwhile: str) -> None:
    before = _sql(folder, "select * from row_bytes order by digest")
    for day in (1, 2):
        _sql(folder, loss)
        _sql(folder, meanwhile)
        _collect(folder, (_HEAD + _PLAIN).encode(), day)
        _sql(folder, "delete from row_bytes where digest in ('0', '1')")
        assert _sql(folder, "select * from row_bytes order by digest") == before
        _collect(folder, (_HEAD + _PLAIN).encode(), day)
        assert _marks(folder) == 1


def test_what_another_source_brings_meanwhile_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sql(folder, "insert into row_bytes values ('0', x'00'), ('1', x'01')")
    monkeypatch.setattr("bpforum.store.Store.known_rows", None)
    assert _collect(folder, (_HEAD + _PLAIN).encode(), 1).unchanged == 60
    _sql(folder, "delete from row_bytes where digest in ('0', '1')")


def test_a_store_of_before_reads_on_from_what_it_has(folder: Path) -> None:
    copy = folder.parent / "copy"
    shutil.copytree(folder, copy)
    more = (_HEAD + _PLAIN + "n1,,New,Bo\n").encode()
    assert _collect(folder, more, 1).new == 1
    shutil.rmtree(folder / ".bpforum")
    shutil.copytree(copy / ".bpforum", folder / ".bpforum")
    assert _collect(folder, more, 2).new == 1
