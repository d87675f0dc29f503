"""Collects from a forum's sources, page by page where they are services; judges nothing.

A service that does not answer stops nothing: what it gave before is kept, the next collect goes on
from there, and the run says so.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bpforum import intake
from bpforum.basis import intake_basis, rows_basis
from bpforum.errors import SourceRefused, SourceUnreachable, StoreError, UnusableForum
from bpforum.sources import RemoteSource, Source, open_source
from bpforum.sources.moments import FARTHEST_AHEAD
from bpforum.sources.tables.keys import KnownRows
from bpforum.sources.tables.table import TableSource
from bpforum.store import IMPORTED, CollectCount, Store
from models.forum import Forum, SourceConfig
from models.ids import Digest, digest
from models.submission import Received, Submission, Unchanged

Tell = Callable[[str], None]
"""Is told what is being done, for the terminal."""
_Seen = tuple[str, Digest, dict[str, str]]
"""Of a thing in a source: its id, the digest of its bytes, and what is said of it."""


@dataclass(frozen=True)
class Collected:
    """The counts by source, and the digests of files that hold several things."""

    counts: tuple[CollectCount, ...]
    containers: dict[str, Digest]

    @property
    def problems(self) -> tuple[str, ...]:
        """Sources that could not be walked to their end, in words."""
        return tuple(f"source {one.source}: {one.problem}" for one in self.counts if one.problem)

    @property
    def still_there(self) -> tuple[str, ...]:
        """What was erased here and is still in its source, in words."""
        return tuple(
            f"source {one.source}: {one.erased} erased here but still there; delete them there too."
            for one in self.counts
            if one.erased
        )


@dataclass(frozen=True)
class Collecting:
    """What is collected from: a forum, the folder that it lies in, and where credentials are."""

    forum: Forum
    folder: Path
    environ: Mapping[str, str]
    only: Collection[str] = ()
    """Ids of the sources wanted; all where empty."""
    anew: bool = False
    """Walk services from their beginning, to find what was changed or is gone."""

    def sources(self) -> Iterator[tuple[SourceConfig, Source | RemoteSource]]:
        """The wanted sources but forms, opened. Raises UnusableForum where one is not there."""
        known = [one.id for one in self.forum.sources]
        if wrong := sorted(set(self.only) - set(known)):
            raise UnusableForum(
                f"--source: there is no source {wrong[0]!r}; the sources are {', '.join(known)}."
            )
        for config in self.forum.sources:
            if config.kind != "form" and self._wants(config):
                call = self.forum.call_of(config)
                yield config, open_source(
                    config, self.folder, self.forum.forum.timezone, environ=self.environ,
                    questions=call.questions if call else (),
                )  # fmt: skip

    def _wants(self, config: SourceConfig) -> bool:
        return not self.only or config.id in self.only

    def _renew_forms(self, store: Store, now: datetime) -> list[CollectCount]:
        """What people filed by the pages is here already: only its terms are brought up to date.

        Returns the counts of the forms that `forum.toml` declares.
        """
        declared = {one.id for one in self.forum.sources}
        counts = [
            store.add_submissions(
                config, self.forum.call_of(config), [], at=now, sessions=self.forum.sessions,
                calls=self.forum.calls, complete=False,
            )
            for config in filter(self._wants, self.forum.forms)
        ]  # fmt: skip
        return [one for one in counts if one.source in declared]

    def collect(self, store: Store, now: datetime, tell: Tell) -> Collected:
        """Takes in what every source has, each page in a transaction of its own."""
        counts, containers = [], {}
        for config, source in self.sources():
            if isinstance(source, RemoteSource):
                counts.append(self._walk(config, source, store, now, tell))
                continue
            if isinstance(source, TableSource):
                counts.append(self._read_table(config, source, store, now, tell))
            else:
                brought = _told_apart(source.collect(), config, store, now)
                call, sessions = self.forum.call_of(config), self.forum.sessions
                items = _counted(brought, config, tell)
                counts.append(store.add_submissions(config, call, items, at=now, sessions=sessions))
            containers.update(source.containers())
        counts += self._renew_forms(store, now)
        return Collected(tuple(counts), containers)

    def look(self, store: Store, now: datetime, tell: Tell) -> Collected:
        """What `collect` would bring; writes nothing."""
        counts, containers = [], {}
        everything = store.submissions()
        for config, source in self.sources():
            problem, items = "", list[_Seen]()
            troubled = 0
            try:
                for item in _counted(self._items(config, source, store, now), config, tell):
                    items.append((item.external_id, digest(item.data), item.fields))
                    troubled += bool(item.trouble)
            except (SourceRefused, SourceUnreachable) as error:
                problem = str(error)
            known = [
                one
                for one in everything
                if one.source == config.id and not (one.superseded_by or one.parent)
            ]
            whole = not isinstance(source, RemoteSource)
            count = _compared(config.id, items, known, whole=whole)
            counts.append(count.model_copy(update={"troubled": troubled, "problem": problem}))
            if not isinstance(source, RemoteSource):
                containers.update(source.containers())
        return Collected(tuple(counts), containers)

    def _read_table(
        self, config: SourceConfig, source: TableSource, store: Store, now: datetime, tell: Tell
    ) -> CollectCount:
        """What was appended to it where that is all that is new, else the whole."""
        call, sessions = self.forum.call_of(config), self.forum.sessions
        told = [config, *([call] if call else []), *sessions]
        by = [intake_basis(), self.forum.forum.timezone, *(one.model_dump_json() for one in told)]
        basis = digest("\n".join(by).encode())
        since = store.reached(config.id)
        if since and (more := source.collect_more(since, KnownRows({}, rows_basis()), basis)):
            before, rows = more
            items = _counted(_believed(rows, now), config, tell)
            count = store.add_more(
                config, call, items, at=now, since=since, reached=source.reached, sessions=sessions
            )
            if count is not None:
                known = {"received": before + count.received, "unchanged": before + count.unchanged}
                return count.model_copy(update=known)
        known_rows = KnownRows(store.known_rows(config.id), rows_basis())
        items = _counted(_believed(source.collect_new(known_rows, basis), now), config, tell)
        return store.add_submissions(
            config, call, items, at=now, sessions=sessions, reached=source.reached
        )

    def _items(
        self, config: SourceConfig, source: Source | RemoteSource, store: Store, now: datetime
    ) -> Iterator[Received]:
        if not isinstance(source, RemoteSource):
            yield from _told_apart(source.collect(), config, store, now)
            return
        for page in source.pages("" if self.anew else store.cursor(config.id)):
            yield from _told_apart(page.items, config, store, now)

    def _walk(
        self, config: SourceConfig, source: RemoteSource, store: Store, now: datetime, tell: Tell
    ) -> CollectCount:
        """All pages since the last, each kept before the next is asked for."""
        call, sessions = self.forum.call_of(config), self.forum.sessions
        cursor = "" if self.anew else store.cursor(config.id)
        listed: set[str] = set()
        total = CollectCount(
            source=config.id, received=0, new=0, changed=0, unchanged=0, troubled=0, vanished=0,
            returned=0,
        )  # fmt: skip
        problem, complete = "", False
        remarks: dict[str, None] = {}
        try:
            for page in source.pages(cursor):
                items = list(_told_apart(page.items, config, store, now))
                count = store.add_page(
                    config, call, items, at=now, cursor=page.cursor, fetches=page.fetches,
                    gone=page.gone, sessions=sessions,
                )  # fmt: skip
                total = _sum(total, count)
                listed.update(item.external_id for item in items)
                remarks |= dict.fromkeys(page.remarks)
                complete = page.complete
                of = f" of {page.total}" if page.total else ""
                tell(f"Collecting from {config.id}: {total.received}{of}")
        except (SourceRefused, SourceUnreachable) as error:
            problem = str(error)
        vanished = store.finish_walk(
            config, call, listed if complete and not problem else None, at=now, sessions=sessions
        )
        return total.model_copy(
            update={
                "vanished": total.vanished + vanished,
                "problem": problem,
                "remarks": tuple(remarks),
            }
        )


def _compared(
    source: str, items: Sequence[_Seen], known: Sequence[Submission], *, whole: bool
) -> CollectCount:
    """What the store would make of `items`; with `whole` they are all that the source has."""
    left: dict[str, list[Submission]] = {}
    for one in known:
        left.setdefault(one.external_id, []).append(one)
    others: list[str] = []
    returned = 0
    for name, found, fields in items:
        same = next(
            (one for one in left.get(name, ()) if (one.digest, one.fields) == (found, fields)), None
        )
        if same is None:
            others.append(name)
        else:
            left[name].remove(same)
            returned += same.vanished
    changed = 0
    for name in others:
        if left.get(name):
            left[name].pop()
            changed += 1
    folders = tuple(name for name, *_ in items if name.endswith("/"))
    gone = [
        one
        for name, these in left.items()
        for one in these
        if whole and not (one.vanished or one.channel == IMPORTED or name.startswith(folders))
    ]
    return CollectCount(
        source=source, received=len(items), new=len(others) - changed, changed=changed,
        unchanged=len(items) - len(others), troubled=0, vanished=len(gone), returned=returned,
    )  # fmt: skip


def carry_out_erasures(store: Store, now: datetime) -> tuple[str, ...]:
    """Does what decisions of the kind `erase` ask and was not done yet; the references erased."""
    asked = [one for one in store.decisions() if one.kind == "erase"]
    # Each search for what hangs on a submission reads all of them: not again on every collect.
    done = {one.reference for one in store.submissions() if one.erased} if asked else set()
    erased: list[str] = []
    for decision in asked:
        if decision.target in done:
            continue
        try:
            erased += store.erase(decision, at=now)
        except StoreError:
            continue  # there is no such submission: validation hands the decision back
    return tuple(erased)


def carry_out_retention(forum: Forum, store: Store, now: datetime) -> int:
    """Destroys originals with contact data when the cycle's time is over; how many.

    Which they are is seen in what was read: mails, and whatever had to be masked.
    """
    days, last = forum.forum.contact_retention_days, forum.last_date
    if days is None or last is None or now <= last + timedelta(days=days):
        return 0
    gone = store.retired()
    found = {
        one.digest
        for one in store.submissions()
        if not one.erased and one.digest not in gone and intake.holds_contact_data(store, one)
    }
    store.retire(sorted(found), at=now)
    return len(found)


_Item = TypeVar("_Item", bound=Received | Unchanged)


def _counted(items: Iterable[_Item], config: SourceConfig, tell: Tell) -> Iterator[_Item]:
    for n, item in enumerate(items, start=1):
        if n % 100 == 0:
            tell(f"Collecting from {config.id}: {n}")
        yield item


def _told_apart(
    items: Iterable[Received], config: SourceConfig, store: Store, now: datetime
) -> Iterator[Received]:
    """Mails that came under another sender's id, under ids of their own."""
    # Here, since it brings what reads mails, and of tables' rows none is one.
    from bpforum.sources.mail.same_id import told_apart

    # Whose time is not believed is told apart as well: only the time changes.
    believed = (one for one in _believed(items, now) if isinstance(one, Received))
    return told_apart(believed, partial(store.digest_of, config.id), store.blob)


def _believed(
    items: Iterable[Received | Unchanged], now: datetime
) -> Iterator[Received | Unchanged]:
    """A time of arrival in the future would move the document's date: it becomes now."""
    latest = now + FARTHEST_AHEAD
    for item in items:
        if isinstance(item, Received) and item.received_at > latest:
            yield item.model_copy(update={"received_at": now})
        else:
            yield item


def _sum(total: CollectCount, count: CollectCount) -> CollectCount:
    names = ("received", "new", "changed", "unchanged", "troubled", "vanished", "returned",
             "erased")  # fmt: skip
    return total.model_copy(
        update={name: getattr(total, name) + getattr(count, name) for name in names}
    )
