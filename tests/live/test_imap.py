"""A mailbox is taken in from a real mail server, Dovecot (`apt install dovecot-imapd`)."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.sources.mail.imap import ImapSource
from bpforum.sources.protocol import Page
from models.forum import SourceConfig
from models.submission import Received

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("dovecot") and Path("/usr/lib/dovecot/imap").exists()),
        reason="Dovecot is not installed: apt-get install dovecot-imapd",
    ),
]

NOW = datetime(2026, 9, 1, tzinfo=UTC)
PASSWORD = "made-up-by-us"
ENVIRON = {"BPFORUM_SOURCE_BOX_USER": "anna", "BPFORUM_SOURCE_BOX_PASSWORD": PASSWORD}


class MailServer:
    """Dovecot on loopback, with a mailbox of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.maildir = folder, folder / "Maildir"
        folder.chmod(0o711)
        for name in ("cur", "new", "tmp"):
            (self.maildir / name).mkdir(parents=True)
        self.plain, self.secure = _free_port(), _free_port()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        self.tls = ssl.create_default_context(cafile=str(folder / "cert.pem"))
        (folder / "dovecot.conf").write_text(self._configuration())
        self._server: subprocess.Popen[bytes] | None = None

    def put(self, n: int, mail: bytes, folder: str = "") -> None:
        at = self.maildir / folder / "new" / f"1700000000.{n:06}.host"
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(mail)
        os.utime(at, (1767261600 + n, 1767261600 + n))
        self._hand_over()

    def files(self) -> list[Path]:
        return sorted(p for name in ("cur", "new") for p in (self.maildir / name).iterdir())

    def start(self) -> None:
        self._hand_over()
        with (self.folder / "out.log").open("ab") as log:
            self._server = subprocess.Popen(
                ["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        for _ in range(100):
            try:
                with socket.create_connection(("127.0.0.1", self.plain), 5) as wire:
                    if wire.recv(10):
                        return
            except OSError:
                time.sleep(0.1)
        pytest.fail((self.folder / "dovecot.log").read_text())

    def end(self) -> None:
        if self._server is not None:
            # Its children too, which would go on to serve whoever is connected.
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait(20)
            self._server = None

    def number_anew(self) -> None:
        """As after a restored backup: the mails are the same, their numbers are not."""
        self.end()
        time.sleep(1.1)  # the new validity is a time in seconds
        for path in self.maildir.rglob("dovecot*"):
            path.unlink()
        self.start()

    def _hand_over(self) -> None:
        if os.geteuid() == 0:
            for path in [self.maildir, *self.maildir.rglob("*")]:
                shutil.chown(path, "nobody", "nogroup")

    def _configuration(self) -> str:
        is_root = os.geteuid() == 0
        user = "nobody" if is_root else str(os.getuid())
        group = "nogroup" if is_root else str(os.getgid())
        own = (
            ""
            if is_root
            else f"default_internal_user = {user}\ndefault_login_user = {user}\n"
            "service anvil {\n chroot =\n}\nservice stats {\n chroot =\n}\n"
        )
        here = self.folder
        return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {here}/run
log_path = {here}/dovecot.log
mail_location = maildir:{self.maildir}
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{here}/cert.pem
ssl_key = <{here}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain
{own}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.plain}
  }}
  inet_listener imaps {{
    port = {self.secure}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={here}/home
}}
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    # A path of pytest's is too long for a socket, and closed to the server's own user.
    folder = Path(tempfile.mkdtemp(prefix="bpf"))
    one = MailServer(folder)
    try:
        for n in range(1, 121):
            one.put(n, mail(n))
        one.start()
        yield one
    finally:
        one.end()
        shutil.rmtree(folder, ignore_errors=True)


def mail(n: int, words: str = "", message_id: str | None = None) -> bytes:
    named = f"m{n}@example.org" if message_id is None else message_id
    header = f"Message-ID: <{named}>\n" if named else ""
    return (
        f"From: Anna Muster <anna@example.org>\nTo: bpf@example.org\nSubject: Contribution {n}\n"
        f"{header}Date: Thu, 1 Jan 2026 10:00:00 +0000\n\n{words or f'Number {n}.'}\n"
    ).encode()


def source(server: MailServer, *, path: str = "", secure: bool = True) -> ImapSource:
    scheme, port = ("imaps", server.secure) if secure else ("imap", server.plain)
    config = SourceConfig(id="box", kind="imap", url=f"{scheme}://127.0.0.1:{port}", path=path)
    return ImapSource(
        config, ENVIRON, lambda: NOW, lambda seconds: time.sleep(0.1), tls=server.tls, timeout=10
    )


def collected(pages: list[Page]) -> dict[str, Received]:
    items = [item for page in pages for item in page.items]
    assert len({item.external_id for item in items}) == len(items)
    return {item.external_id: item for item in items}


