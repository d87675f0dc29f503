"""Owns Prefect's private home: its environment and its database; never touches the user's own.

Prefect reads its settings while it is imported, so `enter` comes first. Its records are a courtesy:
our store is the truth, and a home can be deleted any day (docs/decisions/0002).
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar

from bpforum.errors import BpforumError

_MIGRATION_SECONDS = 300
_LEFTOVER_SECONDS = 3600
_WITHOUT = "Compiling without --flow needs no Prefect."


class PrefectFailed(BpforumError):
    """Prefect's database could not be made, or its server did not answer."""

    code: ClassVar[str] = "prefect_failed"


def home_of(forum_dir: Path) -> Path:
    """The private home of the forum in `forum_dir`."""
    return forum_dir.resolve() / ".bpforum" / "prefect"


def database_of(home: Path) -> Path:
    """The database of `home` for the installed Prefect; another version's is left alone."""
    return home / f"prefect-{version('prefect')}.db"


def environment(home: Path, database: Path) -> dict[str, str]:
    """What Prefect is told, in the client's process and in the server's."""
    return {
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # `prepare` migrates; a server that looks once more pays 3 s for it at every start.
        "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database.as_posix()}",
        # We use no blocks; registering Prefect's own takes 2 s on a fresh home.
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        # A failed step is told once, by the command, without Prefect's stack trace above it.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }


def without_prefect(variables: dict[str, str]) -> dict[str, str]:
    """`variables` less all of Prefect's: a user's own server or key is none of our business."""
    return {name: value for name, value in variables.items() if not name.startswith("PREFECT_")}


@contextmanager
def entered(home: Path, client: dict[str, str]) -> Iterator[None]:
    """Have Prefect, in this process, use `home` and the server of `client`; and nothing after."""
    before = dict(os.environ)
    ours = without_prefect(before) | environment(home, database_of(home)) | client
    os.environ.clear()
    os.environ.update(ours)
    if "prefect" in sys.modules:  # an earlier run imported it, and it read that run's environment
        from prefect.context import refresh_global_settings_context

        refresh_global_settings_context()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def is_prepared(home: Path) -> bool:
    """Whether `home` has a whole database for the installed Prefect."""
    return database_of(home).is_file()


def prepare(home: Path) -> None:
    """Make the database of `home`, whole or not at all; does nothing where it is there already.

    It is migrated under another name and then renamed, so that a home that was half prepared when
    the power went is simply prepared again, and two that prepare at once do not meet.

    Raises `PrefectFailed` where that cannot be done.
    """
    database = database_of(home)
    if database.is_file():
        return
    if "?" in str(home):
        raise PrefectFailed(
            f"Prefect cannot keep its database below {home}, for the '?' in its path: "
            f"rename the folder. {_WITHOUT}"
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(home)
    except OSError as error:
        raise PrefectFailed(
            f"Prefect's home cannot be made in {home}: {error.strerror}. {_WITHOUT}"
        ) from error
    unfinished = home / f"unfinished-{os.getpid()}.db"
    try:
        _migrate(home, unfinished)
        # The write-ahead log is folded in, since only one file is renamed.
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        unfinished.replace(database)
    finally:
        unfinished.unlink(missing_ok=True)


def _migrate(home: Path, database: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.server", "migrate"],
        env=without_prefect(dict(os.environ)) | environment(home, database),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_MIGRATION_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise PrefectFailed(
            f"Prefect's database could not be made in {home}: {last}. "
            f"Is there room on the disk? {_WITHOUT}"
        )


def _remove_leftovers(home: Path) -> None:
    for left in sorted(home.glob("unfinished-*")):
        if time.time() - left.stat().st_mtime > _LEFTOVER_SECONDS:
            left.unlink(missing_ok=True)


if __name__ == "__main__":
    prepare(home_of(Path(sys.argv[1])))
