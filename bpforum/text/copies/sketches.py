"""What texts are compared by, and what of it is known from before: owns the sketch of each text;
compares none.

A sketch is made of its text alone, so that one of an earlier run is as good as one made now.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.shingles import Numbers, Rows, fold, parts_of, sets_of
from bpforum.text.copies.short import is_short

Digests = NDArray[np.uint64]
"""Two numbers a text, 128 bits."""
DIGEST_SIZE = 16
"""Bytes of a digest."""
SHORT, WORDLESS = -1, -2
"""In the place of a row: texts that are compared with none."""
_HEAD = 4


@dataclass(frozen=True)
class Sketches:
    """Of different texts the words and shingles, and which text as it was sent has which."""

    texts: Digests
    """Of the texts as they were sent, ascending by the first number."""
    rows: Rows
    """For each of `texts` the row of its sketch, or why it has none."""
    folded: Digests
    """Of the texts without case and punctuation, by row."""
    words: Rows
    sizes: Rows
    flat: Numbers
    """The shingles of all rows one after the other."""

    def to_bytes(self) -> Iterator[bytes]:
        """In pieces; read again by `of_bytes`."""
        head = [len(self.texts), len(self.folded), len(self.flat), 0]
        yield np.array(head, dtype="<i8").tobytes()
        for one in (self.texts, self.rows, self.folded, self.words, self.sizes, self.flat):
            yield one.astype(one.dtype.newbyteorder("<"), copy=False).tobytes()

    def beyond(self, known: "Sketches") -> "Sketches | None":
        """What is here and not in `known`, with the numbers that the texts have here.

        None where it is not so that these are the same texts in the same order, and others after
        them.
        """
        size = len(known.words)
        if size > len(self.words) or not np.array_equal(self.folded[:size], known.folded):
            return None
        place = places(self.texts, known.texts)
        if (place < 0).any():
            return None
        new = np.delete(np.arange(len(self.texts)), place)
        start = int(self.sizes[:size].sum())
        return Sketches(
            self.texts[new], self.rows[new], self.folded[size:], self.words[size:],
            self.sizes[size:], self.flat[start:],
        )  # fmt: skip


def nothing() -> Sketches:
    """Of no texts."""
    none, pairs = np.zeros(0, dtype=np.int64), np.zeros((0, 2), dtype=np.uint64)
    return Sketches(pairs, none, pairs, none, none, np.zeros(0, dtype=np.uint32))


def joined(some: Sequence[Sketches]) -> Sketches:
    """The sketches of all, of which each goes `beyond` those before it."""
    if len(some) == 1:
        return some[0]
    texts = np.concatenate([one.texts for one in some])
    order = np.lexsort((texts[:, 1], texts[:, 0]))
    return Sketches(
        texts[order],
        np.concatenate([one.rows for one in some])[order],
        np.concatenate([one.folded for one in some]),
        np.concatenate([one.words for one in some]),
        np.concatenate([one.sizes for one in some]),
        np.concatenate([one.flat for one in some]),
    )


def places(known: Digests, digests: Digests) -> Rows:
    """Where each of `digests` is in `known`, which ascends; -1 where it is not."""
    if not len(known):
        return np.full(len(digests), -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(known[:, 0], digests[:, 0]), len(known) - 1)
    return np.where((known[found] == digests).all(axis=1), found, -1)


def size_of(data: bytes | bytearray | memoryview) -> int:
    """How many bytes of `data` are what `to_bytes` gave; raises ValueError where they are not."""
    if len(data) < 8 * _HEAD:
        raise ValueError("too short")
    texts, rows, shingles = (int(n) for n in np.frombuffer(data, dtype="<i8", count=_HEAD)[:3])
    needed = 8 * _HEAD + 24 * texts + 32 * rows + 4 * shingles
    if min(texts, rows, shingles) < 0 or len(data) < needed:
        raise ValueError("not of the size that it tells")
    return needed


def of_bytes(data: bytes | bytearray | memoryview, before: int = 0) -> Sketches:
    """What `to_bytes` gave, whatever stands behind it; raises ValueError where it is not that.

    There are so many sketches `before` these.
    """
    size_of(data)
    texts, rows, shingles = (int(n) for n in np.frombuffer(data, dtype="<i8", count=_HEAD)[:3])
    at = 8 * _HEAD
    found: list[NDArray[np.generic]] = []
    for kind, count in (("u8", 2 * texts), ("i8", texts), ("u8", 2 * rows), ("i8", rows),
                        ("i8", rows), ("u4", shingles)):  # fmt: skip
        one = np.frombuffer(data, dtype=f"<{kind}", count=count, offset=at)
        at += one.nbytes
        found.append(one.astype(kind))
    made = Sketches(
        found[0].reshape(-1, 2), found[1], found[2].reshape(-1, 2), *found[3:]  # type: ignore[arg-type]
    )  # fmt: skip
    sane = (made.rows >= WORDLESS).all() and (made.rows < before + rows).all()
    if not sane or (made.sizes < 0).any() or int(made.sizes.sum()) != shingles:
        raise ValueError("rows that are not there")
    return made


def take(digests: Digests, text: Callable[[int], str], known: Sketches) -> tuple[Rows, Sketches]:
    """For each of the texts with these `digests` the row of its sketch, and the sketches of these
    texts and no others.

    Rows are numbered in the order in which their texts come first. What is `known` is not made
    again, and its `text` not asked for.
    """
    place = places(known.texts, digests)
    rows = np.full(len(digests), WORDLESS - 1, dtype=np.int64)
    rows[place >= 0] = known.rows[place[place >= 0]]
    every = _with_new(text, digests, rows, known)
    has = np.flatnonzero(rows >= 0)
    kept, first, number = np.unique(rows[has], return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(kept), dtype=np.int64)
    rank[order] = np.arange(len(kept))
    rows[has] = rank[number]
    kept = kept[order]
    by_digest = np.lexsort((digests[:, 1], digests[:, 0]))
    unlike = np.ones(len(by_digest), dtype=np.bool_)
    unlike[1:] = (np.diff(digests[by_digest], axis=0) != 0).any(axis=1)
    by_digest = by_digest[unlike]
    found = digests[by_digest], rows[by_digest]
    if np.array_equal(kept, np.arange(len(every.words))):
        return rows, Sketches(*found, every.folded, every.words, every.sizes, every.flat)
    return rows, Sketches(
        *found, every.folded[kept], every.words[kept], every.sizes[kept],
        parts_of(every.flat, every.sizes, kept),
    )  # fmt: skip


def _with_new(
    text_of: Callable[[int], str], digests: Digests, rows: Rows, known: Sketches
) -> Sketches:
    """What is known with a sketch of what is not; gives `rows` those that they lack."""
    at: dict[bytes, int] = {}
    made: dict[bytes, int] = {}
    order = np.argsort(known.folded[:, 0], kind="stable")
    first = known.folded[order, 0]
    added: list[bytes] = []

    def row_of(digest: bytes) -> tuple[int, bool]:
        number = np.frombuffer(digest, dtype="<u8")
        place = int(np.searchsorted(first, number[0])) if len(first) else 0
        if place < len(first) and (known.folded[order[place]] == number).all():
            return int(order[place]), False
        row = made.setdefault(digest, len(known.folded) + len(made))
        return row, row == len(known.folded) + len(added)

    def fresh() -> Iterator[str]:
        for nth in np.flatnonzero(rows < WORDLESS).tolist():
            name = digests[nth].tobytes()
            if name not in at:
                text = text_of(nth)
                folded = fold(text)
                if not folded or is_short(text):
                    at[name] = SHORT if is_short(text) else WORDLESS
                else:
                    digest = digest_of(folded)
                    at[name], is_new = row_of(digest)
                    if is_new:
                        added.append(digest)
                        yield folded
            rows[nth] = at[name]

    words, sizes, flat = sets_of(fresh())
    if not added:
        return known
    if not len(known.words):
        every = np.frombuffer(b"".join(added), dtype="<u8").astype(np.uint64).reshape(-1, 2)
        return Sketches(known.texts, known.rows, every, words, sizes, flat)
    folded = np.frombuffer(b"".join(added), dtype="<u8").astype(np.uint64).reshape(-1, 2)
    return Sketches(
        known.texts, known.rows, np.concatenate([known.folded, folded]),
        np.concatenate([known.words, words]), np.concatenate([known.sizes, sizes]),
        np.concatenate([known.flat, flat]),
    )  # fmt: skip


def digest_of(text: str) -> bytes:
    """By which a text is known again."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_SIZE).digest()


def digests_of(texts: Iterable[str]) -> Digests:
    """Of each of these texts."""
    return (
        np.frombuffer(b"".join(map(digest_of, texts)), dtype="<u8").astype(np.uint64).reshape(-1, 2)
    )
