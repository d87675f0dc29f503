"""Owns child processes with limits on memory, time and output; refuses to pass objects, only bytes.

The child starts without the parent's environment (no settings, no secrets), writes no files, and
leads its own process group, which is killed whole. Limits on memory and CPU need POSIX; on Windows
only wall time and output size are limited.
"""

import contextlib
import os
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, ClassVar

from bpforum.errors import ChildFailed

WALL_PER_CPU = 3
"""On a busy machine a file takes longer than its CPU time."""
BYTES_A_SECOND = 2**20
"""What is honestly large may take longer: a second more for each so many bytes."""


@dataclass(frozen=True)
class Limits:
    """What one call may take: bytes of address space, seconds of CPU and wall, bytes of answer.

    As they stand here they hold for every file from outside that nobody's settings speak of.
    """

    memory: int = 512 * 2**20
    cpu_seconds: int = 10
    wall_seconds: float = WALL_PER_CPU * 10.0
    output: int = 128 * 2**20


class ChildTimedOut(ChildFailed):
    """The child took more CPU or wall time than it may."""

    code: ClassVar[str] = "timeout"


class ChildOutOfMemory(ChildFailed):
    """The child needed more memory than it may."""

    code: ClassVar[str] = "memory"


class ChildCrashed(ChildFailed):
    """The child raised, or died of something else."""

    code: ClassVar[str] = "crashed"


class ChildOutputRefused(ChildFailed):
    """The child answered more than it may."""

    code: ClassVar[str] = "refused-output"


_CALL = struct.Struct(">IQ")
"""What is asked: seconds of CPU, and the length of the payload that follows."""
_FRAME = struct.Struct(">cQ")
"""What is answered: how it went, and the length of the answer that follows."""
_DONE, _RAISED, _NO_MEMORY = b"D", b"E", b"M"
_FAILURE = 2_000
_CALLS_A_CHILD, _BYTES_A_CHILD = 1_000, 20 * 2**20
"""After so much a child is replaced, so that nothing piles up in it; its start takes 0.6 s."""
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "TZ", "LD_LIBRARY_PATH")
_START_SECONDS = 60.0


