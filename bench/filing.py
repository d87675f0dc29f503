"""What filing costs when many file at once: one writer in batches, beside a transaction for each.

    python -m bench.filing [--connections 8 64] [--seconds 5] [--rounds 2]

Measured twice: in the store alone (threads that file), and through the pages (`bpforum serve`'s own
application in a process and on a core of its own, asked by as many connections from another). Each
filing is a contribution of about 2 kB with its blob, terms, audit entry and receipt. Both sides
take turns, and the times of all rounds count. A filing is answered when it is on disk.
"""

import argparse
import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from bpforum.readers.filed import MEDIA_TYPE, fields_of, pack_filing
from bpforum.store import Store, open_store
from bpforum.store.filing_batch import FilingTerms
from bpforum.store.filings import filing_id
from bpforum.store.writer import BatchingWriter
from models.filing import FiledAnswer, Filer, Filing
from models.forum import SourceConfig
from models.submission import Received

_SERVE = "--serve"
_HERE = "/calls/call-1/contribute"
MODES = ("a transaction for each", "one writer in batches")
_WORDS = "Masts stand idle for want of agreements between those who own them. " * 29
_FORUM = """
[forum]
id = "bench"
title = "A bench"
cycle = "2026"
[[calls]]
id = "call-1"
title = "Call"
questions = [ { id = "q1", text = "What works?" } ]
[[sources]]
id = "form"
kind = "form"
"""


def main() -> None:
    """Prints a table."""
    if len(sys.argv) > 1 and sys.argv[1] == _SERVE:
        _serve(Path(sys.argv[2]), *sys.argv[3:])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    print(
        "| where | connections | writing | filed per s | CPU ms each | median ms | 99 % ms "
        "| slowest ms |"
    )
    print("|---|---:|---|---:|---:|---:|---:|---:|")
    for where, measure in (("the store alone", _in_store), ("through the pages", _by_pages)):
        for connections in asked.connections:
            taken: dict[str, list[float]] = {mode: [] for mode in MODES}
            cpu = dict.fromkeys(MODES, 0.0)
            for _ in range(asked.rounds):
                for mode in MODES:
                    times, spent = measure(mode, connections, asked.seconds)
                    taken[mode] += times
                    cpu[mode] += spent
            rates = {}
            for mode in MODES:
                times = sorted(taken[mode])
                rates[mode] = len(times) / (asked.rounds * asked.seconds)
                print(
                    f"| {where} | {connections} | {mode} | {rates[mode]:.0f} "
                    f"| {1000 * cpu[mode] / len(times):.1f} "
                    f"| {1000 * times[len(times) // 2]:.0f} "
                    f"| {1000 * times[int(len(times) * 0.99)]:.0f} | {1000 * times[-1]:.0f} |",
                    flush=True,
                )
            one, many = (rates[mode] for mode in MODES)
            print(f"| | | *times as many in batches* | *{many / one:.1f}* | | | | |", flush=True)


@contextmanager
def _forum() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="bpforum-filing-"))
    try:
        (home / "forum").mkdir()
        (home / "forum" / "forum.toml").write_text(_FORUM)
        yield home / "forum"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _opened(folder: Path, mode: str) -> Store:
    store = open_store(folder)
    if mode == MODES[0]:
        filings = store.filings
        filings._writer = BatchingWriter(filings._write, most_at_once=1)
    return store


