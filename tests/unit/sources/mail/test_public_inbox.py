"""Of an inbox whose server fails or lies. The real one is in tests/live."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.sources.mail.mailing_list import MailingListSource
from bpforum.sources.protocol import Page
from models.forum import SourceConfig
from models.submission import Received
from tests.builders.loopback import RESET, Asked, Loopback, Reply

NOW = datetime(2026, 9, 1, tzinfo=UTC)
HERE = "/forum/"
FORM = b'<form action="./"><input\nname=q\ntype=text /><a href="_/text/mirror/">mirror</a></form>'
NO_FORM = b'<a href="_/text/mirror/">mirror</a>'


class Inbox:
    """An inbox that answers as WWW.pm and Mbox.pm of version 1.9 do."""

    def __init__(self, server: Loopback, page: bytes = FORM) -> None:
        self.mails = {n: mail(n) for n in range(1, 231)}
        self.without_search = Reply(b"", 404)
        self.damaged: dict[int, Reply] = {}
        """What a window is answered that holds this message."""
        self._page = page
        server.route(HERE, self._answer)
        server.route(f"{HERE}new.atom", lambda asked: Reply(f"<feed>{self.mails}".encode()))
        server.route(f"{HERE}all.mbox.gz", lambda asked: self._mailbox(sorted(self.mails)))

    def _answer(self, asked: Asked) -> Reply:
        found = re.fullmatch(r"uid:(\d+)\.\.(\d*)", asked.query.get("q", ""))
        if found is None:
            return Reply(self._page)
        numbers = [n for n in self.mails if int(found[1]) <= n <= int(found[2] or max(self.mails))]
        if asked.query["x"] == "A":
            return Reply(b"<feed><entry>x</entry></feed>") if numbers else Reply(b"", 404)
        assert (asked.method, asked.query["x"]) == ("POST", "m")
        for n in numbers:
            if n in self.damaged:
                return self.damaged[n]
        return self._mailbox(sorted(numbers, reverse=True)) if numbers else Reply(b"", 404)

    def found_nothing(self, asked: Asked) -> Reply:
        return Reply(b"", 404) if asked.query else Reply(self._page)

    def _mailbox(self, numbers: list[int]) -> Reply:
        first = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"
        boxed = (re.sub(rb"^(>*From )", rb">\1", self.mails[n], flags=re.M) for n in numbers)
        body = b"".join(first + one + b"\n" for one in boxed)
        return Reply(gzip.compress(body, mtime=0))


def mail(n: int, words: str = "From here on.\n>From there.", date: str = "1 Jan 2026") -> bytes:
    return (
        f"From: Anna <anna@example.org>\nSubject: {n}\nMessage-ID: <m{n}@example.org>\n"
        f"Date: Thu, {date} 10:00:00 +0000\n\n{words}\n"
    ).encode()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as one:
        yield one


@pytest.fixture
def inbox(server: Loopback) -> Inbox:
    return Inbox(server)


def source(server: Loopback) -> MailingListSource:
    config = SourceConfig(id="list", kind="mailing_list", url=f"{server.url}/forum")
    return MailingListSource(config, {}, lambda: NOW, lambda seconds: None)


def collected(pages: list[Page]) -> dict[str, Received]:
    items = [item for page in pages for item in page.items]
    assert len({item.external_id for item in items}) == len(items)
    return {item.external_id: item for item in items}


def everything(inbox: Inbox) -> list[str]:
    return [f"m{n}@example.org" for n in sorted(inbox.mails)]


def test_lines_are_as_they_were_sent(inbox: Inbox, server: Loopback) -> None:
    found = collected(list(source(server).pages("")))
    assert list(found) == everything(inbox)
    assert found["m1@example.org"].data == inbox.mails[1]


def test_killed_after_any_page_it_goes_on_to_the_same_rows(inbox: Inbox, server: Loopback) -> None:
    whole = collected(list(source(server).pages("")))
    for stop in range(1, 6):
        kept: dict[str, Received] = {}
        cursor = ""
        for page in islice(source(server).pages(""), stop):
            kept |= collected([page])
            cursor = page.cursor
        assert kept | collected(list(source(server).pages(cursor))) == whole


def test_numbers_that_were_taken_out_end_nothing(inbox: Inbox, server: Loopback) -> None:
    for n in (*range(1, 3), *range(50, 215)):
        del inbox.mails[n]
    assert list(collected(list(source(server).pages("")))) == everything(inbox)


def test_a_window_that_grows_brings_what_is_new(inbox: Inbox, server: Loopback) -> None:
    cursor = list(source(server).pages(""))[-1].cursor
    assert not collected(list(source(server).pages(cursor)))
    inbox.mails |= {n: mail(n) for n in range(231, 350)}
    again = list(source(server).pages(cursor))
    assert collected(again).keys() >= {f"m{n}@example.org" for n in range(231, 350)}
    assert not collected(list(source(server).pages(again[-1].cursor)))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"\x1f\x8b nonsense"),
        Reply(gzip.compress(bytes(101 * 2**20))),
        Reply(b"<html>no</html>"),
        Reply(b"no", 400),
    ],
)
def test_one_message_that_cannot_be_had_costs_no_other(
    inbox: Inbox, server: Loopback, reply: Reply
) -> None:
    inbox.damaged[142] = reply
    pages = list(source(server).pages(""))
    found = collected(pages)
    assert len(found) == 230
    assert found["message number 142"].trouble
    assert not found["message number 142"].data
    inbox.damaged.clear()
    again = list(source(server).pages(pages[-1].cursor))
    assert list(collected(again)) == ["m142@example.org"]
    assert [name for page in again for name in page.gone] == ["message number 142"]


def test_the_only_message_of_an_inbox_may_be_the_bad_one(inbox: Inbox, server: Loopback) -> None:
    inbox.mails = {1: mail(1)}
    inbox.damaged[1] = Reply(b"\x1f\x8b nonsense")
    assert "damaged" in collected(list(source(server).pages("")))["message number 1"].trouble


def test_an_inbox_that_refuses_everything_is_said_to(inbox: Inbox, server: Loopback) -> None:
    inbox.damaged = {n: Reply(b"no", 400) for n in inbox.mails}
    with pytest.raises(SourceRefused):
        list(source(server).pages(""))


def test_a_server_that_fails_for_a_while_is_asked_again(inbox: Inbox, server: Loopback) -> None:
    pages = source(server).pages("")
    kept = [next(pages)]
    server.once(HERE, Reply(status=503), RESET, Reply(gzip.compress(b"x" * 99), sends=9))
    kept += list(pages)
    assert list(collected(kept)) == everything(inbox)


def test_an_answer_that_breaks_off_stops_and_can_be_gone_on(inbox: Inbox, server: Loopback) -> None:
    inbox.damaged[150] = Reply(gzip.compress(b"From x" * 999)[:-20])
    pages = source(server).pages("")
    kept = list(islice(pages, 2))
    with pytest.raises(SourceUnreachable, match="broke off"):
        next(pages)
    inbox.damaged.clear()
    kept += source(server).pages(kept[-1].cursor)
    assert list(collected(kept)) == everything(inbox)


def test_without_a_search_the_whole_is_taken_and_only_when_it_changed(server: Loopback) -> None:
    inbox = Inbox(server, NO_FORM)
    pages = list(source(server).pages(""))
    assert list(collected(pages)) == everything(inbox)
    server.asked.clear()
    assert not collected(list(source(server).pages(pages[-1].cursor)))
    assert not server.asked_at(f"{HERE}all.mbox.gz")
    del inbox.mails[7]
    inbox.mails[231] = mail(231)
    assert "m231@example.org" in collected(list(source(server).pages(pages[-1].cursor)))
    kept = list(islice(source(server).pages(""), 2))
    kept += source(server).pages(kept[-1].cursor)
    assert list(collected(kept)) == everything(inbox)


def test_an_empty_inbox_is_no_trouble(server: Loopback) -> None:
    for page in (FORM, NO_FORM):
        inbox = Inbox(server, page)
        inbox.mails = {}
        server.route(f"{HERE}all.mbox.gz", Reply(b"No results found\n", 404))
        server.route(HERE, inbox.found_nothing)
        pages = list(source(server).pages(""))
        assert not collected(pages)
        assert pages[-1].complete


def test_dates_and_ids_that_nobody_can_use_lose_nothing(inbox: Inbox, server: Loopback) -> None:
    inbox.mails = {
        1: mail(1, date="1 Jan 2099"),
        2: mail(2).replace(b"Message-ID:", b"X-Id:"),
        3: mail(2, "Other words.").replace(b"Message-ID:", b"X-Id:"),
        4: mail(1, "Not what Anna wrote."),
    }
    found = collected(list(source(server).pages("")))
    assert len(found) == 4
    assert found["m1@example.org"].received_at == NOW
    assert "Compare the two" in found["m1@example.org (2)"].trouble
    assert collected(list(source(server).pages(""))) == found
