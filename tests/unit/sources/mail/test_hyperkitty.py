"""Of the archives of Mailman 3: what is new by the API, the mails by the export or the API."""

import gzip
from base64 import b32encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.message import EmailMessage
from hashlib import sha1
from io import BytesIO
from itertools import islice
from typing import Any

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.readers.mail.reader import read_mail
from bpforum.sources.mail.hyperkitty_mail import with_fixed_boundary
from bpforum.sources.mail.mailing_list import MailingListSource
from bpforum.sources.protocol import Page
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.loopback import RESET, Asked, Loopback, Reply

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
LIST = "forum@lists.example.org"
HERE = f"/hyperkitty/list/{LIST}/"
API = f"/hyperkitty/api/list/{LIST}/"
Attachment = tuple[str, str, bytes]


class Archive:
    """An archive that answers as HyperKitty 1.3 does (urls.py, api/email.py, models/email.py)."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.mails: list[dict[str, Any]] = []
        """In the order of their arrival."""
        self.can_export = True
        self.disorder: Callable[[list[Any]], list[Any]] = lambda entries: entries
        server.route(HERE, Reply(b"<html><img src='/static/hyperkitty/x.png'> Mailman</html>"))
        server.route(f"{API}emails/", self._listed)
        server.route("*", self._other)

    def put(self, n: int, date: datetime, text: str = "", *attached: Attachment) -> None:
        message_id = f"m{n}@example.org"
        mark = b32encode(sha1(message_id.encode(), usedforsecurity=False).digest()).decode()
        self.mails.append(
            {"n": n, "id": message_id, "hash": mark, "date": date, "attached": attached,
             "text": text or f"Words of contribution {n}.\n\nFrom here on."}
        )  # fmt: skip

    def _listed(self, asked: Asked) -> Reply:
        offset, limit = int(asked.query["offset"]), int(asked.query["limit"])
        entries = self.disorder(self.mails[::-1])[offset : offset + limit]
        results = [self._entry(one) for one in entries]
        return Reply.json({"count": len(self.mails), "next": None, "results": results})

    def _entry(self, one: dict[str, Any]) -> dict[str, Any]:
        return {
            "url": f"{self.server.url}{API}email/{one['hash']}/",
            "mailinglist": f"{self.server.url}{API}",
            "message_id": one["id"],
            "message_id_hash": one["hash"],
            "thread": f"{self.server.url}{API}thread/{one['hash']}/",
            "sender": {"address": "anna (a) example.org", "mailman_id": None, "emails": None},
            "sender_name": "Anna Müller",
            "subject": f"[forum] Contribution {one['n']}",
            "date": one["date"].isoformat().replace("+00:00", "Z"),
            "parent": f"{self.server.url}{API}email/{self.mails[0]['hash']}/",
            "children": [],
        }

    def _other(self, asked: Asked) -> Reply:
        if asked.path.startswith(f"{HERE}export/"):
            return self._export(asked)
        for one in self.mails:
            if asked.path == f"{API}email/{one['hash']}/":
                files = [
                    {"counter": n, "name": name, "content_type": kind, "encoding": None,
                     "size": len(data), "download": f"{self.server.url}{HERE}message/"
                     f"{one['hash']}/attachment/{n}/{name}"}
                    for n, (name, kind, data) in enumerate(one["attached"], start=1)
                ]  # fmt: skip
                return Reply.json({**self._entry(one), "content": one["text"],
                                   "attachments": files})  # fmt: skip
            for name, kind, data in one["attached"]:
                if asked.path.startswith(f"{HERE}message/{one['hash']}/attachment/"):
                    assert asked.path.endswith(name)
                    return Reply(data, headers={"Content-Type": kind})
        return Reply(b"nothing here", 404)

    def _export(self, asked: Asked) -> Reply:
        if not self.can_export:
            return Reply(b"Archive download disabled.", 400)
        begins, ends = asked.query["start"], asked.query["end"]
        found = [one for one in self.mails if begins <= one["date"].date().isoformat() < ends]
        written = b"".join(self._mail(one) + b"\n\n" for one in found)
        return Reply(gzip.compress(written), headers={"Content-Type": "application/gzip"})

    def _mail(self, one: dict[str, Any]) -> bytes:
        mail = EmailMessage()
        mail.set_unixfrom(f"From anna@example.org {one['date']:%c}")
        mail["From"] = "Anna Müller <anna@example.org>"
        mail["To"] = LIST
        mail["Subject"] = f"[forum] Contribution {one['n']}"
        mail["Date"] = one["date"]
        mail["Message-ID"] = f"<{one['id']}>"
        mail.set_content(one["text"])
        mail.make_mixed()
        for name, kind, data in one["attached"]:
            main, _, sub = kind.partition("/")
            mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
        out = BytesIO()
        BytesGenerator(out, mangle_from_=True).flatten(mail, unixfrom=True)
        return out.getvalue()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as one:
        yield one


@pytest.fixture
def archive(server: Loopback) -> Archive:
    one = Archive(server)
    for n in range(1, 151):
        one.put(n, datetime(2026, 1 + n // 60, 1 + n % 28, 10, tzinfo=UTC))
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


EVERYTHING = [f"m{n}@example.org" for n in range(1, 151)]


def test_all_messages_come_by_month(archive: Archive, server: Loopback) -> None:
    pages = list(source(server).pages(""))
    found = collected(pages)
    assert list(found) == EVERYTHING
    assert pages[-1].complete
    assert pages[0].total == 150
    assert len([one for one in server.asked if "/export/" in one.path]) == 3
    first = found["m1@example.org"]
    reading = read_mail(first.data)
    assert isinstance(reading, Reading)
    assert reading.text == "Words of contribution 1.\n\nFrom here on."
    assert first.received_at == datetime(2026, 1, 2, 10, tzinfo=UTC)
    assert first.fields == {"url": f"{server.url}{HERE}message/{archive.mails[0]['hash']}/"}


def test_the_same_mail_is_the_same_bytes_each_time(archive: Archive, server: Loopback) -> None:
    assert archive._mail(archive.mails[0]) != archive._mail(archive.mails[0])
    assert collected(list(source(server).pages(""))) == collected(list(source(server).pages("")))


def test_a_boundary_is_fixed_in_the_header_alone() -> None:
    plain = b'Subject: x\n\nContent-Type: multipart/mixed; boundary="===============' + b"1" * 19
    assert with_fixed_boundary(plain + b'=="\n') == plain + b'=="\n'


def test_only_what_arrived_since_comes_whatever_its_date(
    archive: Archive, server: Loopback
) -> None:
    cursor = list(source(server).pages(""))[-1].cursor
    server.asked.clear()
    assert not collected(list(source(server).pages(cursor)))
    assert not [one for one in server.asked if "/export/" in one.path]
    archive.put(151, datetime(2019, 5, 1, tzinfo=UTC))
    again = list(source(server).pages(cursor))
    assert list(collected(again)) == ["m151@example.org"]
    assert [one.query["start"] for one in server.asked if "/export/" in one.path] == ["2019-05-01"]
    # The newest may be taken out of the archive.
    archive.mails.pop()
    assert not collected(list(source(server).pages(again[-1].cursor)))


@pytest.mark.parametrize("can_export", [True, False])
def test_killed_after_any_page_it_goes_on_to_the_same_rows(
    archive: Archive, server: Loopback, can_export: bool
) -> None:
    archive.can_export = can_export
    whole = collected(list(source(server).pages("")))
    for stop in range(1, 6):
        kept: dict[str, Received] = {}
        cursor = ""
        for page in islice(source(server).pages(""), stop):
            kept |= collected([page])
            cursor = page.cursor
        rest = collected(list(source(server).pages(cursor)))
        assert not kept.keys() & rest.keys()
        assert kept | rest == whole
        assert len(whole) == 150


def test_an_archive_that_is_not_exported_is_taken_from_its_api(
    archive: Archive, server: Loopback
) -> None:
    archive.can_export = False
    archive.put(
        151, datetime(2026, 4, 1, tzinfo=UTC), "", ("paper.pdf", "application/pdf", b"%PDF")
    )
    found = collected(list(source(server).pages("")))
    assert list(found) == [*EVERYTHING, "m151@example.org", "m151@example.org/1-paper.pdf"]
    file = found["m151@example.org/1-paper.pdf"]
    assert (file.data, file.media_type) == (b"%PDF", "application/pdf")
    assert file.fields["relation"] == "attached to m151@example.org"
    data = found["m151@example.org"].data
    assert b'From: "Anna M\xc3\xbcller" <anna@example.org>\n' in data
    assert b"In-Reply-To: <m1@example.org>\n" in data
    reading = read_mail(data)
    assert isinstance(reading, Reading)
    assert reading.text == "Words of contribution 151.\n\nFrom here on."
    assert reading.fields["name"] == "Anna Müller"


def test_what_the_export_leaves_out_is_asked_for_one_by_one(
    archive: Archive, server: Loopback
) -> None:
    lost = archive.mails[7]
    written = b"".join(
        archive._mail(one) + b"\n\n" for one in archive.mails[:59] if one is not lost
    )
    server.once(f"{HERE}export/2026-01.mbox.gz", Reply(gzip.compress(written)))
    assert sorted(collected(list(source(server).pages("")))) == sorted(EVERYTHING)


def test_an_attachment_that_leads_elsewhere_is_not_fetched(
    archive: Archive, server: Loopback
) -> None:
    archive.can_export = False
    one = archive.mails[0]
    entry = {**archive._entry(one), "content": "x", "attachments": [
        {"name": "a.pdf", "download": "http://evil.example/a.pdf"},
        {"name": "b.pdf", "download": "/etc/passwd"}, "nonsense",
    ]}  # fmt: skip
    server.route(f"{API}email/{one['hash']}/", Reply.json(entry))
    found = collected(list(source(server).pages("")))
    for name in ("m1@example.org/1-a.pdf", "m1@example.org/2-b.pdf"):
        assert "out of the archive" in found[name].trouble
    assert not [one for one in server.asked if "passwd" in one.path]


def test_a_server_that_repeats_and_shuffles_its_list_loses_nothing(
    archive: Archive, server: Loopback
) -> None:
    archive.disorder = lambda entries: entries[:60] + entries[40:]
    assert sorted(collected(list(source(server).pages("")))) == sorted(EVERYTHING)
    archive.disorder = lambda entries: entries[::2] + entries[1::2]
    assert sorted(collected(list(source(server).pages("")))) == sorted(EVERYTHING)


def test_a_list_without_end_is_left(archive: Archive, server: Loopback) -> None:
    same = [archive._entry(archive.mails[0])]
    server.route(f"{API}emails/", Reply.json({"count": 9, "next": "x", "results": same}))
    assert "m1@example.org" in collected(list(source(server).pages("")))
    assert len(server.asked_at(f"{API}emails/")) == 2


def test_a_server_that_fails_for_a_while_is_asked_again(archive: Archive, server: Loopback) -> None:
    server.once(f"{API}emails/", Reply(status=500), RESET)
    server.once(f"{HERE}export/2026-02.mbox.gz", Reply(b"half", status=502), RESET)
    assert list(collected(list(source(server).pages("")))) == EVERYTHING


def test_an_export_that_breaks_off_stops_and_can_be_gone_on(
    archive: Archive, server: Loopback
) -> None:
    server.once(f"{HERE}export/2026-02.mbox.gz", Reply(gzip.compress(b"From x" * 999)[:-20]))
    pages = source(server).pages("")
    kept = list(islice(pages, 2))
    with pytest.raises(SourceUnreachable, match="broke off"):
        next(pages)
    kept += source(server).pages(kept[-1].cursor)
    assert list(collected(kept)) == EVERYTHING


@pytest.mark.parametrize("export", [gzip.compress(bytes(101 * 2**20), mtime=0), b"<html>no</html>"])
def test_an_export_that_cannot_be_read_costs_nothing(
    archive: Archive, server: Loopback, export: bytes
) -> None:
    server.route(f"{HERE}export/2026-02.mbox.gz", Reply(export))
    assert sorted(collected(list(source(server).pages("")))) == sorted(EVERYTHING)


def test_strange_dates_are_no_trouble(archive: Archive, server: Loopback) -> None:
    archive.put(151, datetime(2099, 5, 1, tzinfo=UTC))
    archive.put(152, datetime(9999, 12, 2, tzinfo=UTC))
    archive.put(153, datetime(1, 2, 2, tzinfo=UTC))
    found = collected(list(source(server).pages("")))
    assert len(found) == 153
    assert found["m151@example.org"].received_at == NOW
    assert found["m152@example.org"].received_at == NOW


def test_since_leaves_out_what_is_older(archive: Archive, server: Loopback) -> None:
    found = collected(list(source(server, since="2026-03-01T00:00:00Z").pages("")))
    assert list(found) == [f"m{n}@example.org" for n in range(120, 151)]
    assert {one.query["start"] for one in server.asked if "/export/" in one.path} == {"2026-03-01"}


def test_a_list_that_is_not_public_is_said(archive: Archive, server: Loopback) -> None:
    server.route(f"{API}emails/", Reply(b"no", 403))
    with pytest.raises(SourceRefused, match="let us in"):
        list(source(server).pages(""))
