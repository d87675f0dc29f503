"""Encoders: a text's vector is its own, to the last bit, offline, whatever the text is."""

import subprocess
import sys

import numpy as np
import pytest

from bpforum.text.encoders import (
    KINDS,
    Encoder,
    EnglishEncoder,
    HashingEncoder,
    UniversalEncoder,
    WordUniversalEncoder,
)

HOSTILE = [
    "",
    "  \n",
    "😀🎉",
    "\x00\x07\x1b",
    "\ud800",
    "\u200b",
    "a",
    "word " * 10_000,
    "x" * 5000,
]
ORDINARY = [
    "The internet should stay open to everybody.",
    "Internet debe seguir abierta para todos.",
    "Prices of fish rose last winter in the harbour towns of the north.",
    "¿Quién paga?",
    *(
        f"Article {number} says that networks are shared by {number + 2} people."
        for number in range(40)
    ),
]


@pytest.fixture(params=KINDS)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return KINDS[request.param].make()


def test_rows_are_rounded_and_of_length_one(encoder: Encoder) -> None:
    rows = encoder.encode(ORDINARY)
    assert rows.dtype == np.float32
    assert rows.shape == (len(ORDINARY), encoder.dimensions)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert np.array_equal(rows, np.round(rows.astype(np.float64), 6).astype(np.float32))


def test_a_vector_does_not_depend_on_neighbours_or_order(encoder: Encoder) -> None:
    together = encoder.encode(ORDINARY)
    assert encoder.encode(ORDINARY[::-1])[::-1].tobytes() == together.tobytes()
    for text, row in zip(ORDINARY[:6], together, strict=False):
        assert encoder.encode([text])[0].tobytes() == row.tobytes()


def test_any_text_has_a_finite_vector(encoder: Encoder) -> None:
    rows = encoder.encode(HOSTILE)
    lengths = np.linalg.norm(rows, axis=1)
    assert np.isfinite(rows).all()
    assert np.all(np.isclose(lengths, 1, atol=1e-4) | (lengths == 0))
    assert not rows[:2].any()


@pytest.mark.parametrize("kind", [WordUniversalEncoder, EnglishEncoder])
def test_a_vector_is_the_same_whatever_was_read_before(kind: type[Encoder]) -> None:
    fresh, warm = kind(), kind()
    warm.encode([*HOSTILE, *reversed(ORDINARY), "Networks are shared; open to all 41 articles."])
    assert warm.encode(ORDINARY).tobytes() == fresh.encode(ORDINARY).tobytes()


def test_rows_of_many_texts_are_those_of_each_alone() -> None:
    chance = np.random.default_rng(5)
    known = " ".join(ORDINARY).split()
    texts = [" ".join(chance.choice(known, size)) for size in chance.integers(1, 90, 700)]
    encoder = WordUniversalEncoder()
    together = encoder.encode(texts)
    for number in range(0, 700, 23):
        assert encoder.encode([texts[number]])[0].tobytes() == together[number].tobytes()


def test_a_long_text_is_as_near_to_its_parts_as_they_are_to_it() -> None:
    encoder = WordUniversalEncoder()
    text = " ".join(ORDINARY[:3])
    long, short = encoder.encode([" ".join([text] * 50), text])
    assert long @ short > 0.9


def test_no_texts_make_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize("kind", [UniversalEncoder, WordUniversalEncoder])
def test_a_multilingual_encoder_brings_languages_together(kind: type[Encoder]) -> None:
    english, spanish, fish = kind().encode(ORDINARY[:3])
    assert english @ spanish > 0.6
    assert english @ fish < 0.4


def test_the_english_encoder_knows_words_of_like_meaning_whatever_their_case() -> None:
    texts = ["The TEACHERS want higher pay", "wages of school staff", "Prices of fish"]
    one, other, fish = EnglishEncoder().encode(texts)
    assert one @ other > one @ fish + 0.1
    assert EnglishEncoder().encode([texts[0].upper()])[0].tobytes() == one.tobytes()


def test_vectors_by_words_are_near_those_of_the_whole_network() -> None:
    whole = UniversalEncoder().encode(ORDINARY)
    by_words = WordUniversalEncoder().encode(ORDINARY)
    near = (whole * by_words).sum(axis=1)
    assert near.mean() > 0.9
    assert near.min() > 0.75


def test_the_hashing_encoder_brings_shared_words_together() -> None:
    texts = ["Open networks for all", "all OPEN networks!", "Prices of fish"]
    one, other, fish = HashingEncoder().encode(texts)
    assert one @ other > 0.9
    assert abs(one @ fish) < 0.3


def test_hashed_vectors_are_the_same_in_another_process() -> None:
    code = (
        "from bpforum.text.encoders import HashingEncoder;"
        "print(HashingEncoder().encode(['Open networks for all']).tobytes().hex())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
