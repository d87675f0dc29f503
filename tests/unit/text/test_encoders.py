"""Encoders: a text's vector is its own, to the last bit, offline, whatever the text is."""

import subprocess
import sys

import numpy as np
import pytest

from bpforum.text import encoders
from bpforum.text.encoders import Encoder, HashingEncoder, UniversalEncoder, choose

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


@pytest.fixture(params=[UniversalEncoder, HashingEncoder])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    made: Encoder = request.param()
    return made


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


def test_no_texts_make_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_the_universal_encoder_brings_languages_together() -> None:
    english, spanish, fish = UniversalEncoder().encode(ORDINARY[:3])
    assert english @ spanish > 0.7
    assert english @ fish < 0.4


def test_the_fallback_brings_shared_words_together() -> None:
    texts = ["Open networks for all", "all OPEN networks!", "Prices of fish"]
    one, other, fish = HashingEncoder().encode(texts)
    assert one @ other > 0.9
    assert abs(one @ fish) < 0.3


def test_names_hold_the_version_and_find_the_encoder() -> None:
    assert choose().name == "use-multilingual-3 0.2.1"
    assert choose(HashingEncoder.name).name == "hashed-pieces-512 v1"
    with pytest.raises(KeyError, match="nobody"):
        choose("nobody")


def test_without_the_wheel_the_fallback_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "find_spec", lambda name: None)
    assert choose().name == HashingEncoder.name
    with pytest.raises(KeyError):
        choose("use-multilingual-3 0.2.1")


def test_the_fallbacks_vectors_are_the_same_in_another_process() -> None:
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
