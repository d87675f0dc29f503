"""A small Discourse on this machine, as its documentation and recorded answers show it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.builders.loopback import Asked, Loopback, Reply

PER_LIST = 30


def post(topic: int, number: int, **more: Any) -> dict[str, Any]:
    """The post `number` of `topic`; ids tell the order in which posts were written."""
    return {
        "id": topic * 1_000 + number,
        "name": f"Ann {number}",
        "username": f"ann{number}",
        "created_at": f"2026-01-{topic % 28 + 1:02d}T{number // 60:02d}:{number % 60:02d}:00.123Z",
        "raw": f"Post {topic}.{number}.",
        "cooked": f"<p>Post {topic}.{number}.</p>",
        "post_number": number,
        "post_type": 1,
        "reply_to_post_number": None,
        "reads": 34,
        "score": 12.6,
        "actions_summary": [{"id": 2, "count": 4}],
        "version": 1,
        "hidden": False,
        "deleted_at": None,
        "user_deleted": False,
        "wiki": False,
        "topic_id": topic,
        **more,
    }


@dataclass
class Board:
    """Topics by id, each with its posts."""

    topics: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    categories: dict[int, int] = field(default_factory=dict)
    """Of topics; 1 where it is not said."""
    titles: dict[int, str] = field(default_factory=dict)
    with_raw: bool = True
    before: Callable[[int], None] = lambda number: None
    """Called with the number of each request before it is answered."""
    requests: int = 0

    @classmethod
    def of(cls, *sizes: int) -> "Board":
        return cls(
            {
                topic: [post(topic, number) for number in range(1, size + 1)]
                for topic, size in enumerate(sizes, 1)
            }
        )

    def serve(self, server: Loopback) -> None:
        """Answers at the server's root."""
        server.route("*", self._answer)

    def _answer(self, asked: Asked) -> Reply:
        self.requests += 1
        self.before(self.requests)
        parts = asked.path.removesuffix(".json").strip("/").split("/")
        if parts[0] == "t":
            return self._topic(int(parts[1]), asked, only_posts=parts[2:] == ["posts"])
        if parts[0] == "latest":
            return self._list(sorted(self.topics), asked)
        if parts[0] == "c":
            return self._list([t for t in sorted(self.topics) if self._category(t) == 5], asked)
        if parts == ["categories"]:
            nested = [{"id": 5, "read_restricted": False}]
            listed = [{"id": 1, "read_restricted": False, "subcategory_list": nested},
                      {"id": 9, "read_restricted": True}]  # fmt: skip
            return Reply.json({"category_list": {"categories": listed}})
        if parts == ["search"]:
            return self._search(asked)
        return Reply.json({"errors": ["not found"]}, 404)

    def _category(self, topic: int) -> int:
        return self.categories.get(topic, 1)

    def _list(self, ids: list[int], asked: Asked) -> Reply:
        page = int(asked.query.get("page", 0))
        shown = ids[page * PER_LIST : (page + 1) * PER_LIST]
        topics = [
            {
                "id": topic,
                "title": self._title(topic),
                "posts_count": len(self.topics[topic]),
                "last_posted_at": self._last(topic),
                "views": self.requests,
            }
            for topic in shown
        ]
        listed: dict[str, Any] = {"topics": topics}
        if (page + 1) * PER_LIST < len(ids):
            listed["more_topics_url"] = f"/latest?page={page + 1}"
        return Reply.json({"topic_list": listed})

    def _topic(self, topic: int, asked: Asked, *, only_posts: bool) -> Reply:
        if topic not in self.topics:
            return Reply.json({"errors": ["not found"]}, 404)
        posts = self.topics[topic]
        if only_posts:
            wanted = {int(value) for name, value in asked.pairs if name == "post_ids[]"}
            shown = [one for one in posts if one["id"] in wanted]
            return Reply.json({"post_stream": {"posts": list(map(self._shown, shown))}})
        return Reply.json(
            {
                "id": topic,
                "title": self._title(topic),
                "category_id": self._category(topic),
                "posts_count": len(posts),
                "last_posted_at": self._last(topic),
                "archetype": "regular",
                "post_stream": {
                    "posts": list(map(self._shown, posts[:20])),
                    "stream": [one["id"] for one in posts],
                },
            }
        )

    def _search(self, asked: Asked) -> Reply:
        words, page = asked.query["q"], int(asked.query["page"])
        found = [one for posts in self.topics.values() for one in posts if words in one["raw"]]
        shown = found[(page - 1) * 50 : page * 50]
        more = page * 50 < len(found)
        return Reply.json(
            {
                "posts": [{"id": one["id"], "topic_id": one["topic_id"]} for one in shown],
                "grouped_search_result": {"more_full_page_results": more or None},
            }
        )

    def _shown(self, one: dict[str, Any]) -> dict[str, Any]:
        shown = {**one, "reads": self.requests}
        if not self.with_raw:
            del shown["raw"]
        return shown

    def _title(self, topic: int) -> str:
        return self.titles.get(topic, f"Topic {topic}")

    def _last(self, topic: int) -> str:
        return max((str(one["created_at"]) for one in self.topics[topic]), default="")
