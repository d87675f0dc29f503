"""A real WordPress: the same contributions as from what one answered before, and what else it does.

It takes the system's packages; see `wordpress_site.py`.
"""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.readers.post import read_post
from bpforum.sources.protocol import Page
from bpforum.sources.services import wordpress
from bpforum.sources.services.wordpress import WordPressSource
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.blog import Blog
from tests.builders.loopback import Loopback
from tests.live.wordpress_site import WordPressSite, missing

RECORDED = Path(__file__).parents[3] / "shared/data/feeds/wordpress-6.1.9-recorded"
NOW = datetime(2026, 5, 4, tzinfo=UTC)
PACKAGE = missing()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(PACKAGE), reason=f"the package {PACKAGE} is not installed"),
]


@pytest.fixture(scope="module")
def whole() -> Iterator[WordPressSite]:
    with WordPressSite() as one:
        yield one


@pytest.fixture
def site(whole: WordPressSite) -> WordPressSite:
    """Without comments, in Mexico City."""
    whole.order(
        options={
            "timezone_string": "America/Mexico_City",
            "permalink_structure": "/%postname%/",
            "page_comments": "0",
        },
        delete=list(range(1, 700)),
    )
    return whole


def _comment(number: int, **more: Any) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return {
        "comment_ID": number,
        "comment_post_ID": 1,
        "comment_author": f"Ann {number}",
        "comment_content": f"Comment {number}.",
        "comment_date_gmt": at.strftime("%Y-%m-%d %H:%M:%S"),
        **more,
    }


def _source(url: str, environ: dict[str, str] | None = None, **config: Any) -> WordPressSource:
    declared = SourceConfig.model_validate({"id": "b", "kind": "wordpress", "url": url, **config})
    return WordPressSource(declared, environ or {}, lambda: NOW)


def _walk(source: WordPressSource, cursor: str = "") -> tuple[list[Received], Page]:
    pages = list(source.pages(cursor))
    return [item for page in pages for item in page.items], pages[-1]


def _ids(items: list[Received]) -> list[int]:
    return [int(item.external_id) for item in items]


def _told(item: Received) -> tuple[Any, ...]:
    """All of a contribution but its address, which has the server's port in it."""
    reading = read_post(item.data)
    assert isinstance(reading, Reading)
    fields = {name: words for name, words in item.fields.items() if name != "url"}
    blocks = [(block.kind, block.start, block.end) for block in reading.blocks]
    return (item.external_id, item.received_at, item.channel, fields, reading.text, blocks)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not on this machine")
@pytest.mark.parametrize("permalinks", ["", "/%postname%/"])
def test_the_same_contributions_as_from_what_was_recorded(
    site: WordPressSite, permalinks: str
) -> None:
    recorded = [
        one
        for number in (1, 2, 3)
        for one in json.loads((RECORDED / f"page{number}.json").read_text())
    ]
    site.order(
        options={"permalink_structure": permalinks, "timezone_string": "UTC"},
        posts=[{"ID": 1, "post_title": "Draft “I”", "post_name": "draft"}],
        comments=[
            {
                "comment_ID": one["id"],
                "comment_post_ID": one["post"],
                "comment_parent": one["parent"],
                "comment_author": one["author_name"],
                "comment_content": _as_typed(one["content"]["rendered"]),
                "comment_date_gmt": one["date_gmt"].replace("T", " "),
            }
            for one in recorded
        ],
    )
    live, last = _walk(_source(site.url))
    with Loopback() as server:
        Blog({one["id"]: one for one in recorded}).serve(server)
        replayed, _ = _walk(_source(server.url))
    assert len(live) == 119
    assert [_told(item) for item in live] == [_told(item) for item in replayed]
    assert (last.complete, last.total) == (True, 119)


