"""Tells what a collect brought from what is known already; tells two of one id apart."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bpforum.store.blobs import Blobs
from bpforum.store.rows import canonical
from models.base import Instant
from models.ids import Digest, digest
from models.submission import ROW, Received, Unchanged

Identity = tuple[str, int]
"""External id and occurrence, within one source."""

_ROWS_AT_ONCE = 2000
_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Of what is known already: it gets no reference, and its place among others does not matter."""
_TWICE = "The id {id!r} stands in this source more than once; the first was taken in."


@dataclass(frozen=True, slots=True)
class Arrival:
    """A thing that was handed over, its bytes kept as a blob already."""

    external_id: str
    digest: Digest
    size: int
    media_type: str
    channel: str
    received_at: Instant
    fields: str
    """Canonical JSON."""
    trouble: str
    position: int
    content: Digest
    """Of bytes and fields: what makes a version."""
    key: bytes = b""
    """By which its source knows it again; empty where it does not."""
    is_whole: bool = True
    """False of what its source knew again, and handed over no more of than id and content."""

    @property
    def order(self) -> tuple[Instant, str, int]:
        """In which order references are given."""
        return (self.received_at, self.external_id, self.position)


@dataclass(frozen=True, slots=True)
class Known:
    """The newest version of a thing in the store."""

    number: int
    version: int
    content: Digest
    troubled: bool
    parent: int | None
    gone: bool
    imported: bool = False


def keep(
    items: Iterable[Received | Unchanged],
    blobs: Blobs,
    without: Collection[Digest] = (),
    put_rows: Callable[[dict[Digest, bytes]], None] | None = None,
) -> list[Arrival]:
    """Puts the bytes of `items` on disk, few in memory at a time; returns what else they say.

    Those of tables' rows are handed to `put_rows`, where given, some at once. Bytes `without` a
    place any more, since their time was over, are not put back.
    """
    rows: dict[Digest, bytes] = {}
    arrived = []
    with blobs.writing() as writing:
        for position, item in enumerate(items):
            if isinstance(item, Unchanged):
                arrived.append(_known_again(item, position))
                continue
            name = digest(item.data)
            if put_rows and item.media_type == ROW:
                rows[name] = item.data
                if len(rows) >= _ROWS_AT_ONCE:
                    put_rows(rows)
                    rows = {}
            elif name not in without:
                writing.put(item.data)
            fields = canonical(item.fields)
            arrived.append(
                Arrival(
                    external_id=item.external_id,
                    digest=name,
                    size=len(item.data),
                    media_type=item.media_type,
                    channel=item.channel,
                    received_at=item.received_at,
                    fields=fields,
                    trouble=item.trouble,
                    position=position,
                    content=digest(canonical([name, fields]).encode()),
                    key=item.key,
                )
            )
        if put_rows and rows:
            put_rows(rows)
    return arrived


def _known_again(item: Unchanged, position: int) -> Arrival:
    return Arrival(
        external_id=item.external_id, digest="", size=0, media_type="", channel="",
        received_at=_ANY_TIME, fields="", trouble="", position=position, content=item.content,
        is_whole=False,
    )  # fmt: skip


def place(
    arrivals: Sequence[Arrival], known: Mapping[Identity, Known]
) -> list[tuple[int, str, Arrival]]:
    """Occurrence and trouble of each arrival.

    Among several with one id those that are known keep their occurrence, so that a source that
    lists its rows in another order brings nothing new; the others fill what is free, in order.
    An id that comes once is the first occurrence: who mends the file is not quarantined for ever.
    """
    by_id: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        by_id.setdefault(arrival.external_id, []).append(arrival)
    placed = []
    for external_id, same in by_id.items():
        for occurrence, arrival in _occurrences(external_id, same, known):
            again = _TWICE.format(id=external_id) if occurrence > 1 else ""
            placed.append((occurrence, arrival.trouble or again, arrival))
    return placed


def _occurrences(
    external_id: str, same: list[Arrival], known: Mapping[Identity, Known]
) -> list[tuple[int, Arrival]]:
    if len(same) == 1:
        return [(1, same[0])]
    placed: dict[int, Arrival] = {}
    left = []
    for arrival in same:
        for occurrence in range(1, len(same) + 1):
            one = known.get((external_id, occurrence))
            if one and one.content == arrival.content and occurrence not in placed:
                placed[occurrence] = arrival
                break
        else:
            left.append(arrival)
    free = [number for number in range(1, len(same) + 1) if number not in placed]
    placed.update(zip(free, left, strict=True))
    return sorted(placed.items())


def with_distinct_ids(items: Iterable[Received]) -> Iterable[Received]:
    """Attachments often share a name: the second of a mail becomes `… (2)`."""
    taken: set[str] = set()
    for item in items:
        name, n = item.external_id, 1
        while name in taken:
            n += 1
            name = f"{item.external_id} ({n})"
        taken.add(name)
        yield item.model_copy(update={"external_id": name})


def unreachable(arrivals: Iterable[Arrival]) -> tuple[str, ...]:
    """The folders that the source could not look into: nobody knows what is gone from there."""
    return tuple(one.external_id for one in arrivals if one.external_id.endswith("/"))
