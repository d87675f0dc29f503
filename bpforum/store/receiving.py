"""Owns how what sources bring enters a store: bytes first, then at once all that is said of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection

from bpforum.store import (
    arrivals,
    erasure,
    intake,
    retention,
    rows_kept,
    services,
    submissions,
)
from bpforum.store import reached as reading
from bpforum.store.arrivals import Arrival
from bpforum.store.blobs import Blobs
from bpforum.store.database import Database
from bpforum.store.intake import CollectCount
from models.base import Instant
from models.call import Call
from models.fetch import Fetch
from models.forum import SourceConfig
from models.ids import Digest, Reference, Slug
from models.session import Session
from models.submission import Received, Unchanged

MACHINE = "machine"
"""The actor of what nobody in particular did."""


class Receiving:
    """A base of `Store`."""

    _database: Database
    _blobs: Blobs
    _retired_digests: frozenset[Digest] | None = None
    """Read once: only this process's own `retire` adds to them while a store is open."""

    def add_submissions(
        self,
        source: SourceConfig,
        call: Call | None,
        items: Iterable[Received | Unchanged],
        *,
        at: Instant,
        sessions: Sequence[Session] = (),
        calls: Sequence[Call] = (),
        complete: bool = True,
        by: str = MACHINE,
        reached: Callable[[], str] | None = None,
    ) -> CollectCount:
        """Takes in what `source` hands over, all of it or nothing; what is known is left alone.

        With `complete`, what the source no longer has is marked, and kept. The terms of all that
        the source ever brought are brought up to date with `source`, `call` and `sessions`.
        `reached` says after that how far a table was read, for `add_more`.
        """
        arrived, erased = self._keep(source.id, items)
        with self._database.write() as connection:
            count = intake.add(
                connection, source, call, sessions, arrived, at=at, by=by, complete=complete,
                calls=calls,
            )  # fmt: skip
            if reached is not None:
                reading.put(connection, source.id, "" if erased else reached())
        return count.model_copy(update={"erased": erased})

    def reached(self, source: Slug) -> str:
        """How far a source's table was read; empty where that is not known, or holds no more."""
        with self._database.read() as connection:
            return reading.find(connection, source)

    def add_more(
        self,
        source: SourceConfig,
        call: Call | None,
        items: Iterable[Received | Unchanged],
        *,
        at: Instant,
        since: str,
        reached: Callable[[], str],
        sessions: Sequence[Session] = (),
        by: str = MACHINE,
    ) -> CollectCount | None:
        """Takes in what was appended to a table `since` it was read.

        None, and nothing taken in, where that does not hold any more or any of it is known: then
        the whole is to be handed over.
        """
        arrived, erased = self._keep(source.id, items)
        ids = [one.external_id for one in arrived]
        with self._database.write() as connection:
            if erased or reading.find(connection, source.id) != since:
                return None
            if submissions.newest_versions(connection, source.id, attached=False, ids=ids):
                return None
            count = intake.add(
                connection, source, call, sessions, arrived, at=at, by=by, complete=False, page=()
            )
            reading.put(connection, source.id, reached(), anew=False)
        return count

    def add_page(
        self,
        source: SourceConfig,
        call: Call | None,
        items: Iterable[Received],
        *,
        at: Instant,
        cursor: str,
        fetches: Sequence[Fetch] = (),
        gone: Sequence[str] = (),
        sessions: Sequence[Session] = (),
        by: str = MACHINE,
    ) -> CollectCount:
        """Takes in a page of a service with its cursor: all of it or nothing."""
        arrived, erased = self._keep(source.id, items)
        with self._database.write() as connection:
            count = intake.add(
                connection, source, call, sessions, arrived, at=at, by=by, complete=False, page=gone
            )
            services.record(connection, source.id, fetches)
            services.move_cursor(connection, source.id, cursor, at=at)
        return count.model_copy(update={"erased": erased})

    def finish_walk(
        self,
        source: SourceConfig,
        call: Call | None,
        listed: Collection[str] | None,
        *,
        at: Instant,
        sessions: Sequence[Session] = (),
        by: str = MACHINE,
    ) -> int:
        """After a service's last page: how many things it no longer has.

        `listed`: the ids of all that it has, where the walk began at the beginning; else None.
        """
        with self._database.write() as connection:
            return intake.finish(connection, source, call, sessions, listed, at=at, by=by)

    def add_attachments(
        self, parent: Reference, items: Iterable[Received], *, at: Instant, by: str = MACHINE
    ) -> tuple[Reference, ...]:
        """Takes in all that came inside `parent`, with ids such as `<mail id>/<name>`.

        Returns the references in the order of `items`; call it again and they are the same.
        """
        with self._database.read() as connection:
            source = submissions.find_row(connection, parent)["source"]
        arrived, _ = self._keep(source, arrivals.with_distinct_ids(items))
        with self._database.write() as connection:
            return intake.attach(connection, parent, arrived, at=at, by=by)

    def retire(self, digests: Collection[Digest], *, at: Instant, by: str = MACHINE) -> None:
        """Destroys originals whose time is over; what was read in them stays."""
        with self._database.write() as connection:
            retention.retire(connection, digests, at=at, by=by)
            self._retired_digests = None
        for name in digests:
            self._blobs.destroy(name)

    def retired(self) -> frozenset[Digest]:
        """The digests of originals that are no longer kept."""
        with self._database.read() as connection:
            return self._retired(connection)

    def _retired(self, connection: Connection) -> frozenset[Digest]:
        if self._retired_digests is None:
            self._retired_digests = retention.retired_digests(connection)
        return self._retired_digests

    def _put_rows(self, rows: dict[Digest, bytes]) -> None:
        # On disk with the transaction that names them, which comes after.
        with self._database.write(lasting=False) as connection:
            rows_kept.put(connection, rows)

    def _keep(
        self, source: Slug, items: Iterable[Received | Unchanged]
    ) -> tuple[list[Arrival], int]:
        """Puts bytes on disk, but not again what was erased; how many of these came."""
        with self._database.read() as connection:
            forgotten = erasure.identities(connection)
        erased = 0

        def wanted() -> Iterator[Received | Unchanged]:
            nonlocal erased
            for item in items:
                if forgotten and erasure.identity(source, item.external_id) in forgotten:
                    erased += 1
                else:
                    yield item

        return arrivals.keep(wanted(), self._blobs, self.retired(), self._put_rows), erased
