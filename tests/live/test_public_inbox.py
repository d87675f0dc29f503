"""A list archive is taken in from the server that Debian has of it (`apt install public-inbox`)."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bpforum.sources.mail.mailing_list import MailingListSource
from bpforum.sources.protocol import Page
from models.forum import SourceConfig
from models.submission import Received

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("public-inbox-httpd") is None,
        reason="public-inbox-httpd is not installed: apt-get install public-inbox",
    ),
]

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LIST = "forum@lists.example.org"
Deliver = Callable[[bytes], None]


class Inbox:
    """An inbox of one list, and the server that shows it on loopback."""

    def __init__(self, folder: Path, level: str) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/forum/"
        self._environ = {
            **os.environ,
            "HOME": str(folder),
            "PI_CONFIG": str(folder / "config"),
            "PI_EMERGENCY": str(folder / "emergency"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "ORIGINAL_RECIPIENT": LIST,
        }
        (folder / "emergency").mkdir()
        self._run("public-inbox-init", "-V2", "-L", level, "forum", str(folder / "forum"),
                  self.url, LIST)  # fmt: skip
        # Else a spam filter is asked that nobody has here.
        with (folder / "config").open("a") as config:
            config.write("[publicinboxmda]\n\tspamcheck = none\n")
        self._server: subprocess.Popen[bytes] | None = None

    def fill(self, mails: list[bytes]) -> None:
        """Many at once: the second form of an inbox is a git history of one file, `m`."""
        stream = b""
        for n, one in enumerate(mails):
            stream += (
                b"commit refs/heads/master\ncommitter Anna <anna@example.org> 1767261600 +0000\n"
                b"data 1\nm\n"
                + (b"from refs/heads/master^0\n" if not n else b"")
                + b"M 100644 inline m\ndata %d\n%s\n" % (len(one), one)
            )
        git = ["git", f"--git-dir={self.folder}/forum/git/0.git"]
        self._run(*git, "fast-import", "--quiet", given=stream)
        self._run("public-inbox-index", str(self.folder / "forum"))

    def deliver(self, mail: bytes) -> None:
        self._run("public-inbox-mda", "--no-precheck", given=mail)
        if self._server is not None:
            # A running server keeps the search open as it was, for a while.
            self.end()
            self.start()

    def remove(self, mail: bytes) -> None:
        self._run("public-inbox-learn", "rm", given=mail)

    def start(self) -> None:
        with (self.folder / "httpd.log").open("wb") as log:
            self._server = subprocess.Popen(
                ["public-inbox-httpd", "-l", f"127.0.0.1:{self.port}"],
                env=self._environ, stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(100):
            try:
                httpx.get(self.url, timeout=5, trust_env=False)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("public-inbox-httpd did not start")

    def end(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)

    def _run(self, *command: str, given: bytes = b"") -> None:
        done = subprocess.run(
            command, env=self._environ, input=given, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    yield from _served(Inbox(tmp_path, "medium"))


@pytest.fixture
def inbox_without_search(tmp_path: Path) -> Iterator[Inbox]:
    yield from _served(Inbox(tmp_path, "basic"))


def _served(inbox: Inbox) -> Iterator[Inbox]:
    inbox.deliver(mail(1))
    inbox.fill([mail(n) for n in range(2, 131)])
    inbox.start()
    yield inbox
    inbox.end()


def mail(n: int, words: str = "", *, day: str = "Thu, 1 Jan 2026 10:00:00 +0000") -> bytes:
    body = words or f"Contribution number {n}.\n\nFrom here on it is about trust.\n"
    return (
        f"Received: from a.example.org by b.example.org; Tue, 3 Feb 2026 12:00:00 +0000\n"
        f"From: Anna Muster <anna@example.org>\nTo: {LIST}\nSubject: Contribution {n}\n"
        f"Message-ID: <m{n}/x@example.org>\nDate: {day}\n\n{body}"
    ).encode()


def source(inbox: Inbox) -> MailingListSource:
    config = SourceConfig(id="list", kind="mailing_list", url=inbox.url)
    return MailingListSource(config, {}, lambda: NOW)


def collected(pages: list[Page]) -> dict[str, Received]:
    items = [item for page in pages for item in page.items]
    assert len({item.external_id for item in items}) == len(items)
    return {item.external_id: item for item in items}


def test_all_messages_come_once_oldest_first(inbox: Inbox) -> None:
    pages = list(source(inbox).pages(""))
    found = collected(pages)
    assert list(found) == [f"m{n}_x@example.org" for n in range(1, 131)]
    assert pages[-1].complete
    first = found["m1_x@example.org"]
    assert b"\nFrom here on it is about trust.\n" in first.data
    assert first.received_at == datetime(2026, 2, 3, 12, tzinfo=UTC)
    assert httpx.get(first.fields["url"], trust_env=False).status_code == 200


def test_only_what_arrived_since_comes_whatever_its_date(inbox: Inbox) -> None:
    cursor = list(source(inbox).pages(""))[-1].cursor
    assert not collected(list(source(inbox).pages(cursor)))
    inbox.deliver(mail(131, day="Wed, 1 Jan 2020 10:00:00 +0000"))
    again = list(source(inbox).pages(cursor))
    assert "m131_x@example.org" in collected(again)
    assert not collected(list(source(inbox).pages(again[-1].cursor)))


def test_killed_after_any_page_it_goes_on_to_the_same_rows(inbox: Inbox) -> None:
    whole = collected(list(source(inbox).pages("")))
    for stop in (1, 2, 3):
        kept: dict[str, Received] = {}
        cursor = ""
        for n, page in enumerate(source(inbox).pages(""), start=1):
            kept |= collected([page])
            cursor = page.cursor
            if n == stop:
                break
        for page in source(inbox).pages(cursor):
            kept |= collected([page])
        assert kept == whole


def test_an_inbox_without_search_is_taken_in_whole(inbox_without_search: Inbox) -> None:
    inbox = inbox_without_search
    pages = list(source(inbox).pages(""))
    assert list(collected(pages)) == [f"m{n}_x@example.org" for n in range(1, 131)]
    assert not collected(list(source(inbox).pages(pages[-1].cursor)))
    inbox.deliver(mail(131))
    again = list(source(inbox).pages(pages[-1].cursor))
    assert list(collected(again)) == ["m131_x@example.org"]


def test_a_message_taken_out_of_the_inbox_does_not_hide_others(inbox_without_search: Inbox) -> None:
    inbox = inbox_without_search
    cursor = list(source(inbox).pages(""))[-1].cursor
    inbox.remove(mail(3))
    inbox.deliver(mail(131))
    assert "m131_x@example.org" in collected(list(source(inbox).pages(cursor)))
