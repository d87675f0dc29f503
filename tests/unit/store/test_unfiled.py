"""Files that were never filed go after their time; nothing goes that anybody names or just put."""

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bpforum.errors import BlobDamaged
from bpforum.store import Store, open_store
from bpforum.store.blobs import Blobs
from bpforum.store.filing_batch import FilingTerms
from bpforum.store.filings import filing_id
from bpforum.store.tables import metadata
from models.decision import Decision
from models.forum import SourceConfig
from models.ids import Digest, digest
from models.reading import Attachment, Reading
from models.submission import Received

FORM = SourceConfig(id="form", kind="form")
NOW = datetime.now(UTC)
BEGUN, LONG_AGO, SINCE = (NOW - timedelta(days=days) for days in (400, 200, 90))
KEY = "a-key-of-a-form-made-by-chance"
Sweep = Callable[[], int]


@pytest.fixture(autouse=True)
def begun(store: Store) -> None:
    """The store has been there for longer than anything in it."""
    store.accounts.invite("Ada", "", ("administrator",), at=BEGUN, by="test")


@pytest.fixture
def sweep(store: Store, tmp_path: Path) -> Sweep:
    """Sweeps when everything that is there has been there for long; how many files went."""

    def swept() -> int:
        age(tmp_path)
        return store.filings.forget_files(SINCE, NOW)

    return swept


def age(forum: Path, at: datetime = LONG_AGO) -> None:
    for path in (forum / ".bpforum" / "blobs").glob("??/*"):
        os.utime(path, (at.timestamp(), at.timestamp()))


def file(store: Store, data: bytes, key: str = KEY, *attached: bytes) -> None:
    at = datetime.now(UTC)
    name = filing_id("note", key)
    items = [
        Received(external_id=one, data=held, received_at=at, channel="form")
        for one, held in [(name, data), *((f"{name}/{n}", held) for n, held in enumerate(attached))]
    ]
    store.filings.file(FilingTerms(FORM), items[0], items[1:], key=key, at=at)


def test_what_was_never_filed_goes_and_the_chain_says_how_many(
    store: Store, sweep: Sweep, tmp_path: Path
) -> None:
    names = [store.filings.keep(f"file {n}".encode()) for n in range(250)]
    assert sweep() == 250
    with pytest.raises(BlobDamaged):
        store.blob(names[0])
    with sqlite3.connect(tmp_path / ".bpforum" / "store.sqlite") as base:
        said = base.execute("select payload from audit where action = 'files.removed'").fetchall()
    assert sum(json.loads(payload)["files"] for (payload,) in said) == 250
    assert not any(name in str(said) for name in names)
    assert store.verify_chain() is None
    assert sweep() == 0


def test_what_was_put_a_short_while_ago_stays(store: Store, tmp_path: Path) -> None:
    name = store.filings.keep(b"on its way")
    assert store.filings.forget_files(SINCE, NOW) == 0
    age(tmp_path)
    assert store.filings.keep(b"on its way") == name  # the same bytes from somebody else
    assert store.filings.forget_files(SINCE, NOW) == 0
    age(tmp_path)
    assert store.filings.keep_on(name)
    assert store.filings.forget_files(SINCE, NOW) == 0
    assert store.blob(name) == b"on its way"


def test_what_was_there_before_the_database_stays(store: Store, tmp_path: Path) -> None:
    """A setting leads to a database that is new: it names nothing of what lies in the folder."""
    file(store, b"the form")
    age(tmp_path)
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    with open_store(tmp_path, url) as other:
        assert other.filings.forget_files(SINCE, NOW) == 0  # it knows of nothing at all
        other.accounts.invite("Bo", "", ("administrator",), at=NOW - timedelta(days=150), by="test")
        assert other.filings.forget_files(SINCE, NOW) == 0
    assert store.blob(digest(b"the form")) == b"the form"


def test_what_anybody_names_stays(store: Store, sweep: Sweep) -> None:
    file(store, b"the form", KEY, b"its file")
    file(store, b"another form", KEY, b"another file")  # the version before keeps its file too
    waiting = store.filings.keep(b"in a draft")
    receipt = f"{waiting}.10.0123456789abcdef.letter.txt"
    store.filings.drafts.save("another-key-of-another-form", "x", {"kept": [receipt]}, at=NOW)
    inside = Attachment(name="a.txt", media_type="text/plain", data=b"inside a mail")
    plain = Reading(text="A mail.")
    mail = plain.model_copy(update={"attachments": (inside,)})
    store.put_readings("1", [("0" * 64, "0" * 64, mail), ("1" * 64, "1" * 64, plain)])
    loose = store.filings.keep(b"nobody's")
    assert sweep() == 1
    with pytest.raises(BlobDamaged):
        store.blob(loose)
    for data in (b"the form", b"its file", b"another form", b"another file", b"in a draft"):
        assert store.blob(digest(data)) == data
    assert store.reading("0" * 64, "0" * 64, "1") == mail
    store.filings.drafts.forget_before(NOW + timedelta(days=1))
    assert sweep() == 1


