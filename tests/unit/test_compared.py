"""What an earlier comparison made of texts: kept in parts, and made again where one is lacking."""

from collections.abc import Mapping

import pytest

from bpforum import compared
from bpforum.compared import Compared
from bpforum.pieces import find_duplicates
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
