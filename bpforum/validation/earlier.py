"""What earlier runs made of each submission by itself, so that it is not worked out again; decides
nothing, and holds nothing that depends on other submissions but the sessions that are known.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bpforum.packing import pack, unpack
from bpforum.parts import Parts
from models.contribution import Contribution
from models.ids import Digest, number_of
from models.session import Session
from models.submission import Submission

KEY_SIZE = 16
"""Bytes of a key."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one submission alone."""

    contribution: Contribution
    detected: bool
    """Its language was found in its text."""
    says_nothing: bool
    message_id: str
    """A mail's own, else empty."""


class Earlier:
    """What was made in earlier runs, gone through in order of references."""

    def __init__(self, parts: Parts | None = None, without: Collection[Digest] = ()) -> None:
        """`without`: digests of originals that are no longer kept, whose reading may change."""
        self._parts = parts or Parts()
        self._without = without
        self._sessions = (0, b"")
        self.keys = bytearray()
        """Sixteen bytes for each number from 1: the key of what was made, zeros where none is."""

    def key_of(self, submission: Submission, sessions: Sequence[Session]) -> bytes:
        """The digest of all that what is made of it depends on, beside code, forum and profile."""
        if len(sessions) != self._sessions[0]:
            told = "\n".join(one.model_dump_json() for one in sessions)
            self._sessions = len(sessions), told.encode()
        line = submission.model_dump_json(exclude=_NOT_ASKED)
        return blake2b(line.encode() + b"\n" + self._sessions[1], digest_size=KEY_SIZE).digest()

    def find(self, submission: Submission, key: bytes) -> Made | None:
        """What was made of it before, where all that it depends on is as it was."""
        number = number_of(submission.reference) or 0
        if submission.digest in self._without:
            return None
        found = self._parts.find(number, key)
        if found is None:
            return None
        try:
            packed, detected, says_nothing, message_id = found
            made = Made(unpack(Contribution, packed), detected, says_nothing, message_id)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        self._hold(number, key)
        return made

    def put(self, submission: Submission, key: bytes, made: Made) -> None:
        """Keeps what was made of it for later runs."""
        if submission.digest in self._without:
            return
        number = number_of(submission.reference) or 0
        packed = pack(made.contribution)
        self._parts.put(number, key, [packed, made.detected, made.says_nothing, made.message_id])
        self._hold(number, key)

    def close(self) -> None:
        """To be called when all submissions were gone through."""
        self._parts.close()

    def _hold(self, number: int, key: bytes) -> None:
        short = number * KEY_SIZE - len(self.keys)
        if short > 0:
            self.keys.extend(bytes(short))
        self.keys[(number - 1) * KEY_SIZE : number * KEY_SIZE] = key


_NOT_ASKED = {"superseded_by", "version"}
"""What of a submission a contribution does not depend on."""
