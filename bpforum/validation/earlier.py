"""What earlier runs made of each submission by itself, so that it is not worked out again; decides
nothing, and holds nothing that depends on other submissions but the sessions that are known.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import repeat
from typing import Any

from bpforum.columns import Columns, part_of
from bpforum.packing import Shared, pack, unpack
from bpforum.received import KEY_SIZE, Batch
from models.contribution import Contribution
from models.ids import Digest
from models.session import Session

_WRONG = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What reading a part raises that is not as we write it: then it is made again."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one submission alone."""

    contribution: Contribution
    detected: bool
    """Its language was found in its text."""
    says_nothing: bool
    message_id: str
    """A mail's own, else empty."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was made of the submissions of a part, by their numbers."""

    numbers: Sequence[int] = ()
    keys: bytes = b""
    contributions: Sequence[Contribution] = ()
    detected: AbstractSet[int] = frozenset()
    says_nothing: AbstractSet[int] = frozenset()
    message_ids: Mapping[int, str] = field(default_factory=dict)

    def made(self) -> Iterator[tuple[int, tuple[bytes, Made]]]:
        """Each with its number and key."""
        for n, (number, one) in enumerate(zip(self.numbers, self.contributions, strict=True)):
            key = self.keys[n * KEY_SIZE : (n + 1) * KEY_SIZE]
            says_nothing, detected = number in self.says_nothing, number in self.detected
            yield number, (key, Made(one, detected, says_nothing, self.message_ids.get(number, "")))


class Earlier:
    """What was made in earlier runs, gone through batch by batch; learns what this run makes."""

    def __init__(self, columns: Columns | None = None, without: Collection[Digest] = ()) -> None:
        """`without`: digests of originals that are no longer kept, whose reading may change."""
        self._columns = columns or Columns()
        self._without = without
        self._sessions = (0, b"")
        self._shared: Shared = {}
        self._number = 0
        self._part = Part()
        self._known: dict[int, tuple[bytes, Made]] | None = None
        self._now: list[tuple[int, bytes, Made]] = []
        self._changed = False
        self.keys = bytearray()
        """Sixteen bytes for each number from 1: the key of what was made, zeros where none is."""

    def turn_to(self, batch: Batch) -> None:
        """Goes on to the next batch."""
        self._end()
        self._number = part_of(batch.numbers[0])
        self._part = self._read(self._columns.find(self._number))

    def whole(self, batch: Batch, sessions: Sequence[Session]) -> Part | None:
        """What was made of a batch before, where all that all of it depends on is as it was."""
        part = self._part
        keys = batch.keys
        if sessions:
            starts = range(0, len(keys), KEY_SIZE)
            each = (self.key_of(keys[at : at + KEY_SIZE], sessions) for at in starts)
            keys = b"".join(each)
        if part.keys != keys or list(part.numbers) != list(batch.numbers) or not self._has(part):
            return None
        self._hold(batch.numbers[0], keys)
        _mark(part.contributions)
        return part

    def key_of(self, key: bytes, sessions: Sequence[Session]) -> bytes:
        """The digest of all that what is made of it depends on, beside code, forum and profile."""
        if not sessions:
            return key
        if len(sessions) != self._sessions[0]:
            told = "\n".join(one.model_dump_json() for one in sessions)
            self._sessions = len(sessions), told.encode()
        return blake2b(key + self._sessions[1], digest_size=KEY_SIZE).digest()

    def find(self, number: int, key: bytes) -> Made | None:
        """What was made of it before, where all that it depends on is as it was."""
        if self._known is None:
            self._known = dict(self._part.made())
        found, made = self._known.get(number, (b"", None))
        if made is None or found != key or made.contribution.digest in self._without:
            return None
        self._now.append((number, key, made))
        self._hold(number, key)
        _mark([made.contribution])
        return made

    def put(self, number: int, key: bytes, made: Made) -> None:
        """Keeps what was made of it for later runs."""
        if made.contribution.digest in self._without:
            return
        self._now.append((number, key, made))
        self._changed = True
        self._hold(number, key)
        _mark([made.contribution])

    def close(self) -> None:
        """To be called when all submissions were gone through."""
        self._end()
        self._columns.close()

    def _has(self, part: Part) -> bool:
        return not self._without or not any(
            one.digest in self._without for one in part.contributions
        )

    def _end(self) -> None:
        if self._changed:
            self._columns.put(self._number, self._now, _packed)
        self._known, self._now, self._changed = None, [], False

    def _read(self, packed: Mapping[str, Any]) -> Part:
        """A part as it was kept; nothing where it is not as we write it."""
        try:
            numbers, keys = packed["numbers"], bytes.fromhex(packed["keys"])
            ones = unpack(Contribution, packed["contributions"], len(numbers), self._shared)
            ids = {int(number): str(said) for number, said in packed["message_ids"].items()}
            detected, nothing = frozenset(packed["detected"]), frozenset(packed["says_nothing"])
        except _WRONG:
            return Part()
        if len(keys) != KEY_SIZE * len(numbers):
            return Part()
        return Part(numbers, keys, ones, detected, nothing, ids)

    def _hold(self, number: int, keys: bytes) -> None:
        """The `keys` of this number and of those that follow."""
        start = (number - 1) * KEY_SIZE
        self.keys.extend(bytes(max(0, start + len(keys) - len(self.keys))))
        self.keys[start : start + len(keys)] = keys


def _mark(made: Sequence[Contribution]) -> None:
    deque(map(object.__setattr__, made, repeat("is_as_made"), repeat(True)), 0)


def _packed(entries: Sequence[tuple[int, bytes, Made]]) -> dict[str, Any]:
    return {
        "numbers": [number for number, *_ in entries],
        "keys": b"".join(key for _, key, _ in entries).hex(),
        "contributions": pack([made.contribution for *_, made in entries]),
        "detected": [number for number, _, made in entries if made.detected],
        "says_nothing": [number for number, _, made in entries if made.says_nothing],
        "message_ids": {
            str(number): made.message_id for number, _, made in entries if made.message_id
        },
    }
