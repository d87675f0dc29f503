"""Keeps one Prefect server up for a worker: starts it, watches it, tries again; runs nothing.

It never blocks: the worker asks it again and again, and meanwhile people's requests wait.
"""

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from bpforum.errors import BpforumError
from flows import home
from flows.server import Server

_PAUSES = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0)
"""Seconds until it is tried again, growing with each failure in a row."""
_START_SECONDS = 180.0
_HEALTH_SECONDS = 20.0
_MOST_SILENT = 3
"""Looks in a row that a server that is there may leave without an answer; it may be busy."""


class Keeper:
    """One server at most, on the private home `where`."""

    def __init__(self, where: Path) -> None:
        self._home = where
        self._server: Server | None = None
        self._before: Server | None = None
        """The last one that answered: the next takes its place, for a run that is under way."""
        self._ready = False
        self._since = 0.0
        self._looked = 0.0
        self._silent = 0
        self._failures = 0
        self._next_try = 0.0
        self.trouble = ""
        """Why there is none, in words; empty while one is starting for the first time, or up."""

    @property
    def environment(self) -> dict[str, str]:
        """What a client of it is told; empty while it does not answer."""
        if self._server is None or not self._ready:
            return {}
        database = home.database_of(self._home)
        return home.environment(self._home, database) | self._server.client_environment

    @property
    def url(self) -> str:
        """Of its own pages; empty while it does not answer."""
        return self.environment.get("PREFECT_API_URL", "").removesuffix("/api")

    def turn(self) -> bool:
        """Does what is to be done now; whether the server is ready."""
        now = time.monotonic()
        if self._server is None:
            if now >= self._next_try:
                self._start(now)
        elif not self._server.is_alive():
            self._fail("Prefect's server ended.")
        elif not self._ready:
            if self._server.answers():
                self._ready, self._failures, self.trouble = True, 0, ""
                self._before = self._server
                self._looked, self._silent = now, 0
                self._write_down()
            elif now > self._since + _START_SECONDS:
                self._fail(f"Prefect's server did not answer within {_START_SECONDS:.0f} s.")
        elif now > self._looked + _HEALTH_SECONDS:
            self._looked = now
            self._silent = 0 if self._server.answers() else self._silent + 1
            if self._silent >= _MOST_SILENT:
                self._fail("Prefect's server does not answer any more.")
        return self._ready

    def doubt(self) -> None:
        """Somebody was refused: look at the next turn, and at every one until it answers."""
        self._looked = 0.0
        self._silent = _MOST_SILENT - 1

    def stop(self) -> None:
        """Ends it."""
        if self._server is not None:
            self._server.stop()
        self._server, self._ready = None, False
        with suppress(OSError):  # the home may not even be there
            (self._home / "server.json").unlink()

    def _start(self, now: float) -> None:
        try:
            home.prepare(self._home)
            self._server = Server(self._home, scheduling=True, after=self._before)
            self._since = now
        except (BpforumError, OSError) as error:
            self._fail(str(error))

    def _fail(self, words: str) -> None:
        self.stop()
        pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        self._next_try = time.monotonic() + pause
        log = self._home / "server.log"
        self.trouble = f"{words} It is tried again in {pause:.0f} s" + (
            f"; its log is {log}." if log.exists() else "."
        )

    def _write_down(self) -> None:
        """Where it is and what opens it, for this machine's user alone."""
        user, _, password = self._server.secret.partition(":") if self._server else ("", "", "")
        path = self._home / "server.json"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"url": self.url, "user": user, "password": password}, file)
