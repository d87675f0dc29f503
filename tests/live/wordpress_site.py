"""A real WordPress on this machine, from the system's packages, and gone afterwards.

By hand, until it is interrupted: `python -m tests.live.wordpress_site`. It needs the packages
wordpress, php-cli, php-mysql and mariadb-server; the database has no port, only a socket in the
temporary folder, and no other process than the two started here is touched.
"""

import contextlib
import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

PACKAGES = ("wordpress", "php-cli", "php-mysql", "mariadb-server")
_WORDPRESS = Path("/usr/share/wordpress")
_PATH = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
_SECONDS = 60
_CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:%(socket)s');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '%(url)s');
define('WP_SITEURL', '%(url)s');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }
require_once ABSPATH . 'wp-settings.php';
"""


def missing() -> str:
    """Which package is not there; empty where all are."""
    programs = {"php": "php-cli", "mariadbd": "mariadb-server"}
    for program, package in programs.items():
        if shutil.which(program, path=_PATH) is None:
            return package
    if not (_WORDPRESS / "wp-load.php").is_file():
        return "wordpress"
    modules = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False).stdout
    return "" if "mysqli" in modules.split() else "php-mysql"


class WordPressSite:
    """A context manager: database, site and server, in a temporary folder."""

    def __init__(self) -> None:
        self._folder = Path(
            tempfile.mkdtemp(prefix="wp-")
        )  # short: a socket's path may be 107 long
        self._root = self._folder / "site"
        self._socket = self._folder / "db.sock"
        self._started: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._host = f"127.0.0.1:{free.getsockname()[1]}"
        self.url = f"http://{self._host}"
        self.version = ""

    def __enter__(self) -> Self:
        try:
            self._start_database()
            shutil.copytree(_WORDPRESS, self._root, ignore=shutil.ignore_patterns(".htaccess"))
            told = {"socket": self._socket, "url": self.url}
            (self._root / "wp-config.php").unlink()
            (self._root / "wp-config.php").write_text(_CONFIG % told)
            # The server asks itself at times, which one worker alone could never answer.
            self._start(
                ["php", "-S", self._host, "-t", str(self._root)], PHP_CLI_SERVER_WORKERS="3"
            )
            self.version = self.order(install=True)["version"]
            self._wait(self._answers)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._started):
            _signal(process, signal.SIGTERM)
        for process in self._started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS)
            _signal(process, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def order(self, **orders: Any) -> dict[str, Any]:
        """Has `wordpress.php` do something: install, options, posts, comments, delete …"""
        asked = json.dumps({"host": self._host, "root": str(self._root), **orders})
        done = subprocess.run(
            ["php", str(Path(__file__).with_name("wordpress.php"))],
            input=asked, capture_output=True, text=True, check=False, timeout=_SECONDS,
        )  # fmt: skip
        try:
            answer: dict[str, Any] = json.loads(done.stdout)
        except ValueError as error:
            raise RuntimeError(f"{done.stdout[-2000:]} {done.stderr[-2000:]}") from error
        return answer

    def _start_database(self) -> None:
        data = self._folder / "db"
        mine = f"--user={getpass.getuser()}"
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", mine,
             "--auth-root-authentication-method=normal"],
            check=True, capture_output=True, timeout=_SECONDS,
        )  # fmt: skip
        self._start(
            [shutil.which("mariadbd", path=_PATH) or "mariadbd", "--no-defaults", mine,
             f"--datadir={data}", f"--socket={self._socket}", "--skip-networking",
             f"--pid-file={self._folder / 'db.pid'}", "--innodb-buffer-pool-size=16M",
             "--innodb-flush-log-at-trx-commit=0"],
        )  # fmt: skip
        self._wait(self._has_database)

    def _start(self, command: list[str], **environment: str) -> None:
        with (self._folder / "log").open("ab") as log:
            self._started.append(
                subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    env={**os.environ, **environment}, cwd=self._folder, start_new_session=True,
                )
            )  # fmt: skip

    def _has_database(self) -> bool:
        made = subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self._socket}", "--user=root",
             "--execute=CREATE DATABASE IF NOT EXISTS wordpress"],
            capture_output=True, check=False,
        )  # fmt: skip
        return made.returncode == 0

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/?rest_route=/", timeout=20) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def _wait(self, ready: Callable[[], bool]) -> None:
        until = time.monotonic() + _SECONDS
        while not ready():
            gone = [one.args for one in self._started if one.poll() is not None]
            if gone or time.monotonic() > until:
                log = (self._folder / "log").read_text(errors="replace")
                raise RuntimeError(f"the site did not start: {gone} {log[-2000:]}")
            time.sleep(0.2)


def _signal(process: subprocess.Popen[bytes], which: signal.Signals) -> None:
    """To the process and its own workers: it leads a group of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, which)


def main() -> None:
    """Runs a site until it is interrupted."""
    if package := missing():
        sys.exit(f"{package} is not installed; it takes: apt-get install {' '.join(PACKAGES)}")
    with WordPressSite() as site:
        sys.stderr.write(f"WordPress {site.version} answers at {site.url}; Ctrl-C ends it.\n")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
