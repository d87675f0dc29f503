"""Serves a forum's pages until it is told to stop, and the worker beside them; knows no page."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from bpforum.errors import BpforumError
from bpforum.forum_file import load_forum
from bpforum.settings import Settings, load_settings
from bpforum.store import Store, open_store
from bpforum.web.app import make_app
from bpforum.web.site import Site

_STOP_SECONDS = 10
_LOOK_SECONDS = 0.5
_AGAIN_SECONDS = 5.0
"""So long after a worker died the next one begins."""
_FIRST = "First administrator"
_BY = "serve"


class CannotServe(BpforumError):
    """The pages cannot be served there; the message says what to do."""

    code = "cannot_serve"
    exit_code = 2


def serve(
    folder: Path, host: str, port: int, tell: Callable[[str], None], *, worker: bool = True
) -> None:
    """Serves until SIGTERM or Ctrl-C. Raises CannotServe, or UnusableForum.

    `worker`: whether a worker is started that carries out runs; it ends with the pages.
    """
    load_forum(folder)  # a forum that cannot be used is told before anything is opened
    settings = load_settings()
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    with open_store(folder, settings.database_url) as store:
        site = Site(folder, store, settings, hosts=_hosts(host, settings))
        server = uvicorn.Server(
            uvicorn.Config(
                make_app(site), log_level="warning", access_log=False, lifespan="off",
                proxy_headers=settings.behind_proxy, forwarded_allow_ips="127.0.0.1",
                server_header=False, timeout_graceful_shutdown=_STOP_SECONDS,
                limit_concurrency=512,
            )
        )  # fmt: skip
        here = settings.public_url or f"http://{_shown(host)}:{port}"
        _tell_where(store, here.rstrip("/"), tell)
        with _working(folder, here.rstrip("/")) if worker else _nothing():
            server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise CannotServe(
            f"Cannot listen on {host}:{port}: {error.strerror or error}. "
            "Stop what listens there, or choose another port with --port."
        ) from error


def _hosts(host: str, settings: Settings) -> tuple[str, ...]:
    """The names that the pages are asked for under; any, where everybody may reach the machine."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - it is compared, not listened on
        return ()
    outside = urlsplit(settings.public_url or "").hostname
    return tuple({host, "localhost", "127.0.0.1", *([outside] if outside else [])})


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _tell_where(store: Store, here: str, tell: Callable[[str], None]) -> None:
    """Says where to look; while nobody can give roles, a link that makes one an administrator."""
    tell(f"The pages are at {here}/")
    now = datetime.now(UTC)
    everybody = store.accounts.all()
    first = next(
        (one for one in everybody if "administrator" in one.roles and not one.closed_at), None
    )
    if first is None:
        first = store.accounts.invite(_FIRST, "", ("administrator",), at=now, by=_BY)
    elif store.accounts.was_signed_in(first.id):
        return
    token = store.accounts.make_link(first.id, at=now, by=_BY)
    tell(f"Sign in as the first administrator, once, within three days: {here}/sign-in/{token}")


@contextmanager
def _working(folder: Path, here: str) -> Iterator[None]:
    """The worker as a child process, begun again where it dies; it ends when this does."""
    ending = threading.Event()
    keeping = threading.Thread(target=_keep_working, args=(folder, here, ending), daemon=True)
    keeping.start()
    try:
        yield
    finally:
        ending.set()
        keeping.join(2 * _STOP_SECONDS)


def _keep_working(folder: Path, here: str, ending: threading.Event) -> None:
    command = [sys.executable, "-m", "bpforum", "worker", str(folder), "--child"]
    while not ending.is_set():
        child = subprocess.Popen(  # noqa: S603 - it is ourselves
            command,
            stdin=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "BPFORUM_PUBLIC_URL": here},  # for the links in its mails
        )
        while child.poll() is None and not ending.wait(_LOOK_SECONDS):
            pass
        if child.stdin:
            child.stdin.close()  # the worker's sign that we end, however we do
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        ending.wait(_AGAIN_SECONDS)


@contextmanager
def _nothing() -> Iterator[None]:
    yield
