"""Owns when an Outlook message says it was sent, seen in its bytes; opens no compound file.

Source: MS-OXMSG 2.4. A property of fixed size is 16 bytes. Those of the message itself begin 32
bytes into their stream, those of messages within it 24, and streams begin at multiples of 64: so
where an entry lies says whose it is. In doubt there is no date.
"""

import re
from datetime import UTC, datetime, timedelta

_SENT, _DELIVERED = b"\x39\x00", b"\x06\x0e"
_ENTRY = re.compile(rb"\x40\x00(\x39\x00|\x06\x0e)[\x00-\x0f]\x00\x00\x00(?=(.{8}))", re.DOTALL)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def outlook_sent_at(data: bytes) -> datetime | None:
    """When the message was sent, else delivered; none where the file says two things, or nothing.

    Linear in the size.
    """
    found: dict[bytes, set[bytes]] = {_SENT: set(), _DELIVERED: set()}
    for entry in _ENTRY.finditer(data):
        if entry.start() % 16 == 0:
            found[entry[1]].add(entry[2])
    for said in (found[_SENT], found[_DELIVERED]):
        if said:
            return _time(said.pop()) if len(said) == 1 else None
    return None


def _time(value: bytes) -> datetime | None:
    """Hundreds of nanoseconds since 1601, to the second as in a mail's header."""
    try:
        at = _EPOCH + timedelta(microseconds=int.from_bytes(value, "little") // 10)
    except OverflowError:
        return None
    return at.replace(microsecond=0) if at >= _EARLIEST else None
