"""Files by the API: past the guard as a form's are, their sender's alone, filed once."""

import html
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from bpforum.web.api.uploads import _FORMS
from bpforum.web.security.headers import _PLAIN_BODY
from bpforum.web.site import Site
from tests.web.api.conftest import Call
from tests.web.api.test_filings import CONTRIBUTION, KEY, NOTE
from tests.web.conftest import Browser, Clock, invite

LETTER = b"We share masts, and have done so for ten years."
Upload = Callable[..., httpx.Response]


@pytest.fixture
def upload(app: Any) -> Upload:
    """Sends a file, by a token or under a key."""
    client = TestClient(app, base_url="http://testserver")

    def send(name: str = "letter.txt", data: bytes = LETTER, **headers: str) -> httpx.Response:
        sent = {"content-disposition": f'attachment; filename="{name}"'} if name else {}
        sent |= {header.replace("_", "-"): said for header, said in headers.items()}
        answer: httpx.Response = client.post("/api/v1/uploads", content=data, headers=sent)  # type: ignore[assignment]
        return answer

    return send


@pytest.fixture
def token(site: Site) -> str:
    """Of a rapporteur."""
    account = invite(site, "rapporteur", name="Ray")
    return site.store.tokens.make(account.id, "test", at=site.now())


def wish(*ids: str, filing: Any = CONTRIBUTION) -> dict[str, Any]:
    return {"filing": filing, "attachments": list(ids)}


def test_a_file_is_on_disk_and_comes_with_the_filing(
    call: Callable[..., Call], upload: Upload, site: Site
) -> None:
    told = upload(idempotency_key=KEY)
    assert told.status_code == 201, told.text
    assert told.headers["cache-control"] == "no-store"
    assert site.store.blob(told.json()["digest"]) == LETTER
    assert site.store.submissions() == ()
    made = call()("POST", "/filings", wish(told.json()["id"]), idempotency_key=KEY)
    assert made.status_code == 201, made.text
    first, second = site.store.submissions()
    assert made.json()["receipt"]["attachments"] == [second.reference]
    assert (second.parent, second.digest) == (first.reference, told.json()["digest"])
    assert second.external_id.endswith("/letter.txt")


def test_filed_twice_with_one_key_it_is_there_once_with_its_files_once(
    call: Callable[..., Call], upload: Upload, site: Site, clock: Clock
) -> None:
    ids = [upload(name, idempotency_key=KEY).json()["id"] for name in ("a.txt", "b.txt")]
    receipts = [
        call()("POST", "/filings", wish(*ids, *ids[:1]), idempotency_key=KEY) for _ in range(2)
    ]
    clock.go_on(days=3)  # the uploads' time is over, but they are this filing's
    receipts.append(call()("POST", "/filings", wish(*ids), idempotency_key=KEY))
    assert [one.status_code for one in receipts] == [201, 200, 200]
    assert len({one.json()["receipt"]["reference"] for one in receipts}) == 1
    assert len(site.store.submissions()) == 3
    assert site.store.verify_chain() is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("a.zip", b"PK\x05\x06" + b"\x00" * 18),
        ("people.csv", b"name,group\nAda,civil society\n"),
        ("program.exe", b"MZ\x90\x00" + bytes(200)),
        ("letter.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ],
)
def test_what_a_form_refuses_is_refused_in_the_same_words(
    upload: Upload, visitor: Browser, site: Site, name: str, data: bytes
) -> None:
    told = upload(name, data, idempotency_key=KEY)
    assert told.status_code == 422, told.text
    assert told.headers["content-type"] == "application/problem+json"
    (reason,) = told.json()["errors"]
    assert told.json()["code"] == reason["code"]
    page = visitor.post(
        "/calls/call-1/contribute", {"act": "upload"}, files=[("files", (name, data))]
    )
    assert reason["message"] in html.unescape(page.text)
    kept = [path for path in (site.folder / ".bpforum" / "blobs").rglob("*") if path.is_file()]
    assert kept == []


def test_an_upload_is_its_callers_alone(
    call: Callable[..., Call], upload: Upload, token: str, site: Site, clock: Clock
) -> None:
    mine = upload(authorization=f"Bearer {token}").json()["id"]
    keyed = upload(idempotency_key=KEY).json()["id"]
    forged = keyed.replace("bGV0dGVy", "b3RoZXIx")
    assert forged != keyed
    for other in (mine, forged, keyed[:-1], "", "C-0001", "a.b.c", "é" * 40, "x" * 999):
        answer = call()("POST", "/filings", wish(other), idempotency_key=KEY)
        assert answer.status_code == 422, other
        assert answer.json()["errors"][0]["where"].startswith(("attachments", "body")), other
    assert call()("POST", "/filings", wish(keyed), idempotency_key="o" * 22).status_code == 422
    assert call("reader")("POST", "/filings", wish(mine), idempotency_key=KEY).status_code == 422
    clock.go_on(days=1, minutes=1)
    late = call()("POST", "/filings", wish(keyed), idempotency_key=KEY)
    assert late.json()["errors"][0]["message"].startswith("A file that was attached is no longer")
    assert site.store.submissions() == ()


