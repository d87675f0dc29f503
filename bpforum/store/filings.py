"""Takes in what people file by pages: once each, whatever the network does; judges nothing.

A form has a key from the moment it is shown. The same content under the same key is the same filing
and gets the same receipt; other content under it, while that is still allowed, is a new version.
The key is a secret of its holder: the tokens of a filing's links are made of it or of chance, and
only digests of either are kept.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from bpforum.errors import StoreError
from bpforum.store import arrivals, filing_links, retention, submissions, unfiled
from bpforum.store.blobs import Blobs
from bpforum.store.database import Database
from bpforum.store.filing_batch import ACTOR, Batch, FilingTerms, Work
from bpforum.store.form_drafts import FormDrafts
from bpforum.store.registrations import Registrations
from bpforum.store.rows import canonical
from bpforum.store.tables import received
from bpforum.store.writer import BatchingWriter
from models.base import Instant
from models.ids import Digest, Slug, digest, reference
from models.receipt import Filed, FiledFile, LinkKind, Receipt, Remark
from models.submission import Received

SHORTEST_KEY = 22
"""Characters of a key or token: 128 bits in base 64."""


class Filings:
    """What came by the forum's pages, and who may come back to it. Safe to use from threads."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._writer = BatchingWriter[Work, Receipt](self._write)
        self.drafts = FormDrafts(database)
        self.registrations = Registrations(database)

    def file(
        self,
        terms: FilingTerms,
        item: Received,
        attachments: Iterable[Received] = (),
        *,
        key: str,
        at: Instant,
        until: Instant | None = None,
        email: str = "",
    ) -> Receipt:
        """The receipt of `item` and what is attached to it; all of it is on disk.

        `until`: to when it may be filed otherwise, by the same key or by `edit_token(key)`; None:
        always. `email`: where its receipt is sent; kept apart. The draft under `key` goes.

        Raises FilingSettled where it may no longer be changed, StoreFull or StoreBusy where it
        cannot be kept now, StoreError where it cannot be kept at all: then nothing of it was.
        """
        files = tuple(arrivals.with_distinct_ids(attachments))
        return self._writer.write(
            Work(
                terms=terms, item=item, attachments=files, key=_secret(key),
                edit=digest(edit_token(key).encode()), until=until, email=email, at=at,
                content=_content(item, files),
            )
        )  # fmt: skip

    def keep(self, data: bytes) -> Digest:
        """Puts a file on disk that is to be filed: until then no row names it."""
        return self._blobs.put(data)

    def keep_on(self, name: Digest) -> bool:
        """Whether a file that was put so is there; it is then kept as long as if put now."""
        return self._blobs.touch(name)

    def forget_files(self, since: Instant, at: Instant) -> int:
        """Removes files that nobody has put `since`, and that were never filed; how many."""
        return unfiled.remove(self._database, self._blobs, since, at=at)

    def find(self, token: str) -> Filed | None:
        """The filing that a link's token opens, as it stands now; None where it opens none."""
        with self._database.read() as connection:
            link = filing_links.find(connection, digest(token.encode()))
            return _filed(connection, link) if link else None

    def add_link(self, filed: Filed, kind: LinkKind, *, at: Instant, until: Instant | None) -> str:
        """The token of a new link to a filing."""
        token = secrets.token_urlsafe(24)
        with self._database.write() as connection:
            filing_links.add(
                connection, digest(token.encode()), (filed.source, filed.external_id), kind,
                until, at=at, by=ACTOR,
            )  # fmt: skip
        return token

    def remark(self, filed: Filed, name: str, words: str, *, at: Instant) -> None:
        """Keeps what an organiser or speaker said of a note."""
        filing = (filed.source, filed.external_id)
        with self._database.write() as connection:
            filing_links.add_remark(connection, filing, name, words, at=at, by=ACTOR)

    def remarks(self, source: Slug, external_id: str) -> tuple[Remark, ...]:
        """What was said of a note, in order."""
        with self._database.read() as connection:
            return filing_links.remarks(connection, (source, external_id))

    def newest(self, external_id: str) -> FiledFile | None:
        """The newest version of what was filed under an id, whoever asks for it."""
        query = select(received).where(received.c.external_id == external_id)
        query = query.where(received.c.parent.is_(None)).order_by(received.c.number.desc())
        with self._database.read() as connection:
            row = connection.execute(query.limit(1)).mappings().first()
        if row is None:
            return None
        return FiledFile(
            reference=reference(row["number"]), name=external_id, digest=row["digest"],
            size=row["size"],
        )  # fmt: skip

    def all_remarks(self) -> tuple[tuple[str, Remark], ...]:
        """Every remark with the external id of its note, the newest first."""
        with self._database.read() as connection:
            return filing_links.all_remarks(connection)

    def email(self, source: Slug, external_id: str) -> str:
        """Where the receipt of a filing goes; empty where nobody asked for one."""
        with self._database.read() as connection:
            return filing_links.email(connection, (source, external_id))

    def _write(self, works: Sequence[Work]) -> list[Receipt | Exception]:
        with self._database.read() as connection:
            retired = retention.retired_digests(connection)
        items = [item for work in works for item in (work.item, *work.attachments)]
        kept = iter(arrivals.keep(items, self._blobs, retired))
        brought = [[next(kept) for _ in range(1 + len(work.attachments))] for work in works]
        answers: dict[int, Receipt | Exception] = {}
        with self._database.write() as connection:
            batch = Batch(connection, max(work.at for work in works))
            waiting = list(range(len(works)))
            while waiting:
                # Two of one filing, or of one key, are one after the other, in their order.
                now: dict[Any, int] = {}
                for n in waiting:
                    if works[n].key not in now and works[n].filing not in now:
                        now[works[n].key] = now[works[n].filing] = n
                turn = sorted(set(now.values()))
                answers |= batch.take({n: (works[n], brought[n]) for n in turn})
                waiting = [n for n in waiting if n not in answers]
        return [answers[n] for n in range(len(works))]


