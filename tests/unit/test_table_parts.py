"""Lines of tables that were kept are given for what they were made from, and for nothing else."""

from collections.abc import Sequence
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.table_parts import KEY_SIZE, Lines, Part, TableParts, _packed, _unpacked

_KEY = b"k" * KEY_SIZE
_LINES = st.tuples(*[st.binary(max_size=40)] * 4)


class _Keyed(TableParts):
    """With keys of our own."""

    key = _KEY

    def _key(self, part: Part) -> bytes:
        return self.key


def _part(number: int) -> Part:
    return Part(number, (), (), (), (), slice(0), slice(0), cast("tuple[object, object]", ()))  # type: ignore[arg-type]


@given(lines=_LINES)
def test_what_is_packed_is_unpacked(lines: Lines) -> None:
    assert _unpacked(_KEY + _packed(lines), _KEY) == lines


@given(lines=_LINES, at=st.integers(min_value=0), by=st.integers(1, 255))
def test_a_damaged_part_is_none_or_what_it_was(lines: Lines, at: int, by: int) -> None:
    data = bytearray(_KEY + _packed(lines))
    data[at % len(data)] ^= by
    found = _unpacked(bytes(data), _KEY)
    assert found is None or b"".join(found) == b"".join(lines)


@pytest.mark.parametrize("data", [b"", _KEY, _KEY + b"\x00" * 16, b"x" * 60])
def test_what_is_no_part_is_none(data: bytes) -> None:
    assert _unpacked(data, _KEY) is None


def test_a_part_is_made_once_and_again_under_another_key() -> None:
    kept: dict[int, bytes] = {}
    made: list[int] = []

    def make(part: Part) -> Lines:
        made.append(part.number)
        return tuple(b"%d of %d\r\n" % (part.number, n) for n in range(4))

    def go_through(key: bytes) -> Sequence[Lines]:
        parts = _Keyed(iter(sorted(kept.items())), kept.update)
        parts.key = key
        found = [parts.lines(_part(number), make) for number in range(20)]
        parts.close()
        return found

    first = go_through(_KEY)
    assert made == list(range(20)) == sorted(kept)
    assert go_through(_KEY) == first
    assert len(made) == 20
    kept[3] = kept[3][:-2]
    assert go_through(_KEY) == first
    assert made[20:] == [3]
    assert go_through(b"other key of ours"[:KEY_SIZE]) == first
    assert len(made) == 41
