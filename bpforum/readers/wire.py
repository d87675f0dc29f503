"""Owns how a file enters the child process and a reading leaves it: JSON and bytes, no pickle."""

import json
import struct
from typing import Any

from models.reading import Attachment, Reading
from models.submission import Rejected

_HEADER = struct.Struct(">I")


def frame(header: object, *contents: bytes) -> bytes:
    """`header` as JSON with its length before it, and `contents` behind it, as one run of bytes."""
    words = json.dumps(header).encode("ascii")
    return b"".join([_HEADER.pack(len(words)), words, *contents])


def unframe(packed: bytes) -> tuple[Any, int]:
    """The header of what `frame` made, and where the contents begin.

    Raises ValueError where `packed` is anything else.
    """
    if len(packed) < _HEADER.size:
        raise ValueError("the answer is too short")
    (length,) = _HEADER.unpack_from(packed)
    at = _HEADER.size + length
    return json.loads(packed[_HEADER.size : at]), at


def cut(packed: bytes, at: int, size: object) -> tuple[bytes, int]:
    """The next `size` bytes of the contents, and where they end. Raises ValueError."""
    if not isinstance(size, int) or not 0 <= size <= len(packed) - at:
        raise ValueError("a size does not fit the answer")
    return packed[at : at + size], at + size


def pack_file(name: str, data: bytes, fields: dict[str, str]) -> bytes:
    """A file as one run of bytes: its name and fields, then the file itself."""
    return frame([name, fields], data)


def unpack_file(packed: bytes) -> tuple[str, bytes, dict[str, str]]:
    """What `pack_file` packed."""
    (name, fields), at = unframe(packed)
    return name, packed[at:], fields


def pack_reading(result: Reading | Rejected) -> bytes:
    """A reader's result: the reading, and the attachments' bytes behind it."""
    if isinstance(result, Rejected):
        return frame({"rejected": result.model_dump(mode="json")})
    bare = result.model_copy(update={"attachments": ()})
    attachments = [[one.name, one.media_type, len(one.data)] for one in result.attachments]
    return frame(
        {"reading": bare.model_dump(mode="json"), "attachments": attachments},
        *(one.data for one in result.attachments),
    )


def unpack_reading(packed: bytes) -> Reading | Rejected:
    """What `pack_reading` packed, validated again as a model.

    Raises ValueError, KeyError or TypeError where a child answered anything else.
    """
    found, at = unframe(packed)
    if "rejected" in found:
        return Rejected.model_validate(found["rejected"])
    attachments = []
    for name, media_type, size in found["attachments"]:
        data, at = cut(packed, at, size)
        attachments.append(Attachment(name=name, media_type=media_type, data=data))
    reading = Reading.model_validate(found["reading"])
    return reading.model_copy(update={"attachments": tuple(attachments)})