def test_by_a_token_it_can_be_attached_to_any_filing_of_the_account(
    app: Any, upload: Upload, token: str, site: Site
) -> None:
    mine = upload(authorization=f"Bearer {token}").json()["id"]
    answer = TestClient(app).post(
        "/api/v1/filings", json=wish(mine, filing=NOTE),
        headers={"authorization": f"Bearer {token}", "idempotency-key": KEY},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    note, file = site.store.submissions()
    assert (file.parent, file.fields.get("name")) == (note.reference, None)


def test_a_change_keeps_takes_away_and_adds(
    call: Callable[..., Call], upload: Upload, site: Site
) -> None:
    send = call()
    first = upload("a.txt", idempotency_key=KEY).json()["id"]
    path = send("POST", "/filings", wish(first), idempotency_key=KEY).headers["location"]
    path = path.removeprefix("/api/v1")

    def change(**more: Any) -> list[str]:
        told = send("GET", path)
        title = str(len(site.store.submissions()))
        body = {"filing": {**CONTRIBUTION, "title": title}, **more}
        tag = told.headers["etag"]
        done = send("PUT", path, body, if_match=tag, idempotency_key=KEY)
        assert done.status_code == 200, done.text
        return [one["name"] for one in send("GET", path).json()["filed"]["files"]]

    assert change() == ["a.txt"]  # what is not spoken of stays
    (kept,) = send("GET", path).json()["filed"]["files"]
    more = upload("b.txt", b"Something else.", idempotency_key=KEY).json()["id"]
    assert sorted(change(attachments=[kept["reference"], more])) == ["a.txt", "b.txt"]
    assert change(attachments=[more]) == ["b.txt"]
    assert change(attachments=[]) == []
    assert site.store.verify_chain() is None


def test_nothing_is_attached_to_a_comment_and_no_more_than_ten_to_anything(
    call: Callable[..., Call], upload: Upload, site: Site
) -> None:
    ids = [upload(f"{n}.txt", idempotency_key=KEY).json()["id"] for n in range(11)]
    answer = call()("POST", "/filings", wish(*ids), idempotency_key=KEY)
    assert answer.json()["errors"][0]["message"] == "Attach ten files at most"
    assert call()("POST", "/filings", wish(*ids[:10]), idempotency_key=KEY).status_code == 201


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "key_required"),
        ({"idempotency_key": "short"}, 428, "key_required"),
        ({"idempotency_key": KEY, "content_disposition": "attachment"}, 422, "no_name"),
        ({"idempotency_key": KEY, "content_disposition": "\\;;=\"'"}, 422, "no_name"),
        ({"idempotency_key": KEY, "content_type": _FORMS[0]}, 415, "not_a_file"),
        ({"idempotency_key": KEY, "content_type": _FORMS[1]}, 415, "not_a_file"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(
    upload: Upload, headers: dict[str, str], status: int, code: str
) -> None:
    answer = upload(**headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_name_is_only_a_name(upload: Upload) -> None:
    encoded = "attachment; filename*=UTF-8''..%2F%C3%A9tude%0A.txt"
    told = upload(idempotency_key=KEY, content_disposition=encoded)
    assert told.json()["name"] == "étude .txt"
    assert upload("../../x.txt", idempotency_key=KEY).json()["name"] == "x.txt"


def test_a_file_may_be_larger_than_json_but_not_without_end(upload: Upload, site: Site) -> None:
    large = b"words " * (_PLAIN_BODY // 6 + 1)
    assert upload(data=large, idempotency_key=KEY).status_code == 201
    too_large = upload(data=bytes(site.settings.upload_mb * 2**20 + 1), idempotency_key=KEY)
    assert (too_large.status_code, too_large.json()["code"]) == (413, "too_large")
    assert too_large.headers["content-type"] == "application/problem+json"


def test_uploads_are_limited_as_on_the_pages(upload: Upload) -> None:
    taken = 0
    # While they are sent, the minute goes on.
    while (answer := upload(data=b"x", idempotency_key=KEY)).status_code == 201 and taken < 600:
        taken += 1
    assert taken >= 60
    assert answer.json()["code"] == "too_often"
    assert int(answer.headers["retry-after"]) >= 1


def test_the_description_says_how(call: Callable[..., Call]) -> None:
    told = call()("GET", "/openapi.json").json()
    act = told["paths"]["/api/v1/uploads"]["post"]
    assert act["requestBody"]["content"]["*/*"]["schema"]["format"] == "binary"
    assert {one["name"] for one in act["parameters"]} == {"content-disposition", "idempotency-key"}
    assert "attachments" in told["components"]["schemas"]["FilingWish"]["properties"]
