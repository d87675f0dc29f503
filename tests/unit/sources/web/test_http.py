"""Asking a service: a real server on this machine answers, fails, stalls, lies and leads astray."""

import gzip
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.sources.web import http
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.connection import TooLarge, read_body
from bpforum.sources.web.http import Client
from bpforum.sources.web.patience import LONGEST, asked_to_wait, used_up, wait_before
from models.ids import digest
from tests.builders.loopback import RESET, Asked, Loopback, Reply, stall

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECRET = "open-sesame-1234"


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as one:
        one.route("/a", Reply.json({"ok": True}))
        yield one


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def client(**settings: Any) -> Client:
        made.append(Client(**{"clock": clock, "sleep": clock.sleep, "timeout": 0.3, **settings}))
        return made[-1]

    yield client
    for one in made:
        one.close()


def test_an_answer_tells_where_it_came_from(server: Loopback, make: Callable[..., Client]) -> None:
    answer = make().get(f"{server.url}/a", {"q": "a b"})
    assert answer.json() == {"ok": True}
    assert answer.headers["CONTENT-TYPE"] == "application/json"
    fetch = answer.fetch
    assert (fetch.url, fetch.at, fetch.status) == (f"{server.url}/a?q=a+b", NOW, 200)
    assert (fetch.digest, fetch.size) == (digest(answer.body), len(answer.body))
    assert server.asked[0].headers["user-agent"].startswith("bpforum/")


@pytest.mark.parametrize(
    "failure",
    [
        Reply(status=500),
        Reply(status=503),
        Reply(status=429),
        RESET,
        stall(5),
        Reply(b"0123456789", sends=4),
        Reply(b"0123456789", sends=0),
        Reply(gzip.compress(b"x" * 9_999, mtime=0)[:-12], headers={"Content-Encoding": "gzip"}),
        Reply(b"no gzip", headers={"Content-Encoding": "gzip"}),
    ],
    ids=repr,
)
def test_what_fails_for_a_while_is_asked_again(
    server: Loopback, make: Callable[..., Client], clock: Clock, failure: Reply
) -> None:
    server.once("/a", *[failure] * 4)
    assert make().get(f"{server.url}/a").json() == {"ok": True}
    assert len(server.asked) == 5
    assert clock.slept == sorted(clock.slept)
    assert all(2**n <= wait <= 2 ** (n + 1) for n, wait in enumerate(clock.slept))


def test_what_fails_five_times_says_how_to_go_on(
    server: Loopback, make: Callable[..., Client]
) -> None:
    server.route("/b", Reply(status=502))
    with pytest.raises(SourceUnreachable, match=r"/b cannot be had.*answered 502.*collect again"):
        make().get(f"{server.url}/b")
    assert len(server.asked) == 5


