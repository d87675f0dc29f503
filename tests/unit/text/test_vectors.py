"""The space in which passages are grouped."""

import numpy as np

from bpforum.text.vectors import centre, combine, unit
from tests.unit.text.toy import around


def test_unit_rows_have_length_one_and_a_row_of_zeros_stays() -> None:
    rows = unit(np.array([[3.0, 4.0], [0.0, 0.0], [-0.0, 1.0]]))
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 1])
    assert not np.signbit(rows[rows == 0]).any()


def test_few_passages_are_not_centred() -> None:
    rows = around([0, 1, 2])
    assert np.array_equal(centre(rows, ["en"] * 3), rows)


def test_a_language_with_thirty_passages_has_its_own_centre() -> None:
    rows = np.vstack([around([0] * 40), around([1] * 40, seed=1), around([2] * 5, seed=2)])
    languages = ["en"] * 40 + ["es"] * 40 + ["fr"] * 5
    centred = centre(rows, languages)
    assert np.allclose(centred[:40].mean(axis=0), 0, atol=1e-6)
    assert np.allclose(centred[40:80].mean(axis=0), 0, atol=1e-6)
    assert np.allclose(centred[80:], rows[80:] - rows.mean(axis=0), atol=1e-6)


LONG = [
    f"The {noun} committee wrote about the {noun} of every village network because the {noun} was "
    f"always late, and nobody among the twenty members of board number {n} had expected that."
    for n, noun in enumerate(["harbour", "licence", "school", "antenna"] * 20)
]


def test_words_count_where_passages_are_long_and_share_a_language() -> None:
    rows = around([n % 4 for n in range(80)])
    assert combine(rows, LONG, ["en"] * 80).shape[1] > 16


def test_words_do_not_count_where_passages_are_short_or_languages_mixed() -> None:
    rows = around([n % 4 for n in range(80)])
    assert combine(rows, ["Five words and no more."] * 80, ["en"] * 80).shape == (80, 16)
    assert combine(rows, LONG, ["en"] * 60 + ["fr"] * 20).shape == (80, 16)


def test_equal_texts_without_a_distinguishing_word_are_no_error() -> None:
    rows = around([0] * 80)
    assert combine(rows, [LONG[0]] * 80, ["en"] * 80).shape == (80, 16)
