"""Owns the long runs of base64 in a mail: keeps them aside while its structure is read.

The library makes a list of all lines, many times the size of the mail; what is attached is most of
it and tells nothing of the structure. Each run is put back where it was, once; refuses to decode.
"""

import re
from binascii import Error, a2b_base64
from contextlib import suppress
from email.message import Message
from quopri import decodestring

from models.ids import digest

_RUN = re.compile(rb"^(?:[A-Za-z0-9+/]{60}(?:[A-Za-z0-9+/]{4}){0,5}\r?\n){800}", re.MULTILINE)
"""About 60 KB: of a shorter run nothing is gained."""
_LEAST = 2**20
"""A mail of fewer bytes is read as it is."""


class Bulk:
    """A mail without its long runs of base64, and those runs."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._runs: list[tuple[int, int]] = []
        self._mark, self._sign = b"", ""
        self.light = data
        """The mail as its structure is read."""
        if len(data) < _LEAST:
            return
        # Nobody can write the mail's own digest into the mail.
        self._mark = b"cut-" + digest(data).encode("ascii") + b"-"
        self._sign = self._mark.decode("ascii")
        pieces, at = [], 0
        for match in _RUN.finditer(data):
            pieces.append(data[at : match.start()])
            if not self._runs or match.start() != at:
                pieces.append(self._mark + b"%d\n" % len(self._runs))
                self._runs.append(match.span())
            else:
                self._runs[-1] = (self._runs[-1][0], match.end())
            at = match.end()
        self.light = b"".join([*pieces, data[at:]]) if self._runs else data

    def restore(self, data: bytes) -> bytes:
        """`data` with the runs that were cut out of it."""
        if not self._runs or self._mark not in data:
            return data
        first, *rest = data.split(self._mark)
        pieces: list[bytes | memoryview] = [first]
        whole = memoryview(self._data)
        for piece in rest:
            number, _, following = piece.partition(b"\n")
            start, end = self._runs[int(number)]
            pieces += [whole[start:end], following]
        return b"".join(pieces)

    def bytes_of(self, part: Message) -> bytes:
        """What `part` holds, without its transfer encoding."""
        written = part.get_payload()
        if not self._runs or not isinstance(written, str) or self._sign not in written:
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else b""
        whole = self.restore(written.encode("ascii", "surrogateescape"))
        encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
        if encoding == "base64":
            return _decode(whole)
        return decodestring(whole) if encoding == "quoted-printable" else whole


def _decode(written: bytes) -> bytes:
    """What was written in base64; a mail that was cut off lacks a few signs at its end."""
    for ending in (written, written + b"=", written + b"==", written.rstrip(b"\r\n=")[:-1]):
        with suppress(Error):
            return a2b_base64(ending)
    return written
