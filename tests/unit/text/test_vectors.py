"""Vectors as they are compared."""

import numpy as np
import pytest

from bpforum.text.vectors import (
    ById,
    Changed,
    Shifted,
    centre,
    offsets,
    pick,
    shift,
    together,
    unit,
)
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


def test_one_language_has_nothing_to_take_off() -> None:
    rows = around([0] * 80)
    assert offsets(rows, ["en"] * 60 + ["fr"] * 20) == {}
    assert shift(rows, ["en"] * 80, {}) is rows


def test_what_a_language_adds_is_found_and_taken_off() -> None:
    topics = [n % 4 for n in range(80)]
    rows = around(topics)
    languages = ["en" if n % 8 < 4 else "fr" for n in range(80)]
    french = np.array([one == "fr" for one in languages])
    rows[french, 9] += 1.5
    moved = shift(rows, languages, offsets(rows, languages))
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)
    apart = [np.abs(m[french].mean(axis=0) - m[~french].mean(axis=0)).max() for m in (rows, moved)]
    assert apart[1] < 0.2 * apart[0]


def test_vectors_with_a_few_more_or_less_are_looked_up() -> None:
    known = {name: np.full(2, n) for n, name in enumerate("abc")}
    changed = Changed(known, more={"d": np.full(2, 9), "a": np.full(2, 8)}, less=frozenset("b"))
    assert {name: float(row[0]) for name, row in changed.items()} == {"d": 9, "a": 8, "c": 2}
    assert len(changed) == 3
    assert "b" not in changed
    with pytest.raises(KeyError):
        changed["b"]


def test_rows_that_are_asked_for_together_are_those_of_each_to_the_bit() -> None:
    chance = np.random.default_rng(5)
    rows = unit(chance.normal(size=(700, 256)).astype(np.float32))
    spoken = chance.integers(-1, 2, size=700)
    table = Shifted(rows, spoken, [chance.normal(size=256) / 9, chance.normal(size=256) / 9])
    names = [f"p{n}" for n in chance.permutation(650)]
    vectors = ById(pick(table, chance.permutation(700)[:650]), {f"p{n}": n for n in range(650)})
    each = np.array([vectors[name] for name in names])
    found = together(vectors, names)
    assert (found.dtype, found.tobytes()) == (each.dtype, each.tobytes())
    changed = Changed(vectors, more={"p7": rows[3]})
    assert np.array_equal(together(changed, ["p7", "p8"]), [rows[3], vectors["p8"]])
