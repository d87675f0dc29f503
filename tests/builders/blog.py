"""A small WordPress on this machine: its REST comments as WordPress 6.1 was seen to answer them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bpforum.sources.web.remote import instant_of
from tests.builders.loopback import Asked, Handler, Loopback, Reply

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def comment(number: int, **more: Any) -> dict[str, Any]:
    """A comment; the next one came a minute later."""
    return {
        "id": number,
        "post": 1,
        "parent": 0,
        "author_name": f"Ann {number}",
        "date_gmt": (FIRST + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%S"),
        "content": {"rendered": f"<p>Comment {number}.</p>\n"},
        "link": f"http://blog.example/draft/#comment-{number}",
        "status": "approved",
        "type": "comment",
        "author_avatar_urls": {"24": "http://1.gravatar.example/x"},
        "meta": [],
        **more,
    }


@dataclass
class Blog:
    """Comments by id; `hidden` ones are counted but not shown; `held` wait for moderation."""

    comments: dict[Any, dict[str, Any]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    held: int = 0
    pretty: bool = True
    before: Callable[[int], None] = lambda number: None
    """Called with the number of each listing before it is answered."""
    listings: int = 0

    @classmethod
    def of(cls, count: int, **more: Any) -> "Blog":
        return cls({number: comment(number) for number in range(1, count + 1)}, **more)

    def serve(self, server: Loopback) -> None:
        """Answers at the server's root."""
        routes: dict[str, Handler] = {
            "/wp/v2/comments": self._comments,
            "/wp/v2/posts": lambda asked: Reply.json(
                [{"id": 1}] if asked.query["slug"] == "draft" else []
            ),
            "/wp/v2/pages": lambda asked: Reply.json([]),
            "/wp/v2/posts/1": lambda asked: Reply.json(
                {"id": 1, "title": {"rendered": "Draft &#8220;I&#8221;"}, "status": "publish"}
            ),
        }
        for route, handler in routes.items():
            if self.pretty:
                server.route(f"/wp-json{route}", handler)
        missing = Reply.json({"code": "rest_no_route", "message": "No route"}, 404)
        server.route(
            "/",
            lambda asked: (
                routes[asked.query["rest_route"]](asked)
                if asked.query.get("rest_route") in routes
                else missing
            ),
        )

    def _comments(self, asked: Asked) -> Reply:
        query = asked.query
        if query.get("status") == "hold":
            if "authorization" not in asked.headers:
                body = {"code": "rest_forbidden_param", "message": "status not permitted"}
                return Reply.json(body, 401)
            return self._listed([], self.held)
        if int(query["per_page"]) > 100:
            return Reply.json({"code": "rest_invalid_param", "message": "per_page"}, 400)
        if query["per_page"] == "100":
            self.listings += 1
            self.before(self.listings)
        found = [one for one in self.comments.values() if _is_within(one, query)]
        found.sort(key=lambda one: (str(one["date_gmt"]), str(one["id"]).zfill(9)))
        start = int(query.get("offset", 0))
        page = found[start : start + int(query["per_page"])]
        return self._listed([one for one in page if one["id"] not in self.hidden], len(found))

    def _listed(self, page: list[Any], total: int) -> Reply:
        return Reply.json(page, X_WP_Total=str(total), X_WP_TotalPages=str(-(-total // 100)))


def _is_within(one: dict[str, Any], query: dict[str, str]) -> bool:
    at, after, before = (
        instant_of(words) for words in (one["date_gmt"], query.get("after"), query.get("before"))
    )
    posts = query.get("post", str(one["post"])).split(",")
    return (
        str(one["post"]) in posts
        and (after is None or at is None or at > after)
        and (before is None or at is None or at < before)
    )
