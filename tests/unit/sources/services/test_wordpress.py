"""Collecting a WordPress site's comments, whatever happens meanwhile."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable, UnusableForum
from bpforum.readers.post import read_post
from bpforum.sources.protocol import Page, RemoteSource
from bpforum.sources.services import wordpress
from bpforum.sources.services.wordpress import WordPressSource
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.blog import Blog, comment
from tests.builders.loopback import RESET, Asked, Loopback, Reply

RECORDED = Path(__file__).parents[5] / "shared/data/feeds/wordpress-6.1.9-recorded"
NOW = datetime(2026, 5, 4, tzinfo=UTC)
LET_IN = {"BPFORUM_SOURCE_BLOG_USER": "ed", "BPFORUM_SOURCE_BLOG_PASSWORD": "abcd efgh"}
COMMENTS = "/wp-json/wp/v2/comments"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as one:
        yield one


@pytest.fixture
def source(server: Loopback) -> Callable[..., WordPressSource]:
    def make(
        environ: dict[str, str] | None = None, now: datetime = NOW, **config: Any
    ) -> WordPressSource:
        declared = {"id": "blog", "kind": "wordpress", "url": server.url + "/", **config}
        return WordPressSource(
            SourceConfig.model_validate(declared), environ or {}, lambda: now, lambda seconds: None
        )

    return make


Make = Callable[..., WordPressSource]


def _walk(source: RemoteSource, cursor: str = "") -> tuple[list[Received], Page]:
    pages = list(source.pages(cursor))
    for page in pages:
        ids = [item.external_id for item in page.items]
        assert len(ids) == len(set(ids))
    return [item for page in pages for item in page.items], pages[-1]


def _ids(items: list[Received]) -> list[int]:
    return [int(item.external_id) for item in items]


def _reading(item: Received) -> Reading:
    reading = read_post(item.data)
    assert isinstance(reading, Reading)
    return reading


def test_a_comment_comes_with_everything_that_matters(server: Loopback, source: Make) -> None:
    meta = {"para_anchor": "p-7", "rating": 4, "x": None, "org": "Example Org"}
    content = {"rendered": "<p>Yes &amp; no.</p>"}
    one = comment(5, parent=3, author_name="O&#8217;Brien", meta=meta, content=content)
    Blog({5: one}).serve(server)
    (item,), last = _walk(source(columns={"organisation": "org"}))
    assert item.external_id == "5"
    assert item.received_at == datetime(2026, 1, 1, 0, 5, tzinfo=UTC)
    assert item.fields == {
        "kind": "comment", "name": "O’Brien", "about": "Draft “I”",
        "url": f"{server.url}/?p=1#comment-5", "in_reply_to": "3", "paragraph": "p-7",
        "organisation": "Example Org", "meta.rating": "4",
    }  # fmt: skip
    assert (item.channel, item.trouble) == ("web comment", "")
    assert (_reading(item).text, _reading(item).kind) == ("Yes & no.", "comment")
    assert last.complete
    assert {fetch.status for fetch in last.fetches} == {200}


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 190, 191, 351])
def test_all_comments_come_once_and_oldest_first(
    server: Loopback, source: Make, count: int
) -> None:
    Blog.of(count).serve(server)
    items, last = _walk(source())
    assert _ids(items) == list(range(1, count + 1))
    assert (last.complete, last.total) == (True, count)


def test_equal_comments_are_equal_bytes_next_time(server: Loopback, source: Make) -> None:
    blog = Blog.of(3)
    blog.serve(server)
    first, last = _walk(source())
    blog.comments[1]["author_avatar_urls"] = {"24": "other"}
    blog.comments[1]["link"] = "https://new.example/other-permalink/#comment-1"
    again, _ = _walk(source(now=NOW + timedelta(days=1)), last.cursor)
    assert again == first


def test_an_edit_and_a_deletion_are_found(server: Loopback, source: Make) -> None:
    blog = Blog.of(150)
    blog.serve(server)
    first, last = _walk(source())
    blog.comments[7]["content"] = {"rendered": "<p>Edited.</p>"}
    del blog.comments[8]
    again, last = _walk(source(), last.cursor)
    changed = {a.external_id for a in again} - {a.external_id for a in again if a in first}
    assert changed == {"7"}
    assert last.complete
    assert "8" not in {item.external_id for item in again}


def test_the_title_of_a_post_stays_as_it_was_first_seen(server: Loopback, source: Make) -> None:
    Blog.of(1).serve(server)
    _, last = _walk(source())
    server.route("/wp-json/wp/v2/posts/1", Reply.json({"title": {"rendered": "CLOSED: Draft"}}))
    (item,), _ = _walk(source(), last.cursor)
    assert item.fields["about"] == "Draft “I”"
    (item,), _ = _walk(source())
    assert item.fields["about"] == "CLOSED: Draft"


def test_a_site_without_pretty_links_is_asked_by_a_parameter(
    server: Loopback, source: Make
) -> None:
    Blog.of(120, pretty=False).serve(server)
    items, _ = _walk(source())
    assert len(items) == 120
    assert len(server.asked_at(COMMENTS)) == 1


def test_only_the_posts_asked_for(server: Loopback, source: Make) -> None:
    blog = Blog.of(5)
    blog.comments[2]["post"] = 9
    blog.serve(server)
    assert _ids(_walk(source(query={"post": "9,12"}))[0]) == [2]
    assert _ids(_walk(source(query={"slug": "draft"}))[0]) == [1, 3, 4, 5]
    with pytest.raises(SourceRefused, match="no post and no page with the slug 'other'"):
        _walk(source(query={"slug": "other"}))
    with pytest.raises(UnusableForum, match=r"sources\.blog\.query\.page"):
        source(query={"page": "2"})


def test_nothing_older_than_since(server: Loopback, source: Make) -> None:
    Blog.of(10).serve(server)
    assert _ids(_walk(source(since="2026-01-01T00:06:00Z"))[0]) == [7, 8, 9, 10]


def test_comments_in_moderation_are_counted_not_taken(server: Loopback, source: Make) -> None:
    Blog.of(2, held=3).serve(server)
    items, last = _walk(source(LET_IN))
    assert _ids(items) == [1, 2]
    assert last.remarks == ("3 comments wait for moderation on the site; approve or delete there.",)
    assert _walk(source())[1].remarks == ()
    assert server.asked[0].headers["authorization"].startswith("Basic ")


def test_what_credentials_show_gets_no_wider_audience(server: Loopback, source: Make) -> None:
    blog = Blog.of(3)
    for number, post in ((2, 8), (3, 9)):
        blog.comments[number]["post"] = post
    blog.serve(server)
    private = {"title": {"rendered": "Inside"}, "status": "private"}
    server.route("/wp-json/wp/v2/posts/8", Reply.json(private))
    items, last = _walk(source(LET_IN))
    assert [item.fields.get("audience", "") for item in items] == ["", "members", "members"]
    again, _ = _walk(source(LET_IN), last.cursor)
    assert again == items
    assert [item.fields.get("audience", "") for item in _walk(source())[0]] == ["", "", ""]


def test_another_sites_notice_is_kept_and_told_apart(server: Loopback, source: Make) -> None:
    Blog({1: comment(1, type="pingback")}).serve(server)
    assert _walk(source())[0][0].channel == "pingback"


# Pages that shift while they are walked


@pytest.mark.parametrize("deleted", [1, 9, 10, 11, 50, 99])
def test_none_is_lost_when_earlier_ones_are_deleted(
    server: Loopback, source: Make, deleted: int
) -> None:
    blog = Blog.of(350)

    def delete(listing: int) -> None:
        if listing == 2:
            for number in range(1, deleted + 1):
                del blog.comments[number]

    blog.before = delete
    blog.serve(server)
    items, last = _walk(source())
    assert set(range(101, 351)) <= set(_ids(items))
    assert len(items) == 350
    assert last.complete


def test_none_comes_twice_when_earlier_ones_are_let_through(server: Loopback, source: Make) -> None:
    blog = Blog.of(350)

    def approve(listing: int) -> None:
        if listing > 1:
            number = 1_000 + listing
            blog.comments[number] = comment(number, date_gmt="2026-01-01T00:00:30")

    blog.before = approve
    blog.serve(server)
    items, last = _walk(source())
    assert sorted(_ids(items)) == list(range(1, 351))
    assert {1_002, 1_003, 1_004} <= set(_ids(_walk(source(), last.cursor)[0]))


def test_the_last_is_not_lost_when_it_was_just_deleted(server: Loopback, source: Make) -> None:
    blog = Blog.of(150)

    def delete(listing: int) -> None:
        if listing == 2:
            del blog.comments[100]

    blog.before = delete
    blog.serve(server)
    assert set(range(101, 151)) <= set(_ids(_walk(source())[0]))


def test_what_changes_faster_than_it_can_be_listed_is_told(server: Loopback, source: Make) -> None:
    blog = Blog.of(3_000)

    def delete(listing: int) -> None:
        for number in sorted(blog.comments)[:50]:
            del blog.comments[number]

    blog.before = delete
    blog.serve(server)
    with pytest.raises(SourceUnreachable, match="change faster than they can be listed"):
        _walk(source())


def test_comments_that_are_counted_but_not_shown_end_no_walk(
    server: Loopback, source: Make
) -> None:
    hidden = {*range(80, 320), 5}
    Blog.of(400, hidden=hidden).serve(server)
    items, last = _walk(source())
    assert set(_ids(items)) == set(range(1, 401)) - hidden
    assert last.complete


# Large sites


def test_a_large_site_is_asked_for_what_is_new(
    server: Loopback, source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordpress, "ALWAYS_WALKED", 100)
    monkeypatch.setattr(wordpress, "_CUSHION", timedelta(hours=2))
    blog = Blog.of(600)
    blog.serve(server)
    first, last = _walk(source())
    assert (len(first), last.complete) == (600, True)
    blog.comments[601] = comment(601)
    blog.listings = 0
    second, last = _walk(source(), last.cursor)
    assert blog.listings == 2
    assert _ids(second)[-1] == 601
    assert not last.complete
    # Let through late: its time is long ago, and only the count tells.
    blog.comments[9_000] = comment(9_000, date_gmt="2026-01-01T00:00:30")
    third, last = _walk(source(), last.cursor)
    assert (_ids(third)[0], len(third), last.complete) == (9_000, 602, True)
    # An edit is found after a week.
    blog.comments[1]["content"] = {"rendered": "Edited."}
    assert len(_walk(source(), last.cursor)[0]) < 300
    assert len(_walk(source(now=NOW + timedelta(days=7)), last.cursor)[0]) == 602


def test_comments_of_one_second_are_not_lost(
    server: Loopback, source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordpress, "ALWAYS_WALKED", 0)
    monkeypatch.setattr(wordpress, "_CUSHION", timedelta())
    blog = Blog.of(5)
    blog.serve(server)
    _, last = _walk(source())
    blog.comments[6] = comment(6, date_gmt=blog.comments[5]["date_gmt"])
    assert 6 in _ids(_walk(source(), last.cursor)[0])


# Stopped in the middle


@pytest.mark.parametrize("after", range(1, 5))
@pytest.mark.parametrize("deleted", [0, 3, 60])
def test_a_walk_that_was_stopped_goes_on(
    server: Loopback, source: Make, after: int, deleted: int
) -> None:
    blog = Blog.of(420)
    blog.serve(server)
    known: dict[str, Received] = {}
    pages = source().pages("")
    cursor = ""
    for _ in range(after):
        page = next(pages)
        known |= {item.external_id: item for item in page.items}
        cursor = page.cursor
    pages.close()  # type: ignore[attr-defined]
    for number in range(1, deleted + 1):
        del blog.comments[number]
    for _ in range(2):
        items, last = _walk(source(), cursor)
        for item in items:
            assert known.setdefault(item.external_id, item) == item
        cursor = last.cursor
    assert set(known) == {str(number) for number in range(1, 421)}
    assert len(items) == 420 - deleted
    assert last.complete


@pytest.mark.parametrize(
    "failure", [Reply(status=500), Reply(status=429, headers={"Retry-After": "1"}), RESET,
                Reply(b"[" + b" " * 500, sends=9)], ids=repr,
)  # fmt: skip
def test_a_service_that_fails_now_and_then_loses_nothing(
    server: Loopback, source: Make, failure: Reply
) -> None:
    Blog.of(250).serve(server)
    plain, _ = _walk(source())
    server.once(COMMENTS, failure, failure)
    assert _walk(source())[0] == plain


def test_what_came_before_a_failure_counts(server: Loopback, source: Make) -> None:
    blog = Blog.of(250)
    blog.serve(server)
    down = True

    def listed(asked: Asked) -> Reply:
        if down and asked.query.get("offset") == "90":
            return Reply(status=500)
        return blog._comments(asked)

    server.route(COMMENTS, listed)
    pages = source().pages("")
    page = next(pages)
    known, cursor = [item.external_id for item in page.items], page.cursor
    assert len(known) == 100
    with pytest.raises(SourceUnreachable):
        next(pages)
    down = False
    known += [item.external_id for item in _walk(source(), cursor)[0]]
    assert set(known) == {str(number) for number in range(1, 251)}


@pytest.mark.parametrize(
    "cursor", ["x", "[]", "[" * 100_000, '{"offset": -1, "after": 7, "titles": [1]}',
               '{"offset": "900", "last": {}, "titles": {"1": {}}, "walked": "soon"}'],
)  # fmt: skip
def test_a_cursor_that_is_none_begins_anew(server: Loopback, source: Make, cursor: str) -> None:
    Blog.of(120).serve(server)
    assert set(_ids(_walk(source(), cursor)[0])) >= set(range(1, 121))


# Hostile answers


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Welcome</html>"),
        Reply(b""),
        Reply(b"[" * 10_000_000),
        Reply.json({"a": 1}),
        Reply.json("comments"),
        Reply.json({"code": "rest_disabled", "message": "Closed."}),
        Reply.json([], X_WP_Total="9" * 15),
    ],
    ids=lambda reply: repr(reply.body[:12]),
)
def test_an_answer_that_is_no_list_of_comments_is_told(
    server: Loopback, source: Make, reply: Reply
) -> None:
    server.route("*", reply)
    with pytest.raises(SourceRefused):
        _walk(source())


ODD: list[Any] = [
    None, 7, "x", [], {}, {"id": {}}, {"id": -1}, {"id": True}, {"id": 1.5}, {"id": "a"},
    {"id": 50, "content": None}, {"id": 51, "content": {"rendered": ["x"]}},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_comment_that_is_none_is_kept_with_the_reason(
    server: Loopback, source: Make, odd: Any
) -> None:
    server.route(COMMENTS, Reply.json([comment(1), odd, comment(2)], X_WP_Total="3"))
    items, _ = _walk(source())
    assert [bool(item.trouble) for item in items] == [False, True, False]
    assert json.loads(items[1].data) == odd


@pytest.mark.parametrize("date", [None, "", "0000-00-00T00:00:00", "soon", 7, {}, "2026-13-01", []])
def test_a_date_that_is_none_is_told(server: Loopback, source: Make, date: Any) -> None:
    Blog({1: comment(1, date_gmt=date)}).serve(server)
    ((item,), _) = _walk(source())
    assert item.received_at == NOW
    assert "no time" in item.fields["received_at_problem"]
    assert not item.trouble


def test_strange_values_become_words_or_nothing(server: Loopback, source: Make) -> None:
    odd = {
        "author_name": "ann@example.org\ud800\u202e" + "x" * 5_000,
        "parent": {"id": 3},
        "post": [1],
        "meta": {"k" * 500: "v" * 5_000, "deep": {"a": [1]}, "list": ["a", 2], "paragraph": 3},
    }
    server.route(COMMENTS, Reply.json([comment(1, **odd)], X_WP_Total="-5"))
    ((item,), _) = _walk(source())
    assert "ann@example.org" not in item.fields["name"]
    assert item.fields["paragraph"] == "3"
    assert item.fields["meta.list"] == "a, 2"
    assert max(map(len, item.fields.values())) <= 500
    assert not {"in_reply_to", "url", "about"} & set(item.fields)


@pytest.mark.parametrize("total", ["1000", "-1", "x", ""])
def test_a_site_that_gives_the_same_page_again_and_again_is_left(
    server: Loopback, source: Make, total: str
) -> None:
    server.route(COMMENTS, Reply.json([comment(n) for n in range(1, 101)], X_WP_Total=total))
    with pytest.raises(SourceUnreachable, match="the same on every page"):
        _walk(source())


def test_a_site_that_counts_but_shows_nothing_is_left(server: Loopback, source: Make) -> None:
    server.route(COMMENTS, Reply.json([], X_WP_Total="1999999"))
    with pytest.raises(SourceUnreachable, match="counted, but not shown"):
        _walk(source())
    assert len(server.asked) < 100


def test_an_id_that_comes_twice_with_other_words_is_not_lost(
    server: Loopback, source: Make
) -> None:
    other = comment(1, content={"rendered": "Other."})
    server.route(COMMENTS, Reply.json([comment(1), comment(1), other], X_WP_Total="3"))
    items = [item for page in source().pages("") for item in page.items]
    assert [_reading(item).text for item in items] == ["Comment 1.", "Other."]


# What WordPress really answered


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not on this machine")
def test_recorded_answers_come_as_they_were_written(server: Loopback, source: Make) -> None:
    recorded = [
        one
        for number in (1, 2, 3)
        for one in json.loads((RECORDED / f"page{number}.json").read_text())
    ]
    blog = Blog({one["id"]: one for one in recorded})
    blog.serve(server)
    items, last = _walk(source())
    assert _ids(items) == [one["id"] for one in recorded]
    assert len(items) == 119
    assert last.complete
    replies = [item.fields["in_reply_to"] for item in items if "in_reply_to" in item.fields]
    assert replies == ["2", "3"]
    assert all(_reading(item).text.strip() for item in items)
