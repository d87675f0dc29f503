"""Any JSON API by mapping: each item once, whatever the pages do, and wrong paths told."""

import json
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.readers.post import read_post
from bpforum.readers.row import read_row
from bpforum.sources.protocol import Page
from bpforum.sources.services.json_api import JsonSource
from bpforum.sources.services.json_proposal import propose_json
from bpforum.sources.web.http import Client
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.loopback import RESET, Asked, Loopback, Reply

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
PLAIN = {"external_id": "id", "text": "body"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


Opened = Callable[..., JsonSource]


@pytest.fixture
def source(server: Loopback) -> Iterator[Opened]:
    with Client(clock=lambda: NOW, sleep=lambda seconds: None, timeout=0.5) as client:

        def make(**config: Any) -> JsonSource:
            declared = {"id": "api", "kind": "json", "url": f"{server.url}/items", "items": "data"}
            return JsonSource(
                SourceConfig.model_validate({**declared, "columns": PLAIN, **config}),
                ZoneInfo("Europe/Zurich"),
                client,
            )

        yield make


def _numbered(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": number, "body": f"text {number}"} for number in numbers]


def _ids(pages: list[Page]) -> list[str]:
    return [item.external_id for page in pages for item in page.items]


def _read(item: Received) -> Reading:
    reading = read_post(item.data)
    assert isinstance(reading, Reading)
    return reading


def _by_page(asked: Asked) -> Reply:
    page = int(asked.query.get("page", "1"))
    return Reply.json({"data": _numbered(*range(2 * page - 1, min(2 * page + 1, 6)))})


def test_an_item_is_a_contribution_with_its_mapped_fields(server: Loopback, source: Opened) -> None:
    item = {
        "id": 7, "attributes": {"html": "<p>Hello</p><p>World</p>", "at": "2026-05-03 14:22"},
        "author": {"name": "Zoë", "email": "zoe@example.org"}, "tags": [{"n": "a"}, {"n": "b"}],
    }  # fmt: skip
    server.route("/items", Reply.json({"data": [item]}))
    columns = {
        "external_id": "id", "text_html": "attributes.html", "name": "author.name",
        "received_at": "attributes.at", "category": "tags[].n",
    }  # fmt: skip
    (page,) = source(columns=columns).pages("")
    (one,) = page.items
    assert (one.external_id, one.trouble) == ("7", "")
    assert one.received_at == datetime(2026, 5, 3, 12, 22, tzinfo=UTC)
    assert one.fields == {"name": "Zoë", "received_at": "2026-05-03 14:22", "category": "a, b"}
    assert (_read(one).text, _read(one).kind) == ("Hello\n\nWorld", "contribution")
    assert b"example.org" not in one.data
    assert page.complete
    assert page.fetches[0].url == f"{server.url}/items"


def test_questions_are_answered_by_paths(server: Loopback, source: Opened) -> None:
    item = {"id": "r1", "answers": {"works": "Training.", "lacks": None}}
    server.route("/items", Reply.json([item]))
    (page,) = source(
        items="", columns={"external_id": "id"},
        questions={"q1": "answers.works", "q2": "answers.lacks"},
    ).pages("")  # fmt: skip
    reading = read_row(page.items[0].data)
    assert isinstance(reading, Reading)
    assert [
        (block.question, reading.text[block.start : block.end]) for block in reading.blocks
    ] == [("q1", "Training.")]


@pytest.mark.parametrize("how", ["page", "offset", "cursor", "address", "link header"])
def test_every_way_of_paging_gives_every_item_once(
    how: str, server: Loopback, source: Opened
) -> None:
    def answer(asked: Asked) -> Reply:
        begin = int(asked.query.get("from", "0"))
        begin = 2 * (int(asked.query["page"]) - 1) if "page" in asked.query else begin
        data = _numbered(*range(1, 6)[begin : begin + 2])
        more = begin + 2 < 5
        following = {
            "cursor": str(begin + 2), "address": f"/items?from={begin + 2}",
        }.get(how) if more else None  # fmt: skip
        link = {"Link_": f'</items?from={begin + 2}>; rel="next", </>; rel=first'}
        headers = link if how == "link header" and more else {}
        return Reply.json({"data": data, "paging": {"next": following}}, 200, **headers)

    server.route("/items", answer)
    query = {
        "page": {"page": "{page}"}, "offset": {"from": "{offset}"}, "cursor": {"from": "{cursor}"},
    }.get(how, {})  # fmt: skip
    following = "paging.next" if how in ("cursor", "address") else ""
    pages = list(source(query=query, next=following).pages(""))
    assert _ids(pages) == ["1", "2", "3", "4", "5"]
    assert [page.complete for page in pages] == [*[False] * (len(pages) - 1), True]
    for stopped in range(1, len(pages)):
        rest = list(source(query=query, next=following).pages(pages[stopped - 1].cursor))
        assert _ids(pages[:stopped] + rest) == ["1", "2", "3", "4", "5"]
        assert not any(page.complete for page in rest)


def test_a_page_that_fails_stops_the_walk_where_it_can_go_on(
    server: Loopback, source: Opened
) -> None:
    server.route("/items", _by_page)
    config = {"query": {"page": "{page}"}}
    walk = source(**config).pages("")
    first = next(walk)
    server.once("/items", *[Reply(status=503)] * 2, RESET, Reply(b"[" * 50, sends=3), RESET)
    with pytest.raises(SourceUnreachable):
        next(walk)
    assert _ids([first, *source(**config).pages(first.cursor)]) == ["1", "2", "3", "4", "5"]


def test_pages_that_shift_and_repeat_give_nothing_twice(server: Loopback, source: Opened) -> None:
    pages = iter([[5, 4, 3], [4, 3, 2], [3, 4], [2, 1], []])
    server.route("/items", lambda asked: Reply.json({"data": _numbered(*next(pages))}))
    assert _ids(list(source(query={"p": "{page}"}).pages(""))) == ["5", "4", "3", "2", "1"]


def test_a_walk_without_an_end_is_ended(server: Loopback, source: Opened) -> None:
    def round_and_round(asked: Asked) -> Reply:
        number = int(asked.query.get("n", "0")) + 1
        return Reply.json({"data": _numbered(1, 2), "next": f"?n={number}"})

    server.route("/items", round_and_round)
    pages = list(source(next="next").pages(""))
    assert (_ids(pages), pages[-1].complete) == (["1", "2"], False)
    assert len(server.asked) < 10
    server.route("/items", Reply.json({"data": _numbered(3), "next": "/items"}))
    assert _ids(list(source(next="next").pages(""))) == ["3"]


def test_another_host_is_not_followed(server: Loopback, source: Opened) -> None:
    body = {"data": _numbered(1), "next": "http://169.254.169.254/latest"}
    server.route("/items", Reply.json(body))
    walk = source(next="next").pages("")
    with pytest.raises(SourceRefused, match=r"169\.254.*not followed"):
        next(walk)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"items": "comments"}, ("items = 'comments': there is no 'comments' in the answer: an "
         "object with the keys data, meta")),
        ({"items": "meta"}, "'meta' is no list but an object with the keys total, next_page"),
        ({"columns": {"external_id": "id", "text": "content.rendered"}},
         ("columns.text = 'content.rendered': there is no 'content' in an item: an object with "
         "the keys id, body")),
        ({"next": "nextPage"}, "next = 'nextPage': there is no 'nextPage'"),
    ],
)  # fmt: skip
def test_wrong_paths_are_told_with_the_keys_that_there_are(
    config: dict[str, Any], told: str, server: Loopback, source: Opened
) -> None:
    body = {"data": _numbered(1), "meta": {"total": 1, "next_page": 2}}
    server.route("/items", Reply.json(body))
    with pytest.raises(SourceRefused) as error:
        list(source(**config).pages(""))
    assert told in str(error.value)


