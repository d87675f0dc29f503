"""Kept digests of own words are those that are made anew, whatever was kept."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum import own_words as module
from bpforum.own_words import OwnWords, Words
from bpforum.received import KEY_SIZE
from bpforum.text.copies.sketches import digests_of
from models.block import Block
from models.contribution import Contribution
from tests.unit.text.copies.test_additions import LETTER
from tests.unit.validation.test_relations import document

TEXTS = ["Yes, I agree.", LETTER, f"> {LETTER}\n\nI agree with that.", "", "Half \ud83d of it."]


def _sent(number: int, kind: int) -> Contribution:
    text = TEXTS[kind]
    blocks: tuple[Block, ...] = ()
    if text.startswith(">"):
        end = text.index("\n\n")
        blocks = (Block(kind="quoted", start=0, end=end),
                  Block(kind="paragraph", start=end + 2, end=len(text)))  # fmt: skip
    return document(number, text=text).model_copy(update={"blocks": blocks})


def _keys(ones: Sequence[Contribution]) -> bytes:
    last = int(ones[-1].reference[2:]) if ones else 0
    keys = bytearray(b"\1" * KEY_SIZE * last)
    for one in ones:
        n = int(one.reference[2:])
        told = (one.received_text or one.text).encode("utf-8", "surrogatepass")
        keys[(n - 1) * KEY_SIZE : n * KEY_SIZE] = blake2b(told, digest_size=KEY_SIZE).digest()
    return bytes(keys)


def _check(found: Words, ones: Sequence[Contribution]) -> None:
    plain = OwnWords().of(ones)
    assert np.array_equal(found.digests, plain.digests)
    assert found.is_short.tolist() == plain.is_short.tolist()
    texts = [found.text(nth) for nth in range(len(ones))]
    assert np.array_equal(digests_of(texts), plain.digests)


@given(st.lists(st.lists(st.integers(-1, 4), max_size=8), min_size=1, max_size=5), st.data())
def test_a_forum_that_changes_has_the_words_that_it_has(
    runs: list[list[int]], data: st.DataObject
) -> None:
    kept: dict[int, bytes] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bpforum.columns.SIZE", 3)
        for kinds in runs:
            ones = [_sent(n, kind) for n, kind in enumerate(kinds, start=1) if kind >= 0]
            for nth in data.draw(st.sets(st.integers(0, 7))) if ones else ():
                one = ones[nth % len(ones)]
                corrected = {"text": "Another text.", "blocks": (), "received_text": one.text}
                ones[nth % len(ones)] = one.model_copy(update=corrected)
            keys = _keys(ones)
            _check(OwnWords(sorted(kept.items()), kept.update, keys).of(ones), ones)


def test_what_did_not_change_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ones, kept = [_sent(n, n % 5) for n in range(1, 20)], dict[int, bytes]()
    OwnWords((), kept.update, _keys(ones)).of(ones)
    assert sum(map(len, kept.values())) < 40 * len(ones)
    monkeypatch.setattr(module, "_own", None)
    again = OwnWords(sorted(kept.items()), kept.update, _keys(ones)).of(ones)
    monkeypatch.undo()
    _check(again, ones)


@pytest.mark.parametrize("at", [0, 15, 16, 17, -1])
def test_what_was_damaged_is_made_anew(at: int) -> None:
    ones, kept = [_sent(n, n % 5) for n in range(1, 20)], dict[int, bytes]()
    OwnWords((), kept.update, _keys(ones)).of(ones)
    whole = kept[0]
    changed = bytearray(whole)
    changed[at] ^= 1
    for damaged in (bytes(changed), whole[:at], whole + b"\0", b""):
        _check(OwnWords([(0, damaged)], kept.update, _keys(ones)).of(ones), ones)
        assert kept[0] == whole


def test_without_a_key_nothing_is_kept() -> None:
    ones, kept = [_sent(n, n % 5) for n in range(1, 20)], dict[int, bytes]()
    unknown = bytearray(_keys(ones))
    unknown[3 * KEY_SIZE : 4 * KEY_SIZE] = bytes(KEY_SIZE)
    for keys in (b"", _keys(ones)[:-1], bytes(unknown)):
        _check(OwnWords((), kept.update, keys).of(ones), ones)
        assert not kept
