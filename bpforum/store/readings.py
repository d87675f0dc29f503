"""Owns the cache of what readers found, so that a file is read once.

It may be emptied any day, but for what was read in originals that are no longer kept.

The files that came inside a mail are kept as blobs, not in the cache.
"""

import json

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.sql import ColumnElement

from bpforum.store.blobs import Blobs
from bpforum.store.rows import canonical
from bpforum.store.tables import readings as table
from models.ids import Digest
from models.reading import Attachment, Reading
from models.submission import Rejected


def find(
    connection: Connection, blobs: Blobs, key: tuple[Digest, Digest, str]
) -> Reading | Rejected | None:
    """What was found under `key`: the bytes' digest, that of the fields, the reader's version."""
    row = connection.execute(select(table.c.kind, table.c.data).where(*_is(key))).first()
    if row is None:
        return None
    if row.kind == "rejected":
        return Rejected.model_validate_json(row.data)
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


def put(
    connection: Connection,
    key: tuple[Digest, Digest, str],
    result: Reading | Rejected,
    attached: list[Digest],
) -> None:
    """Keeps `result` under `key`; `attached` are the blobs of its attachments, in order."""
    if isinstance(result, Rejected):
        kind, text = "rejected", result.model_dump_json()
    else:
        content = result.model_dump(mode="json", exclude={"attachments"})
        content["attachments"] = [
            {"name": file.name, "media_type": file.media_type, "digest": name}
            for file, name in zip(result.attachments, attached, strict=True)
        ]
        kind, text = "reading", canonical(content)
    connection.execute(delete(table).where(*_is(key)))
    digest, fields, reader = key
    row = {"digest": digest, "fields": fields, "reader": reader, "kind": kind, "data": text}
    connection.execute(insert(table), row)


def _is(key: tuple[Digest, Digest, str]) -> list[ColumnElement[bool]]:
    digest, fields, reader = key
    return [table.c.digest == digest, table.c.fields == fields, table.c.reader == reader]
