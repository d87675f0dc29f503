"""Mails: once each, together where nobody waits, to a real server, and never lost."""

import asyncio
import socket
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, get_args

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from pydantic import SecretStr

from bpforum.data import data_path
from bpforum.mailing.delivery import Delivery, MailRefused, ToFolder, ToServer
from bpforum.mailing.message import message_of
from bpforum.mailing.rounds import deliver, delivery_of, tell_rooms
from bpforum.settings import Settings
from bpforum.store import Store, open_store
from models.forum import Forum
from models.notice import AT_ONCE, Notice, NoticeKind, Waiting

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
FORUM = Forum.model_validate(
    {
        "forum": {"id": "bpf", "title": "Foro «ñ»", "cycle": "2026", "contact": "bpf@example.org"},
        "sources": [{"id": "inbox", "kind": "folder", "path": "inbox"}],
    }
)
VALUES = {
    "title": "A title\r\nBcc: everybody@example.org", "link": "https://forum.example.org/x",
    "reference": "C-0001", "at": "noon", "until": "tomorrow", "reason": "It is empty.",
    "remedy": "Send it again.", "disposition": "accepted", "label": "Draft I", "forum": "Foro",
    "run": "r1", "included": "3", "received": "4", "attention": "1",
}  # fmt: skip


def notice(kind: NoticeKind = "receipt", to: str = "ada@example.org", **more: str) -> Notice:
    return Notice(kind=kind, to=to, values=VALUES, language=more.get("language", "en"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def mails_in(folder: Path) -> list[Any]:
    return [
        message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.iterdir())
    ]


@pytest.mark.parametrize("language", ["en", "es", "fr", "sw"])
@pytest.mark.parametrize("kind", get_args(NoticeKind))
def test_every_kind_has_its_words(kind: NoticeKind, language: str) -> None:
    waiting = Waiting(id=1, key="k", at=NOW, tries=0, notice=notice(kind, language=language))
    mail = message_of([waiting], FORUM.forum, "bpf@example.org", at=NOW)
    assert "{" not in mail.get_content()
    assert "{" not in mail["Subject"]
    assert mail["Subject"].startswith("Foro «ñ»: ")
    # What people wrote becomes no header, and the address stands in none but To.
    assert mail["Bcc"] is None
    assert str(mail).count("ada@example.org") == 1


def test_the_words_are_there_in_every_language() -> None:
    def leaves(table: dict[str, Any]) -> Iterator[dict[str, str]]:
        for entry in table.values():
            if all(isinstance(one, str) for one in entry.values()):
                yield entry
            else:
                yield from leaves(entry)

    every = tomllib.loads(data_path("templates", "mail", "words.toml").read_text("utf-8"))
    assert all(set(one) == {"en", "es", "fr"} and all(one.values()) for one in leaves(every))


def test_the_same_thing_is_told_once(store: Store, tmp_path: Path) -> None:
    assert store.outbox.add([("receipt C-0001", notice())], at=NOW) == 1
    assert store.outbox.add([("receipt C-0001", notice())], at=NOW) == 0
    folder = ToFolder(tmp_path / "mail")
    assert deliver(store, FORUM, Settings(), folder, at=NOW).sent == 1
    assert deliver(store, FORUM, Settings(), folder, at=NOW).sent == 0
    (mail,) = mails_in(tmp_path / "mail")
    assert mail["To"] == "ada@example.org"
    assert "C-0001" in mail.get_content()


def test_an_address_is_forgotten_once_it_was_used(store: Store, tmp_path: Path) -> None:
    store.outbox.add([("k", notice(to="zebulon@example.org"))], at=NOW)
    deliver(store, FORUM, Settings(), ToFolder(tmp_path / "mail"), at=NOW)
    store.close()
    with open_store(tmp_path) as again:
        assert again.outbox.count().sent == 1
    assert b"zebulon" not in (tmp_path / ".bpforum" / "store.sqlite").read_bytes()


def test_what_nobody_waits_for_goes_together(store: Store, tmp_path: Path) -> None:
    folder = ToFolder(tmp_path / "mail")
    for n in range(5):
        at = NOW + timedelta(minutes=n)
        store.outbox.add([(f"answered {n}", notice("answered"))], at=at)
    store.outbox.add([("other", notice("answered", to="bo@example.org"))], at=NOW)
    assert deliver(store, FORUM, Settings(), folder, at=NOW + timedelta(minutes=30)).sent == 0
    assert deliver(store, FORUM, Settings(), folder, at=NOW + timedelta(minutes=60)).sent == 6
    told = {mail["To"]: mail for mail in mails_in(tmp_path / "mail")}
    assert len(told) == 2
    assert told["ada@example.org"].get_content().count("was answered") == 5
    assert "5 notices" in told["ada@example.org"]["Subject"]


class Refusing:
    """A delivery that takes nothing."""

    def __init__(self, *, for_good: bool) -> None:
        self.for_good = for_good

    def send(self, mail: Any) -> None:
        raise MailRefused("no", for_good=self.for_good)


def test_a_mail_that_fails_is_tried_again_and_at_last_shown(store: Store, tmp_path: Path) -> None:
    store.outbox.add([("k", notice())], at=NOW)
    refusing: Delivery = Refusing(for_good=False)
    tries, at = 0, NOW
    while store.outbox.count().waiting:
        tries += deliver(store, FORUM, Settings(), refusing, at=at).failed
        at += timedelta(minutes=1)
    assert 5 < tries < 15
    ((waiting, why),) = store.outbox.given_up()
    assert (waiting.notice.to, why) == ("ada@example.org", "no")


def test_one_refused_address_keeps_no_other_back(store: Store, tmp_path: Path) -> None:
    store.outbox.add([("a", notice(to="no address at all")), ("b", notice())], at=NOW)
    done = deliver(store, FORUM, Settings(), ToFolder(tmp_path / "mail"), at=NOW)
    assert (done.sent, done.failed) == (1, 1)
    assert store.outbox.count().given_up == 1


class Kept(Message):
    """What a real mail server took in."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        await asyncio.sleep(0)
        if address.startswith("nobody"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Kept, str]]:
    kept = Kept()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = Controller(kept, hostname="127.0.0.1", port=port)
    running.start()
    yield kept, f"smtp://127.0.0.1:{port}"
    running.stop()


def test_mails_reach_a_real_server(store: Store, tmp_path: Path, server: tuple[Kept, str]) -> None:
    kept, url = server
    settings = Settings(smtp_url=SecretStr(url), mail_from="forum@example.org")
    store.outbox.add([("a", notice()), ("b", notice(to="nobody@example.org"))], at=NOW)
    done = deliver(store, FORUM, settings, delivery_of(settings, tmp_path), at=NOW)
    assert (done.sent, done.failed) == (1, 1)
    (mail,) = kept.mails
    assert mail["From"].endswith("<forum@example.org>")
    ((_, why),) = store.outbox.given_up()
    assert "refuses the address (550)" in why


def test_a_password_is_not_said_in_the_clear(server: tuple[Kept, str]) -> None:
    _, url = server
    waiting = Waiting(id=1, key="k", at=NOW, tries=0, notice=notice())
    mail = message_of([waiting], FORUM.forum, "forum@example.org", at=NOW)
    with pytest.raises(MailRefused, match="in the clear"):
        ToServer(url.replace("//", "//ada:secret@")).send(mail)


def test_a_server_that_is_not_there_is_tried_again(store: Store, tmp_path: Path) -> None:
    settings = Settings(smtp_url=SecretStr("smtp://127.0.0.1:9"))
    store.outbox.add([("a", notice())], at=NOW)
    assert deliver(store, FORUM, settings, delivery_of(settings, tmp_path), at=NOW).failed == 1
    assert store.outbox.count().waiting == 1


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_chat_rooms_are_told_of_runs(tmp_path: Path) -> None:
    waiting = Waiting(id=1, key="k", at=NOW, tries=0, notice=notice("run_done"))
    tell_rooms(Settings(), waiting)
    with pytest.raises(MailRefused):
        tell_rooms(Settings(notify_urls=SecretStr("json://127.0.0.1:9/x")), waiting)


def test_what_somebody_waits_for_is_never_gathered() -> None:
    assert set(AT_ONCE) == {"sign_in", "receipt", "correction_asked"}
