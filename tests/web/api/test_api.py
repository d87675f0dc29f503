"""The API: tokens, pages, ETags, problems, runs, decisions, published files and hooks."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

from bpforum.mailing.hooks import signature, tell_hooks
from bpforum.pipeline import compile_forum
from bpforum.store.run_requests import BY_HAND
from bpforum.web.site import Site
from models.run import CompileRequest
from models.submission import Received
from tests.web.api.conftest import Call
from tests.web.conftest import Browser, Clock, invite


@pytest.fixture
def compiled(site: Site, folder: Path) -> Path:
    """A run of a forum with three contributions."""
    for n, words in enumerate(("Training helps.", "Backups must be tested.", "Fees are too high.")):
        (folder / "inbox" / f"{n}.txt").write_text(f"{words} We have seen this every year since.")
    done = compile_forum(CompileRequest(folder=str(folder), out=str(site.outputs)))
    assert done.folder
    return Path(done.folder)


def test_everybody_may_read_what_the_forum_is(call: Callable[..., Call]) -> None:
    answer = call()("GET", "/forum")
    assert answer.json()["calls"][0]["questions"][0]["text"] == "What works?"
    assert "contact" not in answer.json()
    again = call()("GET", "/forum", if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_token_is_made_used_and_ended_on_the_account_page(
    signed_in: Callable[..., Browser], app: Any, site: Site, clock: Clock
) -> None:
    browser = signed_in("secretariat")
    shown = browser.post("/account/tokens", {"name": "Our script"})
    token = "bpf_" + shown.text.partition("bpf_")[2].partition("<")[0]
    client = TestClient(app, headers={"authorization": f"Bearer {token}"})
    assert client.get("/api/v1/me").json()["roles"] == ["secretariat"]
    assert token not in browser.get("/account").text
    (known,) = site.store.tokens.of(site.store.accounts.all()[0].id, at=site.now())
    assert known.used_at
    browser.post(f"/account/tokens/{known.id}/end")
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_ends_after_a_year_and_with_its_account(
    call: Callable[..., Call], site: Site, clock: Clock
) -> None:
    one, other = call("secretariat"), call("secretariat")
    invite(site, "administrator", name="Left")
    closed = one("GET", "/me").json()["account"]
    site.store.accounts.close(closed, at=site.now(), by="test")
    assert one("GET", "/me").status_code == 401
    assert other("GET", "/me").status_code == 200
    clock.go_on(days=366)
    assert other("GET", "/me").status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not_found"),
        ("GET", "/runs/none", None, 404, "not_found"),
        ("GET", "/runs?limit=0", None, 422, "invalid"),
        ("GET", "/runs?after=none", None, 400, "no_such_page"),
        ("POST", "/runs", {"kind": "fly"}, 422, "invalid"),
        ("POST", "/runs", {"kind": "compile", "more": 1}, 422, "invalid"),
        ("GET", "/draft", None, 404, "no_draft"),
        ("GET", "/submissions/C-0001/original", None, 404, "not_found"),
        ("PUT", "/forum.toml", {"text": "x"}, 428, "precondition_required"),
        ("GET", "/hooks", None, 403, "not_allowed"),
    ],
)
def test_what_goes_wrong_is_told_as_a_problem(
    call: Callable[..., Call], method: str, path: str, body: Any, status: int, code: str
) -> None:
    answer = call("secretariat")(method, path, body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"]


def test_forum_toml_is_changed_by_who_saw_it_last(call: Callable[..., Call], folder: Path) -> None:
    send = call("secretariat")
    seen = send("GET", "/forum.toml")
    text = seen.json()["text"].replace("Forum on Tests", "Forum on Programs")
    tag = seen.headers["etag"]
    wrong = send("PUT", "/forum.toml", {"text": "[forum]"}, if_match=tag)
    assert wrong.json()["code"] == "unusable_forum"
    assert len(wrong.json()["errors"]) > 2
    assert send("PUT", "/forum.toml", {"text": text}, if_match=tag).status_code == 200
    assert "Forum on Programs" in (folder / "forum.toml").read_text()
    assert send("PUT", "/forum.toml", {"text": text}, if_match=tag).status_code == 412


def test_runs_are_asked_for_once_and_taken_back(call: Callable[..., Call]) -> None:
    send = call("secretariat")
    wish = {"kind": "compile", "parameters": {"label": "Draft I", "dry_run": True}}
    made = send("POST", "/runs", wish, idempotency_key="k1")
    assert made.status_code == 202
    again = send("POST", "/runs", wish, idempotency_key="k1")
    assert again.json()["request"]["id"] == made.json()["request"]["id"]
    send("POST", "/runs", wish)
    assert len(send("GET", "/runs").json()["items"]) == 2
    path = made.headers["location"].removeprefix("/api/v1")
    assert send("GET", path).json()["state"] == "waiting"
    assert send("DELETE", path).status_code == 204
    assert send("GET", path).json()["state"] == "withdrawn"
    assert send("DELETE", path).status_code == 409


def test_a_run_is_stopped_once_however_often_it_is_asked(
    call: Callable[..., Call], site: Site
) -> None:
    send, requests, lease = call("secretariat"), site.store.run_requests, timedelta(minutes=1)

    def begin() -> str:
        path = send("POST", "/runs", {"kind": "collect"}).headers["location"]
        requests.claim("another-host:1:f", at=site.now(), lease=lease)
        return str(path.removeprefix("/api/v1"))

    assert send("POST", "/runs/none/stop").status_code == 404
    assert call()("POST", "/runs/none/stop").status_code == 401
    assert call("coordinator")("POST", "/runs/none/stop").status_code == 403
    waiting = send("POST", "/runs", {"kind": "compile"}).json()["request"]["id"]
    taken_back = send("POST", f"/runs/{waiting}/stop")
    assert (taken_back.status_code, taken_back.json()["state"]) == (200, "withdrawn")
    path = begin()
    asked = send("POST", f"{path}/stop")
    assert (asked.status_code, asked.json()["state"]) == (202, "running")
    assert asked.json()["request"]["stop_asked_by"] == send("GET", "/me").json()["account"]
    assert send("POST", f"{path}/stop").json() == asked.json()
    name = path.removeprefix("/runs/")
    requests.finish(name, "another-host:1:f", at=site.now(), failure=BY_HAND)
    again = send("POST", f"{path}/stop")  # sent again by a bad network
    assert (again.status_code, again.json()["state"]) == (200, "stopped")
    other = begin()
    requests.finish(other.removeprefix("/runs/"), "another-host:1:f", at=site.now())
    over = send("POST", f"{other}/stop")
    assert (over.status_code, over.json()["code"]) == (409, "over")
    assert "Prog Ram" not in json.dumps([one.model_dump_json() for one in requests.newest()])


def test_lists_come_a_page_at_a_time(call: Callable[..., Call], compiled: Path, site: Site) -> None:
    send = call("coordinator")
    seen, path, pages = [], "/submissions?limit=2", 0
    while path:
        page = send("GET", path).json()
        seen += [one["reference"] for one in page["items"]]
        path = f"/submissions?limit=2&after={page['next']}" if page["next"] else ""
        pages += 1
    assert seen == [one.reference for one in site.store.submissions()]
    assert pages == 2
    first = send("GET", "/submissions?limit=1").json()["items"][0]
    assert first == json.loads(next(iter(site.store.submissions())).model_dump_json())


def test_the_draft_is_for_the_staff_and_only_what_its_manifest_lists(
    call: Callable[..., Call], compiled: Path
) -> None:
    send = call("editor")
    listed = [one["path"] for one in send("GET", "/draft").json()["files"]]
    answer = send("GET", "/draft/themes.json")
    assert answer.json()["themes"] is not None
    assert "attachment" in answer.headers["content-disposition"]
    assert "themes.json" in listed
    for path in ("manifest.json", "../latest", "%2e%2e/latest", "public/../manifest.json"):
        assert send("GET", f"/draft/{path}").status_code == 404, path
    assert call("reader")("GET", "/draft").status_code == 403


def test_a_run_is_published_and_its_public_files_alone_are_everybodys(
    call: Callable[..., Call], compiled: Path
) -> None:
    send = call("coordinator")
    assert send("GET", "/publications").json()["items"] == []
    wrong = send("POST", "/publications", {"run": "../x", "label": "Draft I"})
    assert wrong.status_code == 404
    made = send("POST", "/publications", {"run": compiled.name, "label": "Draft I"})
    assert made.status_code == 201, made.text
    everybody = call()
    (told,) = everybody("GET", "/publications").json()["items"]
    assert told["id"] == "v1"
    page = everybody("GET", "/publications/v1/outcome.json")
    assert page.json()["view"] == "public"
    for path in ("ledger.csv/../../x", "manifest.json", "themes.jsonx"):
        assert everybody("GET", f"/publications/v1/{path}").status_code == 404
    again = send("POST", "/publications", {"run": compiled.name, "label": "Draft I"})
    assert again.json()["code"] == "not_published"


def test_decisions_are_refused_where_somebody_was_faster(
    call: Callable[..., Call], compiled: Path
) -> None:
    send = call("coordinator")
    theme = send("GET", "/draft/themes.json").json()["themes"][0]["id"]
    wish = {"kind": "rename", "target": theme, "value": "Costs", "why": "clearer", "seen": 0}
    made = send("POST", "/decisions", wish)
    assert made.status_code == 201, made.text
    assert made.json()["by"] == "Prog Ram"
    stale = send("POST", "/decisions", {**wish, "value": "Fees"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert made.json()["id"] in stale.json()["detail"]
    assert send("POST", "/decisions", {**wish, "value": "Fees", "seen": 1}).status_code == 201
    assert len(send("GET", f"/decisions?target={theme}").json()["items"]) == 2
    bad = send("POST", "/decisions", {"kind": "rename", "target": theme, "value": ""})
    assert bad.json()["errors"][0]["where"] == "value"
    assert call("editor")("POST", "/decisions", wish).status_code == 403


def test_it_describes_itself(call: Callable[..., Call], app: Any) -> None:
    told = call()("GET", "/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    paths = {
        route.path.replace(":path", "") for route in app.routes if route.path.startswith("/api/v1")
    }
    assert set(told["paths"]) == paths - {"/api/v1/openapi.json"}
    assert told["paths"]["/api/v1/runs"]["post"]["x-roles"] == ["administrator", "secretariat"]
    assert "security" not in told["paths"]["/api/v1/forum"]["get"]
    meant = re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(told))
    assert "Problem" in meant
    assert set(meant) <= set(told["components"]["schemas"]), "it points at what it does not hold"


class Told(BaseHTTPRequestHandler):
    """A hook's other end."""

    requests: list[tuple[dict[str, str], bytes]]
    status = 200

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        Told.requests.append(
            ({name.lower(): said for name, said in self.headers.items()}, self.rfile.read(length))
        )
        self.send_response(Told.status)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def hook_server() -> Iterator[str]:
    Told.requests, Told.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Told)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


