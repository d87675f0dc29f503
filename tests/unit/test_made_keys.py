"""A contribution's key is another one where anything in it is, or what became of it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bpforum.made_keys import MadeKeys
from bpforum.received import KEY_SIZE
from bpforum.settled import Closing, Settled
from models.audience import Consent
from models.contribution import Contribution
from models.ids import reference
from models.record import Record
from models.submission import Reason

_NUMBERS = st.sets(st.integers(1, 130), min_size=1).map(sorted)


def _one(number: int, title: str = "", *, as_made: bool = True) -> Contribution:
    one = Contribution(
        reference=reference(number), source="inbox", external_id="1", digest="0" * 64,
        kind="comment", text="words", title=title, received_at=datetime(2026, 5, 1, tzinfo=UTC),
        audience="public", consent=Consent(basis="stated", scope="full"),
    )  # fmt: skip
    if as_made:
        object.__setattr__(one, "is_as_made", True)
    return one


def _settled(ones: list[Contribution], ends: dict[int, Closing] | None = None) -> Settled:
    closings = [(ends or {}).get(n, Closing("listed")) for n in range(len(ones))]
    return Settled(Record(comments=tuple(ones)), closings)


def _rows(settled: Settled, made: MadeKeys) -> list[bytes]:
    return [row.tobytes() for row in made.of(settled)]


def test_each_key_is_of_one_contribution_as_it_is() -> None:
    keys = bytes(range(1, 65))
    made, ones = MadeKeys(keys), [_one(1), _one(3), _one(4)]
    bare = _rows(_settled(ones), made)
    assert [row[:KEY_SIZE] for row in bare] == [keys[:16], keys[32:48], keys[48:]]
    assert bare == _rows(_settled(ones), MadeKeys(keys))
    changed = _rows(_settled([ones[0], _one(3, "T", as_made=False), ones[2]]), made)
    assert [a == b for a, b in zip(bare, changed, strict=True)] == [True, False, True]
    assert changed[1] != _rows(_settled([_one(3, "U", as_made=False)]), made)[0]
    for end in (
        Closing("reflected"), Closing("listed", "C-0001"),
        Closing("listed", "", (Reason(code="c", message="m"),)),
    ):  # fmt: skip
        ended = _rows(_settled(ones, {1: end}), made)
        assert [a == b for a, b in zip(bare, ended, strict=True)] == [True, False, True]


def test_what_no_key_is_held_of_is_known_by_all_that_it_holds() -> None:
    for keys in (b"", b"k" * 17, bytes(96)):
        made = MadeKeys(keys)
        rows = _rows(_settled([_one(2), _one(5, "T")]), made)
        assert rows != _rows(_settled([_one(2), _one(5, "U")]), made)
        assert rows == _rows(_settled([_one(2), _one(5, "T", as_made=False)]), made)


def test_nothing_has_no_keys() -> None:
    assert _rows(_settled([]), MadeKeys()) == []


@given(numbers=_NUMBERS, size=st.integers(1, 60))
def test_blocks_are_rows_of_so_many_numbers(numbers: list[int], size: int) -> None:
    settled = _settled([_one(number) for number in numbers])
    blocks = dict(settled.blocks(size))
    assert list(blocks) == sorted({(number - 1) // size for number in numbers})
    for block, rows in blocks.items():
        assert numbers[rows] == [n for n in numbers if (n - 1) // size == block]
    ends, which = settled.endings
    assert [ends[n] for n in which.tolist()] == list(settled.closings)
