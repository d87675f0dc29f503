"""Owns a forum's memory: what was received, decided and compiled, and by which chain of acts.

It takes and gives frozen models, gives no receipt before the commit, and decides nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from bpforum.errors import StoreError
from bpforum.store import (
    anchors,
    audit,
    decisions,
    erasure,
    indexes,
    readings,
    retention,
    rows_kept,
    runs,
    services,
    submissions,
    verification,
)  # fmt: skip
from bpforum.store.blobs import Blobs, checked
from bpforum.store.books import Books
from bpforum.store.database import Database, read_url, sqlite_url
from bpforum.store.decision_book import DecisionBook, Overtaken
from bpforum.store.intake import CollectCount
from bpforum.store.kept import Kept
from bpforum.store.lines import InStore
from bpforum.store.receiving import MACHINE, Receiving
from bpforum.store.runs import Left, RememberedPlace, RememberedTheme, RunMemory, written_down
from bpforum.store.submissions import IMPORTED
from models.base import Instant
from models.decision import Decision
from models.fetch import Fetch
from models.ids import Digest, Reference, Slug, digest, number_of, reference
from models.reading import Reading
from models.run import ServiceTrace
from models.submission import Rejected, Submission, Unchanged
from models.theme import Anchor

__all__ = [
    "IMPORTED", "CollectCount", "DecisionBook", "Left", "Overtaken", "RememberedPlace",
    "RememberedTheme", "RunMemory", "Store", "open_store", "written_down",
]  # fmt: skip


def open_store(folder: Path, url: str | None = None) -> "Store":
    """The store of the forum in `folder`, made or brought up to date where needed.

    `url` says where the database is instead of `.bpforum/store.sqlite`. Raises StoreError.
    """
    home = folder / ".bpforum"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The store cannot be made in {home}: {error.strerror or error}."
        ) from error
    database = Database(read_url(url) if url else sqlite_url(home / "store.sqlite"))
    try:
        database.migrate()
    except BaseException:
        database.close()
        raise
    return Store(database, Blobs(home / "blobs"), home)


class Store(Books, Kept, Receiving):
    """A forum's store. Safe to use from several threads and, for one forum, several processes."""

    def __init__(self, database: Database, blobs: Blobs, home: Path) -> None:
        super().__init__(database, blobs, home)
        self._database = database
        self._blobs = blobs

    def cursor(self, source: Slug) -> str:
        """Where collecting from a service goes on; empty before its first page."""
        with self._database.read() as connection:
            return services.cursor_of(connection, source)

    def fetches(self, source: Slug) -> tuple[Fetch, ...]:
        """What a service was asked and answered, in order."""
        with self._database.read() as connection:
            return services.fetched(connection, source)

    def traces(self) -> tuple[ServiceTrace, ...]:
        """What each service was asked in all, by source."""
        with self._database.read() as connection:
            return services.traces(connection)

    def known_rows(self, source: Slug) -> dict[bytes, Unchanged]:
        """What a table's source need not hand over again, by the keys that it gave."""
        with self._database.read() as connection:
            return rows_kept.known(connection, source)

    def erase(self, decision: Decision, *, at: Instant) -> tuple[Reference, ...]:
        """Destroys what the decision's target holds; every reference that went with it.

        Empty where it was erased before. Raises StoreError where there is no such submission.
        """
        with self._database.write() as connection:
            numbers, unnamed = erasure.erase(connection, decision, at=at)
            # Before the commit: killed in between, the erasure is simply carried out again.
            rows_kept.forget(connection, unnamed)
            rows_kept.forget_keys(connection, numbers)
            for name in unnamed:
                self._blobs.destroy(name)
        if numbers:
            indexes.forget(self._home)
            self._database.scrub()
        return tuple(reference(number) for number in numbers)

    def submissions(self, without: str = "") -> tuple[Submission, ...]:
        """Everything that was ever received, in the order of references.

        `without`: a media type of which nothing is wanted, such as that of a table's rows.
        """
        with self._database.read() as connection:
            return tuple(submissions.each(connection, without))

    def count_submissions(self, after: Instant | None = None) -> int:
        """How many things were ever received; with `after`, how many later than that."""
        with self._database.read() as connection:
            return submissions.count(connection, after)

    @contextmanager
    def reading_submissions(self) -> Iterator[InStore]:
        """The same as `submissions`, to be gone through several times, none of them held.

        What is written meanwhile changes nothing in it.
        """
        with self._database.read() as connection:
            yield InStore(connection)

    def digest_of(self, source: Slug, external_id: str) -> Digest | None:
        """Of the newest bytes under an id; None where there are none, or only such with trouble."""
        with self._database.read() as connection:
            return submissions.digest_of(connection, source, external_id)

    def blob(self, name: Digest) -> bytes:
        """The bytes as received. Raises BlobDamaged where they are not what they were."""
        if self._blobs.has(name):
            return self._blobs.get(name)
        with self._database.read() as connection:
            row = rows_kept.find(connection, name)
        return self._blobs.get(name) if row is None else checked(name, row)

    def rows_from(self, name: Reference, most: int) -> dict[Digest, bytes]:
        """The bytes of the tables' rows among `most` submissions from `name` on, by digest.

        Those that are not what they were are left out: `blob` says what is wrong.
        """
        with self._database.read() as connection:
            found = rows_kept.following(connection, number_of(name) or 0, most)
        return {name: row for name, row in found.items() if digest(row) == name}

    def reading(self, digest: Digest, fields: Digest, reader: str) -> Reading | Rejected | None:
        """What this version of the reader found in these bytes with these fields, if it did.

        Of bytes that are no longer kept: what was found in them last.
        """
        with self._database.read() as connection:
            if digest in self._retired(connection):
                return readings.find_last(connection, digest) or retention.NO_LONGER_KEPT
            return readings.find(connection, self._blobs, (digest, fields, reader))

    def read_keys(self, reader: str) -> frozenset[tuple[Digest, Digest]]:
        """What this version of the reader has read: digests of bytes and fields."""
        with self._database.read() as connection:
            return readings.keys(connection, reader)

    def put_readings(
        self, reader: str, found: Iterable[tuple[Digest, Digest, Reading | Rejected]]
    ) -> None:
        """Keeps what a reader found: digests of bytes and fields, and the result."""
        waiting = []
        with self._blobs.writing() as writing:
            for name, fields, result in found:
                files = result.attachments if isinstance(result, Reading) else ()
                attached = [writing.put(file.data) for file in files]
                waiting.append(((name, fields, reader), result, attached))
        with self._database.write(lasting=False) as connection:
            readings.put(connection, waiting)

    def anchors(self) -> tuple[Anchor, ...]:
        """What the themes are anchored to; none before the first run."""
        with self._database.read() as connection:
            return anchors.read(connection)

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions, in the order in which they came in."""
        with self._database.read() as connection:
            return decisions.read_all(connection)

    def add_decisions(self, made: Iterable[Decision], *, at: Instant, by: str = MACHINE) -> int:
        """Adds those that are not known, each id once; how many.

        Raises StoreError, and adds none, where a known id comes with another content.
        """
        with self._database.write() as connection:
            return decisions.add(connection, made, at=at, by=by)

    def last_run(self) -> RunMemory | None:
        """What the newest run left; None before the first."""
        with self._database.read() as connection:
            return runs.last(connection)

    def save_run(
        self,
        memory: RunMemory | Left,
        *,
        at: Instant,
        anchored: tuple[Anchor, ...] | None = None,
        by: str = MACHINE,
    ) -> None:
        """Keeps what a run leaves, with its anchors where given: both or neither."""
        left = memory if isinstance(memory, Left) else written_down(memory, anchored)
        with self._database.write() as connection:
            runs.save(connection, left, at=at, by=by)
            forgotten = anchors.forget_old(connection) + runs.forget_old(connection)
        if forgotten:
            self._database.scrub()

    def head(self) -> Digest:
        """The digest of the audit chain's newest entry."""
        with self._database.read() as connection:
            return audit.head(connection)

    def verify_chain(self) -> Rejected | None:
        """None where the audit chain holds and vouches for every row; else what does not."""
        with self._database.read() as connection:
            return verification.verify(connection)

    def close(self) -> None:
        """Closes the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
