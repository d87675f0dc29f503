"""Announcements of the Federal Register become proposed calls, each once."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.readers.read import read_bytes
from bpforum.sources.protocol import Page
from bpforum.sources.services.federal_register import FederalRegisterSource
from bpforum.sources.web.http import Client
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.loopback import RESET, Asked, Loopback, Reply

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
RECORDED = Path(__file__).parents[5] / "shared" / "data" / "feeds" / "federal-register"
Opened = Callable[..., FederalRegisterSource]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def source(server: Loopback) -> Iterator[Opened]:
    with Client(clock=lambda: NOW, sleep=lambda seconds: None, timeout=0.5) as client:

        def make(**config: Any) -> FederalRegisterSource:
            declared = {
                "id": "register", "kind": "federal_register", "url": f"{server.url}/api/v1",
                "query": {"term": "broadband"}, **config,
            }  # fmt: skip
            return FederalRegisterSource(SourceConfig.model_validate(declared), client)

        yield make


class Register:
    """The service: documents by day, sorted, at most `reach` of a query, `size` a page."""

    def __init__(
        self, server: Loopback, days: list[int], *, size: int = 2, reach: int = 100
    ) -> None:
        self.documents = [_document(f"2026-{n:05}", day) for n, day in enumerate(days)]
        self._server, self._size, self._reach = server, size, reach
        server.route("/api/v1/documents.json", self.answer)

    def answer(self, asked: Asked) -> Reply:
        since = asked.query.get("conditions[publication_date][gte]", "")
        page = int(asked.query.get("page", "1"))
        fitting = [one for one in self.documents if one["publication_date"] >= since]
        fitting.sort(key=lambda one: one["publication_date"])
        if not fitting:
            return Reply.json({"count": 0, "description": "Documents"})
        begin = (page - 1) * self._size
        results = fitting[begin : min(begin + self._size, self._reach)]
        content: dict[str, Any] = {"count": len(fitting), "results": results}
        if begin + self._size < min(len(fitting), self._reach):
            gte = f"conditions%5Bpublication_date%5D%5Bgte%5D={since}&" if since else ""
            content["next_page_url"] = (
                f"{self._server.url}/api/v1/documents.json?{gte}page={page + 1}"
            )
        return Reply.json(content)


def _document(number: str, day: int, **more: Any) -> dict[str, Any]:
    return {
        "document_number": number, "title": f"Notice {number}", "abstract": "We ask.",
        "action": "Notice; request for comments.", "dates": "By June 1.", "type": "Notice",
        "agency_names": ["Commerce Department", "NTIA"], "docket_ids": ["NTIA-2026-0001"],
        "html_url": f"https://www.federalregister.gov/d/{number}",
        "publication_date": (date(2026, 4, 1) + timedelta(days=day)).isoformat(),
        "comments_close_on": "2026-06-01", **more,
    }  # fmt: skip


def _ids(pages: list[Page]) -> list[str]:
    return [item.external_id for page in pages for item in page.items]


def _reading(item: Received) -> Reading:
    reading = read_bytes(item.external_id, item.data, item.fields)
    assert isinstance(reading, Reading)
    return reading


def test_a_document_is_a_proposed_call(server: Loopback, source: Opened) -> None:
    Register(server, [0])
    (page,) = source(query={"term": "a b", "agency": "ntia, fcc", "type": "NOTICE"}).pages("")
    (item,) = page.items
    reading = _reading(item)
    (call,) = reading.calls
    assert (reading.kind, reading.title) == ("call", "Notice 2026-00000")
    assert reading.text == "Notice; request for comments.\n\nWe ask.\n\nBy June 1."
    assert (call.status, call.reference, call.title) == (
        "proposed", "2026-00000", "Notice 2026-00000",
    )  # fmt: skip
    assert call.closes == datetime(2026, 6, 2, 3, 59, 59, tzinfo=UTC)
    assert call.issued_by == "Commerce Department, NTIA"
    assert (item.fields["about"], item.received_at.date()) == ("NTIA-2026-0001", date(2026, 4, 1))
    (asked,) = server.asked
    assert asked.query["conditions[term]"] == "a b"
    assert asked.query["conditions[agencies][]"] == "fcc"
    assert asked.query["order"] == "oldest"
    assert page.total == 1


def test_a_stopped_walk_goes_on_and_a_later_one_asks_for_what_is_new(
    server: Loopback, source: Opened
) -> None:
    register = Register(server, [0, 0, 1, 1, 1, 2, 3])
    whole = list(source().pages(""))
    assert len(_ids(whole)) == len(set(_ids(whole))) == 7
    for stopped in range(1, len(whole)):
        rest = list(source().pages(whole[stopped - 1].cursor))
        assert sorted(_ids(whole[:stopped] + rest)) == sorted(_ids(whole))
        assert rest[-1].cursor == whole[-1].cursor
    register.documents += [_document("2026-00099", 3), _document("2026-00100", 9)]
    register.documents[6] = _document("2026-00006", 3, comments_close_on="2026-07-01")
    server.asked.clear()
    later = list(source().pages(whole[-1].cursor))
    assert _ids(later) == ["2026-00006", "2026-00099", "2026-00100"]
    assert server.asked[0].query["conditions[publication_date][gte]"] == "2026-04-04"
    assert _ids(list(source().pages(later[-1].cursor))) == []


def test_more_than_the_service_shows_of_a_query(server: Loopback, source: Opened) -> None:
    Register(server, [n // 3 for n in range(40)], size=3, reach=9)
    assert _ids(list(source().pages(""))) == [f"2026-{n:05}" for n in range(40)]
    Register(server, [5] * 12, size=3, reach=9)
    walk = source().pages("")
    with pytest.raises(SourceRefused, match="9 of 12"):
        list(walk)


def test_documents_in_any_order_are_all_taken_and_none_is_passed_over(
    server: Loopback, source: Opened
) -> None:
    register = Register(server, [])
    days = [3, 1, 2, 0]

    def answer(asked: Asked) -> Reply:
        number = int(asked.query.get("page", "1")) - 1
        shown = [_document(f"2026-{days[number]}", days[number])]
        link = f"{server.url}/api/v1/documents.json?page={number + 2}" if number < 3 else None
        return Reply.json({"count": 4, "results": shown, "next_page_url": link})

    server.route("/api/v1/documents.json", answer)
    walk = source().pages("")
    pages = [next(walk), next(walk)]
    rest = list(source().pages(pages[-1].cursor))
    assert set(_ids(pages + rest)) == {"2026-0", "2026-1", "2026-2", "2026-3"}
    assert register.documents == []


def test_nothing_fits(server: Loopback, source: Opened) -> None:
    Register(server, [])
    (page,) = source().pages("")
    assert (page.items, bool(page.cursor)) == ((), True)
    assert _ids(list(source(since="2026-04-02T00:00:00Z").pages(page.cursor))) == []
    assert server.asked[-1].query["conditions[publication_date][gte]"] == "2026-04-01"


@pytest.mark.parametrize(
    "content",
    [
        [], {}, {"count": "7", "results": []}, {"count": 7}, {"results": []}, {"errors": "a"},
        {"count": 7, "results": {}}, {"count": 3, "results": []}, None, {"count": True},
    ],
)  # fmt: skip
def test_answers_of_another_form_are_refused(
    content: Any, server: Loopback, source: Opened
) -> None:
    server.route("/api/v1/documents.json", Reply.json(content))
    with pytest.raises(SourceRefused):
        list(source().pages(""))


def test_documents_of_any_shape_are_kept(server: Loopback, source: Opened) -> None:
    results: list[Any] = [
        None, 7, {}, {"document_number": None}, {"document_number": 12, "publication_date": "soon"},
        {"document_number": "a", "agency_names": "x", "docket_ids": {}, "abstract": ["b"],
         "comments_close_on": "9999-12-31", "publication_date": "0001-01-01", "title": None},
    ]  # fmt: skip
    server.route("/api/v1/documents.json", Reply.json({"count": 6, "results": results}))
    (page,) = source().pages("")
    assert len(page.items) == 6
    assert [item.external_id for item in page.items if not item.trouble] == ["12", "a"]
    assert _reading(page.items[-1]).calls[0].title == "a"


def test_a_service_that_fails_or_leads_in_circles(server: Loopback, source: Opened) -> None:
    Register(server, [0, 1, 2])
    server.once("/api/v1/documents.json", Reply(status=503), RESET, Reply(b"{" * 99, sends=5))
    walk = source().pages("")
    first = next(walk)
    server.once("/api/v1/documents.json", *[Reply(status=500)] * 5)
    with pytest.raises(SourceUnreachable):
        next(walk)
    assert len(_ids([first, *source().pages(first.cursor)])) == 3
    circle = {"count": 9, "results": [_document("1", 0)], "next_page_url": "?page=1"}
    server.route("/api/v1/documents.json", Reply.json(circle))
    with pytest.raises(SourceRefused):
        list(source().pages(""))
    assert len(server.asked) < 30


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the shared data is not on this machine")
def test_answers_that_were_really_given(server: Loopback, source: Opened) -> None:
    written = (RECORDED / "documents.jsonc").read_text()
    content = json.loads(re.sub(r"^\s*//.*$", "", written, flags=re.MULTILINE))
    server.route("/api/v1/documents.json", Reply.json(content))
    (page,) = source().pages("")
    assert _ids([page]) == ["2020-17393", "2020-17469"]
    calls = [_reading(item).calls[0] for item in page.items]
    assert calls[1].title == "Airworthiness Directives; The Boeing Company Airplanes"
    assert calls[1].closes is None
    assert "request for comments" in _reading(page.items[1]).text
