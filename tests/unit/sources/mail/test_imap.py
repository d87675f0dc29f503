"""Of a mail server that lies, drops the line or says no. The real one is in tests/live."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.sources.mail.imap import ImapSource
from bpforum.sources.protocol import Page
from models.forum import SourceConfig
from models.submission import Received

NOW = datetime(2026, 9, 1, tzinfo=UTC)
ENVIRON = {"BPFORUM_SOURCE_BOX_USER": "anna", "BPFORUM_SOURCE_BOX_PASSWORD": "made-up"}


class Server:
    """As much of IMAP as is asked for; what would change a mailbox is answered BAD."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.sizes: dict[int, int] = {}
        self.days: dict[int, str] = {}
        self.validity = "7"
        self.drops_after: list[int] = []
        """How many commands each connection answers; all, when the list is empty."""
        self.promises = 0
        """Bytes that are announced of each mail, whatever it has."""
        self.is_silent = False
        self.says_it_afterwards = False
        """What is known of a mail stands behind its text."""
        self.asked: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # A blocked accept sees a shutdown, not a close.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listening.accept()
            except OSError:
                return
            answers = self.drops_after.pop(0) if self.drops_after else 1_000_000
            with wire, wire.makefile("rwb") as lines, contextlib.suppress(OSError):
                if not self.is_silent:
                    lines.write(b"* OK ready\r\n")
                    lines.flush()
                self._talk(lines, answers)

    def _talk(self, lines: Any, answers: int) -> None:
        while line := lines.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.asked.append(command)
            if answers == 0:
                return
            answers -= 1
            for part in self._answer(command):
                lines.write(part)
            lines.write(f"{tag} {'BAD' if self._changes(command) else 'OK'} done\r\n".encode())
            lines.flush()
            if command == "LOGOUT":
                return

    def _changes(self, command: str) -> bool:
        return re.match(r"(SELECT|STORE|UID (STORE|MOVE|COPY)|EXPUNGE|APPEND)", command) is not None

    def _answer(self, command: str) -> Iterator[bytes]:
        if command == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1\r\n"
        elif command.startswith("EXAMINE"):
            yield f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}]\r\n".encode()
        elif command.startswith("UID SEARCH"):
            yield f"* SEARCH {' '.join(map(str, self.mails))}\r\n".encode()
        elif found := re.match(r"UID FETCH ([\d,]+) \((.*)\)$", command):
            for uid in (int(one) for one in found[1].split(",")):
                if uid in self.mails:
                    yield self._fetched(uid, "BODY.PEEK[]" in found[2])

    def _fetched(self, uid: int, whole: bool) -> bytes:
        data = self.mails[uid]
        if whole and not data:
            return f"* {uid} FETCH (UID {uid} BODY[] NIL)\r\n".encode()
        if whole and self.says_it_afterwards:
            head = f"* {uid} FETCH (BODY[] {{{len(data)}}}\r\n"
            return head.encode() + data + f" UID {uid})\r\n".encode()
        if whole:
            head = f"* {uid} FETCH (UID {uid} BODY[] {{{self.promises or len(data)}}}\r\n"
            return head.encode() + data + b")\r\n"
        named = re.search(rb"^Message-ID:.*\r\n", data, re.MULTILINE)
        header = (named[0] if named else b"") + b"\r\n"
        day = self.days.get(uid, " 1-Feb-2026 10:00:00 +0100")
        known = f'UID {uid} RFC822.SIZE {self.sizes.get(uid, len(data))} INTERNALDATE "{day}"'
        text = f"BODY[HEADER.FIELDS (MESSAGE-ID)] {{{len(header)}}}\r\n".encode() + header
        first, second = (text, known.encode())
        if not self.says_it_afterwards:
            first, second = second, first
        return f"* {uid} FETCH (".encode() + first + b" " + second + b")\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    one.mails = {uid: mail(uid) for uid in range(1, 8)}
    yield one
    one.close()


def mail(n: int, words: str = "words", head: str = "") -> bytes:
    return f"{head}Message-ID: <m{n}@example.org>\r\nSubject: {n}\r\n\r\n{words}\r\n".encode()


def source(server: Server, timeout: float = 5, **asked: object) -> ImapSource:
    config = SourceConfig.model_validate(
        {"id": "box", "kind": "imap", "url": f"imap://127.0.0.1:{server.port}", **asked}
    )
    return ImapSource(config, ENVIRON, lambda: NOW, lambda seconds: None, timeout=timeout)


def collected(pages: list[Page]) -> dict[str, Received]:
    items = [item for page in pages for item in page.items]
    assert len({item.external_id for item in items}) == len(items)
    return {item.external_id: item for item in items}


