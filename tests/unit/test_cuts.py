"""Kept cuts give the passages that cutting anew gives, however the forum grows and is mended."""

from hashlib import blake2b
from types import SimpleNamespace

import numpy as np
import pytest

from bpforum import cuts as module
from bpforum.columns import Columns
from bpforum.cuts import Cuts
from bpforum.pieces import cut, find_duplicates
from bpforum.received import KEY_SIZE
from bpforum.text import passages
from models.contribution import Contribution
from models.passage import Passage
from models.record import Record
from tests.unit.test_pieces import LONG
from tests.unit.text.copies.test_additions import LETTER, OWN
from tests.unit.text.copies.test_duplicates import prose, write
from tests.unit.validation.test_relations import document

_SIZE = 3
TEXTS = [
    LETTER, OWN, LONG, LETTER.replace("cheap", "fair"), f"{OWN}\n\n{LETTER}", f"{LETTER}\n\n{OWN}",
    f"{LONG}\n\n{LETTER}", "Thank you.", "Networks are slow here.", write(prose(9, 40)),
]  # fmt: skip


class Forum:
    """Contributions that come and change, the keys of what each was made from, what was kept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bpforum.columns.SIZE", _SIZE)
        monkeypatch.setattr(module, "SIZE", _SIZE)
        monkeypatch.setattr(module, "passages", SimpleNamespace(cut=self._cut))
        self.ones: dict[int, Contribution] = {}
        self.kept: dict[int, bytes] = {}
        self.anew: list[str] = []

    def send(self, number: int, text: str, **more: object) -> None:
        self.ones[number] = document(number, text=text, **more)

    def check(self) -> list[str]:
        """Cuts with what was kept and without; who was cut anew."""
        ones = [self.ones[n] for n in sorted(self.ones)]
        record = Record(contributions=tuple(ones))
        keys = bytearray(KEY_SIZE * max(self.ones, default=0))
        for n, one in self.ones.items():
            # As of what was received: a correction changes nothing in it.
            words = (one.received_text or one.text) + (one.fate or "")
            key = blake2b(words.encode(), digest_size=KEY_SIZE).digest()
            keys[(n - 1) * KEY_SIZE : n * KEY_SIZE] = key
        same = find_duplicates(record)
        plain = cut(record, ["en"], same, Cuts(["en"]))
        self.anew.clear()
        columns = Columns(sorted(self.kept.items()), self.kept.update)
        assert cut(record, ["en"], same, Cuts(["en"], columns, keys)) == plain
        return list(self.anew)

    def _cut(self, one: Contribution) -> tuple[Passage, ...]:
        self.anew.append(one.reference)
        return passages.cut(one)


def _never(asked: object, known: object) -> dict[int, list[Passage]]:
    assert not known, "a part was not taken as a whole"
    return {}


@pytest.mark.parametrize("seed", range(12))
def test_what_was_kept_is_what_is_cut_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance, forum = np.random.default_rng(seed), Forum(monkeypatch)
    for _ in range(8):
        for _ in range(chance.integers(0, 5)):
            forum.send(
                max(forum.ones, default=0) + int(chance.integers(1, 3)),
                TEXTS[chance.integers(len(TEXTS))],
            )
        for n in [*forum.ones]:
            if chance.random() < 0.1:
                forum.send(n, TEXTS[chance.integers(len(TEXTS))])
            elif chance.random() < 0.05:
                forum.send(n, TEXTS[chance.integers(len(TEXTS))], received_text=forum.ones[n].text)
            elif chance.random() < 0.05:
                forum.send(n, forum.ones[n].text, fate="withdrawn")
            elif chance.random() < 0.05:
                del forum.ones[n]
        if forum.kept and chance.random() < 0.3:
            part = int(chance.choice(sorted(forum.kept)))
            other = forum.kept[int(chance.choice(sorted(forum.kept)))]
            damaged = [other, other[: len(other) // 2], b"[]", b""]
            forum.kept[part] = damaged[chance.integers(len(damaged))]
        forum.check()


def test_only_what_is_new_is_cut_and_parts_that_stay_are_kept_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forum = Forum(monkeypatch)
    for n, text in enumerate(TEXTS[:8], start=1):
        forum.send(n, text)
    assert len(forum.check()) == 8
    before = dict(forum.kept)
    with monkeypatch.context() as patched:
        patched.setattr(module, "_again", _never)
        assert (forum.check(), forum.kept) == ([], before)
    forum.send(9, TEXTS[8])
    assert forum.check() == ["C-0009"]
    assert [part for part in before if forum.kept[part] != before[part]] == [2]


def test_a_whole_part_whose_ids_or_places_are_others_is_cut_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forum = Forum(monkeypatch)
    for n in (1, 2, 3):
        forum.send(n, TEXTS[n])
    forum.check()
    [data] = forum.kept.values()
    for was, now in ((b'"ids":"p', b'"ids":"pf'), (b'"ends":[', b'"ends":[9'), (b"{", b"{{")):
        assert was in data
        forum.kept = {0: data.replace(was, now)}
        forum.check()
        assert forum.kept == {0: data}
