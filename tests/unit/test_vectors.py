"""Stored vectors: each text is encoded once, in parts, and given back as it was."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bpforum import vectors as stored
from bpforum.store import Store, open_store
from bpforum.text.encoders import HashingEncoder, Vectors
from bpforum.text.vectors import Shifted, pick, shift
from bpforum.vectors import StoredVectors
from models.ids import digest

TEXTS = [f"Article {number} of the charter of networks" for number in range(25)]


class Counting(HashingEncoder):
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.largest = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        self.largest = max(self.largest, len(texts))
        return super().encode(texts)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def test_a_text_is_encoded_once_and_rows_stand_in_order(store: Store) -> None:
    encoder = Counting()
    kept = StoredVectors(store, encoder)
    asked = [*TEXTS[:10], *TEXTS[5:], TEXTS[0]]
    rows = kept.encode(asked)
    assert encoder.asked == TEXTS
    assert rows.tobytes() == HashingEncoder().encode(asked).tobytes()
    assert kept.encode(asked).tobytes() == rows.tobytes()
    assert encoder.asked == TEXTS


def test_only_what_is_missing_is_asked_for_each_once(store: Store) -> None:
    kept = StoredVectors(store, HashingEncoder())
    assert kept.missing([*TEXTS, *TEXTS]) == TEXTS
    kept.add(TEXTS[3:])
    assert kept.missing([*TEXTS, TEXTS[0]]) == TEXTS[:3]
    assert kept.missing([]) == []


def test_what_is_missing_among_many_is_what_was_never_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_AT_ONCE", 16)
    monkeypatch.setattr("bpforum.store.vectors._TOLD", 7)
    chance, kept = np.random.default_rng(5), StoredVectors(store, HashingEncoder())
    texts = [f"text {n}" for n in range(120)]
    known: set[str] = set()
    for _ in range(6):
        asked = [texts[n] for n in chance.integers(len(texts), size=60)]
        missing = [text for text in dict.fromkeys(asked) if text not in known]
        assert kept.missing(asked) == missing
        kept.add(missing[::3])
        known |= {*missing[::3]}
        assert kept.encode(asked).tobytes() == HashingEncoder().encode(asked).tobytes()
        known |= {*asked}


def test_many_texts_are_taken_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_AT_ONCE", 4)
    encoder = Counting()
    kept = StoredVectors(store, encoder)
    asked = [*TEXTS, *TEXTS[::-1]]
    assert kept.encode(asked).tobytes() == HashingEncoder().encode(asked).tobytes()
    assert encoder.largest == 4
    assert encoder.asked == TEXTS


def test_no_texts_have_no_rows(store: Store) -> None:
    rows = StoredVectors(store, HashingEncoder()).encode([])
    assert rows.shape == (0, 512)
    assert rows.dtype == np.float32


def test_a_table_too_large_to_be_held_has_the_same_rows(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = StoredVectors(store, HashingEncoder())
    rows = kept.encode(TEXTS)
    held = kept.table(TEXTS)
    monkeypatch.setattr(stored, "_MOST_HELD", 4)
    monkeypatch.setattr(stored, "_AT_ONCE", 8)
    monkeypatch.setattr(stored, "_MOST_SEEN", 8)
    filed = kept.table(TEXTS)
    assert isinstance(held, np.ndarray)
    assert not isinstance(filed, np.ndarray)
    assert len(filed) == len(TEXTS)
    for _ in range(2):  # also after what was seen was forgotten
        assert filed[3].tobytes() == rows[3].tobytes()
        some = np.array([20, 3, 3, 11])
        assert filed[some].tobytes() == rows[some].tobytes()
        picked = pick(pick(filed, range(24, -1, -1)), some)
        assert np.asarray(picked).tobytes() == rows[24 - some].tobytes()
    assert np.asarray(filed, dtype=np.float32).tobytes() == rows.tobytes()


def test_a_large_table_finds_its_rows_among_all_that_are_kept_and_encodes_the_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_MOST_HELD", 4)
    monkeypatch.setattr(stored, "_AT_ONCE", 8)
    monkeypatch.setattr("bpforum.store.vectors._TOLD", 5)
    encoder = Counting()
    kept = StoredVectors(store, encoder)
    kept.add([*TEXTS[::2], "of another forum"])
    store.put_vectors("another", {digest(TEXTS[1].encode()): b"1234"})
    asked = [*TEXTS[::-1], TEXTS[4], TEXTS[4]]
    rows = kept.table(asked)[np.arange(len(asked))]
    assert rows.tobytes() == HashingEncoder().encode(asked).tobytes()
    assert sorted(encoder.asked) == sorted([*TEXTS, "of another forum"])
    assert kept.missing(asked) == []


def test_of_a_table_few_rows_are_looked_up_and_all_read_once_it_is_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_AT_ONCE", 8)
    kept = StoredVectors(store, HashingEncoder())
    texts = [f"text {n}" for n in range(64)]
    rows = kept.encode(texts)
    looked_up: list[int] = []

    def whole(self: StoredVectors, texts: Sequence[str]) -> Vectors:
        looked_up.append(1)
        return self.encode(texts)

    monkeypatch.setattr(StoredVectors, "_whole", whole)
    table = kept.table(texts)
    assert table[63].tobytes() == rows[63].tobytes()
    assert table[[5, 2, 5]].tobytes() == rows[[5, 2, 5]].tobytes()
    assert table[4:6].tobytes() == rows[4:6].tobytes()
    assert table[np.array([], dtype=np.int64)].shape == (0, 512)
    assert not looked_up
    for _ in range(3):
        assert table[np.arange(5, 10)].tobytes() == rows[5:10].tobytes()
    assert looked_up == [1]
    assert table[-1].tobytes() == rows[-1].tobytes()


def test_what_a_language_adds_is_taken_off_the_rows_that_are_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = StoredVectors(store, HashingEncoder())
    rows = kept.encode(TEXTS)
    spoken = ["fr" if n % 3 else "en" for n in range(len(TEXTS))]
    by = {"fr": rows.mean(axis=0), "en": -rows.mean(axis=0)}
    moved = shift(rows, spoken, by)
    monkeypatch.setattr(stored, "_MOST_HELD", 4)
    codes = np.array([["fr", "en"].index(one) for one in spoken])
    codes[:5] = -1
    filed = Shifted(kept.table(TEXTS), codes, list(by.values()))
    assert len(filed) == len(TEXTS)
    assert filed[:].tobytes() == rows[:5].tobytes() + moved[5:].tobytes()
    assert filed[[20, 3, 20]].tobytes() == np.array([moved[20], rows[3], moved[20]]).tobytes()
    assert (filed[7].tobytes(), filed[2].tobytes()) == (moved[7].tobytes(), rows[2].tobytes())
    assert rows.tobytes() != moved.tobytes()
