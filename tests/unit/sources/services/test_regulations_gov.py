"""Comments of regulations.gov with their files, each once, however many and however it fails."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.readers.read import read_bytes
from bpforum.sources.protocol import Page
from bpforum.sources.services import regulations_gov, regulations_service
from bpforum.sources.services.regulations_gov import RegulationsGovSource
from bpforum.sources.services.regulations_listing import eastern
from bpforum.sources.web.http import Client
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.loopback import RESET, Asked, Loopback, Reply

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BEGAN = datetime(2026, 4, 1, tzinfo=UTC)
DOCKET = "FWS-2026-0001"
Opened = Callable[..., RegulationsGovSource]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def source(server: Loopback) -> Iterator[Opened]:
    def sleep(seconds: float) -> None:
        return None

    with (
        Client(
            clock=lambda: NOW, sleep=sleep, timeout=0.5, headers={"X-Api-Key": "k" * 20},
            source_id="regs",
        ) as client,
        Client(clock=lambda: NOW, sleep=sleep, timeout=0.5) as files,
    ):  # fmt: skip

        def make(key: bool = True, **config: Any) -> RegulationsGovSource:
            declared = {
                "id": "regs", "kind": "regulations_gov", "url": f"{server.url}/v4",
                "query": {"docket": DOCKET}, **config,
            }  # fmt: skip
            return RegulationsGovSource(SourceConfig.model_validate(declared), client, files, key)

        yield make


class Service:
    """The service: documents of a docket and the comments on them, listed as it lists them."""

    def __init__(self, server: Loopback, comments: dict[str, list[dict[str, Any]]]) -> None:
        self.comments = comments
        self.details: list[str] = []
        self.url = server.url
        server.route("/v4/documents", self.documents)
        server.route("/v4/comments", self.listing)
        server.route("*", self.detail)

    def documents(self, asked: Asked) -> Reply:
        assert asked.query["filter[docketId]"] == DOCKET
        data = [
            {"id": f"{DOCKET}-{n:04}", "type": "documents", "attributes": {"objectId": name}}
            for n, name in enumerate(self.comments, 1)
        ]
        return Reply.json({"data": data, "meta": {"hasNextPage": False}})

    def listing(self, asked: Asked) -> Reply:
        query = asked.query
        assert query["sort"] == "lastModifiedDate,documentId"
        since = query.get("filter[lastModifiedDate][ge]", "")
        zone = ZoneInfo("America/New_York")
        from_then = datetime.fromisoformat(since).replace(tzinfo=zone) if since else BEGAN
        fitting = [
            one for one in self.comments[query["filter[commentOnId]"]]
            if datetime.fromisoformat(one["lastModifiedDate"]) >= from_then
        ]  # fmt: skip
        fitting.sort(key=lambda one: (one["lastModifiedDate"], one["id"]))
        size, number = int(query["page[size]"]), int(query["page[number]"])
        if number > regulations_service.MOST_PAGES:
            return Reply.json({"errors": [{"status": "400"}]}, 400)
        shown = fitting[(number - 1) * size : number * size]
        reachable = fitting[: regulations_service.MOST_PAGES * size]
        data = [
            {"id": one["id"], "type": "comments", "attributes": {
                "lastModifiedDate": one["lastModifiedDate"], "title": one["title"],
                "withdrawn": one["withdrawn"]}}
            for one in shown
        ]  # fmt: skip
        meta = {"hasNextPage": number * size < len(reachable), "totalElements": len(fitting)}
        return Reply.json({"data": data, "meta": meta})

    def detail(self, asked: Asked) -> Reply:
        name = asked.path.rpartition("/")[2]
        self.details.append(name)
        for one in [one for group in self.comments.values() for one in group]:
            if one["id"] == name:
                assert asked.query == {"include": "attachments"}
                assert asked.headers["x-api-key"] == "k" * 20
                included = [
                    {"id": f"0900{n}", "type": "attachments", "attributes": file}
                    for n, file in enumerate(one.get("files", []))
                ]
                data = {"id": name, "type": "comments", "attributes": one}
                return Reply.json({"data": data, "included": included})
        return Reply.json({"errors": [{"status": "404"}]}, 404)


def _comment(number: int, second: int, **more: Any) -> dict[str, Any]:
    at = (BEGAN + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "id": f"{DOCKET}-{number:04}", "lastModifiedDate": at, "title": f"Comment {number}",
        "comment": f"Text {number}.", "withdrawn": False, "docketId": DOCKET,
        "receiveDate": "2026-04-02T04:00:00Z", **more,
    }  # fmt: skip


def _ids(pages: list[Page]) -> list[str]:
    return [item.external_id.removeprefix(f"{DOCKET}-") for page in pages for item in page.items]


def _reading(item: Received) -> Reading:
    reading = read_bytes(item.external_id, item.data, item.fields)
    assert isinstance(reading, Reading)
    return reading


def test_a_comment_with_its_fields_and_without_contact_data(
    server: Loopback, source: Opened
) -> None:
    comment = _comment(
        7, 0, comment="Keep it.<br/><br/>See &quot;attached&quot; file(s)", firstName="Ava",
        lastName="Nowicki", organization="River Trust", country="United States",
        category="Individual", commentOnDocumentId=f"{DOCKET}-0001", trackingNbr="lte-g8w2",
        email="ava@example.org", phone="555 0100", address1="1 Main St", duplicateComments=12,
    )  # fmt: skip
    Service(server, {"0900a": [comment]})
    pages = list(source().pages(""))
    (item,) = pages[0].items
    reading = _reading(item)
    assert item.external_id == f"{DOCKET}-0007"
    assert reading.text == 'Keep it.\n\nSee "attached" file(s)'
    assert (reading.kind, reading.title) == ("contribution", "Comment 7")
    assert item.fields == {
        "title": "Comment 7", "name": "Ava Nowicki", "organisation": "River Trust",
        "country": "United States", "category": "Individual", "about": f"{DOCKET}-0001",
        "url": f"https://www.regulations.gov/comment/{DOCKET}-0007", "docket": DOCKET,
        "tracking_number": "lte-g8w2", "duplicate_comments": "12",
    }  # fmt: skip
    assert item.received_at == datetime(2026, 4, 2, 4, tzinfo=UTC)
    assert not any(word in item.data for word in (b"ava@", b"555", b"Main St"))


def test_files_come_once_in_the_form_that_was_sent(server: Loopback, source: Opened) -> None:
    def formats(name: str, *kinds: str) -> list[dict[str, Any]]:
        return [
            {"fileUrl": f"{server.url}/files/{name}.{kind}", "format": kind, "size": 9}
            for kind in kinds
        ]

    files = [
        {
            "docOrder": 3,
            "title": "Secret",
            "fileFormats": None,
            "restrictReasonType": "Copyrighted",
        },
        {"docOrder": 2, "title": "Letter", "fileFormats": formats("attachment_2", "pdf", "docx")},
        {"docOrder": 1, "title": "Scan", "fileFormats": formats("attachment_1", "pdf", "tif")},
        {"docOrder": 4, "fileFormats": [{"fileUrl": "http://169.254.169.254/x.pdf"}]},
        {"docOrder": 5, "fileFormats": [{"fileUrl": "https://example.org/x.pdf"}]},
        {"docOrder": 6, "fileFormats": [7, None, {"fileUrl": "https://["}]},
        {"docOrder": 7, "fileFormats": formats("lost", "pdf")},
    ]
    Service(server, {"0900a": [_comment(1, 0, files=files, organization="Trust")]})
    for name in ("attachment_1.pdf", "attachment_2.docx"):
        server.route(f"/files/{name}", Reply(f"bytes of {name}".encode()))
    comment, *received = next(source().pages("")).items
    assert [item.external_id.rpartition("/")[2] for item in received] == [
        "attachment_1.pdf", "attachment_2.docx", "attachment 3", "x.pdf", "5 x.pdf",
        "attachment 6", "lost.pdf",
    ]  # fmt: skip
    good = [item for item in received if not item.trouble]
    assert [item.data for item in good] == [
        b"bytes of attachment_1.pdf", b"bytes of attachment_2.docx",
    ]  # fmt: skip
    assert good[1].fields == {
        "title": "Letter", "url": f"{server.url}/files/attachment_2.docx", "formats": "docx, pdf",
        "relation": f"attached to {comment.external_id}", "organisation": "Trust",
    }  # fmt: skip
    assert good[0].media_type == "application/pdf"
    assert "Copyrighted" in next(i.trouble for i in received if i.external_id.endswith("3"))
    assert len(received) - len(good) == 5
    asked = server.asked_at("/files/attachment_2.docx")
    assert len(asked) == 1
    assert "x-api-key" not in asked[0].headers


def test_withdrawn_and_restricted_comments_are_flagged(server: Loopback, source: Opened) -> None:
    comments = [
        _comment(1, 0, withdrawn=True, reasonWithdrawn="Sent twice", comment=None),
        _comment(2, 1, restrictReasonType="Other", restrictReason="Names others"),
    ]
    Service(server, {"0900a": comments})
    one, two = (item for page in source().pages("") for item in page.items)
    assert (one.trouble, two.trouble) == ("", "")
    assert "withdrawn at its source: Sent twice" in _reading(one).flags
    assert "restricted at its source: Other, Names others" in _reading(two).flags


def _many(monkeypatch: pytest.MonkeyPatch, server: Loopback) -> Service:
    """Three pages of 4 can be listed of any query, in pages of ours of 3."""
    monkeypatch.setattr(regulations_service, "PER_PAGE", 4)
    monkeypatch.setattr(regulations_service, "MOST_PAGES", 3)
    monkeypatch.setattr(regulations_gov, "MOST_PAGES", 3)
    monkeypatch.setattr(regulations_gov, "_AT_ONCE", 3)
    seconds = [0, 0, 0, 0, 0, 0, 5, 5, 9, 4000, 4000, 8000, 8001, 8002, 8003, 8003, 90_000]
    first = [_comment(n, second) for n, second in enumerate(seconds)]
    return Service(server, {"0900b": first, "0900a": [_comment(n, n) for n in range(50, 53)]})


def test_more_than_can_be_listed_is_walked_and_can_be_stopped_anywhere(
    server: Loopback, source: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = _many(monkeypatch, server)
    whole = list(source().pages(""))
    assert sorted(_ids(whole)) == sorted(set(_ids(whole)))
    assert sorted(_ids(whole)) == [f"{n:04}" for n in (*range(17), 50, 51, 52)]
    assert len(service.details) == 20
    for stopped in range(1, len(whole)):
        service.details.clear()
        rest = list(source().pages(whole[stopped - 1].cursor))
        assert sorted(_ids(whole[:stopped] + rest)) == sorted(_ids(whole))
        assert len(service.details) == 20 - len(_ids(whole[:stopped]))
        assert rest[-1].cursor == whole[-1].cursor
    service.details.clear()
    assert _ids(list(source().pages(whole[-1].cursor))) == []
    assert service.details == []


def test_only_what_changed_is_asked_for_again(
    server: Loopback, source: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = _many(monkeypatch, server)
    before = list(source().pages(""))
    comments = service.comments["0900b"]
    comments[0] = _comment(0, 95_000, comment="Edited.")
    comments.append(_comment(99, 89_900))  # it showed up late, with an earlier time
    del comments[5]
    service.details.clear()
    later = list(source().pages(before[-1].cursor))
    assert sorted(_ids(later)) == ["0000", "0099"]
    assert len(service.details) == 2


def test_comments_that_move_while_they_are_listed_are_not_passed_over(
    server: Loopback, source: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = _many(monkeypatch, server)
    walk = source().pages("")
    pages = [next(walk), next(walk)]
    for number in range(3):
        service.comments["0900b"][number] = _comment(number, 99_000)
    pages += list(walk)
    assert set(_ids(pages)) >= {f"{n:04}" for n in (*range(17), 50, 51, 52)}


def test_more_of_one_second_than_can_be_listed_is_told(
    server: Loopback, source: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = _many(monkeypatch, server)
    service.comments = {"0900a": [_comment(n, 7) for n in range(20)]}
    with pytest.raises(SourceRefused, match="posted_from"):
        list(source().pages(""))


def test_any_order_and_any_shape_of_rows(server: Loopback, source: Opened) -> None:
    good = [_comment(n, n) for n in range(5)]
    Service(server, {"0900a": good})
    rows = [
        {"id": one["id"], "attributes": {"lastModifiedDate": one["lastModifiedDate"]}}
        for one in (good[3], good[0], good[4], good[1], good[2])
    ]
    odd: list[Any] = [None, 7, {}, {"id": 5}, {"id": None, "attributes": []}, {"id": ["x"]}]
    pages = iter([[*rows[:3], *odd], rows[3:] + rows[:2], []])

    def listing(asked: Asked) -> Reply:
        data = next(pages, [])
        return Reply.json({"data": data, "meta": {"hasNextPage": bool(data)}})

    server.route("/v4/comments", listing)
    found = [item for page in source().pages("") for item in page.items]
    good_ids = [item.external_id[-4:] for item in found if not item.trouble]
    assert good_ids == ["0003", "0000", "0004", "0001", "0002"]
    assert all(item.trouble for item in found if item.external_id.startswith("unknown"))


@pytest.mark.parametrize(
    "content",
    [[], {}, {"data": None}, {"data": "x"}, {"errors": [{"detail": "no"}]}, None, 7, {"data": 1}],
)
def test_answers_of_another_form_are_refused(
    content: Any, server: Loopback, source: Opened
) -> None:
    server.route("*", Reply.json(content))
    with pytest.raises(SourceRefused):
        list(source().pages(""))


def test_a_comment_that_cannot_be_had_holds_up_no_other(server: Loopback, source: Opened) -> None:
    service = Service(server, {"0900a": [_comment(n, n) for n in range(6)]})
    server.once(f"/v4/comments/{DOCKET}-0002", *[Reply(status=500)] * 5)
    server.once(f"/v4/comments/{DOCKET}-0004", Reply.json({"data": {"id": "another"}}))
    first = list(source().pages(""))
    troubled = {i.external_id[-4:]: i.trouble for page in first for i in page.items if i.trouble}
    assert sorted(_ids(first)) == [f"{n:04}" for n in range(6)]
    assert "asked for again" in troubled["0002"]
    assert "something else" in troubled["0004"]
    service.details.clear()
    second = list(source().pages(first[-1].cursor))
    assert [(i.external_id[-4:], i.trouble) for page in second for i in page.items] == [
        ("0002", "")
    ]
    service.details.clear()
    assert _ids(list(source().pages(second[-1].cursor))) == []


def test_a_service_that_fails_altogether_is_gone_on_with_later(
    server: Loopback, source: Opened
) -> None:
    Service(server, {"0900a": [_comment(n, n) for n in range(6)]})
    for number in (3, 4, 5):
        server.once(f"/v4/comments/{DOCKET}-000{number}", *[Reply(status=503), RESET] * 3)
    walk = source().pages("")
    pages = [next(walk)]
    with pytest.raises(SourceUnreachable):
        next(walk)
    assert _ids(pages) == ["0000", "0001", "0002"]
    for number in (3, 4, 5):
        server._first.pop(f"/v4/comments/{DOCKET}-000{number}", None)
    rest = list(source().pages(pages[-1].cursor))
    assert _ids(pages + rest) == [f"{n:04}" for n in range(6)]


def test_a_comment_that_went_meanwhile_is_gone(server: Loopback, source: Opened) -> None:
    Service(server, {"0900a": [_comment(1, 1), _comment(2, 2)]})
    server.once(f"/v4/comments/{DOCKET}-0001", Reply.json({"errors": []}, 404))
    pages = list(source().pages(""))
    assert (_ids(pages), pages[0].gone) == (["0002"], (f"{DOCKET}-0001",))


def test_a_document_is_found_by_its_number(server: Loopback, source: Opened) -> None:
    Service(server, {"0900a": [_comment(1, 1)], "0900b": [_comment(2, 2)]})
    server.route(
        f"/v4/documents/{DOCKET}-0002", Reply.json({"data": {"attributes": {"objectId": "0900b"}}})
    )
    assert _ids(list(source(query={"document": f"{DOCKET}-0002"}).pages(""))) == ["0002"]
    assert _ids(list(source(query={"document": "0900a"}).pages(""))) == ["0001"]


def test_without_a_key_nothing_is_asked(server: Loopback, source: Opened) -> None:
    with pytest.raises(SourceRefused, match="BPFORUM_SOURCE_REGS_API_KEY"):
        next(source(key=False).pages(""))
    assert server.asked == []


@pytest.mark.parametrize(
    ("utc", "asked"),
    [
        ("2020-08-10T15:58:52Z", "2020-08-10 11:58:52"),  # the documentation's own example
        ("2026-01-10T15:58:52Z", "2026-01-10 10:58:52"),
        ("2026-11-01T05:30:00Z", "2026-11-01 00:30:00"),  # the hour that comes twice
        ("2026-11-01T06:30:00Z", "2026-11-01 00:30:00"),
    ],
)
def test_times_are_asked_for_in_eastern_time(utc: str, asked: str) -> None:
    assert eastern(utc) == asked
