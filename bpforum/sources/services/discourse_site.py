"""Asks one Discourse forum: lists topics and gives posts; knows of no walk and no store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from bpforum.errors import SourceRefused
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.http import Client
from bpforum.sources.web.remote import list_of, number_of, object_of, plain_words_of, words_of
from models.fetch import Fetch

AT_ONCE = 20
"""Posts that Discourse gives with a topic, and that are asked for at once."""
_MOST_PAGES = 1_000
_MOST_LISTINGS = 3
_MOST_POSTS = 200_000


@dataclass(frozen=True)
class Topic:
    """A topic as a list shows it, or as it was asked for."""

    id: int
    title: str = ""
    posts: int = 0
    last: str = ""
    """When it was last written in, as the forum writes it."""
    category: int | None = None
    private: bool = False
    only: tuple[int, ...] = ()
    """The ids of the posts wanted; all where empty."""


@dataclass(frozen=True)
class Stream:
    """A topic with the ids of all its posts that we may see, and the first posts themselves."""

    topic: Topic
    ids: tuple[int, ...]
    posts: tuple[Any, ...] = field(repr=False)


class Site:
    """A forum at `url`."""

    def __init__(self, client: Client, url: str) -> None:
        self.address = url.strip().split("#")[0].split("?")[0].rstrip("/")
        self._client = client
        self._fetches: list[Fetch] = []

    def fetches(self) -> tuple[Fetch, ...]:
        """What was asked since the last call."""
        done, self._fetches = tuple(self._fetches), []
        return done

    def topics(self, path: str) -> tuple[Topic, ...]:
        """The topics of a list such as `/latest`, by id. Raises SourceRefused where there is none.

        A list of several pages is read until no more comes to light: topics move from page to
        page while it is read.
        """
        found: dict[int, Topic] = {}
        for _ in range(_MOST_LISTINGS):
            before = len(found)
            listed = list(self._listed(path))
            found.update((topic.id, topic) for _, topic in listed)
            if len(found) == before or max((page for page, _ in listed), default=0) <= 1:
                break
        return tuple(found[number] for number in sorted(found))

    def searched(self, words: str) -> tuple[Topic, ...]:
        """The topics in which a search finds posts, with the ids of these posts."""
        ids: dict[int, list[int]] = {}
        for page in range(1, _MOST_PAGES):
            answer = self._get("/search.json", {"q": words, "page": str(page)})
            found = object_of(self._content(answer))
            new = 0
            for post in map(object_of, list_of(found.get("posts"))):
                topic, number = number_of(post.get("topic_id")), number_of(post.get("id"))
                if topic and number and number not in ids.setdefault(topic, []):
                    ids[topic].append(number)
                    new += 1
            more = object_of(found.get("grouped_search_result")).get("more_full_page_results")
            if not new or not more:
                break
        return tuple(Topic(id=topic, only=tuple(sorted(ids[topic]))) for topic in sorted(ids))

    def stream(self, number: int) -> Stream | None:
        """A topic; None where it is not there any more."""
        answer = self._get(f"/t/{number}.json", {"include_raw": "1"})
        if answer.status in (404, 410):
            return None
        found = object_of(self._content(answer))
        stream = object_of(found.get("post_stream"))
        posts = list_of(stream.get("posts"))
        listed = stream.get("stream")
        told = listed if isinstance(listed, list) else [object_of(one).get("id") for one in posts]
        ids = tuple(dict.fromkeys(post for one in told if (post := number_of(one))))
        if "post_stream" not in found or len(ids) > _MOST_POSTS:
            raise self._odd(answer, "no posts" if len(ids) <= _MOST_POSTS else "too many posts")
        topic = _topic(found, number)
        return Stream(topic, ids, tuple(posts))

    def posts(self, topic: int, ids: Sequence[int]) -> tuple[Any, ...]:
        """The posts of `topic` with these ids, as far as they are still there."""
        asked = "&".join(f"post_ids%5B%5D={one}" for one in ids)
        answer = self._get(f"/t/{topic}/posts.json?{asked}&include_raw=1", {})
        if answer.status in (404, 410):
            return ()
        stream = object_of(object_of(self._content(answer)).get("post_stream"))
        return tuple(list_of(stream.get("posts")))

    def open_categories(self) -> frozenset[int]:
        """The categories that everybody can see."""
        answer = self._get("/categories.json", {"include_subcategories": "true"})
        found = object_of(object_of(self._content(answer)).get("category_list"))
        waiting = list(map(object_of, list_of(found.get("categories"))))
        ids = set()
        while waiting:
            one = waiting.pop()
            waiting += map(object_of, list_of(one.get("subcategory_list")))
            number = number_of(one.get("id"))
            if number and one.get("read_restricted") is False:
                ids.add(number)
        return frozenset(ids)

    def _listed(self, path: str) -> Iterator[tuple[int, Topic]]:
        """The number of each page with the topics on it."""
        seen: set[int] = set()
        asked = {"order": "created", "ascending": "true", "no_definitions": "true"}
        for page in range(_MOST_PAGES):
            answer = self._get(f"{path}.json", {**asked, "page": str(page)})
            listing = object_of(self._content(answer)).get("topic_list")
            if not isinstance(listing, dict) or not isinstance(listing.get("topics"), list):
                raise self._odd(answer, "no list of topics")
            new = 0
            for one in listing["topics"]:
                number = number_of(object_of(one).get("id"))
                if number and number not in seen:
                    seen.add(number)
                    new += 1
                    yield page + 1, _topic(object_of(one), number)
            if not new or not listing.get("more_topics_url"):
                return
        raise SourceRefused(
            f"{self.address}{path} goes on after {_MOST_PAGES} pages. Ask for less with the "
            "source's query."
        )

    def _get(self, path: str, params: Mapping[str, str]) -> Answer:
        answer = self._client.get(self.address + path, params)
        self._fetches.append(answer.fetch)
        return answer

    def _content(self, answer: Answer) -> Any:
        if answer.status in (404, 410):
            raise SourceRefused(
                f"{answer.url} is not there. Correct the source's url or query; for a category, "
                "give its number or slug."
            )
        return answer.json()

    def _odd(self, answer: Answer, what: str) -> SourceRefused:
        return SourceRefused(
            f"{answer.url} gives {what}; is it a Discourse forum? Correct the source's url or "
            "query."
        )


def category_path(words: str) -> str:
    """The list of a category: `5`, `skills`, `forums/skills` or `skills/5`."""
    parts = [quote(part, safe="") for part in words.split("/") if part.strip()]
    return "/c/" + "/".join(parts)


def _topic(found: Mapping[str, Any], number: int) -> Topic:
    return Topic(
        id=number,
        title=words_of(found.get("title")) or plain_words_of(found.get("fancy_title")),
        posts=number_of(found.get("posts_count")) or 0,
        last=words_of(found.get("last_posted_at"))[:40],
        category=number_of(found.get("category_id")),
        private=found.get("archetype") == "private_message",
    )
