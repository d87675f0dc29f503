"""Of the archives that Mailman 2 keeps: monthly mailboxes, pages, files put aside."""

import gzip
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest

from bpforum.errors import SourceUnreachable
from bpforum.readers.mail.reader import read_mail
from bpforum.sources.mail.mailing_list import MailingListSource
from bpforum.sources.mail.pipermail import with_sender
from bpforum.sources.protocol import Page
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.loopback import RESET, Asked, Loopback, Reply

NOW = datetime(2016, 9, 20, 12, tzinfo=UTC)
HERE = "/pipermail/forum/"


class Archive:
    """The archive of one list, as HyperArch.py and its templates write it."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.volumes: dict[str, bytes] = {}
        self.labels: dict[str, str] = {}
        self.packed = True
        self.newest_first = True
        self.extra = ""
        server.route(HERE, lambda asked: Reply(self._contents().encode()))

    def put(self, name: str, *messages: str) -> None:
        self.volumes[name] = "".join(messages).encode("utf-8")
        suffix = ".txt.gz" if self.packed else ".txt"
        self.server.route(f"{HERE}{name}{suffix}", self._volume(name))

    def asked(self) -> list[str]:
        """The volumes that were asked for since this was called before."""
        found = [one.path.removeprefix(HERE) for one in self.server.asked]
        self.server.asked.clear()
        return [one for one in found if one]

    def _volume(self, name: str):  # type: ignore[no-untyped-def]
        def answer(asked: Asked) -> Reply:
            data = self.volumes[name]
            mark = f'"{len(data)}"'
            if asked.headers.get("if-none-match") == mark:
                return Reply(status=304)
            body = gzip.compress(data, mtime=0) if self.packed else data
            return Reply(body, headers={"ETag": mark, "Content-Type": "application/x-gzip"})

        return answer

    def _contents(self) -> str:
        suffix = ".txt.gz" if self.packed else ".txt"
        rows = [
            f"""<tr><td>{name}:</td><td>
            <A href="{name}/thread.html">[ Thread ]</a>
            <A href="{name}/subject.html">[ Subject ]</a>
            <A href="{name}/author.html">[ Author ]</a> <A href="{name}/date.html">[ Date ]</a></td>
            <td><A href="{name}{suffix}">[ Gzip'd Text {self.labels.get(name, "1 KB")} ]</a></td>
            </tr>"""
            for name in self.volumes
        ]
        rows = rows[::-1] if self.newest_first else rows
        return (
            "<HTML><HEAD><title>The Forum Archives</title></HEAD><BODY><h1>The Forum Archives</h1>"
            '<p>You can get <a href="http://lists.example.org/listinfo/forum">more information</a>'
            f"</p><table border=3>{''.join(rows)}</table>{self.extra}</BODY></HTML>"
        )


def message(
    n: int, body: str = "", *, message_id: str = "", month: str = "Jan", day: int = 7
) -> str:
    named = message_id or f"<m{n}@example.org>"
    return (
        f"From anna at example.org  Thu {month}  {day} 12:00:00 2016\n"
        f"From: anna at example.org (=?utf-8?q?Anna_M=C3=BCller?=)\n"
        f"Date: Thu, {day} {month} 2016 12:00:00 +0100\nSubject: [forum] Contribution {n}\n"
        f"{f'Message-ID: {named}' + chr(10) if named != 'none' else ''}\n"
        f"{body or f'Words of contribution {n}.'}\n\n"
    )


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as one:
        yield one


@pytest.fixture
def archive(server: Loopback) -> Archive:
    one = Archive(server)
    one.put("2016-January", *(message(n) for n in range(1, 121)))
    one.put("2016-February", *(message(n, month="Feb") for n in range(121, 181)))
    one.put("2016-September", *(message(n, month="Sep") for n in range(181, 191)))
    return one


def source(server: Loopback, **asked: object) -> MailingListSource:
    config = SourceConfig.model_validate(
        {"id": "list", "kind": "mailing_list", "url": server.url + HERE, **asked}
    )
    return MailingListSource(config, {}, lambda: NOW, lambda seconds: None)


def collected(pages: list[Page]) -> dict[str, Received]:
    items = [item for page in pages for item in page.items]
    assert len({item.external_id for item in items}) == len(items)
    return {item.external_id: item for item in items}


def test_all_messages_come_oldest_volume_first(archive: Archive, server: Loopback) -> None:
    pages = list(source(server).pages(""))
    assert list(collected(pages)) == [f"m{n}@example.org" for n in range(1, 191)]
    assert pages[-1].complete
    assert max(len(page.items) for page in pages) == 50
    assert {fetch.url for page in pages for fetch in page.fetches} >= {
        f"{server.url}{HERE}2016-January.txt.gz"
    }


def test_a_message_is_made_a_mail_again(archive: Archive, server: Loopback) -> None:
    found = collected(list(source(server).pages("")))["m1@example.org"]
    reading = read_mail(found.data)
    assert isinstance(reading, Reading)
    assert reading.fields["name"] == "Anna Müller"
    assert reading.text == "Words of contribution 1."
    assert (found.channel, found.media_type) == ("mail", "message/rfc822")
    assert found.received_at == datetime(2016, 1, 7, 11, tzinfo=UTC)
    assert "consent" not in found.fields


@pytest.mark.parametrize(
    ("written", "made"),
    [
        (b"From: anna at example.org (Anna)\n", b'From: "Anna" <anna@example.org>\n'),
        (b"From: anna at example.org\n", b"From: <anna@example.org>\n"),
        (b'From: a at b.org (M, "X" \\)\n', b'From: "M, X " <a@b.org>\n'),
        (b"From: Anna <anna@example.org>\n", b"From: Anna <anna@example.org>\n"),
        (b"From: somebody\n", b"From: somebody\n"),
    ],
)
def test_a_sender_is_written_as_mail_programs_write_it(written: bytes, made: bytes) -> None:
    assert with_sender(written + b"\nwords") == made + b"\nwords"


def test_a_volume_that_is_over_is_fetched_once(archive: Archive, server: Loopback) -> None:
    cursor = list(source(server).pages(""))[-1].cursor
    archive.asked()
    archive.put("2016-September", *(message(n, month="Sep") for n in range(181, 193)))
    again = list(source(server).pages(cursor))
    assert {"m191@example.org", "m192@example.org"} <= collected(again).keys()
    assert archive.asked() == ["2016-February.txt.gz", "2016-September.txt.gz"]
    last = list(source(server).pages(again[-1].cursor))
    assert not collected(last)
    assert len(last[-1].cursor) < 1_000


def test_a_volume_whose_size_changed_is_fetched_again(archive: Archive, server: Loopback) -> None:
    archive.put("2016-March", message(300, month="Mar"))
    cursor = list(source(server).pages(""))[-1].cursor
    archive.asked()
    archive.labels["2016-January"] = "2 KB"
    archive.put("2016-January", *(message(n) for n in (*range(1, 121), 400)))
    assert "m400@example.org" in collected(list(source(server).pages(cursor)))
    assert "2016-January.txt.gz" in archive.asked()


def test_killed_after_any_page_it_goes_on_to_the_same_rows(
    archive: Archive, server: Loopback
) -> None:
    whole = collected(list(source(server).pages("")))
    for stop in range(1, 7):
        kept: dict[str, Received] = {}
        cursor = ""
        for n, page in enumerate(source(server).pages(""), start=1):
            kept |= collected([page])
            cursor = page.cursor
            if n == stop:
                break
        archive.newest_first = not archive.newest_first
        rest = collected(list(source(server).pages(cursor)))
        assert not kept.keys() & rest.keys()
        assert kept | rest == whole


def test_a_server_that_fails_for_a_while_is_asked_again(archive: Archive, server: Loopback) -> None:
    whole = collected(list(source(server).pages("")))
    packed = gzip.compress(archive.volumes["2016-January"], mtime=0)
    server.once(
        f"{HERE}2016-January.txt.gz",
        Reply(status=503),
        RESET,
        Reply(packed, sends=len(packed) // 2),
    )
    assert collected(list(source(server).pages(""))) == whole


def test_a_volume_that_breaks_off_stops_and_can_be_gone_on(
    archive: Archive, server: Loopback
) -> None:
    packed = gzip.compress(archive.volumes["2016-February"], mtime=0)
    server.once(f"{HERE}2016-February.txt.gz", Reply(packed[:-20]))
    kept: dict[str, Received] = {}
    cursor = ""
    pages = source(server).pages("")
    for page in islice(pages, 3):
        kept |= collected([page])
        cursor = page.cursor
    with pytest.raises(SourceUnreachable, match="broke off"):
        next(pages)
    kept |= collected(list(source(server).pages(cursor)))
    assert list(kept) == [f"m{n}@example.org" for n in range(1, 191)]


def test_since_leaves_out_what_is_older(archive: Archive, server: Loopback) -> None:
    found = collected(list(source(server, since="2016-02-03T00:00:00Z").pages("")))
    assert list(found) == [f"m{n}@example.org" for n in range(121, 191)]
    assert "2016-January.txt.gz" not in archive.asked()


SCRUBBED = """See the attached paper.
-------------- next part --------------
An HTML attachment was scrubbed...
URL: <http://lists.example.org/pipermail/forum/attachments/20160107/aa11/attachment.html>
-------------- next part --------------
A non-text attachment was scrubbed...
Name: our paper.pdf
Type: application/pdf
Size: 12345 bytes
Desc: not available
URL: <http://lists.example.org/pipermail/forum/attachments/20160107/aa11/attachment-0001.pdf>
"""


OLDER = re.sub(r"URL: <(.*)>", r"Url : \1", SCRUBBED).replace("/20160107/", "/")
"""As versions before 2.1.13 wrote it."""


@pytest.mark.parametrize(("written", "day"), [(SCRUBBED, "20160107/"), (OLDER, "")])
def test_a_file_put_aside_comes_as_an_attachment(
    archive: Archive, server: Loopback, written: str, day: str
) -> None:
    server.route(f"{HERE}attachments/{day}aa11/attachment-0001.pdf", Reply(b"%PDF-1.4"))
    archive.put("2016-September", message(500, written, month="Sep"))
    found = collected(list(source(server).pages("")))
    file = found["m500@example.org/our paper.pdf"]
    assert file.data == b"%PDF-1.4"
    assert file.media_type == "application/pdf"
    assert file.fields["relation"] == "attached to m500@example.org"
    assert file.received_at == found["m500@example.org"].received_at
    # The page repeats the message's words.
    assert not [name for name in found if name.endswith(".html")]


def test_a_file_is_fetched_once_though_its_volume_grows(archive: Archive, server: Loopback) -> None:
    path = "attachments/20160107/aa11/attachment-0001.pdf"
    server.route(HERE + path, Reply(b"%PDF-1.4"))
    archive.put("2016-September", message(500, SCRUBBED, month="Sep"))
    cursor = list(source(server).pages(""))[-1].cursor
    archive.asked()
    archive.put("2016-September", message(500, SCRUBBED, month="Sep"), message(501, month="Sep"))
    assert "m501@example.org" in collected(list(source(server).pages(cursor)))
    assert path not in archive.asked()


def test_a_file_that_is_not_there_is_said(archive: Archive, server: Loopback) -> None:
    archive.put("2016-September", message(500, SCRUBBED, month="Sep"))
    file = collected(list(source(server).pages("")))["m500@example.org/our paper.pdf"]
    assert not file.data
    assert "404" in file.trouble


def test_a_mail_that_was_only_a_page_keeps_its_words(archive: Archive, server: Loopback) -> None:
    body = (
        "An HTML attachment was scrubbed...\n"
        "URL: <http://lists.example.org/pipermail/forum/attachments/20160107/bb22/attachment.html>"
    )
    page = b"<tt>\n&lt;p&gt;We&nbsp;want&nbsp;trust.&lt;/p&gt;<br>\n</tt>\n"
    server.route(f"{HERE}attachments/20160107/bb22/attachment.html", Reply(page))
    archive.put("2016-September", message(500, body, month="Sep"))
    file = collected(list(source(server).pages("")))["m500@example.org/attachment.html"]
    assert file.data == b"<p>We want trust.</p>"


def test_an_address_in_a_mail_leads_nowhere_else(archive: Archive, server: Loopback) -> None:
    evil = "".join(
        f"URL: <http://{host}/attachments/{path}>\n"
        for host in ("127.0.0.1:1", "evil.example", server.url[7:])
        for path in ("../../secret", "..%2f..%2fsecret", "a/../../secret", "x/secret")
    )
    archive.put("2016-September", message(500, evil, month="Sep"))
    list(source(server).pages(""))
    assert [one for one in archive.asked() if "secret" in one] == ["attachments/x/secret"]


def test_links_to_other_places_are_not_followed(archive: Archive, server: Loopback) -> None:
    archive.extra = "".join(
        f'<a href="{url}">[ Text ]</a>'
        for url in (
            "http://evil.example/2016-March.txt", "//evil.example/2016-April.txt",
            "../other/2016-May.txt", "/2016-June.txt", "file:///2016-July.txt",
        )
    )  # fmt: skip
    assert len(collected(list(source(server).pages("")))) == 190
    assert {one.split("/")[0] for one in archive.asked()} == {
        f"2016-{month}.txt.gz" for month in ("January", "February", "September")
    }


def test_ten_thousand_links_are_no_trouble(archive: Archive, server: Loopback) -> None:
    archive.extra = "".join(f'<a href="x{n}.txt">[ Text ]</a>' for n in range(10_000))
    archive.extra += "<a " * 100_000 + "<a href=" * 100_000
    begun = time.monotonic()
    assert len(collected(list(source(server).pages("")))) == 190
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("volume", "words"),
    [
        (gzip.compress(bytes(101 * 2**20)), "larger than 100 MB"),
        (b"\x1f\x8b nonsense", "damaged"),
        (b"no mailbox at all", "no message was found"),
    ],
)
def test_a_volume_that_cannot_be_read_costs_no_other(
    archive: Archive, server: Loopback, volume: bytes, words: str
) -> None:
    server.once(f"{HERE}2016-February.txt.gz", Reply(volume))
    pages = list(source(server).pages(""))
    found = collected(pages)
    assert len(found) == 131
    assert words in found["2016-February"].trouble
    again = list(source(server).pages(pages[-1].cursor))
    assert len(collected(again)) == 60
    assert [name for page in again for name in page.gone] == ["2016-February"]


def test_a_large_mailbox_is_cut_up_in_time(archive: Archive, server: Loopback) -> None:
    body = "It is about trust, and trust takes time to build.\n" * 100
    archive.put("2016-September", *(message(n, body, month="Sep") for n in range(1_000, 4_000)))
    begun = time.monotonic()
    pages = list(source(server).pages(""))
    assert len(collected(pages)) == 3_180
    assert max(sum(len(one.data) for one in page.items) for page in pages) < 25 * 2**20
    assert time.monotonic() - begun < 20


def test_a_message_that_is_too_large_costs_no_other(archive: Archive, server: Loopback) -> None:
    archive.put("2016-September", message(500, "word " * 11 * 2**20, month="Sep"), message(501))
    found = collected(list(source(server).pages("")))
    assert not found["m500@example.org"].data
    assert "50 MB" in found["m500@example.org"].trouble
    assert found["m501@example.org"].data


def test_ids_that_are_missing_or_come_twice_lose_nothing(
    archive: Archive, server: Loopback
) -> None:
    archive.put(
        "2016-September",
        message(1, "First.", message_id="none", month="Sep"),
        message(2, "Second.", message_id="<twice@example.org>", month="Sep"),
        message(3, "Third.", message_id="<twice@example.org>", month="Sep"),
        message(2, "Second.", message_id="<twice@example.org>", month="Sep"),
        message(4, "Fourth.", message_id="none", month="Sep"),
    )
    first = collected(list(source(server).pages("")))
    mine = {name: item for name, item in first.items() if item.received_at.month == 9}
    assert len(mine) == 4
    assert b"Second." in mine["twice@example.org"].data
    assert not mine["twice@example.org"].trouble
    assert "Compare the two" in mine["twice@example.org (2)"].trouble
    assert collected(list(source(server).pages(""))) == first


def test_a_date_in_the_future_is_no_date(archive: Archive, server: Loopback) -> None:
    dated = message(701, month="Sep").replace("Sep 2016", "Sep 2096")
    none = message(702, month="Sep").replace("Date:", "X-Date:")
    archive.put("2016-March", dated, none)
    found = collected(list(source(server).pages("")))
    for name in ("m701@example.org", "m702@example.org"):
        assert found[name].received_at <= datetime(2016, 4, 2, tzinfo=UTC)


def test_an_unpacked_archive_and_volumes_of_other_lengths_are_read(server: Loopback) -> None:
    archive = Archive(server)
    archive.packed = False
    for n, name in enumerate(("2014", "2015q4", "Week-of-Mon-20160104", "20160301"), start=1):
        archive.put(name, message(n))
    pages = list(source(server).pages(""))
    assert list(collected(pages)) == [f"m{n}@example.org" for n in range(1, 5)]


ARTICLE = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML><HEAD><TITLE> [forum] Trust &amp; time</TITLE>
<LINK REL="Index" HREF="index.html" >
<LINK REL="made" HREF="mailto:forum%40example.org?Subject=Re&In-Reply-To=%3Cp{n}%40example.org%3E">
<META http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></HEAD>
<BODY BGCOLOR="#ffffff"><H1>[forum] Trust &amp; time</H1>
<B>Anna M&#252;ller</B>
<A HREF="mailto:forum%40example.org?Subject=Re&In-Reply-To=%3Cp{n}%40example.org%3E"
 TITLE="[forum] Trust">anna at example.org </A><BR>
<I>Thu Jan  7 12:00:00 CET 2016</I><P><UL></UL><HR>
<!--beginarticle-->
<PRE>We want <A HREF="http://example.org/">http://example.org/</A> &lt;trust&gt; caf\xe9.

It takes time.
</PRE>
<!--endarticle-->
<HR></BODY></HTML>"""


def test_an_archive_without_mailboxes_is_read_off_its_pages(server: Loopback) -> None:
    server.route(HERE, Reply(b'<h1>The Archives</h1><A href="2016-January/date.html">[ Date ]</a>'))
    links = "".join(f'<LI><A HREF="{n:06}.html">Trust</A>' for n in (*range(120), 7))
    server.route(f"{HERE}2016-January/date.html", Reply(links.encode()))
    for n in range(119):
        page = ARTICLE.replace("{n}", str(n)).encode("latin-1")
        server.route(f"{HERE}2016-January/{n:06}.html", Reply(page))
    whole = collected(list(source(server).pages("")))
    assert len(whole) == 120
    assert "cannot be read" in whole["2016-January/000119.html"].trouble
    first = whole["p0@example.org"]
    reading = read_mail(first.data)
    assert isinstance(reading, Reading)
    assert reading.text == "We want http://example.org/ <trust> café.\n\nIt takes time."
    assert (reading.title, reading.fields["name"]) == ("Trust & time", "Anna Müller")
    assert first.received_at == datetime(2016, 1, 7, 11, tzinfo=UTC)
    assert first.fields["url"] == f"{server.url}{HERE}2016-January/000000.html"


def test_pages_are_gone_on_with_where_they_were_left(server: Loopback) -> None:
    server.route(HERE, Reply(b'<A href="2016-January/date.html">[ Date ]</a> Pipermail'))
    links = "".join(f'<LI><A HREF="{n:06}.html">Trust</A>' for n in range(120))
    server.route(f"{HERE}2016-January/date.html", Reply(links.encode()))
    for n in range(120):
        page = ARTICLE.replace("{n}", str(n)).encode("latin-1")
        server.route(f"{HERE}2016-January/{n:06}.html", Reply(page))
    pages = source(server).pages("")
    first = next(pages)
    pages.close()  # type: ignore[attr-defined]
    server.asked.clear()
    rest = collected(list(source(server).pages(first.cursor)))
    assert len(collected([first])) + len(rest) == 120
    assert len([one for one in server.asked if one.path.endswith(".html")]) == 71
