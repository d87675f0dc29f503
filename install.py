"""Sets bpforum up in this folder, on Linux, macOS and Windows; needs only Python and the registry.

    python install.py         what bpforum needs to run
    python install.py --all   all extras too, and what its developers use

Everything goes into `.venv` beside this file, from the lock file, each package checked against its
hash. What is already done is not done again. Written for old Pythons too, so that they can say so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
COMMAND = BIN / ("bpforum.exe" if os.name == "nt" else "bpforum")
SUPPORTED = ((3, 11), (3, 14))


class Stop(Exception):
    """Set-up cannot go on; the message says what to do."""


def main() -> int:
    """Do what is missing; the exit code."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--all", action="store_true", help="extras and developers' tools too")
    everything = options.parse_args().all
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        return _again_with_another_python()
    try:
        make_environment()
        install_locked(HERE / ("requirements-dev.lock" if everything else "requirements.lock"))
        install_project()
        if everything:
            install_axe()
        else:
            prepare_example()
    except Stop as reason:
        sys.stderr.write(f"\n{reason}\n")
        return 1
    tell(f"bpforum is ready: {_shown(COMMAND)}")
    return 0


def make_environment() -> None:
    """Make `.venv`, anew where there is none that works with this Python."""
    if PYTHON.exists():
        kept = subprocess.run(
            [str(PYTHON), "-c", "import sys, pip; print(sys.version_info[:2])"],
            capture_output=True,
            text=True,
        )
        if kept.returncode == 0 and kept.stdout.strip() == str(tuple(sys.version_info[:2])):
            return
    tell(f"Making {VENV.name} with Python {'.'.join(map(str, sys.version_info[:3]))}")
    try:
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Stop(
            f"The environment could not be made: {error}\n"
            "On Debian and Ubuntu, install the package python3-venv and try again."
        ) from error


def install_locked(lock: Path) -> None:
    """Install exactly what `lock` holds, unless that was done."""
    done = _Stamp(lock.stem, lock)
    if done.is_set() or _Stamp("requirements-dev", HERE / "requirements-dev.lock").is_set():
        return
    count = sum(line[:1].isalnum() for line in lock.read_text("utf-8").splitlines())
    tell(f"Installing {count} packages from {lock.name} (a minute or two, once)")
    # No resolving: the lock is complete, and every file in it is checked against its hash.
    _pip("install", "--no-deps", "--require-hashes", "-r", str(lock), count=count)
    done.set()


def install_project() -> None:
    """Install this checkout, so that changes to its source take effect at once."""
    done = _Stamp("project", HERE / "pyproject.toml")
    if done.is_set() and COMMAND.exists():
        return
    tell("Installing bpforum itself")
    # Built with what the lock brought: without isolation nothing more is asked of a registry.
    _pip("install", "--no-deps", "--no-build-isolation", "-e", str(HERE))
    done.set()


def install_axe() -> None:
    """Install what the tests look at pages with, where there is npm; without it they skip that."""
    home = HERE / "tests" / "browser"
    done = _Stamp("axe", home / "package-lock.json")
    if done.is_set() and (home / "node_modules").is_dir():
        return
    npm = shutil.which("npm")
    if npm is None:
        tell("There is no npm: the tests will not look at pages with axe")
        return
    tell("Installing axe-core, with which the tests look at pages")
    try:
        _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], where=home)
    except Stop as reason:
        tell(f"{reason}\nUntil then the tests do not look at pages with axe.")
        return
    done.set()


def prepare_example() -> None:
    """Make Prefect's database for the example forum, which takes too long to wait for later."""
    done = _Stamp("example", HERE / "requirements.lock")
    home = HERE / "examples" / ".bpforum" / "prefect"
    if done.is_set() and home.is_dir():
        return
    tell("Preparing Prefect's database for the example forum (about 20 seconds, once)")
    _run([str(PYTHON), "-m", "flows.home", str(HERE / "examples")])
    done.set()


class _Stamp:
    """Remembers in `.venv` that something was done for a certain state of a file."""

    def __init__(self, name: str, file: Path) -> None:
        self._path = VENV / f".bpforum-{name}"
        self._digest = hashlib.sha256(file.read_bytes()).hexdigest()

    def is_set(self) -> bool:
        return self._path.is_file() and self._path.read_text() == self._digest

    def set(self) -> None:
        self._path.write_text(self._digest)


def _pip(*arguments: str, count: int = 0) -> None:
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    _run([str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]], count=count)


def _run(command: list[str], count: int = 0, where: Path = HERE) -> None:
    """Run `command` silently, counting packages on a terminal; show its last words if it fails."""
    process = subprocess.Popen(
        command,
        cwd=str(where),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    said: list[str] = []
    seen = 0
    for line in process.stdout or ():
        said.append(line)
        if count and line.startswith("Collecting "):
            seen += 1
            if sys.stdout.isatty():
                sys.stdout.write(f"\r  {seen} of {count} ")
                sys.stdout.flush()
    if seen and sys.stdout.isatty():
        sys.stdout.write("\r" + " " * 20 + "\r")
    if process.wait() != 0:
        last = "".join(said[-15:])
        raise Stop(
            f"{last}\nThat step did not work (above is what it said). Run this again to go on."
        )


def _again_with_another_python() -> int:
    """Start over with a Python that fits, if there is one on this machine."""
    first, last = SUPPORTED
    for minor in range(last[1], first[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        command = [found] if found else ["py", f"-3.{minor}"] if shutil.which("py") else []
        if command and _works(command, (3, minor)):
            return subprocess.call([*command, str(HERE / "install.py"), *sys.argv[1:]])
    sys.stderr.write(
        f"bpforum needs Python 3.{first[1]} to 3.{last[1]}; this is {sys.version.split()[0]}. "
        f"Install one of them and run it by name, for example: python3.{last[1]} install.py\n"
    )
    return 1


def _works(command: list[str], wanted: tuple[int, int]) -> bool:
    asked = subprocess.run(
        [*command, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, text=True
    )
    return asked.returncode == 0 and asked.stdout.strip() == str(wanted)


def tell(line: str) -> None:
    """One line for each step."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _shown(path: Path) -> str:
    try:
        return os.path.relpath(str(path))
    except ValueError:  # another drive
        return str(path)


if __name__ == "__main__":
    sys.exit(main())