def test_nothing_is_asked_that_changes_the_mailbox(server: Server) -> None:
    assert len(collected(list(source(server).pages("")))) == 7
    assert not [one for one in server.asked if server._changes(one)]
    fetches = [one for one in server.asked if "FETCH" in one]
    assert fetches
    assert all("BODY[" not in one and "RFC822)" not in one for one in fetches)


@pytest.mark.parametrize("commands", range(0, 14))
def test_a_line_that_drops_at_any_moment_loses_nothing(server: Server, commands: int) -> None:
    server.drops_after = [commands, commands + 1]
    found = collected(list(source(server).pages("")))
    assert list(found) == [f"m{n}@example.org" for n in range(1, 8)]


def test_a_line_that_always_drops_is_given_up(server: Server) -> None:
    server.drops_after = [3] * 50
    with pytest.raises(SourceUnreachable, match="5 times"):
        list(source(server).pages(""))


def test_a_silent_server_is_given_up(server: Server) -> None:
    server.is_silent = True
    with pytest.raises(SourceUnreachable, match="silent"):
        list(source(server, timeout=0.1).pages(""))


def test_in_whatever_order_a_server_speaks_it_is_understood(server: Server) -> None:
    plain = collected(list(source(server).pages("")))
    server.says_it_afterwards = True
    assert collected(list(source(server).pages(""))) == plain


def test_an_empty_mail_is_a_mail(server: Server) -> None:
    server.mails = {1: b"", 2: mail(2)}
    assert sorted(len(i.data) for i in collected(list(source(server).pages(""))).values()) == [
        0,
        len(mail(2)),
    ]


def test_a_mail_that_is_too_large_is_not_asked_for(server: Server) -> None:
    server.sizes[3] = 51 * 2**20
    found = collected(list(source(server).pages("")))
    assert not found["m3@example.org"].data
    assert "50 MB" in found["m3@example.org"].trouble
    assert len(found) == 7
    assert not [one for one in server.asked if one.startswith("UID FETCH 3 ")]


def test_a_server_that_sends_more_than_it_said_is_given_up(server: Server) -> None:
    server.promises = 2**40
    with pytest.raises(SourceUnreachable):
        list(source(server).pages(""))


def test_received_is_when_the_server_said_never_in_the_future(server: Server) -> None:
    hop = "Received: by mail.example.org; Tue, 3 Feb 2026 12:00:00 +0000\r\n"
    server.mails[2] = mail(2, head=hop)
    server.mails[3] = mail(3, head="Date: Fri, 1 Jan 2038 10:00:00 +0000\r\n")
    server.days[4] = "01-Jan-2038 10:00:00 +0000"
    server.days[5] = "nonsense"
    found = collected(list(source(server).pages("")))
    when = {name: item.received_at for name, item in found.items()}
    assert when["m2@example.org"] == datetime(2026, 2, 3, 12, tzinfo=UTC)
    assert when["m3@example.org"] == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert when["m4@example.org"] == when["m5@example.org"] == NOW


def test_a_copy_is_no_second_mail_and_another_text_is_kept_apart(server: Server) -> None:
    server.mails |= {8: mail(1), 9: mail(1, "other words")}
    found = collected(list(source(server).pages("")))
    assert len(found) == 8
    assert "Compare" in found["m1@example.org (2)"].trouble


def test_a_mail_without_an_id_keeps_its_own_whatever_its_number(server: Server) -> None:
    server.mails = {4: b"Subject: none\r\n\r\nwords\r\n"}
    first = collected(list(source(server).pages("")))
    server.mails, server.validity = {9: server.mails[4]}, "8"
    assert collected(list(source(server).pages(""))) == first


@pytest.mark.parametrize("cursor", ["{}", "nonsense", '{"validity": 7, "uid": "x", "ids": [1]}'])
def test_a_cursor_of_somebody_else_begins_at_the_beginning(server: Server, cursor: str) -> None:
    assert len(collected(list(source(server).pages(cursor)))) == 7


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("imap://mail.example.org", "in the clear"),
        ("imaps://anna:secret@mail.example.org", "take it out"),
        ("https://mail.example.org", "imaps://"),
        ("imaps://:x", "imaps://"),
    ],
)
def test_an_address_that_cannot_be_used_is_said_before_anything_is_asked(
    url: str, words: str
) -> None:
    config = SourceConfig(id="box", kind="imap", url=url)
    with pytest.raises(SourceRefused, match=words) as refused:
        list(ImapSource(config, ENVIRON, lambda: NOW).pages(""))
    assert "secret" not in str(refused.value)


def test_without_credentials_it_is_said_which_are_missing(server: Server) -> None:
    config = SourceConfig(id="box", kind="imap", url=f"imap://127.0.0.1:{server.port}")
    with pytest.raises(SourceRefused, match="BPFORUM_SOURCE_BOX_USER"):
        list(ImapSource(config, {}, lambda: NOW).pages(""))
