"""Owns the embedded Prefect server: a child that answers on loopback and ends with its parent.

Not Prefect's own ephemeral server: that one starts only after Prefect was imported, goes on for
ever if its parent is killed, and lets any page in the user's browser call it.
"""

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from flows.home import PrefectFailed, database_of, environment, without_prefect

if TYPE_CHECKING:
    import uvicorn

_START_SECONDS = 180
_STOP_SECONDS = 10
_TELL_SECONDS = 5


_EPHEMERAL = {
    # Its own words for a server without pages and without schedulers.
    "PREFECT_UI_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}
_UNUSED = ("triggers", "event_logger", "foreman", "late_runs", "pause_expirations", "repossessor",
           "cancellation_cleanup", "cleanup_reconciler")  # fmt: skip
"""Services of Prefect's that only cost an idle server its CPU: we use nothing they serve."""


def _scheduling(home: Path) -> dict[str, str]:
    """What makes a server that stays: its scheduler, its pages, and little else."""
    return {
        "PREFECT_UI_ENABLED": "true",
        # Else it writes them into the installed package.
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "pages"),
        # So far ahead, and no farther: pausing takes these runs away again.
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "5",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "20",
        **{f"PREFECT_SERVER_SERVICES_{one.upper()}_ENABLED": "false" for one in _UNUSED},
    }


class Server:
    """A server that is starting or running; `wait` returns when it answers."""

    _secret: str
    _port: int

    def __init__(
        self, home: Path, *, scheduling: bool = False, after: "Server | None" = None
    ) -> None:
        """Start it on the prepared `home`. Raises `PrefectFailed` where it does not even begin.

        With `scheduling` it makes scheduled runs and has pages of its own, for a worker that stays.
        `after`: one that died; clients of it find this one in its place, where the port is free.
        """
        self._secret = after._secret if after else f"bpforum:{secrets.token_urlsafe(32)}"
        self._log = home / "server.log"
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, with a number of ours
                [sys.executable, "-m", "flows.server", "serve", str(after._port if after else 0)],
                env=without_prefect(dict(os.environ))
                | environment(home, database_of(home))
                | {
                    "PREFECT_SERVER_API_AUTH_STRING": self._secret,
                    "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": "http://127.0.0.1",
                    "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
                }
                | (_scheduling(home) if scheduling else _EPHEMERAL),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                # Ctrl-C is for us to hear; we then end the server. (POSIX, then Windows.)
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        port = _first_line(self._process.stdout)
        if not port.isdigit():
            self.stop()
            raise PrefectFailed(f"Prefect's server could not be started; see {self._log}.")
        self._port = int(port)

    @property
    def client_environment(self) -> dict[str, str]:
        """What a client is told to reach this server and no other."""
        return {
            "PREFECT_API_URL": f"http://127.0.0.1:{self._port}/api",
            "PREFECT_API_AUTH_STRING": self._secret,
        }

    @property
    def secret(self) -> str:
        """`user:password`, for the person who looks after this machine."""
        return self._secret

    def is_alive(self) -> bool:
        """Whether its process is there."""
        return self._process.poll() is None

    def wait(self, tell: Callable[[float], None]) -> None:
        """Block until the server answers; `tell` is called now and then with the seconds.

        Raises `PrefectFailed` when it ends, or has not answered within three minutes.
        """
        begun = time.monotonic()
        told = 0.0
        while not self.answers():
            passed = time.monotonic() - begun
            if self._process.poll() is not None:
                raise PrefectFailed(f"Prefect's server ended while it started; see {self._log}.")
            if passed > _START_SECONDS:
                raise PrefectFailed(
                    f"Prefect's server did not answer within {_START_SECONDS} s; see {self._log}."
                )
            if passed >= told + _TELL_SECONDS:
                told = passed
                tell(passed)
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether it answers now."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", "/api/health")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """End the server, gently where it lets us."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def starting(home: Path) -> Iterator[Server]:
    """A server on the prepared `home`, given back at once and ended on the way out.

    So the caller may import Prefect while it starts.
    """
    server = Server(home)
    try:
        yield server
    finally:
        server.stop()


def _first_line(output: "IO[bytes] | None") -> str:
    if output is None:
        return ""
    with output:
        return output.readline().decode(errors="replace").strip()


def _serve() -> None:
    """The child: take a port, tell the parent, serve until the parent closes our standard input."""
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    try:
        listener = socket.create_server(("127.0.0.1", wanted))
    except OSError:  # somebody else has it meanwhile
        listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()

    import uvicorn

    servers: list[uvicorn.Server] = []
    threading.Thread(target=_end_with_parent, args=(servers,), daemon=True).start()

    from prefect.server.api.server import create_app

    _let_runs_be_scheduled()
    servers.append(
        uvicorn.Server(uvicorn.Config(create_app, factory=True, lifespan="on", log_level="error"))
    )
    servers[0].run(sockets=[listener])


def _let_runs_be_scheduled() -> None:
    """Prefect 3.8.8 inserts scheduled runs as rows with a `state`, which is no column of theirs.

    SQLAlchemy 2.0 ignored that; 2.1 asks what to do with it, and the scheduler ends with an error
    in every round. Nothing, is the answer: Prefect inserts the states itself, right afterwards.
    """
    from prefect.server.database.orm_models import FlowRun
    from sqlalchemy import inspect

    state: Any = inspect(FlowRun).all_orm_descriptors["state"]
    if getattr(state, "bulk_dml_setter", ...) is None:
        state.bulk_dml_setter = lambda cls, mapping, value: None


def _end_with_parent(servers: "list[uvicorn.Server]") -> None:
    """However the parent ends, our standard input ends with it."""
    sys.stdin.buffer.read()
    for server in servers:
        server.should_exit = True
        time.sleep(_STOP_SECONDS / 2)
    os._exit(0)


def _migrate() -> None:
    """The child that makes the database which the environment names."""
    import asyncio

    from prefect.server.database import provide_database_interface

    asyncio.run(provide_database_interface().create_db())


if __name__ == "__main__":
    {"serve": _serve, "migrate": _migrate}[sys.argv[1]]()