def test_all_mails_come_once_and_none_is_touched(server: MailServer) -> None:
    before = {path.name.partition(":")[0]: path.read_bytes() for path in server.files()}
    pages = list(source(server).pages(""))
    found = collected(pages)
    assert list(found) == [f"m{n}@example.org" for n in range(1, 121)]
    assert pages[-1].complete
    assert pages[0].total == 120
    assert found["m7@example.org"].data.replace(b"\r\n", b"\n") == mail(7)
    assert found["m7@example.org"].received_at == datetime.fromtimestamp(1767261607, UTC)
    after = server.files()
    assert {path.name.partition(":")[0]: path.read_bytes() for path in after} == before
    assert not [path for path in after if "S" in path.name.rpartition(",")[2]]


def test_only_what_came_since_is_fetched(server: MailServer) -> None:
    cursor = list(source(server).pages(""))[-1].cursor
    server.put(121, mail(121))
    again = list(source(server, secure=False).pages(cursor))
    assert list(collected(again)) == ["m121@example.org"]
    assert len([fetch for page in again for fetch in page.fetches]) == 1


def test_killed_after_any_page_it_goes_on_to_the_same_rows(server: MailServer) -> None:
    whole = collected(list(source(server).pages("")))
    for stop in (1, 2, 3):
        kept: dict[str, Received] = {}
        cursor = ""
        for n, page in enumerate(source(server).pages(""), start=1):
            kept |= collected([page])
            cursor = page.cursor
            if n == stop:
                break
        rest = collected(list(source(server).pages(cursor)))
        assert not kept.keys() & rest.keys()
        assert kept | rest == whole


def test_what_is_deleted_on_the_server_is_gone(server: MailServer) -> None:
    server.put(121, mail(121, message_id="m1@example.org", words="Number 1."))
    cursor = list(source(server).pages(""))[-1].cursor
    for path in server.files():
        if path.name.startswith(("1700000000.000001.", "1700000000.000002.")):
            path.unlink()
    again = list(source(server).pages(cursor))
    assert not collected(again)
    assert [name for page in again for name in page.gone] == ["m1@example.org", "m2@example.org"]


def test_a_mailbox_numbered_anew_brings_the_same_mails_under_the_same_ids(
    server: MailServer,
) -> None:
    server.put(121, mail(121, message_id=""))
    server.put(122, mail(122, message_id="m3@example.org", words="I say the contrary."))
    first = list(source(server).pages(""))
    server.number_anew()
    second = list(source(server).pages(first[-1].cursor))
    assert collected(second) == collected(first)
    assert second[-1].complete
    twice = collected(first)["m3@example.org (2)"]
    assert "Compare the two" in twice.trouble


def test_a_server_that_goes_away_in_the_middle_is_asked_again(server: MailServer) -> None:
    pages = source(server).pages("")
    kept = [next(pages)]
    server.end()
    server.start()
    kept += list(pages)
    assert list(collected(kept)) == [f"m{n}@example.org" for n in range(1, 121)]


def test_a_server_that_stays_away_is_said_to_be(server: MailServer) -> None:
    pages = source(server).pages("")
    next(pages)
    server.end()
    with pytest.raises(SourceUnreachable, match="collect again"):
        list(pages)


def test_a_wrong_password_is_said_and_not_repeated(server: MailServer) -> None:
    config = SourceConfig(id="box", kind="imap", url=f"imaps://127.0.0.1:{server.secure}")
    environ = {**ENVIRON, "BPFORUM_SOURCE_BOX_PASSWORD": "not-the-one"}
    with pytest.raises(SourceRefused, match="BPFORUM_SOURCE_BOX_PASSWORD") as refused:
        list(ImapSource(config, environ, lambda: NOW, tls=server.tls).pages(""))
    assert "not-the-one" not in str(refused.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(server: MailServer) -> None:
    config = SourceConfig(id="box", kind="imap", url=f"imaps://127.0.0.1:{server.secure}")
    with pytest.raises(SourceRefused, match="certificate"):
        list(ImapSource(config, ENVIRON, lambda: NOW).pages(""))


def test_a_mailbox_of_any_name_is_opened_and_a_missing_one_said(server: MailServer) -> None:
    (server.maildir / ".Beitr&AOQ-ge" / "cur").mkdir(parents=True)
    (server.maildir / ".Beitr&AOQ-ge" / "tmp").mkdir()
    server.put(900, mail(900), folder=".Beitr&AOQ-ge")
    assert list(collected(list(source(server, path="Beiträge").pages("")))) == ["m900@example.org"]
    with pytest.raises(SourceRefused, match="'Nowhere'"):
        list(source(server, path="Nowhere").pages(""))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
