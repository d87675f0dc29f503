"""What earlier runs found of where passages stand is believed while all it rests on is the same."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bpforum.placings import Placings
from models.theme import LanguageOffset

IDS = [f"p{n:012x}" for n in range(6)]
WHOSE = ["C-0001", "C-0001", "C-0002", "C-0501", "C-0501", "C-1501"]
MARKS = np.array([7, 7, 8, 7, 0, 8])
SPOKEN = np.array([0, 0, 1, 0, -1, 0])
SCORES = [0.123, 0.5, -0.25, 0.999, 0.0, -0.0]
BY = (LanguageOffset(language="en", vector=(0.5, 0.25)),)


class Store:
    """Keeps parts by kind."""

    def __init__(self) -> None:
        self.parts: dict[str, dict[int, bytes]] = {"scores": {}, "likest": {}}

    def kept(self, kind: str) -> tuple[Any, Callable[[dict[int, bytes]], None]]:
        return iter(sorted(self.parts[kind].items())), self.parts[kind].update


def scored(store: Store, **changed: Any) -> list[float]:
    """What is known of how near each is; then what it is is kept."""
    told: dict[str, Any] = {
        "whose": WHOSE, "spoken": SPOKEN, "encoder": "e", "by": BY, "ids": IDS, "marks": MARKS,
    } | changed  # fmt: skip
    ids, marks = told.pop("ids"), told.pop("marks")
    scores = Placings(store.kept).scores(**told)
    known: list[float] = scores.known(ids, marks).tolist()
    scores.keep(SCORES[: len(ids)])
    return known


def test_how_near_each_is_is_known_to_three_decimals_but_for_a_zero_below_zero() -> None:
    store = Store()
    assert np.isnan(scored(store)).all()
    known = scored(store)
    assert known[:5] == SCORES[:5]
    assert np.isnan(known[5])


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({"ids": [*IDS[:3], "pffffffffffff", *IDS[4:]]}, [3, 4]),
        ({"marks": MARKS + (np.arange(6) == 0)}, [0, 1, 2]),
        ({"spoken": SPOKEN + (np.arange(6) == 4)}, [3, 4]),
        ({"encoder": "another"}, range(5)),
        ({"by": ()}, range(5)),
        ({"by": (LanguageOffset(language="fr", vector=(0.5, 0.25)),)}, range(5)),
        ({"by": (LanguageOffset(language="en", vector=(0.5, 0.125)),)}, range(5)),
        ({"whose": ["C-0001", "C-0001", "C-0501", "C-0501", "C-0501", "C-1501"]}, range(5)),
    ],
)
def test_what_rests_on_something_else_is_not_known(
    changed: dict[str, Any], lost: range | list[int]
) -> None:
    store = Store()
    scored(store)
    known = scored(store, **changed)
    assert [n for n in range(5) if np.isnan(known[n])] == [*lost]
    assert all(known[n] == SCORES[n] for n in range(5) if n not in lost)
    assert scored(store, **changed)[:5] == SCORES[:5]


def test_a_part_that_is_not_as_it_was_written_is_not_believed() -> None:
    store = Store()
    scored(store)
    whole = dict(store.parts["scores"])
    for damaged in (whole[0][:-2], whole[0] + b"12", b"", whole[1], b"?" + whole[0][1:]):
        store.parts["scores"] = {**whole, 0: damaged}
        assert np.isnan(scored(store)[:3]).all()
        assert store.parts["scores"] == whole


def found(store: Store, **changed: Any) -> int | None:
    told: dict[str, Any] = {"ids": IDS, "spoken": SPOKEN, "encoder": "e", "by": BY} | changed
    rows = told.pop("rows", [0, 1, 2])
    likest = Placings(store.kept).likest(**told)
    nth = likest.find(5, rows)
    if nth is None:
        likest.put(5, rows, 2)
    likest.close()
    return nth


def test_the_likest_is_known_while_both_texts_are_the_same() -> None:
    store = Store()
    assert (found(store), found(store)) == (None, 2)
    for changed in (
        {"ids": ["p0", *IDS[1:]]}, {"ids": [*IDS[:5], "p0"]}, {"encoder": "another"}, {"by": ()},
        {"spoken": SPOKEN + (np.arange(6) == 5)}, {"spoken": SPOKEN + (np.arange(6) == 1)},
        {"rows": [1, 0, 2]}, {"rows": [0, 1]}, {"rows": [0, 1, 2, 3]},
    ):  # fmt: skip
        assert found(store, **changed) is None
        assert found(store) is None  # only what was asked for last is kept
        assert found(store) == 2


def test_likest_ones_that_are_not_as_they_were_written_are_not_believed() -> None:
    store = Store()
    found(store)
    whole = store.parts["likest"][0]
    for damaged in (whole[:-1], b"", whole[:-2] + b"\x03\x00", b"?" + whole[1:]):
        store.parts["likest"] = {0: damaged}
        assert found(store) is None
        assert store.parts["likest"] == {0: whole}
