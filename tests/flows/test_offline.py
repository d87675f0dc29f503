"""The example forum, compiled as a flow on a machine that has no network but itself."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bpforum.data import data_path

ROOT = Path(__file__).parents[2]
ONLY_LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:  # the new network has a loopback device, switched off
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x1))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
IN_NEW_NETWORK = ["unshare", "--map-root-user", "--net"]


def can_have_a_network_of_its_own() -> bool:
    """Whether this system lets us make one."""
    if not shutil.which("unshare"):
        return False
    return (
        subprocess.run([*IN_NEW_NETWORK, "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.slow
@pytest.mark.skipif(
    not can_have_a_network_of_its_own(), reason="unshare makes no network here, or is missing"
)
def test_a_flow_needs_no_network(tmp_path: Path) -> None:
    forum = tmp_path / "forum"
    shutil.copytree(data_path("examples"), forum, ignore=shutil.ignore_patterns(".bpforum"))
    done = subprocess.run(
        [
            *(*IN_NEW_NETWORK, sys.executable, "-c", ONLY_LOOPBACK),
            *("-c", "from bpforum.cli import main; main()"),
            *("compile", str(forum), "--flow", "--out", str(tmp_path / "out")),
        ],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").glob("*/outcome.docx"))) == 1