def edit_token(key: str) -> str:
    """The token of a filer's own link: made of the key: a receipt sent twice is the same."""
    return digest(f"edit {key}".encode())[:40]


def filing_id(kind: str, key: str) -> str:
    """The external id of what is first filed under `key`; tells nothing of the key."""
    return f"{kind}-{digest(f'filing {key}'.encode())[:12]}"


def _secret(key: str) -> Digest:
    if len(key) < SHORTEST_KEY:
        raise StoreError(f"The key of a form needs at least {SHORTEST_KEY} random characters.")
    return digest(key.encode())


def _content(item: Received, files: Iterable[Received]) -> Digest:
    """Of all that was filed, but for the moment."""
    return digest(
        canonical(
            [[one.external_id, digest(one.data), one.fields, one.trouble] for one in (item, *files)]
        ).encode()
    )


def _filed(connection: Connection, link: filing_links.Link) -> Filed | None:
    query = (
        select(received)
        .where(received.c.source == link.source, received.c.external_id == link.external_id)
        .where(received.c.parent.is_(None))
        .order_by(received.c.version)
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        return None  # it was erased
    first, newest = rows[0], rows[-1]
    numbers = submissions.attached(connection, [newest["number"]]).get(newest["number"], {})
    files = select(received).where(received.c.number.in_(sorted(numbers.values())))
    return Filed(
        source=link.source,
        external_id=link.external_id,
        link=link.kind,
        until=link.until,
        newest=reference(newest["number"]),
        version=newest["version"],
        digest=newest["digest"],
        first_at=first["received_at"],
        received_at=newest["received_at"],
        files=tuple(
            FiledFile(
                reference=reference(row["number"]),
                name=row["external_id"].removeprefix(f"{link.external_id}/"),
                digest=row["digest"],
                size=row["size"],
            )
            for row in connection.execute(files.order_by(received.c.number)).mappings()
        ),
    )
