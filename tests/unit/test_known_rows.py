"""A table's rows that are known are not made again, and what the store then holds is the same."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.collecting import Collecting
from bpforum.errors import BlobDamaged, StoreBusy
from bpforum.forum_file import load_forum
from bpforum.readers.row import pack_row
from bpforum.store import CollectCount, Store, open_store
from bpforum.verify import verify_store
from models.forum import SourceConfig
from models.submission import ROW, Unchanged

_NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
_TOML = """
[forum]
id = "small"
title = "Small"
cycle = "2026"

[[sources]]
id = "table"
kind = "csv"
path = "table.csv"
columns = { external_id = "id", text = "text", name = "name" }
"""
_HEAD = "id,text,name,votes\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "forum.toml").write_text(_TOML)
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder) as opened:
        yield opened


def _collect(folder: Path, store: Store, rows: str, head: str = _HEAD) -> CollectCount:
    (folder / "table.csv").write_text(head + rows, encoding="utf-8")
    (count,) = (
        Collecting(load_forum(folder), folder, {}).collect(store, _NOW, lambda _: None).counts
    )
    return count


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the rows that were made."""
    texts: list[str] = []

    def packed(text: str, *more: object) -> bytes:
        texts.append(text)
        return pack_row(text, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("bpforum.sources.tables.rows.pack_row", packed)
    return texts


def test_a_row_is_made_once_however_the_table_is_sorted(
    folder: Path, store: Store, made: list[str]
) -> None:
    assert _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n").new == 2
    made.clear()
    count = _collect(folder, store, "c,Three,Cy,0\nb,Two,Bo,7\na,One,Ana,1\n")
    assert (count.new, count.changed, count.unchanged) == (1, 0, 2)
    assert made == ["Three"]
    made.clear()
    count = _collect(folder, store, "c,Three,Cy,0\nb,Two!,Bo,7\n")
    assert (count.changed, count.unchanged, count.vanished) == (1, 1, 1)
    assert made == ["Two!"]
    count = _collect(folder, store, "c,Three,Cy,0\nb,Two!,Bo,7\na,One,Ana,1\n")
    assert (count.unchanged, count.returned) == (3, 1)
    # An earlier version again is a new one, as it always was.
    assert _collect(folder, store, "b,Two,Bo,7\n").changed == 1


def test_rows_without_an_id_are_known_by_their_place(
    folder: Path, store: Store, made: list[str]
) -> None:
    _collect(folder, store, ",One,Ana,1\n,Two,Bo,2\n")
    made.clear()
    assert _collect(folder, store, ",One,Ana,1\n,Two,Bo,2\n").unchanged == 2
    assert made == []
    assert _collect(folder, store, ",Two,Bo,2\n,One,Ana,1\n").changed == 2


def test_an_id_twice_is_quarantined_as_ever(folder: Path, store: Store) -> None:
    _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n")
    for rows in ("a,One,Ana,1\na,Other,Ana,1\n", "a,One,Ana,1\na,One,Ana,1\n"):
        assert _collect(folder, store, rows).troubled == 1
    assert _collect(folder, store, "a,One,Ana,1\n").troubled == 0
    newest = [one for one in store.submissions() if not one.superseded_by and not one.trouble]
    assert {one.external_id for one in newest} == {"a", "b"}


def test_another_mapping_makes_all_rows_again(folder: Path, store: Store, made: list[str]) -> None:
    _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n")
    made.clear()
    toml = (folder / "forum.toml").read_text().replace('name = "name"', 'organisation = "name"')
    (folder / "forum.toml").write_text(toml)
    assert _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n").changed == 2
    assert made == ["One", "Two"]


def test_a_row_with_cells_beyond_the_header_is_in_trouble_though_it_was_known(
    folder: Path, store: Store
) -> None:
    _collect(folder, store, "a,One,Ana,1\n")
    assert _collect(folder, store, "a,One,Ana,1,more\n").troubled == 1


def test_what_was_kept_of_a_row_is_its_bytes_and_damage_is_told(folder: Path, store: Store) -> None:
    _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n")
    one, two = store.submissions()
    assert b'"text":"One"' in store.blob(one.digest)
    assert store.rows_from(one.reference, 2).keys() == {one.digest, two.digest}
    assert not list((folder / ".bpforum" / "blobs").glob("*/*"))
    assert verify_store(folder) == []
    connection = sqlite3.connect(folder / ".bpforum" / "store.sqlite")
    connection.execute("update row_bytes set data = x'00' where digest = ?", (one.digest,))
    connection.execute("delete from row_bytes where digest = ?", (two.digest,))
    connection.commit()
    connection.close()
    assert store.rows_from(one.reference, 2) == {}
    for damaged in (one, two):
        with pytest.raises(BlobDamaged):
            store.blob(damaged.digest)
    assert len(verify_store(folder)) == 2
    # What is missing is kept again when the source still has it.
    assert _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n").unchanged == 2
    assert b'"text":"Two"' in store.blob(two.digest)


def test_keys_that_do_not_fit_their_rows_are_not_believed(folder: Path, store: Store) -> None:
    _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n")
    assert len(store.known_rows("table")) == 2
    connection = sqlite3.connect(folder / ".bpforum" / "store.sqlite")
    connection.execute("update row_keys set number = 3 - number + 10")
    connection.execute("update row_keys set number = number - 10")
    connection.commit()
    connection.close()
    assert store.known_rows("table") == {}
    assert _collect(folder, store, "a,One,Ana,1\nb,Two,Bo,2\n").unchanged == 2
    assert len(store.known_rows("table")) == 2


def test_what_is_said_to_be_unchanged_and_is_not_is_refused_whole(
    folder: Path, store: Store, source: SourceConfig
) -> None:
    _collect(folder, store, "a,One,Ana,1\n")
    (known,) = store.known_rows("table").values()
    table = source.model_copy(update={"id": "table"})
    for wrong in (Unchanged("a", "0" * 64), Unchanged("z", known.content)):
        with pytest.raises(StoreBusy, match="same time"):
            store.add_submissions(table, None, [wrong], at=_NOW)
    assert [one.media_type for one in store.submissions()] == [ROW]


@pytest.fixture
def source() -> SourceConfig:
    return SourceConfig(id="table", kind="csv", path="table.csv", columns={"text": "text"})