def test_a_column_that_no_item_has_is_remarked_upon(server: Loopback, source: Opened) -> None:
    server.route("/items", Reply.json({"data": _numbered(1)}))
    (page,) = source(columns={**PLAIN, "name": "user.name"}).pages("")
    (remark,) = page.remarks
    assert "columns.name = 'user.name': there is no 'user' in an item" in remark
    assert _ids([page]) == ["1"]


def test_items_of_any_shape_are_kept_with_what_is_wrong(server: Loopback, source: Opened) -> None:
    items = [
        {"id": None, "body": "no id"}, {"id": {"a": 1}, "body": "object"}, "words", None, [1],
        {"id": 3, "body": {"html": "x"}}, {"id": True, "body": "x"}, {"id": 4.0, "body": None},
        {"id": "a/b/", "body": "x"}, {"id": 4, "body": "another"}, {"id": 4, "body": ""},
        {"id": "s", "body": "\ud800", "at": "yesterday"}, {"id": "x" * 5000, "body": ""},
    ]  # fmt: skip
    server.route("/items", Reply.json({"data": items}))
    columns = {**PLAIN, "received_at": "at"}
    (page,) = source(columns=columns).pages("")
    assert len(page.items) == len(items) - 1  # the last of id 4 says the same as the first
    good = {item.external_id[:10]: item for item in page.items if not item.trouble}
    assert list(good) == ["4", "a/b", "s", "x" * 10]
    assert good["s"].received_at == NOW
    assert good["s"].fields["received_at_problem"]
    assert len({item.external_id for item in page.items}) == len(page.items)
    assert any("4 (" in item.external_id and item.trouble for item in page.items)
    assert all(len(item.external_id) < 330 for item in page.items)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000, b'{"data":' * 100_000, b"<html>Sign in</html>", b"", b"\xff\xfe",
        b'{"data": NaN}', b'{"data": [1' + b"0" * 10_000 + b"]}", b'{"data": 7}', b"null garbage",
        b'{"data": [' + b"{}," * 60_000 + b"{}]}",
        b"[" + b"[]," * 6_000_000 + b"[]]",
    ],
)  # fmt: skip
def test_answers_that_are_no_answer_are_refused(
    body: bytes, server: Loopback, source: Opened
) -> None:
    server.route("/items", Reply(body))
    with pytest.raises(SourceRefused):
        list(source().pages(""))


