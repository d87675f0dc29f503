"""Collecting a Discourse forum's posts, whatever happens meanwhile."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable, UnusableForum
from bpforum.readers.post import read_post
from bpforum.sources.protocol import Page
from bpforum.sources.services import discourse
from bpforum.sources.services.discourse import DiscourseSource
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.board import Board, post
from tests.builders.loopback import RESET, Loopback, Reply

RECORDED = Path(__file__).parents[5] / "shared/data/feeds/discourse"
NOW = datetime(2026, 5, 4, tzinfo=UTC)
LET_IN = {"BPFORUM_SOURCE_BOARD_API_KEY": "k" * 64}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as one:
        yield one


@pytest.fixture
def source(server: Loopback) -> Callable[..., DiscourseSource]:
    def make(
        environ: dict[str, str] | None = None, now: datetime = NOW, **config: Any
    ) -> DiscourseSource:
        declared = {"id": "board", "kind": "discourse", "url": server.url, **config}
        return DiscourseSource(
            SourceConfig.model_validate(declared), environ or {}, lambda: now, lambda seconds: None
        )

    return make


Make = Callable[..., DiscourseSource]


def _walk(source: DiscourseSource, cursor: str = "") -> tuple[list[Received], Page]:
    pages = list(source.pages(cursor))
    for page in pages:
        ids = [item.external_id for item in page.items]
        assert len(ids) == len(set(ids)) <= 20
    return [item for page in pages for item in page.items], pages[-1]


def _ids(items: list[Received]) -> list[str]:
    return [item.external_id for item in items]


def _all(board: Board) -> list[str]:
    return [
        f"{topic}/{one['post_number']}"
        for topic in sorted(board.topics)
        for one in board.topics[topic]
    ]


def _reading(item: Received) -> Reading:
    reading = read_post(item.data)
    assert isinstance(reading, Reading)
    return reading


def test_a_topic_is_a_contribution_and_comments_on_it(server: Loopback, source: Make) -> None:
    board = Board.of(2)
    board.titles[1] = "What works?"
    board.topics[1][0] |= {"raw": "Training *works*.", "wiki": True}
    board.topics[1][1] |= {"reply_to_post_number": 1, "name": "", "like_count": 9}
    board.serve(server)
    (first, second), last = _walk(source())
    assert first.external_id == "1/1"
    assert first.received_at == datetime(2026, 1, 2, 0, 1, 0, 123_000, tzinfo=UTC)
    assert first.fields == {
        "kind": "contribution", "title": "What works?", "name": "Ann 1",
        "url": f"{server.url}/t/1/1", "meta.wiki": "several people may have written it",
    }  # fmt: skip
    assert (_reading(first).kind, _reading(first).text) == ("contribution", "Training works.")
    assert second.fields == {
        "kind": "comment", "about": "What works?", "name": "ann2", "in_reply_to": "1/1",
        "url": f"{server.url}/t/1/2",
    }  # fmt: skip
    assert last.complete
    assert first.channel == "web forum"


@pytest.mark.parametrize("sizes", [(), (1,), (20,), (21, 1), (61, 0, 3), (1,) * 65])
def test_all_posts_of_all_topics_come_once(
    server: Loopback, source: Make, sizes: tuple[int, ...]
) -> None:
    board = Board.of(*sizes)
    board.serve(server)
    items, last = _walk(source())
    assert _ids(items) == _all(board)
    assert last.complete


def test_equal_posts_are_equal_bytes_next_time(server: Loopback, source: Make) -> None:
    board = Board.of(30, 2)
    board.serve(server)
    first, last = _walk(source())
    for one in board.topics[1]:
        one |= {"cooked": "<p>baked anew</p>", "score": 99, "updated_at": "2026-04-01"}
    board.titles[1] = "CLOSED: Topic 1"
    assert _walk(source(), last.cursor)[0] == first


def test_an_edit_and_a_deletion_are_found(server: Loopback, source: Make) -> None:
    board = Board.of(30)
    board.serve(server)
    first, last = _walk(source())
    board.topics[1][24]["raw"] = "Edited."
    del board.topics[1][3]
    again, last = _walk(source(), last.cursor)
    assert [item.external_id for item in again if item not in first] == ["1/25"]
    assert "1/4" not in _ids(again)
    assert last.complete


def test_what_is_asked_for_is_what_comes(server: Loopback, source: Make) -> None:
    board = Board.of(2, 1, 3)
    board.categories = {3: 5}
    board.topics[2][0]["raw"] = "On skills."
    board.topics[3][1]["raw"] = "More skills."
    board.serve(server)
    assert _ids(_walk(source(query={"topic": "3, 1"}))[0]) == ["1/1", "1/2", "3/1", "3/2", "3/3"]
    assert _ids(_walk(source(query={"category": "skills/5"}))[0]) == ["3/1", "3/2", "3/3"]
    items, last = _walk(source(query={"search": "skills"}))
    assert _ids(items) == ["2/1", "3/2"]
    assert not last.complete
    assert _ids(_walk(source(since="2026-01-03T00:00:00Z"))[0]) == ["2/1", "3/1", "3/2", "3/3"]
    assert "/c/skills/5.json" in {asked.path for asked in server.asked}


@pytest.mark.parametrize(
    "query", [{"topic": "x"}, {"topic": ""}, {"page": "1"}, {"topic": "1", "category": "2"}]
)
def test_a_query_that_is_none_is_told_at_once(source: Make, query: dict[str, str]) -> None:
    with pytest.raises(UnusableForum, match=r"sources\.board\.query"):
        source(query=query)


def test_a_topic_that_is_gone_is_told(server: Loopback, source: Make) -> None:
    Board.of(1).serve(server)
    items, last = _walk(source(query={"topic": "1,7"}))
    assert _ids(items) == ["1/1"]
    assert last.remarks == ("Topic 7 is not there, or not shown to us.",)


def test_without_what_was_typed_the_page_is_read(server: Loopback, source: Make) -> None:
    board = Board.of(1)
    board.with_raw = False
    board.serve(server)
    assert _reading(_walk(source())[0][0]).text == "Post 1.1."
    assert {asked.query.get("include_raw") for asked in server.asked_at("/t/1.json")} == {"1"}


def test_what_is_quoted_is_not_the_authors(server: Loopback, source: Make) -> None:
    board = Board.of(1)
    board.topics[1][0]["raw"] = (
        'Before.\n[quote="ann, post:2, topic:1"]\nShe said [quote]so[/quote] this.\n[/quote]\nNo.'
        "\n[quote]Never closed"
    )
    board.serve(server)
    reading = _reading(_walk(source())[0][0])
    blocks = [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]
    own = [words for kind, words in blocks if kind != "quoted"]
    assert own == ["Before.", "No.", "Never closed"]
    assert "She said" in " ".join(words for kind, words in blocks if kind == "quoted")


# What not everybody sees


def test_hidden_deleted_and_events(server: Loopback, source: Make) -> None:
    board = Board.of(6)
    board.topics[1][1] |= {"hidden": True}
    board.topics[1][2] |= {"deleted_at": "2026-02-01T00:00:00Z"}
    board.topics[1][3] |= {"user_deleted": True}
    board.topics[1][4] |= {"post_type": 3, "raw": ""}
    board.topics[1][5] |= {"post_type": 4}
    board.serve(server)
    (page, _) = source().pages("")
    assert _ids(list(page.items)) == ["1/1", "1/2", "1/6"]
    assert page.gone == ("1/3", "1/4")
    assert "readers flagged it" in page.items[1].trouble
    assert page.items[2].fields["audience"] == "secretariat"


def test_what_credentials_show_gets_no_wider_audience(server: Loopback, source: Make) -> None:
    board = Board.of(1, 1, 1)
    board.categories = {2: 9, 3: 5}
    board.serve(server)
    items, _ = _walk(source(LET_IN))
    assert [item.fields.get("audience", "") for item in items] == ["", "members", ""]
    assert [item.fields.get("audience", "") for item in _walk(source())[0]] == ["", "", ""]
    asked = server.asked[0].headers
    assert (asked["api-key"], asked["api-username"]) == ("k" * 64, "system")


# Large forums


def test_a_large_forum_is_asked_for_what_is_new(
    server: Loopback, source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discourse, "ALWAYS_WALKED", 50)
    board = Board.of(90, 45, 1)
    board.serve(server)
    first, last = _walk(source())
    assert len(first) == 136
    board.topics[1].append(post(1, 91))
    board.topics[4] = [post(4, 1)]
    board.requests = 0
    second, last = _walk(source(), last.cursor)
    assert (_ids(second), board.requests, last.complete) == (["1/91", "4/1"], 4, False)
    assert _walk(source(), last.cursor)[0] == []
    # A deletion moves nothing past us: the count of the others tells, and the topic is read anew.
    del board.topics[2][4]
    board.topics[2].append(post(2, 46))
    third, last = _walk(source(), last.cursor)
    assert _ids(third) == [f"2/{number}" for number in range(1, 47) if number != 5]
    # An edit is found after a week.
    board.topics[3][0]["raw"] = "Edited."
    assert _walk(source(), last.cursor)[0] == []
    later, last = _walk(source(now=NOW + timedelta(days=7)), last.cursor)
    assert _ids(later) == _all(board)
    assert last.complete


def test_topics_that_move_while_they_are_listed_are_not_lost(
    server: Loopback, source: Make
) -> None:
    board = Board.of(*(1,) * 70)

    def delete(request: int) -> None:
        if request == 2:
            for topic in range(1, 11):
                del board.topics[topic]

    board.before = delete
    board.serve(server)
    items, last = _walk(source())
    assert set(_all(board)) == set(_ids(items))
    assert len(last.remarks) == 10


# Stopped in the middle


@pytest.mark.parametrize("after", range(1, 8))
@pytest.mark.parametrize("deleted", [0, 5, 41])
def test_a_walk_that_was_stopped_goes_on(
    server: Loopback, source: Make, after: int, deleted: int
) -> None:
    board = Board.of(3, 85, 1, 22)
    everything = _all(board)
    board.serve(server)
    known: dict[str, Received] = {}
    cursor = ""
    pages = source().pages("")
    for _ in range(after):
        page = next(pages)
        known |= {item.external_id: item for item in page.items}
        cursor = page.cursor
    pages.close()  # type: ignore[attr-defined]
    before = len(known)
    del board.topics[2][:deleted]
    for n in range(2):
        items, last = _walk(source(), cursor)
        assert last.complete == (n == 1)
        if n == 0 and not deleted:
            assert len(items) == len(everything) - before
        for item in items:
            assert known.setdefault(item.external_id, item) == item
        cursor = last.cursor
    assert set(_all(board)) <= set(known) <= set(everything)
    assert _ids(items) == _all(board)


@pytest.mark.parametrize(
    "failure", [Reply(status=502), Reply(status=429, headers={"Retry-After": "3"}), RESET,
                Reply(b"{" + b" " * 500, sends=9)], ids=repr,
)  # fmt: skip
def test_a_service_that_fails_now_and_then_loses_nothing(
    server: Loopback, source: Make, failure: Reply
) -> None:
    board = Board.of(3, 45)
    board.serve(server)
    plain, _ = _walk(source())
    for path in ("/latest.json", "/t/2.json", "/t/2/posts.json"):
        server.once(path, failure)
    assert _walk(source())[0] == plain


def test_what_came_before_a_failure_counts(server: Loopback, source: Make) -> None:
    board = Board.of(3, 45, 2)
    board.serve(server)
    server.once("/t/2/posts.json", *[Reply(status=500)] * 5)
    pages = source().pages("")
    known, cursor = [], ""
    for _ in range(2):
        page = next(pages)
        known += _ids(list(page.items))
        cursor = page.cursor
    with pytest.raises(SourceUnreachable, match="collect again to go on"):
        next(pages)
    known += _ids(_walk(source(), cursor)[0])
    assert known == _all(board)


@pytest.mark.parametrize(
    "cursor", ["x", "[]", '{"marks": {"1": 7, "x": [1], "2": [{}, [], -1, "a"]}, "topic": {}}',
               '{"titles": [1], "post": -5, "full": "yes", "walked": 9}'],
)  # fmt: skip
def test_a_cursor_that_is_none_begins_anew(server: Loopback, source: Make, cursor: str) -> None:
    board = Board.of(3, 25)
    board.serve(server)
    assert _ids(_walk(source(), cursor)[0]) == _all(board)


# Hostile answers


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Welcome</html>"), Reply(b""), Reply(b"[" * 10_000_000), Reply.json([1]),
        Reply.json({"topic_list": {"topics": 7}}), Reply.json("latest"), Reply(b"", 404),
    ],
    ids=lambda reply: repr(reply.body[:16]),
)  # fmt: skip
def test_an_answer_that_is_no_list_of_topics_is_told(
    server: Loopback, source: Make, reply: Reply
) -> None:
    server.route("*", reply)
    with pytest.raises(SourceRefused):
        _walk(source())


def test_a_list_that_never_ends_does(server: Loopback, source: Make) -> None:
    same = {"topic_list": {"topics": [{"id": 1}], "more_topics_url": "/latest?page=1"}}
    Board.of(1).serve(server)
    server.route("/latest.json", Reply.json(same))
    assert _ids(_walk(source())[0]) == ["1/1"]
    server.route(
        "/latest.json",
        lambda asked: Reply.json(
            {"topic_list": {"topics": [{"id": int(asked.query["page"]) + 1}],
                            "more_topics_url": "/latest?page=1"}}
        ),
    )  # fmt: skip
    with pytest.raises(SourceRefused, match="goes on after 1000 pages"):
        _walk(source())


@pytest.mark.parametrize(
    "stream",
    [
        None, [], "x", {"posts": 7, "stream": "x"}, {"posts": [None, 7, [], {}], "stream": [{}]},
        {"posts": [{"id": {}, "post_number": 1}], "stream": [[1], -1, "x", None, True]},
    ],
    ids=repr,
)  # fmt: skip
def test_a_topic_of_the_wrong_shape_is_empty_or_told(
    server: Loopback, source: Make, stream: Any
) -> None:
    server.route("/t/1.json", Reply.json({"title": 7, "post_stream": stream}))
    items, last = _walk(source(query={"topic": "1"}))
    assert items == []
    assert last.complete
    server.route("/t/1.json", Reply.json({"title": "x"}))
    with pytest.raises(SourceRefused, match="gives no posts"):
        _walk(source(query={"topic": "1"}))


@pytest.mark.parametrize(
    ("odd", "troubled"),
    [
        ({"post_number": None}, True), ({"post_number": {}}, True), ({"post_number": -1}, True),
        ({"raw": None, "cooked": None}, True), ({"raw": [{"type": "x"}], "cooked": 7}, True),
        ({"created_at": "soon"}, False), ({"created_at": None}, False), ({"name": {}}, False),
        ({"reply_to_post_number": "x"}, False), ({"raw": [{"type": "paragraph"}]}, False),
    ],
    ids=repr,
)  # fmt: skip
def test_a_post_that_is_none_is_kept_with_the_reason(
    server: Loopback, source: Make, odd: dict[str, Any], troubled: bool
) -> None:
    board = Board.of(3)
    board.topics[1][1] |= odd
    board.serve(server)
    items, _ = _walk(source())
    assert [bool(item.trouble) for item in items] == [False, troubled, False]


# What Discourse really answered


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers are not on this machine")
def test_recorded_answers_are_understood(server: Loopback, source: Make) -> None:
    for path, name in (
        ("/latest.json", "latest"), ("/c/2.json", "category_topics"),
        ("/categories.json", "categories"), ("/t/57.json", "topic_posts"), ("/t/1.json", "topic"),
    ):  # fmt: skip
        server.route(path, Reply((RECORDED / f"{name}.json").read_bytes()))
    topic = json.loads((RECORDED / "topic.json").read_text())
    (first, *_), _ = _walk(source(query={"topic": "1"}))
    assert first.fields["name"] == "Sam Saffron"
    assert first.received_at == datetime(2013, 2, 4, 20, 26, 26, 278_000, tzinfo=UTC)
    assert _reading(first).text.startswith("Welcome!\n\nTry is a sandbox")
    assert first.fields["title"] == topic["title"]
    items, _ = _walk(source())
    assert items[0] == first
    ((reply,), _) = _walk(source(LET_IN, query={"topic": "57"}))
    assert (reply.external_id, reply.fields["name"]) == ("57/2", "Someones Name")
    assert _reading(reply).text == "Some text."
