"""The embedded server ends with its parent, however that ends."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.home import PrefectFailed
from flows.server import starting

ROOT = Path(__file__).parents[2]
START_AND_WAIT = """
import sys, time
from pathlib import Path
from flows.server import starting
with starting(Path(sys.argv[1])) as server:
    print(server.client_environment["PREFECT_API_URL"], flush=True)
    time.sleep(300)
"""


def bound(port: int) -> bool:
    """Whether somebody holds the port, listening already or not yet."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_parent_takes_its_server_along(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline().rsplit(":", 1)[1].split("/")[0])
        assert bound(port)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while bound(port) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not bound(port)


def test_a_server_that_dies_while_it_starts_says_where_to_look(tmp_path: Path) -> None:
    with starting(tmp_path) as server:
        server._process.kill()  # as the system does when it runs out of memory
        with pytest.raises(PrefectFailed, match=r"ended while it started; see .*server\.log"):
            server.wait(lambda seconds: None)
