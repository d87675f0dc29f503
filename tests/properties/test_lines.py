"""What the store tells of all submissions without making them is what making each of them says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.received import InMemory
from bpforum.store import Store, open_store
from models.decision import Decision
from models.forum import SourceConfig
from models.submission import ROW, Received

_NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
_WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
_FIELDS = st.dictionaries(
    st.sampled_from(["title", "embargo_until", "consent", "audience", "corrects", "ü\n"]),
    _WORDS | st.sampled_from(["2026-06-01", "members", "yes", "C-0001", "corrects"]),
    max_size=3,
)
_THINGS = st.builds(
    Received,
    external_id=st.sampled_from(["a", 'b"\\', "c\x7f\x01é", "d\u2028/e"]),
    data=st.sampled_from([b"one", b"two", b"three"]),
    media_type=st.sampled_from(["text/plain", ROW]),
    channel=_WORDS,
    fields=_FIELDS,
    trouble=st.just("") | _WORDS,
    received_at=st.datetimes(timezones=st.just(UTC)),
)
_COLLECTS = st.lists(st.lists(_THINGS, max_size=4), min_size=1, max_size=3)


def _sources() -> list[SourceConfig]:
    common = {"kind": "folder", "path": "x"}
    return [SourceConfig(id=name, **common) for name in ("one", "two")]


def _hold_against_each(store: Store) -> None:
    with store.reading_submissions() as found:
        ones = list(found)
        known = InMemory(ones)
        told, expected = list(found.batches()), list(known.batches())
        again = list(found.batches())
        for batch, before, other in zip(told, again, expected, strict=True):
            assert batch.lines == other.lines
            assert batch.keys == before.keys == other.keys
            assert list(batch.numbers) == list(before.numbers) == list(other.numbers)
            assert batch.odd.items() >= other.odd.items()
            assert (batch.latest, list(batch.embargoes)) == (other.latest, list(other.embargoes))
            assert found.of(batch) == known.of(other)
    assert tuple(ones) == store.submissions()


@settings(max_examples=15, deadline=None)
@given(_COLLECTS, st.sampled_from(["C-0001", "C-0002", ""]), st.data())
def test_lines_and_keys_are_those_of_each_submission(
    collects: list[list[Received]], erased: str, data: Any
) -> None:
    with TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        for n, things in enumerate(collects):
            for source in _sources():
                store.add_submissions(source, None, things, at=_NOON + timedelta(days=n))
        _hold_against_each(store)
        known = [one.reference for one in store.submissions()]
        if known:
            parent = data.draw(st.sampled_from(known))
            inside = [
                one.model_copy(update={"external_id": f"mail/{one.external_id}"})
                for one in collects[0]
            ]
            store.add_attachments(parent, inside, at=_NOON)
            store.add_submissions(_sources()[0], None, [], at=_NOON)  # all of it vanishes
        if erased in known:
            decision = Decision(
                id="d1", kind="erase", target=erased, value=None, by="Ana", at=_NOON, why="asked"
            )
            store.erase(decision, at=_NOON)
        _hold_against_each(store)


def test_batches_are_those_of_parts(tmp_path: Path) -> None:
    many = [Received(external_id=f"{n:04d}", data=b"x", received_at=_NOON) for n in range(1101)]
    with open_store(tmp_path) as store:
        store.add_submissions(_sources()[0], None, many, at=_NOON)
        _hold_against_each(store)
        with store.reading_submissions() as found:
            assert [len(batch.numbers) for batch in found.batches()] == [500, 500, 101]
