"""Of a file that is read some lines at a time nothing is lost between them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.plain_files import pieces, plain
from bpforum.text.word_runs import LENGTH, runs_in

LINES = st.lists(st.text(alphabet='abé ’"\\\u0345', max_size=12), max_size=25)


@given(LINES, st.integers(1, 60), st.sampled_from(["a.csv", "a.json"]))
def test_every_line_and_every_run_of_words_is_in_a_piece(
    lines: list[str], at_once: int, path: str
) -> None:
    data = "\n".join(map(json.dumps, lines) if path == "a.json" else lines).encode()
    whole, parts = plain(path, data), list(pieces(path, data, LENGTH, at_once))
    assert set(whole.split("\n")) - {""} <= {line for part in parts for line in part.split("\n")}
    assert set(runs_in(whole)) == {run for part in parts for run in runs_in(part)}
    assert all(part in whole for part in parts)


def test_a_piece_is_some_lines_only() -> None:
    data = b"one two three four five six seven eight\n" * 1000
    parts = list(pieces("a.csv", data, LENGTH, 400))
    assert len(parts) > 50
    assert max(map(len, parts)) < 900
    assert list(pieces("a.csv", b"x" * 10_000, LENGTH, 400)) == ["x" * 10_000]
    assert list(pieces("a.csv", b"", LENGTH)) == []


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("a.html", b"<p>Ada&nbsp;Okoro</p><p>spoke</p>", "Ada\xa0Okoro spoke"),
        ("a.json", b'"a\\nb \\"c\\""', '"a b "c""'),
        ("a.csv", b"a,\xff", "a,\ufffd"),
    ],
)
def test_the_words_are_those_that_a_reader_sees(path: str, data: bytes, words: str) -> None:
    assert plain(path, data).strip() == words
    assert [one.strip() for one in pieces(path, data, LENGTH)] == [words]