def test_hooks_are_told_of_everything_once_and_signed(
    call: Callable[..., Call], site: Site, folder: Path, clock: Clock, hook_server: str
) -> None:
    send = call("administrator")
    wish = {"url": hook_server, "events": ["received", "compiled", "published"]}
    made = send("POST", "/hooks", wish).json()
    (folder / "inbox" / "a.txt").write_text("Training helps. We have seen this every year.")
    done = compile_forum(CompileRequest(folder=str(folder), out=str(site.outputs)))
    assert done.folder
    send("POST", "/publications", {"run": Path(done.folder).name, "label": "Draft I"})
    Told.status = 500
    assert tell_hooks(site.store, site.forum, at=clock()) == 0
    assert tell_hooks(site.store, site.forum, at=clock()) == 0  # a pause comes first
    assert len(Told.requests) == 1
    (hook,) = site.store.hooks.all()
    assert hook.failure == "it answered with code 500"
    Told.status = 200
    clock.go_on(minutes=2)
    assert tell_hooks(site.store, site.forum, at=clock()) == 3
    assert tell_hooks(site.store, site.forum, at=clock()) == 0
    told = [json.loads(body) for _, body in Told.requests[1:]]
    assert [one["type"] for one in told] == ["received", "compiled", "published"]
    assert told[0]["data"]["subject"] == "C-0001"
    headers, body = Told.requests[1]
    secret = bytes.fromhex(made["secret"])
    moment = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature(secret, headers["webhook-id"], moment, body)
    assert Told.requests[0][0]["webhook-id"] == headers["webhook-id"]


def test_a_hook_that_never_answers_ends(
    call: Callable[..., Call], site: Site, clock: Clock
) -> None:
    send = call("administrator")
    send("POST", "/hooks", {"url": "http://127.0.0.1:9/", "events": ["received"]})
    site.store.add_submissions(
        site.forum.sources[0], None,
        [Received(external_id="a", data=b"x", received_at=site.now())], at=site.now(),
    )  # fmt: skip
    for _ in range(100):
        tell_hooks(site.store, site.forum, at=clock())
        clock.go_on(hours=1)
    (hook,) = site.store.hooks.all()
    assert hook.ended_at
    wrong = send("POST", "/hooks", {"url": "ftp://x.example", "events": ["received"]})
    assert wrong.status_code == 422
    assert send("POST", "/hooks", {"url": "http://x.example", "events": []}).status_code == 422
