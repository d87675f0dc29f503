"""Owns how a file enters the child process and a reading leaves it: JSON and bytes, no pickle."""

import json
import struct

from models.reading import Attachment, Reading
from models.submission import Rejected

_HEADER = struct.Struct(">I")


def pack_file(name: str, data: bytes, fields: dict[str, str]) -> bytes:
    """A file as one run of bytes: length of the header, header as JSON, the file itself."""
    header = json.dumps([name, fields]).encode("ascii")
    return _HEADER.pack(len(header)) + header + data


def unpack_file(packed: bytes) -> tuple[str, bytes, dict[str, str]]:
    """What `pack_file` packed."""
    (length,) = _HEADER.unpack_from(packed)
    at = _HEADER.size + length
    name, fields = json.loads(packed[_HEADER.size : at])
    return name, packed[at:], fields


def pack_reading(result: Reading | Rejected) -> bytes:
    """A reader's result: length of the JSON, the JSON, and the attachments' bytes behind it."""
    if isinstance(result, Rejected):
        return _framed({"rejected": result.model_dump(mode="json")})
    bare = result.model_copy(update={"attachments": ()})
    attachments = [[one.name, one.media_type, len(one.data)] for one in result.attachments]
    return _framed(
        {"reading": bare.model_dump(mode="json"), "attachments": attachments},
        *(one.data for one in result.attachments),
    )


def unpack_reading(packed: bytes) -> Reading | Rejected:
    """What `pack_reading` packed, validated again as a model.

    Raises ValueError, KeyError or TypeError where a child answered anything else.
    """
    if len(packed) < _HEADER.size:
        raise ValueError("the answer is too short")
    (length,) = _HEADER.unpack_from(packed)
    at = _HEADER.size + length
    found = json.loads(packed[_HEADER.size : at])
    if "rejected" in found:
        return Rejected.model_validate(found["rejected"])
    attachments = []
    for name, media_type, size in found["attachments"]:
        if not 0 <= size <= len(packed) - at:
            raise ValueError("an attachment's size does not fit the answer")
        data = packed[at : at + size]
        attachments.append(Attachment(name=name, media_type=media_type, data=data))
        at += size
    reading = Reading.model_validate(found["reading"])
    return reading.model_copy(update={"attachments": tuple(attachments)})


def _framed(header: dict[str, object], *contents: bytes) -> bytes:
    words = json.dumps(header).encode("ascii")
    return b"".join([_HEADER.pack(len(words)), words, *contents])
