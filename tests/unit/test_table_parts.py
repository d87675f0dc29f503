"""Lines of tables that were kept are given for what they were made from, and for nothing else."""

from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.table_parts import KEY_SIZE, Kept, Lines, Part, TableParts, _packed, _unpacked
from bpforum.text.name_search import Names

_KEY = b"k" * KEY_SIZE
_LINES = st.tuples(*[st.binary(max_size=40)] * 4)
_KEPT = st.builds(
    Kept, _LINES, st.text(st.characters(codec="utf-8"), max_size=20), st.just(b"w" * KEY_SIZE)
)


class _Keyed(TableParts):
    """With keys and withheld names of our own."""

    def __init__(self, kept: dict[int, bytes], key: bytes, withheld: Sequence[str] = ()) -> None:
        super().__init__(sorted(kept.items()), kept.update)
        self._own = key
        self._names = Names(withheld)

    def _key(self, part: Part) -> bytes:
        return self._own


class _Nobody:
    """A view in which nobody is listed."""

    listed: tuple[str, ...] = ()
    draft = SimpleNamespace(names=SimpleNamespace(name=lambda one: f"Dr {one.reference}"))


class _Somebody(_Nobody):
    listed = ("Ana",)


def _part(number: int, view: type[_Nobody] = _Nobody) -> Part:
    ones = [SimpleNamespace(reference=name, title="On rivers") for name in ("Ana", "Bo")]
    return Part(number, (), ones, (), (), slice(0), slice(0), (view(), view()))  # type: ignore[arg-type]


@given(kept=_KEPT)
def test_what_is_packed_is_unpacked(kept: Kept) -> None:
    assert _unpacked(_KEY + _packed(kept), _KEY) == kept


@given(kept=_KEPT, at=st.integers(min_value=0), by=st.integers(1, 255))
def test_words_that_were_damaged_are_none(kept: Kept, at: int, by: int) -> None:
    data = bytearray(_KEY + _packed(kept))
    data[at % len(data)] ^= by
    found = _unpacked(bytes(data), _KEY)
    assert found is None or found.withheld != kept.withheld or found == kept


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
        parts = _Keyed(kept, key)
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


def test_what_names_somebody_is_made_again_where_that_name_is_withheld_from_now_on() -> None:
    kept: dict[int, bytes] = {}
    made: list[int] = []

    def make(part: Part) -> Lines:
        made.append(part.number)
        return (b"", b"", b"", b"")

    for n, withheld in enumerate([(), ("Cy", "Bo"), ("Cy", "Dr Ana"), ("ANA",), ("Ana Bo",), ()]):
        parts = _Keyed(kept, _KEY, withheld)
        parts.lines(_part(0, _Somebody), make)
        parts.lines(_part(1), make)
        parts.close()
        assert made[2:] == [0] * (0, 0, 1, 2, 3, 3)[n]
