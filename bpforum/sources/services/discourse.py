"""Collects the posts of a Discourse forum: of topics, a category, a tag, a search, or all.

Every collect reads all posts again while there are at most 2,000: only so are edits and deletions
found. A larger forum is asked for topics in which something was written, and for everything when
the last full walk is more than seven days old. Likes, views and events (a topic was closed) are not
taken in; what not everybody can see never gets a wider audience than `members`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from bpforum.errors import UnusableForum
from bpforum.sources.cursor import read_cursor, write_cursor
from bpforum.sources.protocol import Page
from bpforum.sources.services import discourse_post
from bpforum.sources.services.discourse_site import AT_ONCE, Site, Stream, Topic, category_path
from bpforum.sources.web.credentials import credentials_of
from bpforum.sources.web.http import Client
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

ALWAYS_WALKED = 2_000
"""Forums with more posts are not read whole each time."""
WALKED_EVERY = timedelta(days=7)
QUERIES = ("topic", "category", "tag", "search")
_MOST_TITLES = 500


@dataclass(frozen=True)
class _Mark:
    """What is known of a topic that was read to its end."""

    posts: int
    """As the forum counts them, which is not what it lists."""
    last: str
    listed: int
    newest: int
    """The largest id of its posts."""


@dataclass(frozen=True)
class _Place:
    """Where a walk stands; what the cursor holds."""

    topic: int = 0
    """The topic being read; 0 between walks. Topics are read by id."""
    post: int = 0
    """The id of its last post that was read."""
    full: bool = False
    walked: str = ""
    """When everything was read last."""
    marks: dict[int, _Mark] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    """As they were when first seen: a new title makes no new version of every reply."""

    @classmethod
    def read(cls, cursor: str) -> Self:
        """What `cursor` holds, as far as it can be used."""
        kept = read_cursor(cursor)
        marks = {}
        for key, value in object_of(kept.get("marks")).items():
            topic, parts = number_of(key), list_of(value)
            if topic and len(parts) == 4:
                posts, listed, newest = (number_of(parts[n]) or 0 for n in (0, 2, 3))
                marks[topic] = _Mark(posts, words_of(parts[1]), listed, newest)
        titles = {
            topic: words_of(title)
            for key, title in object_of(kept.get("titles")).items()
            if (topic := number_of(key))
        }
        walked = instant_of(kept.get("walked"))
        return cls(
            topic=number_of(kept.get("topic")) or 0,
            post=number_of(kept.get("post")) or 0,
            full=kept.get("full") is True,
            walked=walked.isoformat() if walked else "",
            marks=marks,
            titles=titles,
        )

    def written(self) -> str:
        """The cursor."""
        return write_cursor(
            {
                "topic": self.topic,
                "post": self.post,
                "full": self.full,
                "walked": self.walked,
                "marks": {str(k): [*astuple(m)] for k, m in self.marks.items()},
                "titles": {str(k): title for k, title in self.titles.items()},
            }
        )


class DiscourseSource:
    """The posts that `query` names (one of topic, category, tag, search), else all topics'."""

    def __init__(
        self,
        config: SourceConfig,
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        where = f"sources.{config.id}.query"
        if wrong := sorted(set(config.query) - set(QUERIES)):
            raise UnusableForum(f"{where}.{wrong[0]}: write one of {', '.join(QUERIES)}.")
        if len(config.query) > 1:
            raise UnusableForum(f"{where}: write one of {', '.join(QUERIES)}; two are two sources.")
        topics = config.query.get("topic", "1").replace(",", " ").split()
        if not topics or not all(number_of(one) for one in topics):
            raise UnusableForum(f"{where}.topic: write the topics' numbers, such as '12, 14'.")
        self._config, self._clock, self._sleep = config, clock, sleep
        self._credentials = credentials_of(config.id, environ)

    def pages(self, cursor: str) -> Iterator[Page]:
        """What is new since `cursor`, or everything; see `RemoteSource`."""
        secret = self._credentials
        headers = {"Accept": "application/json"}
        if secret.api_key:
            headers |= {"Api-Key": secret.api_key, "Api-Username": secret.user or "system"}
        elif secret.token:
            headers["User-Api-Key"] = secret.token
        with Client(
            most_per_minute=self._config.most_per_minute,
            headers=headers,
            auth=None if secret.api_key else secret.basic,
            clock=self._clock,
            sleep=self._sleep,
            source_id=self._config.id,
        ) as client:
            site = Site(client, self._config.url)
            walk = _Walk(self._config, site, self._clock, let_in=bool(secret))
            yield from walk.pages(_Place.read(cursor))


class _Walk:
    """One collect."""

    def __init__(
        self, config: SourceConfig, site: Site, clock: Callable[[], datetime], *, let_in: bool
    ) -> None:
        self._config, self._site, self._clock = config, site, clock
        self._open = site.open_categories() if let_in else None
        self._missing: list[int] = []

    def pages(self, place: _Place) -> Iterator[Page]:
        topics = self._topics()
        total = sum(
            topic.posts or (place.marks[topic.id].posts if topic.id in place.marks else 0)
            for topic in topics
        )
        resumed = place.topic > 0
        if not resumed:
            place = replace(place, full=self._is_due(place, total))
        for topic in topics:
            if topic.id < place.topic or not self._is_wanted(topic, place):
                continue
            for reached, items, gone in self._read(topic, place):
                place = reached
                yield Page(
                    items, place.written(), self._site.fetches(), gone=gone, total=total or None
                )
        walked = self._clock().isoformat() if place.full else place.walked
        complete = place.full and not resumed and "search" not in self._config.query
        place = replace(place, topic=0, post=0, full=False, walked=walked)
        remarks = tuple(
            f"Topic {number} is not there, or not shown to us." for number in self._missing
        )
        yield Page((), place.written(), self._site.fetches(), complete=complete, remarks=remarks)

    def _topics(self) -> tuple[Topic, ...]:
        query = self._config.query
        if "topic" in query:
            ids = {number_of(one) or 0 for one in query["topic"].replace(",", " ").split()}
            return tuple(Topic(id=one) for one in sorted(ids))
        if "category" in query:
            return self._site.topics(category_path(query["category"]))
        if "tag" in query:
            return self._site.topics(category_path(query["tag"]).replace("/c/", "/tag/", 1))
        if "search" in query:
            return self._site.searched(query["search"])
        return self._site.topics("/latest")

    def _is_due(self, place: _Place, total: int) -> bool:
        """Whether everything is to be read."""
        walked = instant_of(place.walked)
        return (
            total <= ALWAYS_WALKED
            or walked is None
            or not timedelta() <= self._clock() - walked < WALKED_EVERY
        )

    def _is_wanted(self, topic: Topic, place: _Place) -> bool:
        mark = place.marks.get(topic.id)
        return (
            place.full
            or mark is None
            or not topic.last
            or (topic.posts, topic.last) != (mark.posts, mark.last)
        )

    def _read(
        self, topic: Topic, place: _Place
    ) -> Iterator[tuple[_Place, tuple[Received, ...], tuple[str, ...]]]:
        """What a topic brings, some posts at a time, and the place after each."""
        stream = self._site.stream(topic.id)
        if stream is None:
            self._missing.append(topic.id)
            return
        titles = dict(place.titles)
        title = titles.get(topic.id) or stream.topic.title
        if len(titles) < _MOST_TITLES:
            titles[topic.id] = title
        first = {number_of(object_of(one).get("id")): one for one in stream.posts}
        ids = self._ids(topic, stream, place)
        mark = _Mark(
            posts=topic.posts or stream.topic.posts,
            last=topic.last or stream.topic.last,
            listed=len(stream.ids),
            newest=max(stream.ids, default=0),
        )
        for at in range(0, max(1, len(ids)), AT_ONCE):
            wanted = ids[at : at + AT_ONCE]
            posts = [first[one] for one in wanted if one in first]
            if asked := [one for one in wanted if one not in first]:
                posts += self._site.posts(topic.id, asked)
            place = replace(
                place, topic=topic.id, post=wanted[-1] if wanted else place.post, titles=titles
            )
            if at + AT_ONCE >= len(ids):
                place = replace(
                    place, topic=topic.id + 1, post=0, marks={**place.marks, topic.id: mark}
                )
            items, gone = self._received(posts, stream.topic, title)
            yield place, items, gone

    def _ids(self, topic: Topic, stream: Stream, place: _Place) -> Sequence[int]:
        """The posts to read: all, the new ones, or those after where the walk was stopped."""
        ids = stream.ids
        if topic.only:
            ids = tuple(one for one in ids if one in set(topic.only))
        if place.topic == topic.id and place.post in ids:
            return ids[ids.index(place.post) + 1 :]
        mark = place.marks.get(topic.id)
        if place.full or mark is None or topic.only:
            return ids
        new = [one for one in ids if one > mark.newest]
        # Were posts deleted or moved here, the count of the others tells.
        return new if len(ids) - len(new) == mark.listed else ids

    def _received(
        self, posts: Sequence[Any], topic: Topic, title: str
    ) -> tuple[tuple[Received, ...], tuple[str, ...]]:
        """What the posts are, each once, and what was taken back."""
        since = self._config.since
        items: dict[tuple[str, str], Received] = {}
        gone = []
        for post in posts:
            if discourse_post.is_event(post):
                continue
            if taken_back := discourse_post.deleted(post, topic.id):
                gone.append(taken_back)
                continue
            item = discourse_post.received_of(
                post, site=self._site.address, topic=topic.id, title=title,
                narrow=self._audience(topic), at=self._now(),
            )  # fmt: skip
            if since is None or item.received_at >= since:
                items.setdefault((item.external_id, digest(item.data)), item)
        return tuple(items.values()), tuple(gone)

    def _audience(self, topic: Topic) -> str:
        """Without credentials we see what everybody sees."""
        if self._open is None:
            return ""
        if topic.private:
            return "secretariat"
        return "" if topic.category in self._open else "members"

    def _now(self) -> Instant:
        return self._clock()
