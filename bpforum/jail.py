"""Owns the start of one program shut off from network and files; runs as a script of its own.

On Linux the program gets namespaces of its own: no network interface, and a root folder with
nothing in it but the system's programs, read-only, and one folder to work in. It has no rights in
them. Where that cannot be had the script ends with `NOT_CLOSED` and has started nothing. Imports
only the standard library, since it is not run as part of the package.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

NOT_CLOSED = 97
"""How the script ends where the system does not allow the namespaces."""
_NEW_FILES, _NEW_IPC, _NEW_USER, _NEW_NETWORK = 0x20000, 0x8000000, 0x10000000, 0x40000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _REMOUNT = 1, 2, 4, 32
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_DIE_WITH_PARENT = 1
_USER = 1000
"""Who the program is inside: nobody special, so that starting it drops all rights."""
_SYSTEM = (
    "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/fonts", "/etc/libreoffice",
    "/etc/alternatives", "/etc/ld.so.cache", "/var/cache/fontconfig",
    "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom",
)  # fmt: skip
WORK = "/job"
"""Where the working folder is seen inside."""


def command(
    program: list[str], folder: Path, *, closed: bool, memory: int, seconds: int, output: int
) -> list[str]:
    """The command line that runs `program` in `folder`, shut off where `closed`.

    `memory` is bytes of address space, `seconds` CPU, `output` bytes of each file written.
    """
    limits = [str(memory), str(seconds), str(output)]
    mode = "closed" if closed else "open"
    return [sys.executable, "-I", "-S", __file__, mode, str(folder), *limits, *program]


def main(arguments: list[str]) -> None:
    """The script's side: shuts itself off, then becomes the program. Does not return."""
    mode, folder = arguments[:2]
    memory, seconds, output = map(int, arguments[2:5])
    program = arguments[5:]
    _limit(memory, seconds, output)
    if sys.platform == "linux":
        library = ctypes.CDLL(None, use_errno=True)
        library.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if mode == "closed":
            try:
                _shut_off(library, folder, program[0])
            except OSError:
                sys.exit(NOT_CLOSED)
            folder = WORK
    elif mode == "closed":
        sys.exit(NOT_CLOSED)
    os.chdir(folder)
    os.execve(program[0], program, _environment(folder, program[0]))  # noqa: S606 - our own choice


def _environment(folder: str, program: str) -> dict[str, str]:
    return {
        "HOME": folder, "TMPDIR": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC",
        "SAL_USE_VCLPLUGIN": "svp", "LD_LIBRARY_PATH": str(Path(program).parent),
    }  # fmt: skip


def _limit(memory: int, seconds: int, output: int) -> None:
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # macOS knows the first but does not take it


def _shown(program: str) -> tuple[str, ...]:
    """What is seen inside; the program's own folder too, where it lies elsewhere."""
    path = Path(program)
    if any(path.is_relative_to(shown) for shown in _SYSTEM):
        return _SYSTEM
    if len(path.parts) < 4:
        raise OSError("it would have to show more than the program's own folder")
    return (*_SYSTEM, str(path.parents[1]))


def _shut_off(library: ctypes.CDLL, folder: str, program: str) -> None:
    """Raises OSError where any step fails."""
    user, group = os.getuid(), os.getgid()
    _checked(library.unshare(_NEW_USER | _NEW_NETWORK | _NEW_FILES | _NEW_IPC))
    for name, said in (
        ("setgroups", "deny"),
        ("uid_map", f"{_USER} {user} 1"),
        ("gid_map", f"{_USER} {group} 1"),
    ):
        Path("/proc/self", name).write_text(said, encoding="ascii")

    def mount(what: str | None, where: str, kind: str | None, how: int) -> None:
        encoded = os.fsencode(what) if what else None
        named = kind.encode() if kind else None
        _checked(library.mount(encoded, os.fsencode(where), named, how, None))

    mount(None, "/", None, _RECURSIVE | _PRIVATE)
    root = f"{folder}/root"
    Path(root).mkdir()
    mount("tmpfs", root, "tmpfs", _NO_SUID | _NO_DEVICES)
    for shown in _shown(program):
        source, target = Path(shown), Path(root + shown)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            target.symlink_to(source.readlink())
        elif source.exists():
            if source.is_dir():
                target.mkdir(exist_ok=True)
            else:
                target.touch()
            mount(shown, str(target), None, _BIND | _RECURSIVE)
            if not shown.startswith("/dev/"):
                mount(None, str(target), None, _BIND | _REMOUNT | _READ_ONLY | _NO_SUID)
    Path(root + WORK).mkdir()
    mount(folder, root + WORK, None, _BIND)
    os.chroot(root)


def _checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv[1:])
