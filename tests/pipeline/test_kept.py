"""What was worked out is kept: a run that uses it gives the bytes of one that has nothing to use.

After each step of a forum's life its store is copied, everything kept is taken out of the copy, and
both are compiled.
"""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from bench.crowd import grow_forum, write_forum
from bpforum import record_file
from bpforum.deciding import record_decision
from bpforum.pipeline import compile_forum
from bpforum.record_file import PACKED, WHOLE
from bpforum.store import database
from bpforum.store.database import Database, sqlite_url
from bpforum.text import passages
from bpforum.validation import contribution
from bpforum.verify import verify_store
from models.run import CompileRequest

_FORGET = ("delete from worked_out", "delete from row_keys")
_FOLDER = '[[sources]]\nid = "letters"\nkind = "folder"\npath = "letters"\n'
_LETTER = """From: Ana Example <ana@example.org>
To: forum@example.org
Message-ID: <letter-{n}@example.org>
Subject: Letter {n}

We run a school in the hills and ask for a slower timetable, since letters take two weeks here.
Call us at +41 22 555 01 02. The rule of last year cost us more than the line that we rent.
"""


def _outputs(forum: Path, **more: object) -> dict[str, str]:
    result = compile_forum(CompileRequest(folder=str(forum), out=str(forum.parent / "out"), **more))
    # Only the list of changes holds a run's name.
    return {one.path: one.digest for one in result.files if one.path != "changes.json"}