def test_what_did_not_change_costs_one_short_answer(server: Loopback, source: Opened) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304)
        return Reply.json({"data": _numbered(1)}, ETag='"v1"')

    server.route("/items", answer)
    (page,) = source().pages("")
    (again,) = source().pages(page.cursor)
    assert (again.items, again.cursor, again.fetches[0].status) == ((), page.cursor, 304)
    remapped = source(columns={"external_id": "id", "text_html": "body"})
    assert _ids(list(remapped.pages(page.cursor))) == ["1"]


def test_only_what_is_new_is_asked_for(server: Loopback, source: Opened) -> None:
    times = {"1": 1777800000, "2": "2026-05-03T12:00:00Z"}
    server.route(
        "/items",
        lambda asked: Reply.json(
            {"data": [{"id": name, "body": "x", "at": at} for name, at in times.items()]}
        ),
    )
    config = {"query": {"after": "{since}"}, "columns": {**PLAIN, "received_at": "at"}}
    (page,) = source(**config).pages("")
    assert not page.complete
    list(source(**config).pages(page.cursor))
    assert [asked.query["after"] for asked in server.asked] == [
        "1970-01-01T00:00:00Z", "2026-05-03T12:00:00Z",
    ]  # fmt: skip
    late = source(since="2026-05-03T11:00:00Z", **config)
    assert _ids(list(late.pages(""))) == ["2"]
    assert server.asked[-1].query["after"] == "2026-05-03T11:00:00Z"


def test_a_cursor_that_is_none_begins_again(server: Loopback, source: Opened) -> None:
    server.route("/items", _by_page)
    for cursor in ("[]", "{", "[" * 100_000, json.dumps({"walked": "9"}), "\x00"):
        pages = list(source(query={"page": "{page}"}).pages(cursor))
        assert _ids(pages) == ["1", "2", "3", "4", "5"]


def test_a_mapping_is_proposed_where_the_paths_are_wrong(server: Loopback, source: Opened) -> None:
    text = "<p>We need training in every school of the region.</p>"
    item = {
        "id": 3, "author": {"name": "Zoë", "email": "zoe@example.org", "id": 9},
        "content": {"rendered": text}, "created_at": "2026-05-03T12:00:00Z",
        "url": "https://example.org/posts/3/a-long-address-of-a-page", "likes": 3,
    }  # fmt: skip
    answer = {"users": [{"id": n} for n in range(9)], "data": {"posts": [item]}, "next": None}
    server.route("/items", Reply.json(answer))
    with pytest.raises(SourceRefused) as error:
        list(source(items="posts").pages(""))
    _, _, proposed = str(error.value).partition("Perhaps:\n")
    assert tomllib.loads(proposed) == {
        "items": "data.posts",
        "next": "next",
        "columns": {
            "external_id": "id", "received_at": "created_at", "name": "author.name",
            "text_html": "content.rendered", "url": "url",
        },
    }  # fmt: skip
    (page,) = source(**tomllib.loads(proposed)).pages("")
    assert _read(page.items[0]).text == "We need training in every school of the region."


@pytest.mark.parametrize(
    "answer", [None, 7, {}, [], [[[]]], {"a": [1]}, [{"a": {"b": [{}]}}], {"x": {"y": "z" * 99}}]
)
def test_any_answer_can_be_looked_at(answer: Any) -> None:
    proposed = propose_json(answer)
    assert proposed is None or tomllib.loads(proposed.toml())["columns"]["text"]


def test_a_large_or_deep_answer_is_looked_at_soon() -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = {"a": [deep], "b": deep}
    begin = time.process_time()
    propose_json([{f"k{n}": {"a": deep} for n in range(1000)}] * 1000)
    assert time.process_time() - begin < 5