def test_an_answer_that_drips_for_ever_is_broken_off(
    server: Loopback, make: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_EXCHANGE", 2)
    monkeypatch.setattr(http, "TRIES", 2)
    server.route("/b", Reply(b"x" * 1_000, drips=0.05))
    begun = time.monotonic()
    with pytest.raises(SourceUnreachable, match="did not end within"):
        make().get(f"{server.url}/b")
    assert time.monotonic() - begun < 5


def test_nobody_there_is_told(make: Callable[..., Client]) -> None:
    with Loopback() as gone:
        url = gone.url
    with pytest.raises(SourceUnreachable, match="no connection could be made"):
        make().get(url)


@pytest.mark.parametrize(
    ("asks", "slept"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Mon, 04 May 2026 12:00:09 GMT"}, 9),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "20"}, 20),
        (
            {
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": str(int((NOW + timedelta(seconds=30)).timestamp())),
            },
            30,
        ),
    ],
)
def test_a_wait_that_is_asked_for_is_kept(
    server: Loopback,
    make: Callable[..., Client],
    clock: Clock,
    asks: dict[str, str],
    slept: float,
) -> None:
    server.once("/a", Reply(status=429, headers=asks))
    make().get(f"{server.url}/a")
    assert clock.slept == [slept]


def test_a_service_that_wants_hours_is_left_alone(
    server: Loopback, make: Callable[..., Client], clock: Clock
) -> None:
    server.once("/a", Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(SourceUnreachable, match=r"asks to wait 60 minutes.*then collect again"):
        make().get(f"{server.url}/a")
    assert (len(server.asked), clock.slept) == (1, [])


def test_a_used_up_allowance_delays_the_next_question(
    server: Loopback, make: Callable[..., Client], clock: Clock
) -> None:
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "12"}
    server.once("/a", Reply(b"{}", headers=spent))
    client = make()
    client.get(f"{server.url}/a")
    assert clock.slept == []
    client.get(f"{server.url}/a")
    assert clock.slept == [12]


def test_questions_keep_their_distance(
    server: Loopback, make: Callable[..., Client], clock: Clock
) -> None:
    client = make(most_per_minute=20)
    for _ in range(3):
        client.get(f"{server.url}/a")
    assert clock.slept == [3, 3]


@pytest.mark.parametrize("words", ["", "soon", "-1", "1e9", "²", "9" * 400, "Mon, 99 May 2026"])
def test_a_wait_that_is_none_is_not_kept(words: str) -> None:
    assert asked_to_wait({"retry-after": words}, NOW) is None
    assert used_up({"x-ratelimit-remaining": "0", "x-ratelimit-reset": words}, NOW) == 0


def test_the_same_question_waits_the_same_each_time_and_others_differently() -> None:
    waits = {address: [wait_before(address, n) for n in range(1, 12)] for address in "ab"}
    assert waits["a"] == [wait_before("a", n) for n in range(1, 12)] != waits["b"]
    assert max(waits["a"]) <= LONGEST


@pytest.mark.parametrize("status", [200, 204, 304, 404, 410])
def test_what_can_be_gone_on_with_is_given_back(
    server: Loopback, make: Callable[..., Client], status: int
) -> None:
    server.route("/b", Reply(b"", status))
    assert make().get(f"{server.url}/b").status == status


@pytest.mark.parametrize("status", [400, 405, 414, 422, 451])
def test_a_no_is_told_with_the_services_own_words(
    server: Loopback, make: Callable[..., Client], status: int
) -> None:
    server.route("/b", Reply(b"wrong \x1b[31mpage\n number", status))
    with pytest.raises(SourceRefused, match=f"answered {status}.*wrong .*page number") as told:
        make().get(f"{server.url}/b")
    assert "\x1b" not in str(told.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_let_in_learns_which_variables_to_set(
    server: Loopback, make: Callable[..., Client], status: int
) -> None:
    server.route("/b", Reply(b"no", status))
    with pytest.raises(SourceRefused, match=r"BPFORUM_SOURCE_MY_BLOG_TOKEN.*_USER and .*_PASSWORD"):
        make(source_id="my-blog").get(f"{server.url}/b")


def test_marks_make_an_unchanged_answer_short(
    server: Loopback, make: Callable[..., Client]
) -> None:
    make().get(f"{server.url}/a", etag='"x"', modified="Mon, 04 May 2026 12:00:09 GMT")
    asked = server.asked[0].headers
    assert asked["if-none-match"] == '"x"'
    assert asked["if-modified-since"] == "Mon, 04 May 2026 12:00:09 GMT"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[" * 10_000_000, b"\xff", b"[NaN]", b'{"a": ' + b"9" * 5_000 + b"}"],
    ids=lambda body: repr(body[:8]),
)
def test_an_answer_that_is_no_json_is_told_with_what_came(
    server: Loopback, make: Callable[..., Client], body: bytes
) -> None:
    server.route("/b", Reply(body))
    answer = make(timeout=20).get(f"{server.url}/b")
    with pytest.raises(SourceRefused, match="is not JSON"):
        answer.json()


def test_a_bomb_is_not_unpacked(
    server: Loopback, make: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 2**20)
    server.route("/small", Reply.packed(b"x" * 2**20))
    server.route("/bomb", Reply.packed(b"x" * (2**20 + 1)))
    server.route("/long", Reply(b"x" * (2**20 + 1)))
    client = make(timeout=20)
    assert client.get(f"{server.url}/small").fetch.size == 2**20
    for path in ("/bomb", "/long"):
        with pytest.raises(SourceRefused, match="more than 1 MB at once"):
            client.get(server.url + path)


def test_a_bomb_is_counted_while_it_unpacks() -> None:
    squeezed = gzip.compress(bytes(200 * 2**20), 1)
    with pytest.raises(TooLarge):
        read_body(iter([squeezed]), "gzip", 2**20)


def test_a_packing_that_is_not_known_is_refused(
    server: Loopback, make: Callable[..., Client]
) -> None:
    server.route("/b", Reply(b"x", headers={"Content-Encoding": "br"}))
    with pytest.raises(SourceRefused, match="packed as 'br'"):
        make().get(f"{server.url}/b")


# Redirects and credentials


def test_redirects_are_followed_but_not_for_ever(
    server: Loopback, make: Callable[..., Client]
) -> None:
    server.route("/old", Reply(status=301, headers={"Location": "a?x=1#top"}))
    assert make().get(f"{server.url}/old").url == f"{server.url}/a?x=1"
    server.route("/round", Reply(status=302, headers={"Location": "/round"}))
    with pytest.raises(SourceRefused, match="leads on and on"):
        make().get(f"{server.url}/round")


@pytest.mark.parametrize("location", ["", "file:///etc/passwd", "ftp://127.0.0.1/", "http://"])
def test_a_redirect_to_no_address_is_refused(
    server: Loopback, make: Callable[..., Client], location: str
) -> None:
    server.route("/b", Reply(status=302, headers={"Location": location}))
    with pytest.raises(SourceRefused):
        make().get(f"{server.url}/b")


def test_credentials_go_to_their_own_origin_alone(
    server: Loopback, make: Callable[..., Client]
) -> None:
    with Loopback() as other:
        other.route("/b", Reply(status=302, headers={"Location": f"{server.url}/a"}))
        server.route(
            "/c", Reply(status=307, headers={"Location": f"{other.url}/b?api_key={SECRET}"})
        )
        server.route("/own", Reply(status=307, headers={"Location": "/a"}))
        client = make(
            headers={"Authorization": SECRET, "Accept": "text/x"}, secrets={"api_key": SECRET}
        )
        assert client.get(f"{server.url}/own").status == 200
        assert client.get(f"{server.url}/c").status == 200
        assert client.get(f"{other.url}/b").status == 200
        assert [asked.query for asked in other.asked] == [{}, {}]
        assert {asked.headers.get("authorization") for asked in other.asked} == {None}
        assert {asked.headers["accept"] for asked in other.asked} == {"text/x"}
    assert {asked.headers["authorization"] for asked in server.asked} == {SECRET}
    assert {asked.query["api_key"] for asked in server.asked} == {SECRET}


def test_user_and_password_stay_at_their_origin_too(
    server: Loopback, make: Callable[..., Client]
) -> None:
    with Loopback() as other:
        other.route("/b", Reply(b"[]"))
        server.route("/c", Reply(status=302, headers={"Location": f"{other.url}/b"}))
        make(auth=("ann", SECRET)).get(f"{server.url}/c")
        assert "authorization" not in other.asked[0].headers
    assert server.asked[0].headers["authorization"].startswith("Basic ")


def test_secrets_stand_nowhere(
    server: Loopback, make: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[Asked] = []

    def echo(asked: Asked) -> Reply:
        seen.append(asked)
        return Reply(f"bad key {asked.query['key']}, {asked.headers['x-key'][7:]}".encode(), 403)

    client = make(
        secrets={"key": SECRET},
        headers={"X-Key": f"Bearer {SECRET[::-1]}", "Accept": "text/html"},
    )
    answer = client.get(f"{server.url}/a", {"q": "1"})
    server.route("/b", echo)
    server.route("/c", Reply(status=500))
    told: list[str] = []
    for path in ("/b", "/c"):
        with pytest.raises((SourceRefused, SourceUnreachable)) as error:
            client.get(server.url + path)
        told.append(str(error.value))
    shown = f"{answer.url} {answer.fetch!r} {answer!r} {told} {caplog.text}"
    assert seen
    assert SECRET not in shown
    assert SECRET[::-1] not in shown


@pytest.mark.parametrize("name", ["api_key", "key", "access_token", "X-Auth", "apikey"])
def test_a_key_that_somebody_wrote_into_the_address_is_told_nobody(
    server: Loopback, make: Callable[..., Client], name: str
) -> None:
    server.route("/a", Reply(b"[]"))
    server.route("/b", Reply(status=403))
    answer = make().get(f"{server.url}/a?{name}={SECRET}&page=2")
    assert server.asked[-1].query == {name: SECRET, "page": "2"}
    with pytest.raises(SourceRefused) as error:
        make().get(f"{server.url}/b", {name: SECRET})
    assert SECRET not in f"{answer.url} {answer.fetch!r} {error.value}"
    assert "page=2" in answer.url


def test_what_a_service_repeats_of_our_key_comes_back_without_it(
    server: Loopback, make: Callable[..., Client]
) -> None:
    key = "k3y/7f7f+7f7f7f7f="
    body = f"<a href='/a?key={quote(key, safe='')}&page=2'>{key}</a> The token Bearer is a word."
    link = f"<{server.url}/a?api_key={quote(key, safe='')}&page=2>; rel=next"
    server.route("/echo", Reply(body.encode(), headers={"Link": link, "Content-Type": "text/html"}))
    for given in ({"secrets": {"key": key}}, {"headers": {"X-Api-Key": key}},
                  {"headers": {"Authorization": f"Bearer {key}"}}):  # fmt: skip
        answer = make(**given).get(server.url + "/echo")
        told = f"{answer.body.decode()} {dict(answer.headers)} {answer.url} {answer.fetch}"
        assert "7f7f" not in told
        assert "page=2" in answer.headers["link"]
        assert answer.headers["CONTENT-TYPE"] == "text/html"
        assert answer.body.endswith(b"</a> The token Bearer is a word.")
        assert answer.fetch.digest == digest(body.encode())


def test_people_may_write_the_word_that_somebody_took_for_a_key(
    server: Loopback, make: Callable[..., Client]
) -> None:
    words = b"The secretariat of the consultation says it is open1."
    server.route("/words", Reply(words))
    for key in ("secretariat", "consultation", "open1"):
        assert make(secrets={"key": key}).get(server.url + "/words").body == words


def test_credentials_never_go_in_the_clear(make: Callable[..., Client]) -> None:
    for settings in ({"auth": ("a", "b")}, {"secrets": {"k": "v"}}, {"headers": {"X-Key": "v"}}):
        with pytest.raises(SourceRefused, match="in the clear"):
            make(**settings).get("http://forum.example/api")


def test_a_redirect_into_this_network_is_not_followed() -> None:
    import httpx

    with Client() as client, pytest.raises(SourceRefused, match="of this network"):
        client._redirected(httpx.URL("https://forum.example/"), "http://169.254.169.254/latest")


@pytest.mark.parametrize(
    "url", ["", "forum.example", "ftp://forum.example", "file:///x", "https://", "http://[::1",
            "https://ann:secret@forum.example/"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(make: Callable[..., Client], url: str) -> None:
    with pytest.raises(SourceRefused) as told:
        make().get(url)
    assert "secret" not in str(told.value)


def test_a_credential_that_no_header_can_hold_is_told_without_it(
    server: Loopback, make: Callable[..., Client]
) -> None:
    with pytest.raises(SourceRefused, match="a character that no header may have") as told:
        make(headers={"X-Key": f"{SECRET}\r\nEvil: 1"}).get(f"{server.url}/a")
    assert SECRET not in str(told.value)


def test_cookies_are_not_kept(server: Loopback, make: Callable[..., Client]) -> None:
    server.once("/a", Reply(b"{}", headers={"Set-Cookie": "track=1"}))
    client = make()
    answers: list[Answer] = [client.get(f"{server.url}/a") for _ in range(2)]
    assert len(answers) == 2
    assert "cookie" not in server.asked[1].headers
