"""Owns what is remembered of each run, so that the next can say what changed; writes no outputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field
from sqlalchemy import Connection, func, insert, select, update

from bpforum.store import anchors, audit
from bpforum.store.rows import text_of
from bpforum.store.tables import erasures
from bpforum.store.tables import runs as table
from models.base import Instant, Model
from models.ids import Digest, PassageId, Reference, digest
from models.run import Manifest
from models.submission import Fate
from models.theme import Anchor, ThemeStatus


class RememberedTheme(Model):
    """How a theme stood after a run."""

    id: str
    label: str
    passages: int
    status: ThemeStatus | None = None
    """None, as below, in what runs of before this was remembered left."""
    pinned: bool = False
    set_aside: bool | None = None


class RememberedPlace(Model):
    """Where people had placed a passage, and by which decision."""

    place: str
    by: str


class RunMemory(Model):
    """What a run leaves to the next."""

    manifest: Manifest
    fates: dict[Reference, Fate]
    themes: tuple[RememberedTheme, ...] = ()
    evidence: dict[str, tuple[PassageId, ...]] = Field(default_factory=dict)
    """Human paragraph id → the passages that supported it then."""
    places: dict[PassageId, RememberedPlace] = Field(default_factory=dict)
    """Where people's decisions placed passages; the others stood where the machine has them."""


@dataclass(frozen=True)
class Left:
    """What a run leaves, as the texts that are kept.

    Two strings hold none of the values that they tell of: those of a large forum can go.
    """

    run: str
    snapshot: Digest
    memory: str
    anchors: str | None = None


def written_down(memory: RunMemory, anchored: Sequence[Anchor] | None = None) -> Left:
    """`memory`, and the anchors where given."""
    return Left(
        memory.manifest.run,
        memory.manifest.snapshot,
        memory.model_dump_json(),
        None if anchored is None else anchors.written(anchored),
    )


def save(connection: Connection, one: Left, *, at: Instant, by: str) -> None:
    """Keeps what a run left; a run is kept once, by its id."""
    if one.anchors is not None:
        anchors.save(connection, one.anchors, at=at, by=by)
    connection.execute(insert(table), {"run": one.run, "at": text_of(at), "data": one.memory})
    payload = {"digest": digest(one.memory.encode()), "snapshot": one.snapshot}
    entry = audit.Entry(action="run.finished", subject=one.run, payload=payload)
    audit.append(connection, [entry], at=at, actor=by)


def last(connection: Connection) -> RunMemory | None:
    """The newest run; None before the first."""
    text = connection.execute(select(table.c.data).order_by(table.c.id.desc()).limit(1)).scalar()
    return RunMemory.model_validate_json(text) if text else None


def forget_old(connection: Connection) -> int:
    """Takes out what themes were called before the last erasure; in how many runs."""
    last = select(func.max(erasures.c.at)).scalar_subquery()
    rows = connection.execute(select(table.c.run, table.c.data).where(table.c.at <= last)).all()
    found = 0
    for run, data in rows:
        memory = RunMemory.model_validate_json(data)
        blank = tuple(one.model_copy(update={"label": ""}) for one in memory.themes)
        if blank != memory.themes:
            text = memory.model_copy(update={"themes": blank}).model_dump_json()
            connection.execute(update(table).where(table.c.run == run).values(data=text))
            found += 1
    return found
