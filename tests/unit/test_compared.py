"""What an earlier comparison made of texts: kept in parts, and made again where one is lacking."""

from collections.abc import Mapping

import pytest

from bpforum import compared
from bpforum.compared import Compared
from bpforum.pieces import find_duplicates
from bpforum.text.copies import growth
from tests.unit.test_pieces import record
from tests.unit.text.copies.test_sketches import some_text
from tests.unit.validation.test_relations import document


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "_PART", 1_000)


def found(count: int, kept: Mapping[int, bytes], into: dict[int, bytes]) -> str:
    ones = [document(n, text=some_text(n)) for n in range(1, count + 1)]
    parts = sorted(kept.items())
    return find_duplicates(record(*ones), (), Compared(parts, into.update)).model_dump_json()


def test_runs_with_what_was_kept_and_without_find_the_same() -> None:
    kept: dict[int, bytes] = {}
    for count in (30, 33, 3, 33, 0, 12):
        # Parts of a larger time stay behind those of now.
        assert found(count, kept, kept) == found(count, {}, {})
    assert len(kept) > 3


def test_nothing_is_kept_again_where_no_text_is_another() -> None:
    kept: dict[int, bytes] = {}
    found(30, {}, kept)
    again: dict[int, bytes] = {}
    found(30, kept, again)
    assert again == {}
    found(31, kept, again)
    assert again


@pytest.mark.parametrize("lacking", [0, 1, -1])
def test_where_a_part_is_lacking_all_is_made_again(lacking: int) -> None:
    kept: dict[int, bytes] = {}
    expected = found(30, {}, kept)
    whole = dict(kept)
    del kept[sorted(kept)[lacking]]
    again: dict[int, bytes] = {}
    assert found(30, kept, again) == expected
    assert sorted(again) == sorted(whole)


def test_a_few_more_are_kept_as_a_few_and_all_again_when_they_have_become_many() -> None:
    kept: dict[int, bytes] = {}
    found(30, {}, kept)
    sizes = []
    for count in range(31, 44):
        again: dict[int, bytes] = {}
        assert found(count, kept, again) == found(count, {}, {})
        kept |= again
        sizes += [] if not again else [(min(again), sum(map(len, again.values())))]
    written, whole = sum(map(len, kept.values())), [size for at, size in sizes if at == 0]
    assert whole
    assert len(whole) < 5
    assert max(size for at, size in sizes if at > 0) < written / 5


@pytest.mark.parametrize("at", [0, 9, 30, -1])
@pytest.mark.parametrize("which", [0, -1])
def test_what_is_damaged_is_made_again(which: int, at: int) -> None:
    kept: dict[int, bytes] = {}
    for count in (40, 42):
        expected = found(count, kept, kept)
    number = sorted(kept)[which]
    spoilt = bytearray(kept[number])
    spoilt[at] ^= 1
    again = {**kept, number: bytes(spoilt)}
    assert found(42, dict(again), again) == expected
    assert again == kept or found(42, again, {}) == expected


def test_in_a_large_forum_what_the_first_came_to_is_kept_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(growth, "_FIRST", 4)
    kept: dict[int, bytes] = {}
    used = []
    for count in (30, 40, 41, 42, 60, 20, 21):
        known = Compared(sorted(kept.items())).known
        used.append(known.reached.size if known.reached else 0)
        again: dict[int, bytes] = {}
        assert found(count, kept, again) == found(count, {}, {})
        kept |= again
    assert used[0] == 0
    assert min(used[1:]) > 10


def test_what_is_left_of_a_time_of_more_texts_is_never_taken_for_what_follows() -> None:
    kept: dict[int, bytes] = {}
    for count in (30, 32, 29, 30):
        found(count, kept, kept)
    again: dict[int, bytes] = {}
    found(30, kept, again)
    assert again == {}
