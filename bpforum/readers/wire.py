"""Owns how a file enters the child process and a reading leaves it: JSON and bytes, no pickle."""

import base64
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
    """A reader's result as JSON."""
    if isinstance(result, Rejected):
        return json.dumps({"rejected": result.model_dump(mode="json")}).encode()
    attachments = [
        [attachment.name, attachment.media_type, base64.b64encode(attachment.data).decode("ascii")]
        for attachment in result.attachments
    ]
    bare = result.model_copy(update={"attachments": ()})
    found = {"reading": bare.model_dump(mode="json"), "attachments": attachments}
    return json.dumps(found).encode()


def unpack_reading(packed: bytes) -> Reading | Rejected:
    """What `pack_reading` packed, validated again as a model.

    Raises ValueError, KeyError or TypeError where a child answered anything else.
    """
    found = json.loads(packed)
    if "rejected" in found:
        return Rejected.model_validate(found["rejected"])
    attachments = tuple(
        Attachment(name=name, media_type=media_type, data=base64.b64decode(data, validate=True))
        for name, media_type, data in found["attachments"]
    )
    reading = Reading.model_validate(found["reading"])
    return reading.model_copy(update={"attachments": attachments})
