"""Lines of tables that were kept are given for what they were made from, and for nothing else."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.kept_parts import KeptParts
from bpforum.received import KEY_SIZE
from bpforum.table_keys import Part
from bpforum.table_parts import Kept, Lines, Made, TableParts, _packed, _unpacked
from bpforum.text.name_search import Names

_KEY, _OTHER = b"k" * KEY_SIZE, b"o" * KEY_SIZE
_LINES = st.tuples(*[st.binary(max_size=40)] * 4)
_WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
_PLACES = st.lists(st.integers(0, 49)).map(tuple)
_KEPT = st.builds(Kept, st.builds(Made, _LINES, _WORDS, _PLACES), st.just(b"w" * KEY_SIZE))


class _Making:
    """Makes lines of its own, and remembers of which parts."""

    def __init__(self, words: Sequence[str] = (), open_places: tuple[int, ...] = ()) -> None:
        self.made: list[int] = []
        self.words, self.open_places, self.now = words, open_places, "A. Reader"

    def make(self, part: Part) -> Made:
        self.made.append(part.number)
        lines = tuple(b"%d of %d\r\n" % (part.number, n) for n in range(4))
        words = self.words[part.number] if self.words else ""
        return Made(lines, words, self.open_places)

    def printed(self, part: Part, places: Sequence[int]) -> list[str]:
        return [f"{self.now} {place}" for place in places]


def _gone_through(
    kept: dict[int, bytes],
    making: _Making,
    parts: int,
    key: bytes = _KEY,
    names: Sequence[str] = (),
) -> list[Lines]:
    known = TableParts(sorted(kept.items()), kept.update)
    every = (Part(number, slice(0), slice(0), key) for number in range(parts))
    found = list(known.lines(every, making, Names(names)))
    known.close()
    return found


def _under(data: bytes, key: bytes) -> Kept | None:
    """What is found in a part that was kept as `data`."""
    return _unpacked(KeptParts([(0, data)], lambda parts: None, 1).find_under(0, key))


@given(kept=_KEPT)
def test_what_is_packed_is_unpacked(kept: Kept) -> None:
    assert _under(_KEY + _packed(kept), _KEY) == kept


@given(kept=_KEPT, at=st.integers(min_value=0), by=st.integers(1, 255))
def test_words_that_were_damaged_are_none(kept: Kept, at: int, by: int) -> None:
    data = bytearray(_KEY + _packed(kept))
    data[at % len(data)] ^= by
    found = _under(bytes(data), _KEY)
    assert found is None or found.withheld != kept.withheld or found == kept


@pytest.mark.parametrize("data", [b"", _KEY, _KEY + b"\x00" * 16, b"x" * 60])
def test_what_is_no_part_is_none(data: bytes) -> None:
    assert _under(data, _KEY) is None


def test_a_part_is_made_once_and_again_under_another_key() -> None:
    kept: dict[int, bytes] = {}
    making = _Making()
    first = _gone_through(kept, making, 100)
    assert making.made == list(range(100)) == sorted(kept)
    assert _gone_through(kept, making, 100) == first
    assert len(making.made) == 100
    kept[3] = kept[3][:-2]
    assert _gone_through(kept, making, 100) == first
    assert making.made[100:] == [3]
    assert _gone_through(kept, making, 100, _OTHER) == first
    assert len(making.made) == 201


def test_what_names_somebody_is_made_again_where_that_name_is_withheld_from_now_on() -> None:
    kept: dict[int, bytes] = {}
    making = _Making(["On rivers\nDr Ana", "On seas\nBo", "On lakes\nDi"])
    told: list[tuple[tuple[str, ...], list[int]]] = [
        ((), [0, 1, 2]), (("Cy", "Ana Bo"), []), (("Cy", "Dr Ana"), [0]), (("ANA",), [0]),
        (("Ana", "Bo"), [0, 1]), (("Ana", "Bo"), []), (("Bo",), [0]), ((), [1]),
    ]  # fmt: skip
    for withheld, expected in told:
        making.made = []
        _gone_through(kept, making, 3, names=withheld)
        assert making.made == expected


def test_what_hangs_on_others_is_asked_each_time() -> None:
    kept: dict[int, bytes] = {}
    making = _Making(open_places=(0, 7))
    _gone_through(kept, making, 2)
    _gone_through(kept, making, 2)
    assert making.made == [0, 1]
    making.now = "A. [name withheld]"
    _gone_through(kept, making, 2)
    assert making.made == [0, 1, 0, 1]
