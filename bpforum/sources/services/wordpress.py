"""Collects a WordPress site's comments over its REST interface; changes nothing there.

Every collect lists all comments again while there are at most 5,000 of them: only so are edits,
deletions and comments that moderators let through late found. A larger site is asked for what is
new, as long as the number of older comments stays the same and the last full walk is less than
seven days old. Comments that wait for moderation are not taken in; with credentials, they are
counted, and comments on what not everybody can see get no wider audience than `members`.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import unquote

from bpforum.errors import SourceRefused, SourceUnreachable, UnusableForum
from bpforum.sources.cursor import read_cursor, write_cursor
from bpforum.sources.protocol import Page
from bpforum.sources.services import wordpress_comment
from bpforum.sources.services.wordpress_site import Comments, Site
from bpforum.sources.web.access import client_of
from bpforum.sources.web.credentials import credentials_of, variables_of
from bpforum.sources.web.remote import (
    instant_of,
    list_of,
    number_of,
    object_of,
    words_of,
)
from models.base import Instant
from models.forum import SourceConfig
from models.ids import digest
from models.submission import Received

ALWAYS_WALKED = 5_000
"""Sites with more comments are not listed whole each time."""
WALKED_EVERY = timedelta(days=7)
OVERLAP = 10
"""Comments that two neighbouring pages share: as many may be deleted during a walk unnoticed."""
_CUSHION = timedelta(hours=26)
_MOST_WALKS = 5
_MOST_EMPTY = 50
_MOST_TITLES = 500
_OURS = ("page", "per_page", "offset", "order", "orderby", "after", "before", "_fields", "context",
         "rest_route")  # fmt: skip
_SELF = re.compile(r"/wp/v2/([a-z0-9_-]{1,60})/\d{1,16}/?$")


@dataclass(frozen=True)
class _Place:
    """Where a walk stands; what the cursor holds."""

    offset: int = 0
    """How many comments were passed; 0 between walks."""
    last: int = 0
    """The id of the last comment passed."""
    after: str = ""
    """Where a walk of what is new begins; empty for a walk of everything."""
    newest: str = ""
    """The latest time of a comment seen."""
    boundary: str = ""
    older: int | None = None
    """How many comments were older than `boundary` when the last walk ended."""
    walked: str = ""
    """When everything was listed last."""
    titles: dict[str, str] = field(default_factory=dict)
    """Of posts, as they were when first seen."""

    @classmethod
    def read(cls, cursor: str) -> Self:
        """What `cursor` holds, as far as it can be used."""
        kept = read_cursor(cursor)
        times = {
            name: at.isoformat()
            for name in ("after", "newest", "boundary", "walked")
            if (at := instant_of(kept.get(name)))
        }
        titles = object_of(kept.get("titles"))
        return cls(
            offset=number_of(kept.get("offset")) or 0,
            last=number_of(kept.get("last")) or 0,
            older=number_of(kept.get("older")),
            titles={post: words_of(title) for post, title in titles.items()},
            **times,
        )

    def written(self) -> str:
        """The cursor."""
        return write_cursor(asdict(self))


class WordPressSource:
    """The approved comments of a site, or of the posts that `query` names, oldest first."""

    def __init__(
        self,
        config: SourceConfig,
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if wrong := sorted(set(config.query) & set(_OURS)):
            raise UnusableForum(
                f"sources.{config.id}.query.{wrong[0]}: bpforum sets this itself; remove it. "
                "A first day is written as since."
            )
        self._config, self._environ = config, environ
        self._clock, self._sleep = clock, sleep

    def pages(self, cursor: str) -> Iterator[Page]:
        """What is new since `cursor`, or everything; see `RemoteSource`."""
        let_in = bool(credentials_of(self._config.id, self._environ))
        with client_of(self._config, self._environ, self._clock, sleep=self._sleep) as client:
            site = Site(client, self._config.url, self._config.query)
            walk = _Walk(self._config, site, self._clock, let_in=let_in)
            yield from walk.pages(_Place.read(cursor))


class _Walk:
    """One collect."""

    def __init__(
        self, config: SourceConfig, site: Site, clock: Callable[[], datetime], *, let_in: bool
    ) -> None:
        self._config, self._site, self._clock = config, site, clock
        self._since = config.since.isoformat() if config.since else ""
        self._seen: dict[str, str] = {}
        self._let_in = let_in
        self._public: dict[int, bool] = {}
        _, _, user, password = variables_of(config.id)
        self._not_let_in = (
            "The site does not say how many comments wait for moderation: the credentials are not "
            f"accepted, or may not moderate. Correct {user} and {password}, or remove them."
        )

    def pages(self, place: _Place) -> Iterator[Page]:
        resumed = place.offset > 0
        if not resumed:
            place = replace(place, after=self._begin(place), last=0)
        partly = resumed or bool(place.after)
        walks = empty = 0
        total: int | None = None
        while True:
            start = max(0, place.offset - OVERLAP)
            comments = self._site.comments(start, after=max(place.after, self._since))
            shrunk = comments.total is None or total is None or comments.total < total
            if start and shrunk and not _holds(comments, place.last):
                # Comments before this place were deleted, and others moved up past it.
                walks, partly = walks + 1, partly and bool(place.after)
                self._refuse_to_go_on(walks > _MOST_WALKS, "change faster than they can be listed")
                place, total = replace(place, offset=0, last=0), comments.total
                continue
            total = comments.total
            fresh = self._fresh(comments.items)
            again = bool(start) and not fresh and len(comments.items) > OVERLAP
            self._refuse_to_go_on(again and not walks, "are the same on every page")
            empty = 0 if comments.items else empty + 1
            self._refuse_to_go_on(empty > _MOST_EMPTY, "are counted, but not shown")
            place = self._onward(place, start, comments)
            titles = self._titles(place, comments)
            place = replace(place, titles=titles)
            items = tuple(self._received(one, titles) for one in fresh)
            ended = len(comments.items) < comments.most if total is None else place.offset >= total
            remarks: tuple[str, ...] = ()
            if ended:
                place = self._end(place, listed=not place.after)
                remarks = self._remarks() if self._let_in else ()
            yield Page(
                items,
                place.written(),
                self._site.fetches(),
                complete=ended and not partly,
                total=total,
                remarks=remarks,
            )
            if ended:
                return

    def _begin(self, place: _Place) -> str:
        """From which time on to ask; empty where everything is to be listed."""
        total = self._site.count(after=self._since)
        walked = instant_of(place.walked)
        if (
            total is None
            or total <= ALWAYS_WALKED
            or walked is None
            or not place.boundary
            or not timedelta() <= self._clock() - walked < WALKED_EVERY
            or self._site.count(after=self._since, before=place.boundary) != place.older
        ):
            return ""
        # Neither bound holds its own second: one second less leaves no gap between the two.
        return _shifted(place.boundary, -timedelta(seconds=1))

    def _onward(self, place: _Place, start: int, comments: Comments) -> _Place:
        ids = [number for item in comments.items if (number := number_of(_of(item, "id")))]
        times = [
            at.isoformat() for item in comments.items if (at := instant_of(_of(item, "date_gmt")))
        ]
        return replace(
            place,
            offset=start + comments.most,
            last=ids[-1] if ids else place.last,
            newest=max([place.newest, *times]),
        )

    def _end(self, place: _Place, *, listed: bool) -> _Place:
        """Where the next collect begins."""
        now = self._clock()
        newest = min(instant_of(place.newest) or now, now)
        boundary = (newest - _CUSHION).isoformat()
        large = (self._site.count(after=self._since) or 0) > ALWAYS_WALKED
        return replace(
            place,
            offset=0,
            last=0,
            after="",
            boundary=boundary,
            older=self._site.count(after=self._since, before=boundary) if large else None,
            walked=now.isoformat() if listed else place.walked,
        )

    def _fresh(self, items: tuple[Any, ...]) -> list[Any]:
        """What this collect has not handed over yet, as it is now."""
        fresh = []
        for item in items:
            key, now = str(_of(item, "id")), digest(repr(item).encode("utf-8", "replace"))
            if self._seen.get(key) != now:
                self._seen[key] = now
                fresh.append(item)
        return fresh

    def _received(self, item: Any, titles: Mapping[str, str]) -> Received:
        post = wordpress_comment.post_of(item)
        return wordpress_comment.received_of(
            item,
            site=self._site.address,
            title=titles.get(str(post), ""),
            # Without credentials we see what everybody sees.
            narrow="members" if self._let_in and not self._public.get(post or 0) else "",
            columns=self._config.columns,
            at=self._clock(),
        )

    def _titles(self, place: _Place, comments: Comments) -> dict[str, str]:
        """The titles of the posts commented on; a post that is not shown has none."""
        titles = dict(place.titles)
        for item in comments.items:
            post = wordpress_comment.post_of(item)
            if not post or post in self._public or (str(post) in titles and not self._let_in):
                continue
            up = list_of(object_of(_of(item, "_links")).get("up"))
            kind = _SELF.search(unquote(words_of(object_of(up[0] if up else None).get("href"))))
            found = self._site.post(kind[1] if kind else "posts", post)
            self._public[post] = found.public
            if len(titles) < _MOST_TITLES:
                titles.setdefault(str(post), found.title)
        return titles

    def _remarks(self) -> tuple[str, ...]:
        try:
            waiting = self._site.count(status="hold")
        except SourceRefused:
            return (self._not_let_in,)
        if not waiting:
            return ()
        words = "comments wait" if waiting > 1 else "comment waits"
        return (f"{waiting} {words} for moderation on the site; approve or delete there.",)

    def _refuse_to_go_on(self, when: bool, what: str) -> None:
        if when:
            raise SourceUnreachable(
                f"The comments of {self._site.address} {what}. What came before is kept; collect "
                "again later."
            )


def _of(item: Any, name: str) -> Any:
    return object_of(item).get(name)


def _holds(comments: Comments, number: int) -> bool:
    return any(number_of(_of(item, "id")) == number for item in comments.items)


def _shifted(at: str, by: timedelta) -> str:
    moment: Instant | None = instant_of(at)
    return (moment + by).isoformat() if moment else at
