"""Owns what the store keeps of themes between runs; earlier anchors stay, the newest hold.

But after an erasure those of before go: they may be called by words of what was erased.
"""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, select

from bpforum.store import audit
from bpforum.store.rows import canonical, text_of
from bpforum.store.tables import anchors as table
from bpforum.store.tables import erasures
from models.base import Instant
from models.ids import digest
from models.theme import Anchor


def written(anchors: Iterable[Anchor]) -> str:
    """The text that is kept of `anchors`, of which one is written after the other."""
    return f"[{','.join(canonical(anchor.model_dump(mode='json')) for anchor in anchors)}]"


def save(connection: Connection, text: str, *, at: Instant, by: str) -> None:
    """Keeps what was `written` as the newest, unless it is what holds already."""
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


def forget_old(connection: Connection) -> int:
    """Takes out those of before the last erasure, but never the newest; how many."""
    last = select(func.max(erasures.c.at)).scalar_subquery()
    newest = select(func.max(table.c.id)).scalar_subquery()
    old = delete(table).where(table.c.at <= last, table.c.id != newest)
    return connection.execute(old).rowcount
