"""A part is found by its number as it was put, and what JSON cannot hold harms no other."""

from collections.abc import Sequence
from typing import Any

from bpforum.columns import SIZE, Columns, part_of


def _packed(entries: Sequence[str]) -> dict[str, Any]:
    return {"entries": list(entries)}


def _kept(parts: dict[int, list[str]]) -> dict[int, bytes]:
    handed: dict[int, bytes] = {}
    columns = Columns((), handed.update)
    for part, entries in parts.items():
        columns.put(part, entries, _packed)
    columns.close()
    return handed


def test_what_was_put_is_found_by_its_part() -> None:
    assert [part_of(number) for number in (1, SIZE, SIZE + 1)] == [0, 0, 1]
    kept = _kept({0: ["a"], 2: ["b", "c"], 11: []})
    columns = Columns(sorted(kept.items()))
    found = [columns.find(part) for part in (0, 1, 2, 10, 11, 12)]
    assert found == [_packed(["a"]), {}, _packed(["b", "c"]), {}, _packed([]), {}]


def test_what_is_no_part_is_nothing() -> None:
    for wrong in (b"", b"[", b"[1]", b"null", b"\xff"):
        columns = Columns([(0, wrong), (1, _kept({1: ["a"]})[1])])
        assert columns.find(0) == {}
        assert columns.find(1) == _packed(["a"])


def test_half_a_character_is_not_kept_and_harms_no_other() -> None:
    kept = _kept({0: ["a", "\ud83d", "b"]})
    assert Columns(kept.items()).find(0) == _packed(["a", "b"])