class Worker:
    """A child process that calls one function again and again, each call within the limits.

    `function` is `package.module:name` of a function from bytes to bytes. A child that fails is
    killed and the next call gets a fresh one. Not for several threads at once.
    """

    def __init__(self, function: str, limits: Limits | None = None) -> None:
        self._function = function
        self._limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._calls = self._bytes = 0

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def call(self, payload: bytes) -> bytes:
        """The function's answer to `payload`. Raises a `ChildFailed` with one of four codes."""
        gone = self._child is not None and self._child.poll() is not None
        if gone or self._calls >= _CALLS_A_CHILD or self._bytes >= _BYTES_A_CHILD:
            self.close()
        if self._child is None:
            self._child = self._start()
            self._watched(_START_SECONDS, self._child, None)
        self._calls += 1
        self._bytes += len(payload)
        more = len(payload) // BYTES_A_SECOND
        wall = self._limits.wall_seconds + WALL_PER_CPU * more
        request = _CALL.pack(self._limits.cpu_seconds + more, len(payload)) + payload
        return self._watched(wall, self._child, request)

    def _watched(
        self, seconds: float, child: subprocess.Popen[bytes], payload: bytes | None
    ) -> bytes:
        """An exchange with the child, which is killed when it takes longer than `seconds`."""
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            _kill(child)

        watch = threading.Timer(seconds, stop)
        watch.daemon = True
        watch.start()
        answer: bytes | None = None
        try:
            answer = self._exchange(child, payload)
        except (OSError, EOFError) as error:
            self.close()
            raise _failure(child, timed_out.is_set()) from error
        finally:
            watch.cancel()
            watch.join()
            if answer is None or timed_out.is_set():
                self.close()
        return answer

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            _kill(self._child)
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    _close_quietly(pipe)
        self._child = None
        self._calls = self._bytes = 0

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
        limits = self._limits
        return subprocess.Popen(  # noqa: S603 - our own interpreter, nothing of the user's
            [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, *_import_path(), "--",
             self._function, str(limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=os.name == "posix",
        )  # fmt: skip

    def _exchange(self, child: subprocess.Popen[bytes], payload: bytes | None) -> bytes:
        """Send `payload`, if there is one, and take the answer; a child's first word is unasked."""
        assert child.stdin is not None  # noqa: S101 - for the type checker
        assert child.stdout is not None  # noqa: S101
        if payload is not None:
            child.stdin.write(payload)
            child.stdin.flush()
        status, length = _FRAME.unpack(_read_exactly(child.stdout, _FRAME.size))
        if length > (self._limits.output if status == _DONE else _FAILURE):
            raise ChildOutputRefused(
                f"the answer has {length} bytes, at most {self._limits.output} are taken"
            )
        answer = _read_exactly(child.stdout, length)
        if status == _DONE:
            return answer
        if status == _NO_MEMORY:
            raise ChildOutOfMemory("more memory was needed than is allowed")
        raise ChildCrashed(answer.decode("utf-8", "replace"))


def run_bounded(function: str, payload: bytes, *, limits: Limits | None = None) -> bytes:
    """`function(payload)`, run once in a fresh child process.

    `function` is `package.module:name`, from bytes to bytes. Raises a `ChildFailed` with code
    `timeout`, `memory`, `crashed` or `refused-output`.
    """
    with Worker(function, limits) as worker:
        return worker.call(payload)


def _import_path() -> list[str]:
    """Where the child finds what this process can import; the current folder is not in it."""
    root = str(Path(__file__).resolve().parents[1])
    return [root, *(entry for entry in sys.path if entry and Path(entry).is_absolute())]


def _read_exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the child ended before it had answered")
    return data


def _kill(child: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            child.kill()
    else:
        child.kill()
    child.wait()


def _close_quietly(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what was still to be written to a dead child
        pipe.close()


def _failure(child: subprocess.Popen[bytes], timed_out: bool) -> ChildFailed:
    if timed_out or -child.returncode in (getattr(signal, "SIGXCPU", None),):
        return ChildTimedOut("it took longer than is allowed")
    return ChildCrashed(f"the process ended with {child.returncode}")


_BOOT = """
import sys
at = sys.argv.index("--")
sys.path.extend(entry for entry in sys.argv[1:at] if entry not in sys.path)
function, memory = sys.argv[at + 1:]
from bpforum.bounded import serve
serve(function, int(memory))
"""


def serve(function: str, memory: int) -> None:
    """The child's side: answer frames from standard input until it ends. Not for calling."""
    import importlib

    inbound, outbound = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What the function prints must not get between the frames.
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    module, _, name = function.partition(":")
    call = getattr(importlib.import_module(module), name)
    _limit(memory)
    _send(outbound, _DONE, b"")
    while len(frame := inbound.read(_CALL.size)) == _CALL.size:
        cpu_seconds, length = _CALL.unpack(frame)
        payload = inbound.read(length)
        _limit_cpu(cpu_seconds)
        try:
            status, answer = _DONE, call(payload)
        except MemoryError:
            status, answer = _NO_MEMORY, b""
        except Exception as error:
            status, answer = _RAISED, _describe(error)
        _send(outbound, status, answer)


def _send(stream: IO[bytes], status: bytes, answer: bytes) -> None:
    stream.write(_FRAME.pack(status, len(answer)))
    stream.write(answer)
    stream.flush()


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS knows the first but does not take it; wall time and output still hold there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _limit_cpu(seconds: int) -> None:
    """The limit counts from the process's start, so each call moves it on."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _describe(error: Exception) -> bytes:
    """Kind and place, never the message: it may hold text of the document."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} at {place}".encode()[:_FAILURE]
