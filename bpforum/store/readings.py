"""Owns the cache of what readers found, so that a file is read once.

It may be emptied any day, but for what was read in originals that are no longer kept.

The files that came inside a mail are kept as blobs, not in the cache.
"""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select

from bpforum.store.blobs import Blobs
from bpforum.store.rows import canonical
from bpforum.store.tables import readings as table
from models.ids import Digest
from models.reading import Attachment, Reading
from models.submission import Rejected

_NO_FILES = '"attachments":[]'
"""In canonical JSON no text can hold it: there a quotation mark has a stroke before it."""
_KEY = (
    table.c.digest == bindparam("of_bytes"),
    table.c.fields == bindparam("of_fields"),
    table.c.reader == bindparam("by"),
)
# Made once: making a statement takes longer than running it, and there are thousands to find.
_FIND = select(table.c.kind, table.c.data).where(*_KEY)
_FORGET = delete(table).where(*_KEY)


def keys(connection: Connection, reader: str) -> frozenset[tuple[Digest, Digest]]:
    """All that this version of the reader has read: digests of bytes and fields."""
    query = select(table.c.digest, table.c.fields).where(table.c.reader == reader)
    return frozenset((name, fields) for name, fields in connection.execute(query))


def find(
    connection: Connection, blobs: Blobs, key: tuple[Digest, Digest, str]
) -> Reading | Rejected | None:
    """What was found under `key`: the bytes' digest, that of the fields, the reader's version."""
    row = connection.execute(_FIND, _named(key)).first()
    if row is None:
        return None
    if row.kind == "rejected":
        return Rejected.model_validate_json(row.data)
    if _NO_FILES in row.data:
        return Reading.model_validate_json(row.data)
    content = json.loads(row.data)
    files = tuple(
        Attachment(name=one["name"], media_type=one["media_type"], data=blobs.get(one["digest"]))
        for one in content.pop("attachments")
    )
    return Reading.model_validate_json(json.dumps(content)).model_copy(
        update={"attachments": files}
    )


def find_last(connection: Connection, name: Digest) -> Reading | Rejected | None:
    """What the latest reader found in bytes that are no longer kept, without attachments."""
    row = connection.execute(
        select(table.c.kind, table.c.data)
        .where(table.c.digest == name)
        .order_by(table.c.kind, table.c.reader.desc(), table.c.fields)
    ).first()
    if row is None or row.kind == "rejected":
        return Rejected.model_validate_json(row.data) if row else None
    return Reading.model_validate({**json.loads(row.data), "attachments": ()})


def files(connection: Connection) -> Iterator[Digest]:
    """The blobs of all files that came inside what was read; one may come several times."""
    query = select(table.c.data).where(table.c.kind == "reading", ~table.c.data.contains(_NO_FILES))
    for (data,) in connection.execute(query):
        for one in json.loads(data)["attachments"]:
            yield one["digest"]


def put(
    connection: Connection,
    found: Sequence[tuple[tuple[Digest, Digest, str], Reading | Rejected, list[Digest]]],
) -> None:
    """Keeps results under their keys, the last of each; with the blobs of their attachments."""
    rows = {}
    for key, result, attached in found:
        if isinstance(result, Rejected):
            kind, text = "rejected", result.model_dump_json()
        else:
            content = result.model_dump(mode="json", exclude={"attachments"})
            content["attachments"] = [
                {"name": file.name, "media_type": file.media_type, "digest": name}
                for file, name in zip(result.attachments, attached, strict=True)
            ]
            kind, text = "reading", canonical(content)
        digest, fields, reader = key
        rows[key] = {
            "digest": digest, "fields": fields, "reader": reader, "kind": kind, "data": text
        }  # fmt: skip
    if rows:
        connection.execute(_FORGET, [_named(key) for key in rows])
        connection.execute(insert(table), list(rows.values()))


def _named(key: tuple[Digest, Digest, str]) -> dict[str, str]:
    return dict(zip(("of_bytes", "of_fields", "by"), key, strict=True))
