"""The pages are killed at any moment while people file: what had a receipt is there, once."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from bpforum.store import open_store
from bpforum.store.filings import edit_token, filing_id
from models.ids import digest
from tests.web.conftest import FORUM

ROOT = Path(__file__).parents[2]
CLIENTS = 8
_START_SECONDS = 120
HERE = "/calls/call-1/contribute"


@contextmanager
def _serving(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """The pages in a process of their own, and where they are."""
    log = folder.parent / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bpforum.cli", "serve", str(folder), "--port", "0",
             "--no-worker"],
            stdout=output, stderr=output, cwd=folder.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), "BPFORUM_SENDS_A_MINUTE": "1000000"},
        )  # fmt: skip
        try:
            until = time.monotonic() + _START_SECONDS
            while not (found := re.search(r"(http://127\.0\.0\.1:\d+)/\n", log.read_text())):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, "it does not say where the pages are"
                time.sleep(0.05)
            yield process, found[1]
        finally:
            process.kill()
            process.wait()


class _Filer:
    """One who files again and again, and files again what was not answered."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.count = 0
        self.open: list[tuple[str, str]] = []
        """What was sent without an answer: key and words."""
        self.receipts: dict[str, str] = {}
        """Key → the words that had a receipt under it."""

    def work(self, address: str, ended: threading.Event, acknowledged: threading.Event) -> None:
        """Until the pages are gone."""
        try:
            with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
                page = client.get(HERE).text
                token = re.search(r'name="form_token" value="(\w+)"', page)
                assert token
                for key, words in list(self.open):
                    self._file(client, token[1], key, words, acknowledged)
                while not ended.is_set():
                    self.count += 1
                    key = f"key-of-{self.n:02d}-{self.count:06d}-made-for-this-test"
                    words = f"Filer {self.n} says for the {self.count}th time that masts are idle."
                    self.open.append((key, words))
                    self._file(client, token[1], key, words, acknowledged)
        except httpx.HTTPError:
            pass

    def _file(
        self, client: httpx.Client, token: str, key: str, words: str, acknowledged: threading.Event
    ) -> None:
        answer = client.post(
            HERE,
            data={"form_token": token, "key": key, "act": "send", "answer-q1": words,
                  "name": f"Filer {self.n}", "consent": "full"},
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == f"/filed/{edit_token(key)}"
        self.receipts[key] = words
        self.open.remove((key, words))
        acknowledged.set()


def _killed(folder: Path, filers: list[_Filer], seconds: float | None) -> None:
    """Lets them all file; kills the pages so long after the first receipt, or lets them end."""
    with _serving(folder) as (process, address):
        ended, acknowledged = threading.Event(), threading.Event()
        threads = [
            threading.Thread(target=one.work, args=(address, ended, acknowledged)) for one in filers
        ]
        for thread in threads:
            thread.start()
        assert acknowledged.wait(60)
        time.sleep(seconds if seconds is not None else 1.0)
        if seconds is not None:
            process.send_signal(signal.SIGKILL)
        ended.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()


def _look(folder: Path, filers: list[_Filer]) -> None:
    """Nothing with a receipt is missing, nothing is there twice, and the chain is whole."""
    with open_store(folder) as store:
        assert store.verify_chain() is None
        submissions = store.submissions()
        there = Counter(one.external_id for one in submissions)
        assert set(there.values()) <= {1}, "something is there twice"
        promised = {filing_id("contribution", key): words
                    for one in filers for key, words in one.receipts.items()}  # fmt: skip
        assert set(promised) <= set(there), "something with a receipt is gone"
        for one in submissions:
            data = store.blob(one.digest)
            assert digest(data) == one.digest
            if one.external_id in promised:
                assert promised[one.external_id].encode() in data
    with sqlite3.connect(folder / ".bpforum" / "store.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def _kill_again_and_again(tmp_path: Path, moments: int) -> None:
    folder = tmp_path / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(re.sub(r"closes = \S+", "", FORUM, count=1))
    filers = [_Filer(n) for n in range(CLIENTS)]
    for seconds in np.random.default_rng(moments).uniform(0.0, 0.9, moments):
        _killed(folder, filers, float(seconds))
        _look(folder, filers)
    _killed(folder, filers, None)
    _look(folder, filers)
    assert not any(one.open for one in filers), "what was not answered was filed again"
    filed = sum(len(one.receipts) for one in filers)
    with open_store(folder) as store:
        assert store.count_submissions() == filed
    assert filed > moments * CLIENTS / 4
    print(f"{moments} kills, {filed} receipts, none lost, none twice")  # noqa: T201 - for the drill


pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


def test_killed_while_eight_people_file_nothing_with_a_receipt_is_lost(tmp_path: Path) -> None:
    _kill_again_and_again(tmp_path, 4)


@pytest.mark.slow
def test_killed_fifty_times_nothing_with_a_receipt_is_lost(tmp_path: Path) -> None:
    _kill_again_and_again(tmp_path, 50)