def test_every_table_is_known_to_name_bytes_or_not() -> None:
    """A table that joins these is to be looked at: does it name a blob that must stay?"""
    naming = {"received", "form_drafts", "readings"}
    # `terms`, `filings`, `fetches` and `retired` speak of what `received` names, or of nothing.
    others = set(
        "accounts anchors answers api_tokens audit cursors decisions declarations erasures fetches "
        "filing_contacts filing_links filing_remarks filings hooks links looks outbox own_inputs "
        "presences registrations retired row_bytes row_keys run_events run_lock run_requests runs "
        "schedule_pauses schedules_known signed_in terms vectors worked_out workers".split()
    )
    assert set(metadata.tables) == naming | others


def test_what_was_erased_is_no_reason_to_keep(store: Store, sweep: Sweep) -> None:
    file(store, b"the form", KEY, b"its file")
    (form, _) = store.submissions()
    erasing = Decision(
        id="d1", kind="erase", target=form.reference, value=True, by="a", at=NOW, why="asked"
    )
    store.erase(erasing, at=NOW)
    assert store.filings.keep(b"its file")
    assert sweep() == 1


def test_what_a_kill_left_half_done_is_read_and_then_ended(
    store: Store, sweep: Sweep, tmp_path: Path
) -> None:
    folder = tmp_path / ".bpforum" / "blobs"
    file(store, b"the form")
    loose = store.filings.keep(b"nobody's")
    for name in (digest(b"the form"), loose):
        path = folder / name[:2] / name[2:]
        path.rename(path.with_name(f"gone-{path.name}"))
    (folder / loose[:2] / "new-abcdefgh").write_bytes(b"half of i")
    assert store.blob(digest(b"the form")) == b"the form"
    assert store.filings.keep(b"nobody's") == loose
    assert sweep() == 1
    assert store.blob(digest(b"the form")) == b"the form"
    assert [path for path in folder.glob("??/*") if digest(b"the form")[2:] not in path.name] == []


def test_bytes_put_while_they_are_being_removed_are_there(tmp_path: Path) -> None:
    """Four people put the same bytes again and again; what is older than 0.1 s is removed."""
    blobs, data = Blobs(tmp_path), b"the same bytes"
    name, until = digest(data), time.monotonic() + 3
    stop = threading.Event()
    removed = 0

    def remove() -> None:
        nonlocal removed
        while not stop.is_set():
            removed += blobs.remove_unless_put(name, datetime.now(UTC) - timedelta(seconds=0.1))

    def put(n: int) -> int:
        looked = 0
        while time.monotonic() < until:
            begun = time.monotonic()
            blobs.put(data)
            try:
                held = blobs.get(name)
            except BlobDamaged:
                # Only where this thread had to wait so long that its bytes were old again.
                assert time.monotonic() - begun > 0.08
            else:
                assert held == data
                looked += 1
            time.sleep(0.01 + 0.05 * n)
        return looked

    remover = threading.Thread(target=remove)
    remover.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            looked = list(pool.map(put, range(4)))
    finally:
        stop.set()
        remover.join()
    assert min(looked) > 5
    time.sleep(0.15)
    assert removed + blobs.remove_unless_put(name, datetime.now(UTC)) > 0


def test_bytes_put_in_the_last_moment_are_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After it was seen to be old, and before it is aside, somebody puts it."""
    blobs = Blobs(tmp_path)
    name = blobs.put(b"the same bytes")
    os.utime(tmp_path / name[:2] / name[2:], (0, 0))
    move, moved = Path.replace, list[str]()

    def put_first(path: Path, target: Path) -> Path:
        if not moved:
            moved.append(path.name)
            assert blobs.put(b"the same bytes") == name
        return move(path, target)

    monkeypatch.setattr(Path, "replace", put_first)
    assert not blobs.remove_unless_put(name, SINCE)
    assert moved == [name[2:]]
    assert blobs.get(name) == b"the same bytes"
    assert [one.name for one in tmp_path.glob("??/*")] == [name[2:]]


def test_filed_at_the_moment_of_the_sweep_it_is_whole(store: Store, tmp_path: Path) -> None:
    """Files lie there from long ago; four people file them as the sweep comes."""
    since = datetime.now(UTC) - timedelta(days=1)
    removed, ready = 0, threading.Barrier(5)
    for turn in range(12):
        files = [f"turn {turn}, file {n}".encode() for n in range(8)]
        for data in files:
            store.filings.keep(data)
        age(tmp_path)

        def work(n: int, turn: int = turn, files: list[bytes] = files) -> None:
            ready.wait(60)
            for one in range(n % 2, 6, 2):  # two file the same, and two files nobody does
                file(store, b"a form", f"key-{turn:04d}-{n:04d}-{one:04d}-made-for-it", files[one])

        def clear() -> int:
            ready.wait(60)
            return store.filings.forget_files(since, datetime.now(UTC))

        with ThreadPoolExecutor(5) as pool:
            swept = pool.submit(clear)
            list(pool.map(work, range(4)))
            removed += swept.result()
        for data in files[:6]:
            assert store.blob(digest(data)) == data
    age(tmp_path)
    removed += store.filings.forget_files(since, datetime.now(UTC))
    assert removed >= 24
    names: set[Digest] = {one.digest for one in store.submissions()}
    assert len(names) == 12 * 6 + 1
    assert all(digest(store.blob(name)) == name for name in names)
    assert store.verify_chain() is None
