"""Where a source's walk goes on is read back as it was written, or the walk begins anew."""

import json

import pytest

from bpforum.sources.cursor import read_cursor, write_cursor


def test_a_place_comes_back_as_it_was_written() -> None:
    state = {"b": 1, "a": {"é": "x"}}
    assert read_cursor(write_cursor(state)) == state
    assert write_cursor(state) == write_cursor(
        dict(reversed(json.loads(json.dumps(state)).items()))
    )


@pytest.mark.parametrize("words", ["", "x", "[1]", "null", "7", "[" * 10**5])
def test_what_is_no_place_of_ours_is_the_beginning(words: str) -> None:
    assert read_cursor(words) == {}
