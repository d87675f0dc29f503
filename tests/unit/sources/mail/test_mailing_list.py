"""Which software keeps an archive is found out, or said."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.errors import SourceRefused
from bpforum.sources import open_source
from bpforum.sources.mail.mailing_list import MailingListSource
from bpforum.sources.protocol import Page, RemoteSource
from models.forum import SourceConfig
from tests.builders.loopback import Asked, Loopback, Reply

NOW = datetime(2026, 9, 1, tzinfo=UTC)
MAIL = (
    b"From anna at example.org  Thu Jan  7 12:00:00 2016\nFrom: anna at example.org (Anna)\n"
    b"Date: Thu, 7 Jan 2016 12:00:00 +0100\nMessage-ID: <m1@example.org>\n\nWords.\n\n"
)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as one:
        one.route("/pipermail/forum/", Reply(b'<a href="2016-January.txt">[ Text 1 KB ]</a>'))
        one.route("/pipermail/forum/2016-January.txt", Reply(MAIL))
        yield one


def pages(url: str, environ: Mapping[str, str] | None = None, **query: str) -> list[Page]:
    config = SourceConfig(id="list", kind="mailing_list", url=url, query=query)
    source = MailingListSource(config, environ or {}, lambda: NOW, lambda seconds: None)
    return list(source.pages(""))


def ids(found: list[Page]) -> list[str]:
    return [item.external_id for page in found for item in page.items]


@pytest.mark.parametrize("end", ["", "/", "/index.html", "/thread.html", "/?x=1"])
def test_the_address_may_end_as_people_copy_it(server: Loopback, end: str) -> None:
    assert ids(pages(f"{server.url}/pipermail/forum{end}")) == ["m1@example.org"]


def test_an_archive_that_moved_is_followed(server: Loopback) -> None:
    moved = Reply(b"", 301, {"Location": "/pipermail/forum/"})
    server.route("/old/", moved)
    assert ids(pages(f"{server.url}/old")) == ["m1@example.org"]


def test_each_software_is_known_by_its_first_page(server: Loopback) -> None:
    server.route("/a/", Reply(b"<pre>This is a public inbox, see mirroring instructions</pre>"))
    server.route("/a/all.mbox.gz", Reply(b"No results found\n", 404))
    assert '"software":"public-inbox"' in pages(f"{server.url}/a/")[-1].cursor
    server.route("/archives/list/f@x.org/", Reply(b"<a href='/postorius'>Mailman</a>"))
    server.route("/archives/api/list/f@x.org/emails/", Reply.json({"results": []}))
    assert '"software":"hyperkitty"' in pages(f"{server.url}/archives/list/f@x.org/")[-1].cursor
    assert '"software":"pipermail"' in pages(f"{server.url}/pipermail/forum/")[-1].cursor


def test_what_is_no_archive_is_said_to_be_none(server: Loopback) -> None:
    server.route("/page/", Reply(b"<h1>Welcome</h1>"))
    with pytest.raises(SourceRefused, match=r"query\.software"):
        pages(f"{server.url}/page/")
    with pytest.raises(SourceRefused, match="in a browser"):
        pages(f"{server.url}/nowhere/")
    assert not ids(pages(f"{server.url}/page/", software="pipermail"))
    with pytest.raises(SourceRefused, match="pipermail"):
        pages(f"{server.url}/page/", software="majordomo")
    with pytest.raises(SourceRefused, match=r"/hyperkitty/list/"):
        pages(f"{server.url}/page/", software="hyperkitty")


@pytest.mark.parametrize(
    "cursor", ["nonsense", "[]", "{}", '{"software":"hyperkitty","newest":["x"]}']
)
def test_a_cursor_of_something_else_begins_at_the_beginning(server: Loopback, cursor: str) -> None:
    config = SourceConfig(id="list", kind="mailing_list", url=f"{server.url}/pipermail/forum/")
    source = MailingListSource(config, {}, lambda: NOW, lambda seconds: None)
    assert ids(list(source.pages(cursor))) == ["m1@example.org"]


def test_credentials_come_from_the_environment(server: Loopback) -> None:
    def private(asked: Asked) -> Reply:
        known = asked.headers.get("authorization", "").startswith("Basic ")
        return Reply(
            b'<a href="2016-January.txt">[ Text ]</a>' if known else b"", 200 if known else 401
        )

    server.route("/pipermail/forum/", private)
    with pytest.raises(SourceRefused, match="BPFORUM_SOURCE_LIST_USER"):
        pages(f"{server.url}/pipermail/forum/")
    environ = {"BPFORUM_SOURCE_LIST_USER": "anna", "BPFORUM_SOURCE_LIST_PASSWORD": "made-up"}
    found = pages(f"{server.url}/pipermail/forum/", environ)
    assert ids(found) == ["m1@example.org"]
    assert "made-up" not in repr(found)


def test_lists_and_mailboxes_are_opened_by_kind(tmp_path: Path) -> None:
    for kind, url in (("mailing_list", "https://lists.example.org/"), ("imap", "imaps://x.org")):
        config = SourceConfig.model_validate({"id": "one", "kind": kind, "url": url})
        assert isinstance(open_source(config, tmp_path), RemoteSource)
