"""Owns what every run asks of each submission: its line of JSON, the key of what is made of it, and
whether there is anything unusual about it. Most are known from before, and no more is asked.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import groupby

from bpforum.columns import part_of
from models.ids import number_of
from models.submission import Submission

KEY_SIZE = 16
"""Bytes of a key."""
CORRECTS = "corrects"
"""The field of what a person put in by hand: in the place of which submission."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The submissions of one part (`columns.part_of`), in order."""

    numbers: Sequence[int]
    keys: bytes
    """Of each the digest of all of its line that what is made of it depends on."""
    odd: Mapping[int, Submission]
    """By number those that are or have another version, correct one, or were erased."""
    lines: bytes = b""
    """Each a line of JSON, its fields in the model's order; given once."""
    latest: datetime | None = None
    """When the latest of them was received."""
    embargoes: Sequence[tuple[int, datetime]] = field(default=())
    """By number, of those that are under one or were."""


class Received(ABC):
    """All submissions; they may be gone through again and again."""

    @abstractmethod
    def batches(self) -> Iterator[Batch]:
        """All of them, in order."""

    @abstractmethod
    def of(self, batch: Batch) -> Mapping[int, Submission]:
        """The submissions of a batch, by number."""

    @abstractmethod
    def __iter__(self) -> Iterator[Submission]:
        """All of them, in order."""


class InMemory(Received):
    """Submissions that are held."""

    def __init__(self, submissions: Iterable[Submission]) -> None:
        """They come in the order of their references."""
        self._submissions = submissions

    def __iter__(self) -> Iterator[Submission]:
        return iter(self._submissions)

    def batches(self) -> Iterator[Batch]:
        """All of them, in order."""
        for _, some in groupby(self, key=lambda one: part_of(number_of(one.reference) or 0)):
            ones = {number_of(one.reference) or 0: one for one in some}
            yield Batch(
                numbers=list(ones),
                keys=b"".join(key_of(plain_line(one).encode()) for one in ones.values()),
                odd={number: one for number, one in ones.items() if _is_odd(one)},
                lines=b"".join(one.model_dump_json().encode() + b"\n" for one in ones.values()),
                latest=max(one.received_at for one in ones.values()),
                embargoes=[(n, one.embargo_until) for n, one in ones.items() if one.embargo_until],
            )

    def of(self, batch: Batch) -> Mapping[int, Submission]:
        """The submissions of a batch, by number."""
        wanted = frozenset(batch.numbers)
        return {n: one for one in self if (n := number_of(one.reference) or 0) in wanted}


def received_of(submissions: Iterable[Submission]) -> Received:
    """`submissions` as they are gone through."""
    return submissions if isinstance(submissions, Received) else InMemory(submissions)


def plain_line(one: Submission) -> str:
    """The line of a submission as if it were the only version."""
    return one.model_copy(update={"version": 1, "superseded_by": None}).model_dump_json()


def key_of(line: bytes) -> bytes:
    """The key of what is made of the submission that `plain_line` tells."""
    return blake2b(line, digest_size=KEY_SIZE).digest()


def _is_odd(one: Submission) -> bool:
    return bool(one.version > 1 or one.superseded_by or one.erased or one.fields.get(CORRECTS))
