"""Owns what the store keeps of themes between runs; earlier anchors stay, the newest hold."""

import json

from sqlalchemy import Connection, insert, select

from bpforum.store import audit
from bpforum.store.rows import canonical, text_of
from bpforum.store.tables import anchors as table
from models.base import Instant
from models.ids import digest
from models.theme import Anchor


def save(connection: Connection, anchors: tuple[Anchor, ...], *, at: Instant, by: str) -> None:
    """Keeps `anchors` as the newest, unless they are those that hold already."""
    text = canonical([anchor.model_dump(mode="json") for anchor in anchors])
    sealed = digest(text.encode())
    last = connection.execute(select(table.c.digest).order_by(table.c.id.desc()).limit(1)).scalar()
    if last == sealed:
        return
    connection.execute(insert(table), {"at": text_of(at), "digest": sealed, "data": text})
    entry = audit.Entry(action="anchors.saved", subject="themes", payload={"digest": sealed})
    audit.append(connection, [entry], at=at, actor=by)


def read(connection: Connection) -> tuple[Anchor, ...]:
    """The anchors that hold, in the order in which they were saved; none before the first run."""
    text = connection.execute(select(table.c.data).order_by(table.c.id.desc()).limit(1)).scalar()
    return tuple(Anchor.model_validate(one) for one in json.loads(text)) if text else ()
