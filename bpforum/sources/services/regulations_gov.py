"""Owns collecting comments from regulations.gov (API version 4), within its limits.

A listing holds no text: each comment is asked for by itself, with its files. How to list more than
5,000 is the service's own advice: from the time that the last one shown was changed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bpforum.errors import BpforumError, SourceRefused, SourceUnreachable
from bpforum.sources.protocol import Page, RemoteSource
from bpforum.sources.services.regulations_comment import File, comment_of, file_received, files_of
from bpforum.sources.services.regulations_listing import Row, Walk, is_ascending, rows_of
from bpforum.sources.services.regulations_service import MOST_PAGES, PER_PAGE, Service, has_more
from bpforum.sources.web.access import client_of
from bpforum.sources.web.credentials import credentials_of, variables_of
from bpforum.sources.web.http import Client
from bpforum.sources.web.identity import Taken, mark_of
from bpforum.sources.web.remote import (
    object_of,
    unusable,
    words_of,
)
from models.forum import SourceConfig
from models.submission import Received

PER_MINUTE = 16
"""The service allows 1,000 requests an hour."""

_AT_ONCE = 25
"""Comments in a page of ours, so that little is asked for twice after a stop."""
_MOST_FAILURES = 3


class RegulationsGovSource:
    """The comments on the documents of a docket, on one document, or those that fit a search.

    `client` speaks to the service with its key; `files` fetches what is attached, without it.
    """

    def __init__(self, config: SourceConfig, client: Client, files: Client, key: bool) -> None:
        self._config, self._has_key = config, key
        self._service = Service(config, client, files)
        self._of = mark_of(config)

    def pages(self, cursor: str) -> Iterator[Page]:
        """What changed since `cursor`, 25 comments a page; see `RemoteSource`."""
        if not self._has_key:
            raise SourceRefused(
                f"sources.{self._config.id}: regulations.gov wants a key. Ask for one at "
                "open.gsa.gov/api/regulationsgov, and set "
                f"{variables_of(self._config.id)[1]} in the environment."
            )
        walk = Walk(self._of, cursor)
        keys = self._service.documents()
        yield from self._owed(walk)
        for key in keys:
            if not walk.is_done_with(key):
                yield from self._comments(key, walk)
        yield Page((), walk.ended(), self._service.take_fetches())

    def _owed(self, walk: Walk) -> Iterator[Page]:
        """The comments that could not be had before, once more."""
        waiting = iter(sorted(walk.owed))
        while chunk := list(islice(waiting, _AT_ONCE)):
            taken = self._taken([(Row(name, ""), None) for name in chunk])
            walk.owed.difference_update(row.id for row in taken.rows)
            walk.owed |= taken.owed
            fetches = self._service.take_fetches()
            yield Page(tuple(taken.items), walk.cursor(), fetches, tuple(taken.gone))

    def _comments(self, key: str, walk: Walk) -> Iterator[Page]:
        """The comments on one document."""
        mark, held = walk.mark(key), walk.mark(key)
        repeated = Taken()
        since, number, last, in_order, settling = mark.at, 1, "", True, True
        while True:
            content = self._service.listing(key, since, number, settling=settling)
            rows = list(rows_of(content))
            in_order = in_order and is_ascending((row for row, _ in rows), last)
            last = max([last, *(row.at for row, _ in rows)])
            new = iter([one for one in rows if not mark.has(one[0])])
            while chunk := list(islice(new, _AT_ONCE)):
                taken = self._taken(chunk)
                for row in taken.rows:
                    mark.add(row)
                walk.owed |= taken.owed
                cursor = walk.cursor(key, mark if in_order else held)
                items = tuple(repeated.fresh(taken.items))
                fetches = self._service.take_fetches()
                yield Page(items, cursor, fetches, tuple(taken.gone))
                if taken.error:
                    raise taken.error
            if not rows or not has_more(content, number):
                walk.finish(key, mark)
                return
            if (in_order and mark.at > since) or (settling and number == MOST_PAGES):
                since, number, last, settling = mark.at, 1, "", False
            elif number < MOST_PAGES:
                number += 1
            else:
                raise SourceRefused(
                    f"{self._service.home} lists no more than {MOST_PAGES * PER_PAGE} comments "
                    f"that were changed at {since or 'any time'}. Ask for less with the query of "
                    f"sources.{self._config.id}, such as posted_from and posted_to."
                )

    def _taken(self, rows: list[tuple[Row, Any]]) -> "_Taken":
        """Each comment with what is attached to it.

        One that cannot be had is owed; where three in a row cannot, the service is ill, and the
        comments from the first of these on wait for the next walk.
        """
        done, waiting = _Taken(), list[tuple[Row, Any, BpforumError]]()
        for row, listed in rows:
            try:
                items = self._comment(row, listed, done)
            except (SourceUnreachable, SourceRefused) as error:
                waiting.append((row, listed, error))
                if len(waiting) == _MOST_FAILURES:
                    done.error = waiting[0][2]
                    return done
            else:
                self._owe(done, waiting)
                waiting.clear()
                done.add(row, items)
        self._owe(done, waiting)
        return done

    def _owe(self, done: "_Taken", failed: list[tuple[Row, Any, BpforumError]]) -> None:
        for row, listed, why in failed:
            told = f"This comment could not be had; it is asked for again. {why}"
            done.add(row, [unusable(listed, told, self._service.asked_at, row.id)])
            done.owed.add(row.id)

    def _comment(self, row: Row, listed: Any, done: "_Taken") -> list[Received]:
        if not row.id:
            at = self._service.asked_at
            return [unusable(listed, "The service gives this comment no id.", at)]
        content = self._service.comment(row.id)
        at = self._service.asked_at
        if content is None:
            done.gone.append(row.id)
            return []
        said = object_of(content.get("data"))
        if words_of(said.get("id")) != row.id or not object_of(said.get("attributes")):
            told = "The service answers something else than this comment. Add it by hand."
            return [unusable(content, told, at, row.id)]
        comment = comment_of(row.id, content, at)
        files = [self._file(comment, file, done) for file in files_of(content)]
        return [comment, *files]

    def _file(self, comment: Received, file: File, done: "_Taken") -> Received:
        if file.trouble:
            return file_received(comment, file, b"")
        if not self._service.has_file(file.url):
            trouble = f"This file lies at {file.url!r}, which is not the service's. Add it by hand."
            return file_received(comment, file, b"", trouble)
        try:
            answer = self._service.file(file.url)
        except (SourceUnreachable, SourceRefused) as error:
            done.owed.add(comment.external_id)
            return file_received(comment, file, b"", f"This file could not be had: {error}")
        if answer.status != 200:
            trouble = f"This file could not be had: {answer.url} answered {answer.status}."
            return file_received(comment, file, b"", trouble)
        return file_received(comment, file, answer.body)


@dataclass
class _Taken:
    """What became of some comments that were listed."""

    items: list[Received] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    """Those that count as done."""
    gone: list[str] = field(default_factory=list)
    owed: set[str] = field(default_factory=set)
    error: BpforumError | None = None

    def add(self, row: Row, items: list[Received]) -> None:
        """Counts `row` as done, with what it brought."""
        self.rows.append(row)
        self.items += items


@dataclass(frozen=True)
class _Opened:
    """The source, whose connections last as long as one walk of its pages."""

    config: SourceConfig
    environ: Mapping[str, str]
    clock: Callable[[], datetime]

    def pages(self, cursor: str) -> Iterator[Page]:
        config, clock = self.config, self.clock
        has_key = bool(credentials_of(config.id, self.environ).api_key)
        with (
            client_of(config, self.environ, clock, most_per_minute=PER_MINUTE) as client,
            client_of(config, {}, clock) as files,
        ):
            yield from RegulationsGovSource(config, client, files, has_key).pages(cursor)


def open_regulations_gov(
    config: SourceConfig,
    environ: Mapping[str, str],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> RemoteSource:
    """The source, with the key that `environ` has; none goes to where files lie."""
    return _Opened(config, environ, clock)