def test_a_walk_that_was_stopped_goes_on_while_comments_come_and_go(site: WordPressSite) -> None:
    site.order(comments=[_comment(number) for number in range(1, 351)])
    known: dict[int, Received] = {}
    cursor = ""
    for changes in (
        {"delete": [1, 2, 3]},
        {"delete": list(range(4, 60))},
        {"comments": [_comment(400), _comment(401, comment_date_gmt="2026-01-01 00:00:30")]},
        {},
    ):
        pages = _source(site.url).pages(cursor)
        page = next(pages)
        pages.close()  # type: ignore[attr-defined]
        cursor = page.cursor
        known |= {int(item.external_id): item for item in page.items}
        site.order(**changes)
    for _ in range(2):
        items, last = _walk(_source(site.url), cursor)
        cursor = last.cursor
        known |= {int(item.external_id): item for item in items}
    assert set(known) == {*range(1, 351), 400, 401}
    assert sorted(_ids(items)) == [*range(60, 351), 400, 401]
    assert last.complete


def test_a_large_site_is_asked_for_what_is_new_in_its_own_time_zone(
    site: WordPressSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordpress, "ALWAYS_WALKED", 100)
    monkeypatch.setattr(wordpress, "_CUSHION", timedelta(minutes=30))
    site.order(comments=[_comment(number) for number in range(1, 301)])
    _, last = _walk(_source(site.url))
    site.order(comments=[_comment(301), _comment(302)])
    items, last = _walk(_source(site.url), last.cursor)
    assert _ids(items) == list(range(270, 303))
    late = _comment(500, comment_date_gmt="2026-01-01 00:00:30", comment_approved="0")
    site.order(comments=[late])
    assert len(_walk(_source(site.url), last.cursor)[0]) < 50
    site.order(approve=[500])
    assert 500 in _ids(_walk(_source(site.url), last.cursor)[0])


def test_with_an_application_password_moderation_is_counted(site: WordPressSite) -> None:
    password = site.order(
        password=True,
        comments=[_comment(1), *(_comment(n, comment_approved="0") for n in (2, 3))],
    )["password"]
    environ = {"BPFORUM_SOURCE_B_USER": "editor", "BPFORUM_SOURCE_B_PASSWORD": password}
    items, last = _walk(_source(site.url, environ))
    assert _ids(items) == [1]
    assert last.remarks == ("2 comments wait for moderation on the site; approve or delete there.",)
    # WordPress shows a stranger what everybody sees, and says nothing of the wrong password.
    items, last = _walk(_source(site.url, {**environ, "BPFORUM_SOURCE_B_PASSWORD": "wrong"}))
    assert _ids(items) == [1]
    assert "BPFORUM_SOURCE_B_PASSWORD" in last.remarks[0]


def test_posts_are_told_apart_by_number_and_slug(site: WordPressSite) -> None:
    site.order(
        posts=[
            {"ID": 1, "post_title": "Draft", "post_name": "draft"},
            {"ID": 30, "post_title": "A page & more", "post_name": "about", "post_type": "page"},
            {"ID": 31, "post_title": "Inside", "post_status": "private"},
        ],
        comments=[
            _comment(1),
            _comment(4, comment_post_ID=31),
            _comment(2, comment_post_ID=30),
            _comment(3, comment_type="pingback"),
        ],
    )
    (one,), _ = _walk(_source(site.url, query={"slug": "about"}))
    assert (one.external_id, one.fields["about"]) == ("2", "A page & more")
    assert _ids(_walk(_source(site.url, query={"post": "1"}))[0]) == [1]
    assert _ids(_walk(_source(site.url, since="2026-01-01T00:01:30Z"))[0]) == [2]
    # Counted, but not shown: until somebody is let in who may read it, and then not for everybody.
    items, last = _walk(_source(site.url))
    assert (_ids(items), last.total, last.complete) == ([1, 2], 3, True)
    environ = {
        "BPFORUM_SOURCE_B_USER": "editor",
        "BPFORUM_SOURCE_B_PASSWORD": site.order(password=True)["password"],
    }
    items, _ = _walk(_source(site.url, environ))
    assert {item.external_id: item.fields.get("audience") for item in items} == {
        "1": None, "2": None, "4": "members",
    }  # fmt: skip


def _as_typed(rendered: str) -> str:
    """What somebody typed to make WordPress show `rendered`."""
    text = re.sub(r"<br ?/?>\n?", "\n", rendered)
    text = re.sub(r"</p>\s*", "\n\n", text.replace("<p>", ""))
    return html.unescape(text).strip()
