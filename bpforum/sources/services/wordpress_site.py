"""Asks one WordPress site: finds its interface, and lists comments; knows of no walk and no store.

WordPress hides comments on private posts from a page without filling it up: a short page is not the
last one, and its total counts what is not shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpforum.errors import SourceRefused
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.http import Client
from bpforum.sources.web.remote import list_of, number_of, object_of, plain_words_of, words_of
from models.fetch import Fetch

PER_PAGE = 100
"""As many as WordPress gives at once."""
_MOST_COMMENTS = 2_000_000
_FIELDS = "id,post,parent,author_name,date_gmt,content,link,status,type,meta,_links"


@dataclass(frozen=True)
class Comments:
    """Some comments, and how many there are in all; the site may give any JSON for a comment."""

    items: tuple[Any, ...]
    total: int | None
    most: int = PER_PAGE


@dataclass(frozen=True)
class Post:
    """What comments are on; without a title where it is not shown to us."""

    title: str
    public: bool


class Site:
    """A site at `url`; `query` is what the forum asks it for."""

    def __init__(self, client: Client, url: str, query: Mapping[str, str]) -> None:
        bare = url.strip().split("#")[0].split("?")[0].rstrip("/")
        self.address = bare.split("/wp-json")[0].removesuffix("/index.php").rstrip("/")
        self._client, self._query = client, dict(query)
        self._pretty: bool | None = None
        self._fetches: list[Fetch] = []
        self._slug = self._query.pop("slug", "")

    def fetches(self) -> tuple[Fetch, ...]:
        """What was asked since the last call."""
        done, self._fetches = tuple(self._fetches), []
        return done

    def comments(self, offset: int, *, after: str = "") -> Comments:
        """A page of comments, oldest first. Raises as `Client.get` does."""
        return self._comments(
            {
                "per_page": str(PER_PAGE), "offset": str(offset), "order": "asc",
                "orderby": "date_gmt", "_fields": _FIELDS, "after": after,
            }
        )  # fmt: skip

    def count(self, *, after: str = "", before: str = "", status: str = "") -> int | None:
        """How many comments there are; None where the site does not say."""
        asked = {"per_page": "1", "_fields": "id", "after": after, "before": before}
        return self._comments({**asked, "status": status}).total

    def post(self, kind: str, number: int) -> Post:
        """The title of a post, page or the like, and whether everybody can see it."""
        try:
            answer = self._get(f"wp/v2/{kind}/{number}", {"_fields": "id,title,status,content"})
            found = object_of(answer.json()) if answer.status == 200 else {}
        except SourceRefused:
            found = {}
        protected = object_of(found.get("content")).get("protected") is True
        return Post(
            title=plain_words_of(object_of(found.get("title")).get("rendered")),
            public=found.get("status") == "publish" and not protected,
        )

    def _comments(self, asked: Mapping[str, str]) -> Comments:
        if self._slug:
            self._query["post"] = self._post_called(self._slug)
            self._slug = ""
        params = {**self._query, **{name: value for name, value in asked.items() if value}}
        answer = self._get("wp/v2/comments", params)
        found = answer.json()
        if answer.status != 200 or not isinstance(found, list):
            said = words_of(object_of(found).get("message"))
            raise SourceRefused(
                f"{answer.url} answered {answer.status} and no list of comments"
                f"{f': {said!r}' if said else ''}. Correct the source's url or query, or ask who "
                "runs the site to allow its REST interface."
            )
        total = number_of(answer.headers.get("x-wp-total", "").strip())
        if total is not None and total > _MOST_COMMENTS:
            raise SourceRefused(
                f"{answer.url} says that it has {total} comments; at most {_MOST_COMMENTS} are "
                "taken. Ask for some of its posts with query.post."
            )
        return Comments(tuple(found), total)

    def _post_called(self, slug: str) -> str:
        """The id of the post or page with this slug, as the query's parameter."""
        for kind in ("posts", "pages"):
            answer = self._get(f"wp/v2/{kind}", {"slug": slug, "_fields": "id"})
            ids = [number_of(object_of(one).get("id")) for one in list_of(answer.json())]
            if found := [str(number) for number in ids if number]:
                return ",".join(found)
        raise SourceRefused(
            f"{self.address} has no post and no page with the slug {slug!r}; correct query.slug."
        )

    def _get(self, route: str, params: Mapping[str, str]) -> Answer:
        """Where pretty links are off, the interface is asked for by a parameter."""
        if self._pretty is not False:
            answer = self._client.get(f"{self.address}/wp-json/{route}", params)
            if self._pretty or _is_of_the_interface(answer):
                self._pretty = True
                self._fetches.append(answer.fetch)
                return answer
        answer = self._client.get(f"{self.address}/", {"rest_route": f"/{route}", **params})
        if self._pretty is None and not _is_of_the_interface(answer):
            raise SourceRefused(
                f"{self.address} is no WordPress site, or its REST interface is closed: neither "
                "/wp-json/ nor ?rest_route= answers JSON. Correct the source's url, or ask who "
                "runs the site."
            )
        self._pretty = False
        self._fetches.append(answer.fetch)
        return answer


def _is_of_the_interface(answer: Answer) -> bool:
    """Whether the REST interface answered, be it with an error of its own."""
    try:
        found = answer.json()
    except SourceRefused:
        return False
    return isinstance(found, list) or "code" in object_of(found)