def _in_store(mode: str, connections: int, seconds: float) -> tuple[list[float], float]:
    """How long each filing took, with so many threads; and the CPU seconds of all."""
    terms, taken = FilingTerms(SourceConfig(id="form", kind="form")), list[float]()
    with _forum() as folder, _opened(folder, mode) as store:
        until = time.perf_counter() + seconds

        def work(n: int) -> None:
            count = 0
            while (begun := time.perf_counter()) < until:
                count += 1
                key = f"key-of-{n:03d}-{count:07d}-made-for-the-bench"
                now = datetime.now(UTC)
                filing = Filing(
                    kind="contribution", form="contribution-1", filer=Filer(name=f"Filer {n}"),
                    answers=(FiledAnswer(question="q1", text=f"{n} {count} {_WORDS}"),),
                )  # fmt: skip
                item = Received(
                    external_id=filing_id("contribution", key), data=pack_filing(filing),
                    media_type=MEDIA_TYPE, received_at=now, channel="form",
                    fields=fields_of(filing),
                )  # fmt: skip
                store.filings.file(terms, item, key=key, at=now)
                taken.append(time.perf_counter() - begun)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(connections)]
        before = time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.process_time() - before
        assert store.count_submissions() == len(taken)
        assert store.verify_chain() is None
    return taken, spent


def _by_pages(mode: str, connections: int, seconds: float) -> tuple[list[float], float]:
    """The same by as many connections to the pages."""
    with _forum() as folder, _cores_apart() as core:
        command = [sys.executable, "-m", "bench.filing", _SERVE, str(folder), mode, core]
        environ = {**os.environ, "BPFORUM_SENDS_A_MINUTE": "10000000"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as server:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            try:
                taken = asyncio.run(_ask(address, connections, seconds))
            finally:
                server.terminate()
            spent = float(server.stdout.readline())
        with open_store(folder) as store:
            assert store.count_submissions() == len(taken)
            assert store.verify_chain() is None
    return taken, spent


async def _ask(address: str, connections: int, seconds: float) -> list[float]:
    """How long each filing took. Bytes are written to sockets and read from them, and no more: a
    client's own work must not stand between the moment of an answer and the clock."""
    host, port = urlsplit(address).hostname or "", urlsplit(address).port
    with urlopen(address + _HERE) as page:  # noqa: S310 - our own address
        found = re.search(r'name="form_token" value="(\w+)"', page.read().decode())
        cookie = page.headers["set-cookie"].partition(";")[0]
    assert found
    taken: list[float] = []
    streams = [await asyncio.open_connection(host, port) for _ in range(connections)]
    until = time.perf_counter() + seconds

    async def work(n: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        count = 0
        while time.perf_counter() < until:
            count += 1
            asked = _request(found[1], cookie, n, count)
            begun = time.perf_counter()
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            taken.append(time.perf_counter() - begun)
            assert head.startswith(b"HTTP/1.1 303"), head
            length = re.search(rb"content-length: (\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
        writer.close()

    await asyncio.gather(*(work(n, *stream) for n, stream in enumerate(streams)))
    return taken


def _request(token: str, cookie: str, n: int, count: int) -> bytes:
    body = urlencode(
        {
            "form_token": token, "act": "send", "name": f"Filer {n}",
            "key": f"key-of-{n:03d}-{count:07d}-made-for-the-bench",
            "answer-q1": f"{n} {count} {_WORDS}", "consent": "full",
        }
    )  # fmt: skip
    return (
        f"POST {_HERE} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


@contextmanager
def _cores_apart() -> Iterator[str]:
    """Asks on one core alone while this lasts; gives the core to serve on, empty where one has no
    say in it."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        yield ""
        return
    os.sched_setaffinity(0, {cores[-1]})
    try:
        yield str(cores[0])
    finally:
        os.sched_setaffinity(0, cores)


def _serve(folder: Path, mode: str, core: str = "") -> None:
    import socket

    import uvicorn

    from bpforum.settings import load_settings
    from bpforum.web.app import make_app
    from bpforum.web.site import Site

    if core:
        os.sched_setaffinity(0, {int(core)})
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    with _opened(folder, mode) as store:
        app = make_app(Site(folder, store, load_settings()))
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off")
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        before = time.process_time()
        # Uvicorn hands the signal on when it has ended: the figure is told before that.
        server = uvicorn.Server(config)
        with suppress(KeyboardInterrupt, SystemExit):
            signal.signal(signal.SIGTERM, lambda *_: None)
            server.run(sockets=[listener])
        print(time.process_time() - before, flush=True)


if __name__ == "__main__":
    main()
