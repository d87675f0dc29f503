"""Pieces that were packed before are found by number and key, and only new ones are written."""

from collections.abc import Iterator

from bpforum.members import Members

_KEY, _OTHER = b"k" * 16, b"o" * 16


def test_a_piece_is_found_by_its_number_and_key() -> None:
    handed: dict[int, bytes] = {}
    members = Members((), handed.update)
    assert members.find(0, _KEY) is None
    for number in (0, 3, 20):
        members.put(number, _KEY, b"piece %d" % number)
    members.close()
    again = Members(iter(sorted(handed.items())))
    assert [again.find(number, _KEY) for number in (0, 1, 3, 21)] == [
        b"piece 0", None, b"piece 3", None,
    ]  # fmt: skip
    assert Members(iter(handed.items())).find(0, _OTHER) is None
    assert Members([(0, b"")]).find(0, _KEY) is None


def test_they_are_handed_on_some_at_once() -> None:
    handed: list[list[int]] = []
    members = Members((), lambda parts: handed.append(list(parts)))
    for number in range(90):
        members.put(number, _KEY, b"")
    assert handed == [list(range(80))]
    members.close()
    assert handed == [list(range(80)), list(range(80, 90))]
    members.close()
    assert len(handed) == 2


def test_nothing_is_asked_for_before_it_is_wanted_and_nothing_left_open() -> None:
    told: list[str] = []

    def kept() -> Iterator[tuple[int, bytes]]:
        told.append("opened")
        try:
            yield 0, _KEY + b"one"
            yield 1, _KEY + b"two"
        finally:
            told.append("closed")

    members = Members(kept())
    assert told == []
    assert members.find(0, _KEY) == b"one"
    assert told == ["opened"]
    members.close()
    assert told == ["opened", "closed"]
