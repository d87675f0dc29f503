"""Parts: what was worked out is found by number and key, and only parts that change are written."""

from bpforum.parts import SIZE, Parts

_KEY, _OTHER = b"k" * 16, b"o" * 16


def _written(numbers: list[int], before: dict[int, bytes], key: bytes = _KEY) -> dict[int, bytes]:
    """What is handed on where each of `numbers` is worked out unless it is known."""
    handed: dict[int, bytes] = {}
    parts = Parts(sorted(before.items()), handed.update)
    for number in numbers:
        if parts.find(number, key) is None:
            parts.put(number, key, [f"of {number}", None])
    parts.close()
    return handed


def test_what_is_known_is_found_and_nothing_is_written_again() -> None:
    numbers = [1, 2, SIZE, SIZE + 1, 9 * SIZE]
    kept = _written(numbers, {})
    assert sorted(kept) == [0, 1, 8]
    parts = Parts(sorted(kept.items()))
    assert [parts.find(number, _KEY) for number in numbers] == [
        [f"of {number}", None] for number in numbers
    ]
    assert _written(numbers, kept) == {}


def test_one_that_is_new_or_other_changes_its_own_part_alone() -> None:
    kept = _written([1, 2, SIZE + 1, 3 * SIZE], {})
    more = _written([1, 2, SIZE + 1, SIZE + 2, 3 * SIZE], kept)
    assert sorted(more) == [1]
    assert _written([1, 2, SIZE + 1, SIZE + 2, 3 * SIZE], kept | more) == {}
    assert sorted(_written([2], kept, _OTHER)) == [0]


def test_parts_that_are_left_out_or_cannot_be_read_are_worked_out_again() -> None:
    numbers = [1, SIZE + 1, 2 * SIZE + 1]
    kept = _written(numbers, {})
    for wrong in (b"", b"[", b"{}", b"[1]", b"[[]]", b"[[501]]", b"null", b"\xff"):
        assert sorted(_written(numbers, {**kept, 1: wrong})) == [1]
    del kept[1]
    assert sorted(_written(numbers, kept)) == [1]


def test_half_a_character_is_not_kept_and_harms_no_other() -> None:
    handed: dict[int, bytes] = {}
    parts = Parts((), handed.update)
    parts.put(1, _KEY, ["\ud83d"])
    parts.put(2, _KEY, ["whole"])
    parts.close()
    again = Parts(handed.items())
    assert again.find(1, _KEY) is None
    assert again.find(2, _KEY) == ["whole"]