def _sql(forum: Path, *statements: str, told: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(forum / ".bpforum" / "store.sqlite")
    found: list[tuple[object, ...]] = []
    for statement in statements:
        found = connection.execute(statement, told).fetchall()
    connection.commit()
    connection.close()
    return found


def _both(forum: Path, **more: object) -> dict[str, str]:
    """The digests of the outputs, which are those of a store where nothing was kept."""
    bare = forum.parent / "bare"
    shutil.rmtree(bare, ignore_errors=True)
    shutil.copytree(forum, bare)
    if (bare / ".bpforum").exists():
        _sql(bare, *_FORGET)
    with_it, without = _outputs(forum, **more), _outputs(bare, **more)
    assert with_it == without
    return with_it


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _rows(forum: Path) -> list[str]:
    return (forum / "comments.csv").read_text(encoding="utf-8").split("\n")


def _write_rows(forum: Path, rows: list[str]) -> None:
    (forum / "comments.csv").write_text("\n".join(rows), encoding="utf-8")


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    folder = tmp_path / "forum"
    write_forum(folder, 40, "spelling")
    (folder / "letters").mkdir()
    (folder / "letters" / "one.eml").write_text(_LETTER.format(n=1), encoding="utf-8")
    with (folder / "forum.toml").open("a", encoding="utf-8") as file:
        file.write(_FOLDER)
    return folder


@pytest.mark.parametrize(("most_whole", "record"), [(50_000, WHOLE), (10, PACKED)])
def test_a_forum_that_changes_step_by_step_has_the_bytes_of_one_worked_out_anew(
    forum: Path, monkeypatch: pytest.MonkeyPatch, most_whole: int, record: str
) -> None:
    monkeypatch.setattr("bpforum.record_file.MOST_WHOLE", most_whole)
    monkeypatch.setattr("bpforum.record_file.SIZE", 7)
    monkeypatch.setattr("bpforum.columns.SIZE", 9)
    _both(forum)

    grow_forum(forum, 4, 40)
    (forum / "letters" / "two.eml").write_text(_LETTER.format(n=2), encoding="utf-8")
    before = _both(forum)

    rows = _rows(forum)
    rows[3] = rows[3].replace("We ", "All of us ").replace("It is", "Perhaps it is")
    rows[5] = rows[5].replace(",en", ",fr")
    del rows[8]
    _write_rows(forum, [rows[0], *reversed(rows[1:-1]), ""])
    changed = _both(forum)
    assert changed[record] != before[record]

    _write_rows(forum, rows)  # as they stood, in the old order

    def decide(kind: str, target: str, value: object) -> None:
        record_decision(forum, kind, target, value, "Ana", "she asked", None, datetime.now(UTC))

    decide("dispose", "C-0004", "withdrawn")
    words = next(row for row in rows if row.startswith("cm-2,")).split(",")[2][:30]
    decide("correct_text", _reference(forum, "cm-2"), {"was": words, "text": "In other words"})
    decide("transcribe", _reference(forum, "cm-6"), {"text": "La escuela necesita más libros que "
           "maestros, y más maestros que reglas.", "author": "Bo"})  # fmt: skip
    decided = _both(forum)
    assert decided[record] != changed[record]

    toml = forum / "forum.toml"
    _replace(toml, 'languages = ["en"]', 'languages = ["en", "fr"]')
    _both(forum)
    _replace(toml, 'profile = "igf"', 'profile = "itu"')
    _replace(toml, "[[sources]]", '[[calls]]\nid = "call-1"\ntitle = "Call"\n'
             "closes = 2026-05-01T12:00:00Z\n\n[[sources]]")  # fmt: skip
    late = _both(forum)
    early = _both(forum, cut_off=datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert early["ledger.csv"] != late["ledger.csv"]
    _both(forum)

    decide("erase", _reference(forum, "cm-9"), None)
    erased = _both(forum)
    assert erased["ledger.csv"] != late["ledger.csv"]
    assert verify_store(forum) == []


def _reference(forum: Path, external_id: str) -> str:
    query = "select max(number) from received where external_id = ?"
    ((number,),) = _sql(forum, query, told=(external_id,))
    return f"C-{number:04d}"


def _cut_short(forum: Path) -> None:
    _sql(forum, "update worked_out set data = substr(data, 1, length(data) / 2)")


def _of_another(forum: Path) -> None:
    _sql(
        forum,
        "update worked_out set data = (select data from worked_out where kind = 'passages'), "
        "seal = (select seal from worked_out where kind = 'passages')",
    )


def _text_for_bytes(forum: Path) -> None:
    _sql(forum, "update worked_out set data = 'text'")


def _changed_words(forum: Path) -> None:
    _sql(forum, "update worked_out set data = cast(replace(data, 'We ', 'Xe ') as blob)")


def _of_another_version(forum: Path) -> None:
    _sql(forum, "update worked_out set basis = 'another', "
         "data = cast(replace(data, 'We ', 'Xe ') as blob)")  # fmt: skip


@pytest.mark.parametrize(
    "damage", [_cut_short, _of_another, _text_for_bytes, _changed_words, _of_another_version]
)
def test_what_was_kept_and_is_damaged_is_worked_out_again(
    forum: Path, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpforum.record_file.MOST_WHOLE", 10)
    before = _outputs(forum)
    damage(forum)
    assert _outputs(forum) == before
    assert _outputs(forum) == before


def test_a_second_run_makes_no_contribution_that_was_made_before(
    forum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpforum.record_file.MOST_WHOLE", 10)
    before = _outputs(forum)
    made: list[str] = []
    contribution_of, cut = contribution.contribution_of, passages.cut
    values = record_file._values

    def counted(*args: object) -> object:
        made.append("contribution")
        return contribution_of(*args)  # type: ignore[arg-type]

    def counted_cut(one: object) -> object:
        made.append("passages")
        return cut(one)  # type: ignore[arg-type]

    def counted_values(*args: object) -> object:
        made.append("line")
        return values(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("bpforum.validation.contribution_of", counted)
    monkeypatch.setattr(passages, "cut", counted_cut)
    monkeypatch.setattr("bpforum.record_file._values", counted_values)
    assert _outputs(forum) == before
    assert made == []
    rows = _rows(forum)
    rows[2] = rows[2].replace(" the ", " a ", 1)
    _write_rows(forum, rows)
    _outputs(forum)
    # The version that came and the one that it takes the place of.
    assert 1 <= made.count("contribution") <= 2
    assert 1 <= made.count("passages") <= 2


def test_deleting_the_store_starts_afresh(forum: Path) -> None:
    before = _outputs(forum)
    shutil.rmtree(forum / ".bpforum")
    assert _outputs(forum) == before


def test_a_store_whose_rows_are_files_gives_the_same(forum: Path) -> None:
    before = _outputs(forum)
    for name, data in _sql(forum, "select digest, data from row_bytes"):
        path = forum / ".bpforum" / "blobs" / str(name)[:2] / str(name)[2:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)  # type: ignore[arg-type]  # a row's bytes
    _sql(forum, *_FORGET, "delete from row_bytes")
    assert _outputs(forum) == before
    assert verify_store(forum) == []


def test_a_store_of_before_is_brought_up_to_date(forum: Path) -> None:
    (forum / ".bpforum").mkdir()
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    old = Database(sqlite_url(forum / ".bpforum" / "store.sqlite"))
    with old.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    old.close()
    assert _sql(forum, "select name from sqlite_master where name = 'row_bytes'") == []
    before = _outputs(forum)
    assert _sql(forum, "select count(*) from row_bytes") == [(40,)]
    shutil.rmtree(forum / ".bpforum")
    assert _outputs(forum) == before
