"""A small service of each kind that is walked in several pages, and how a forum declares it."""

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.builders.blog import Blog
from tests.builders.board import Board
from tests.builders.loopback import Asked, Loopback, Reply

KEY = "k3y-" + "7f" * 12
"""A made-up API key, token or password."""
FIRST = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Walk:
    """A service: what `forum.toml` says of it (`URL` is the server's), and how much it has."""

    kind: str
    toml: str
    serve: Callable[[Loopback], None]
    count: int
    """Of all that it brings."""
    environ: Mapping[str, str] = field(default_factory=dict)

    def forum(self, url: str, **more: str) -> str:
        """The whole `forum.toml`; `more` are further keys of the source, in TOML."""
        said = "".join(f"{name} = {value}\n" for name, value in more.items())
        name = self.kind.replace("_", "-")
        return (
            '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n'
            f'[[sources]]\nid = "{name}"\nkind = "{self.kind}"\n{said}'
            f"{self.toml.replace('URL', url)}\n"
        )


def _json(server: Loopback) -> None:
    def page(asked: Asked) -> Reply:
        first = (int(asked.query["page"]) - 1) * 20
        items = [
            {"id": n, "body": f"Comment number {n}.", "at": f"{FIRST + timedelta(minutes=n)}"}
            for n in range(first, first + 20)
        ]
        return Reply.json({"data": items if first < 100 else []})

    server.route("/comments", page)


def _feed(server: Loopback) -> None:
    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("page", "1"))
        entries = "".join(
            f"<entry><id>tag:e{n}</id><title>Entry {n}</title><author><name>Ann {n}</name></author>"
            f"<updated>{FIRST - timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}</updated>"
            f"<content>Words of entry {n}.</content></entry>"
            for n in range((number - 1) * 15, number * 15)
        )
        link = f'<link rel="next" href="/feed?page={number + 1}"/>' if number < 4 else ""
        return Reply(
            f'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:f</id>{link}{entries}</feed>'.encode(),
            headers={"Content-Type": "application/atom+xml"},
        )

    server.route("/feed", page)


def mailbox(numbers: Iterable[int]) -> bytes:
    """A month of a list's archive, as Mailman 2 writes it."""
    return "".join(
        f"From ann{n} at example.org  Mon Jan  5 12:00:00 2026\n"
        f"From: ann{n} at example.org (Ann {n})\n"
        f"Date: Mon, 5 Jan 2026 12:{n % 60:02d}:00 +0000\n"
        f"Message-ID: <m{n}@example.org>\n\nWords of contribution {n}.\n\n"
        for n in numbers
    ).encode()


def _list(server: Loopback) -> None:
    volumes = {"2026-January": range(70), "2026-February": range(70, 130)}
    names = "".join(f'<A href="{name}.txt.gz">x</A>' for name in reversed(volumes))
    server.route("/pipermail/list/", Reply(names.encode()))
    for name, numbers in volumes.items():
        packed = gzip.compress(mailbox(numbers), mtime=0)
        server.route(f"/pipermail/list/{name}.txt.gz", Reply(packed))


def _docket(server: Loopback, count: int = 60) -> None:
    def comment(n: int) -> dict[str, Any]:
        at = (FIRST + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "lastModifiedDate": at, "title": f"Comment {n}", "comment": f"Text {n}.",
            "withdrawn": False, "docketId": "D-1", "receiveDate": at,
        }  # fmt: skip

    def listing(asked: Asked) -> Reply:
        since = asked.query.get("filter[lastModifiedDate][ge]", "")
        found = [
            {"id": f"D-1-{n:04}", "type": "comments", "attributes": comment(n)}
            for n in range(count)
            # The filter is in Eastern time, five hours behind.
            if comment(n)["lastModifiedDate"]
            >= (since and (datetime.fromisoformat(since) + timedelta(hours=5)).isoformat())
        ]
        number, size = int(asked.query["page[number]"]), int(asked.query["page[size]"])
        more = number * size < len(found)
        return Reply.json({"data": found[(number - 1) * size : number * size],
                           "meta": {"hasNextPage": more, "totalElements": len(found)}})  # fmt: skip

    def detail(asked: Asked) -> Reply:
        name = asked.path.rpartition("/")[2]
        if asked.headers.get("x-api-key") != KEY:
            return Reply.json({"error": {"code": "API_KEY_MISSING"}}, 403)
        attributes = comment(int(name.rpartition("-")[2]))
        return Reply.json({"data": {"id": name, "type": "comments", "attributes": attributes},
                           "included": []})  # fmt: skip

    document = {"id": "D-1-0001", "type": "documents", "attributes": {"objectId": "0900a"}}
    server.route("/v4/documents", Reply.json({"data": [document], "meta": {"hasNextPage": False}}))
    server.route("/v4/comments", listing)
    server.route("*", detail)


def _register(server: Loopback) -> None:
    def documents(asked: Asked) -> Reply:
        number = int(asked.query.get("page", "1"))
        found = [
            {
                "document_number": f"2026-{n:05}", "title": f"Notice {n}", "type": "Notice",
                "abstract": f"Comments on matter {n} are asked for.", "html_url": "",
                "publication_date": f"2026-01-{n // 5 + 1:02}", "comments_close_on": "2026-03-01",
                "dates": "", "docket_ids": [], "action": "", "agency_names": ["Agency"],
            }
            for n in range((number - 1) * 20, number * 20)
        ]  # fmt: skip
        onward = f"{server.url}/api/documents.json?page={number + 1}" if number < 3 else None
        return Reply.json({"count": 60, "results": found, "next_page_url": onward})

    server.route("/api/documents.json", documents)


WALKS = {
    walk.kind: walk
    for walk in (
        Walk(
            "json",
            'url = "URL/comments"\nitems = "data"\n'
            'columns = { external_id = "id", text = "body", received_at = "at" }\n'
            'query = { page = "{page}" }',
            _json, 100,
        ),
        Walk("wordpress", 'url = "URL"', lambda server: Blog.of(230).serve(server), 230),
        Walk(
            "discourse", 'url = "URL"',
            lambda server: Board.of(25, *[3] * 40).serve(server), 145,
        ),
        Walk("mailing_list", 'url = "URL/pipermail/list/"', _list, 130),
        Walk("feed", 'url = "URL/feed"', _feed, 60),
        Walk(
            "regulations_gov",
            'url = "URL/v4"\nquery = { docket = "D-1" }\nmost_per_minute = 60000',
            _docket, 60, {"BPFORUM_SOURCE_REGULATIONS_GOV_API_KEY": KEY},
        ),
        Walk("federal_register", 'url = "URL/api"\nquery = { term = "x" }', _register, 60),
    )
}  # fmt: skip


class Watched(Loopback):
    """A server that tells how many requests came, and is silent to the one with number `mute`."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.mute = 0

    def route(self, path: str, handler: Callable[[Asked], Reply] | Reply) -> None:
        """As `Loopback.route`."""
        answer = handler if callable(handler) else lambda asked: handler

        def watched(asked: Asked) -> Reply:
            self.count += 1
            return Reply(stalls=60) if self.count == self.mute else answer(asked)

        super().route(path, watched)
