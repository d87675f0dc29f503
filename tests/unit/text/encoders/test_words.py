"""Words and their table: sums are the same however small the table is and whatever it has met."""

from collections.abc import Sequence

import numpy as np
import pytest

from bpforum.text.encoders.products import Floats
from bpforum.text.encoders.word_table import WordTable
from bpforum.text.encoders.words import LONGEST_WORD, WINDOW, split, windows


def rows(words: Sequence[str]) -> Floats:
    return np.array([[len(word), sum(map(ord, word))] for word in words], dtype=np.float32)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n", []),
        ("It's  on.", [" It", "'", "s", " on", "."]),
        ("¿Qué? 2.5%", [" ¿", "Qué", "?", " 2", ".", "5", "%"]),
        ("สวัสดีครับ", [" สวัสดีครับ"]),
        ("e\u0301te\u0301", [" e\u0301te\u0301"]),
    ],
)
def test_a_text_is_its_words(text: str, words: list[str]) -> None:
    assert split(text) == words


def test_a_word_without_end_is_cut() -> None:
    assert [len(one) for one in split("x" * 60)] == [LONGEST_WORD + 1, LONGEST_WORD, 12]


@pytest.mark.parametrize("count", [1, WINDOW, WINDOW + 1, 2 * WINDOW, 1000, 1001])
def test_windows_are_even_and_hold_every_word(count: int) -> None:
    ends = windows(count)
    sizes = np.diff([0, *ends])
    assert ends[-1] == count
    assert sizes.max() - sizes.min() <= 1
    assert sizes.max() <= 1.5 * WINDOW


def test_a_small_table_forgets_and_gives_the_same_sums() -> None:
    bags = [[f" w{(number * 7 + n) % 90}" for n in range(12)] for number in range(60)]
    large, small = WordTable(2, rows), WordTable(2, rows, most=16)
    assert small.sums(bags).tobytes() == large.sums(bags).tobytes()
    assert small.sums(bags[::-1])[::-1].tobytes() == large.sums(bags).tobytes()
    assert large.sums([[" a", " b", " a"]])[0] == pytest.approx(
        rows([" a", " b", " a"]).sum(0), rel=1e-4
    )


def test_a_word_is_made_once() -> None:
    made: list[str] = []

    def counting(words: Sequence[str]) -> Floats:
        made.extend(words)
        return rows(words)

    table = WordTable(2, counting)
    table.sums([[" a", " b"], [" b"]])
    table.sums([[" b", " c"], []])
    assert made == [" a", " b", " c"]


def test_a_bag_larger_than_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        WordTable(2, rows, most=2).sums([[" a", " b", " c"]])
