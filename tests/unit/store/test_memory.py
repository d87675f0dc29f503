"""Decisions, anchors, runs, readings and vectors: what the store remembers beside submissions."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from bpforum.errors import StoreError
from bpforum.store import RememberedTheme, RunMemory, Store
from models.base import Instant
from models.decision import Decision
from models.ids import digest
from models.reading import Attachment, Block, Reading
from models.run import Manifest
from models.submission import Reason, Rejected
from models.theme import Anchor

KEY = (digest(b"bytes"), digest(b"fields"), "reader 1")


def _decision(name: str, at: Instant, value: object = None) -> Decision:
    return Decision(id=name, kind="rename", target="t1", value=value, by="Ann", at=at)


def test_a_decision_enters_once(store: Store, noon: Instant) -> None:
    made = [_decision("d2", noon, "Skills"), _decision("d1", noon, {"b": [1], "a": None})]
    assert store.add_decisions(made, at=noon) == 2
    assert store.add_decisions(reversed(made), at=noon) == 0
    assert store.decisions() == tuple(made)


def test_another_decision_under_a_known_id_is_refused_and_none_enters(
    store: Store, noon: Instant
) -> None:
    store.add_decisions([_decision("d1", noon, "Skills")], at=noon)
    with pytest.raises(StoreError, match=r"'d1'.*another content.*id of its own"):
        store.add_decisions([_decision("d2", noon), _decision("d1", noon, "Money")], at=noon)
    assert [one.id for one in store.decisions()] == ["d1"]


def test_two_contents_of_one_id_in_one_batch_are_refused(store: Store, noon: Instant) -> None:
    later = noon + timedelta(seconds=1)
    with pytest.raises(StoreError, match="'d1'"):
        store.add_decisions([_decision("d1", noon), _decision("d1", later)], at=noon)
    assert store.decisions() == ()


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_a_value_that_json_cannot_hold_is_refused(
    store: Store, noon: Instant, value: object
) -> None:
    with pytest.raises(StoreError, match="JSON"):
        store.add_decisions([_decision("d1", noon, value)], at=noon)


def _anchor(mass: float = 3.0) -> Anchor:
    return Anchor(
        id="t1", label="Skills", encoder="e", centroid=(0.6, -0.8), mass=mass, floor=0.1,
        members=("p0123456789ab",),
    )  # fmt: skip


def test_the_newest_anchors_hold(store: Store, noon: Instant) -> None:
    assert store.anchors() == ()
    store.save_run(_memory("r1", noon), at=noon, anchored=(_anchor(),))
    store.save_run(_memory("r2", noon), at=noon, anchored=(_anchor(4.0), _anchor()))
    assert store.anchors() == (_anchor(4.0), _anchor())


def test_the_same_anchors_again_leave_no_trace(store: Store, noon: Instant, tmp_path: Path) -> None:
    for run in ("r1", "r2"):
        store.save_run(_memory(run, noon), at=noon, anchored=(_anchor(),))
    with closing(sqlite3.connect(tmp_path / ".bpforum" / "store.sqlite")) as database:
        told = database.execute("select count(*) from audit where action = 'anchors.saved'")
        assert told.fetchone() == (1,)


def _memory(run: str, at: Instant) -> RunMemory:
    manifest = Manifest(
        run=run, forum="f", cycle="2026", label="Draft I", trigger="command", engine="local",
        started_at=at, finished_at=at, cut_off=None, snapshot=digest(b""), audit_head=digest(b""),
        software={}, configuration={}, encoder="e", steps=(), containers={}, files=(),
    )  # fmt: skip
    return RunMemory(
        manifest=manifest,
        fates={"C-0001": "reflected"},
        themes=(RememberedTheme(id="t1", label="Skills", passages=3),),
        evidence={"intro_1": ("p0123456789ab",)},
    )


def test_the_newest_run_is_remembered(store: Store, noon: Instant) -> None:
    assert store.last_run() is None
    store.save_run(_memory("r1", noon), at=noon)
    store.save_run(_memory("r2", noon), at=noon, anchored=(_anchor(),))
    assert store.last_run() == _memory("r2", noon)
    assert store.anchors() == (_anchor(),)


def test_a_run_that_is_known_keeps_its_anchors_out_too(store: Store, noon: Instant) -> None:
    store.save_run(_memory("r1", noon), at=noon)
    with pytest.raises(StoreError):
        store.save_run(_memory("r1", noon), at=noon, anchored=(_anchor(),))
    assert store.anchors() == ()
    assert store.verify_chain() is None


def test_a_reading_comes_back_with_its_attachments(store: Store) -> None:
    reading = Reading(
        text="Straße\n\nTwo",
        blocks=(Block(kind="paragraph", start=0, end=6),),
        fields={"name": "Zoë"},
        attachments=(Attachment(name="a.bin", media_type="x/y", data=b"\xff\x00"),),
    )
    assert store.reading(*KEY) is None
    assert store.read_keys(KEY[2]) == frozenset()
    store.put_readings(KEY[2], [(KEY[0], KEY[1], reading)])
    assert store.reading(*KEY) == reading
    assert store.read_keys(KEY[2]) == {KEY[:2]}
    assert store.read_keys("reader 2") == frozenset()
    assert store.reading(KEY[0], KEY[1], "reader 2") is None
    assert store.reading(KEY[0], digest(b"other fields"), KEY[2]) is None


def test_words_that_look_like_our_own_json_are_words(store: Store) -> None:
    tricky = Reading(
        text='"attachments":[] \\"attachments":[]',
        fields={"attachments": '"attachments":[]'},
        attachments=(Attachment(name='"attachments":[]', media_type="x/y", data=b"1"),),
    )
    store.put_readings(KEY[2], [(KEY[0], KEY[1], tricky)])
    assert store.reading(*KEY) == tricky


def test_of_two_results_put_at_once_the_last_counts(store: Store) -> None:
    found = [(KEY[0], KEY[1], Reading(text=text)) for text in ("one", "two")]
    store.put_readings(KEY[2], found)
    store.put_readings(KEY[2], [])
    assert store.reading(*KEY) == Reading(text="two")


def test_a_refusal_is_remembered_until_another_result_takes_its_place(store: Store) -> None:
    refused = Rejected(reasons=(Reason(code="took-too-long", message="It took too long."),))
    store.put_readings(KEY[2], [(KEY[0], KEY[1], refused)])
    assert store.reading(*KEY) == refused
    store.put_readings(KEY[2], [(KEY[0], KEY[1], Reading(text=""))])
    assert store.reading(*KEY) == Reading(text="")


def test_vectors_are_found_by_encoder_and_digest(store: Store) -> None:
    many = {digest(str(n).encode()): bytes([n % 256] * 8) for n in range(1200)}
    store.put_vectors("one", many)
    store.put_vectors("one", {next(iter(many)): b"other"})
    assert dict(store.vectors("one", many)) == many
    assert [*chain(*store.known_vectors("one"))] == sorted(many)
    for encoder, asked in (("two", many), ("one", [digest(b"unknown")]), ("one", [])):
        assert dict(store.vectors(encoder, asked)) == {}
    assert [*store.known_vectors("two")] == []
