"""The worker: hands what waits in the queue to Prefect, one at a time, and lets schedules fire.

It holds no state that matters: killed anywhere, the next worker goes on from the store. Each run is
a process of its own (`flows/performing.py`), so that its memory goes with it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

from bpforum.errors import BpforumError, StoreError
from bpforum.forum_file import load_forum
from bpforum.run_folder import parent_of, remove_left
from bpforum.schedules import crons_of, missed
from bpforum.settings import load_settings
from bpforum.store import Store, open_store
from bpforum.store.run_lock import LEASE, new_owner
from flows import home
from flows.keeper import Keeper
from flows.performing import NO_PREFECT
from flows.post import Post
from models.forum import Forum
from models.run_request import RunEvent, RunKind, RunLock, WorkerSign

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

_LOOK_SECONDS = 1.0
_SIGN_SECONDS = 15.0
_PREFECT_SECONDS = 5.0
_GRACE = timedelta(seconds=60)
"""So late a scheduled time is that Prefect did not bring: then it was missed."""
_STOP_SECONDS = 10.0
_HEED = timedelta(seconds=10)
"""So long a run has to end by itself when somebody asked it to stop; then its process is killed."""
Tell = Callable[[str], None]


class Worker:
    """A forum's worker. `run` returns when it is told to end."""

    def __init__(self, folder: Path, out: str | None, tell: Tell, lease: timedelta) -> None:
        self._folder, self._out, self._tell, self._lease = folder.resolve(), out, tell, lease
        self._settings = load_settings()
        self.home = (self._settings.prefect_home or home.home_of(folder)).resolve()
        """Prefect's private home."""
        self._keeper = Keeper(self.home)
        self._forum = load_forum(folder)
        self._forum_time = self._toml_time()
        self._ending = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._sign = WorkerSign(
            owner=new_owner(), started_at=datetime.now(UTC), seen_at=datetime.now(UTC)
        )
        self._signed = self._asked = 0.0
        self._deployed: tuple[str, Forum, dict[RunKind, bool]] | None = None
        self._deployments: dict[RunKind, UUID] = {}
        self._stopped: list[UUID] = []
        """Prefect's runs whose processes were killed, since somebody asked to stop them."""
        self._told: dict[str, str] = {}

    def end(self) -> None:
        """Ends the run under way and the server; what was begun waits again."""
        self._ending.set()

    def run(self) -> None:
        """Works until `end`."""
        with open_store(self._folder, self._settings.database_url) as store:
            self._tell(f"Worker of {self._forum.forum.id}: waiting for requests")
            post = Post(store, self._folder, self._settings, lambda: self._forum, self._tell)
            post.start()
            try:
                while not self._ending.is_set():
                    try:
                        self._turn(store)
                    except StoreError as error:  # busy for long: look again
                        self._tell(str(error))
                    self._ending.wait(_LOOK_SECONDS)
            finally:
                self._stop_child(store)
                self._keeper.stop()
                post.stop()
                store.workers.leave(self._sign.owner)

    def _turn(self, store: Store) -> None:
        now = datetime.now(UTC)
        self._end_deaf_child(store, now)
        self._look_after_child()
        if back := store.run_requests.recover(at=now):
            self._tell(f"Run {back.id} had lost its process: {back.state}")
            if back.state == "stopped" and back.flow_run:
                self._asked = 0.0
                self._stopped.append(UUID(back.flow_run))
        self._look_at_forum()
        before = self._keeper.trouble
        ready = self._keeper.turn()
        if self._keeper.trouble and self._keeper.trouble != before:
            self._tell(self._keeper.trouble)
        self._give_sign(store, now)
        if ready and time.monotonic() > self._asked + _PREFECT_SECONDS:
            self._asked = time.monotonic()
            self._ask_prefect(store, now)
        self._catch_up(store, now)
        self._go_on(store, now, ready=ready)

    def _go_on(self, store: Store, now: datetime, *, ready: bool) -> None:
        """Begins what waits; or tells it why it goes on waiting."""
        waiting = [one for one in store.run_requests.open() if one.state == "waiting"]
        if not waiting or self._child is not None:
            return
        if not ready:
            if self._keeper.trouble:
                for one in waiting:
                    self._tell_once(store, one.id, now, self._keeper.trouble)
            return
        if store.run_requests.lock() is None:
            self._begin()

    def _begin(self) -> None:
        log = self._folder / ".bpforum" / "worker.log"
        arguments = [str(self._folder), self._out or "", str(self._lease.total_seconds())]
        with _opened(log) as output:
            self._child = subprocess.Popen(  # noqa: S603 - our own module, with paths of ours
                [sys.executable, "-m", "flows.performing", *arguments],
                env=home.without_prefect(dict(os.environ)) | self._keeper.environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

    def _look_after_child(self) -> None:
        """Reaps it: until then the system counts a killed one as there."""
        if self._child is None or (code := self._child.poll()) is None:
            return
        if self._child.stdin:
            self._child.stdin.close()
        process, self._child = self._child.pid, None
        if code == NO_PREFECT:
            self._keeper.doubt()
        elif code != 0:
            self._tell(f"The process of a run ended with {code}")
            remove_left(parent_of(self._forum, self._out), process)

    def _end_deaf_child(self, store: Store, now: datetime) -> None:
        """Kills a run that was asked to stop and does not: it may be deep in one long step."""
        lock = store.run_requests.lock() if self._child else None
        if self._child is None or lock is None or not self._is_childs(lock):
            return
        one = store.run_requests.get(lock.request)
        if one and one.stop_asked_at and now > one.stop_asked_at + _HEED:
            self._child.kill()
            self._child.wait()

    def _stop_child(self, store: Store) -> None:
        """The run under way goes back into the queue, as not tried."""
        if self._child is None:
            return
        self._child.terminate()
        if self._child.stdin:
            self._child.stdin.close()
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        lock = store.run_requests.lock()
        if lock and self._is_childs(lock):
            store.run_requests.release(
                lock.request, lock.owner, at=datetime.now(UTC), again=True,
                words="The worker was stopped. The run begins again when it is back.",
            )  # fmt: skip

    def _is_childs(self, lock: RunLock) -> bool:
        return self._child is not None and lock.owner.split(":")[1] == str(self._child.pid)

    def _look_at_forum(self) -> None:
        """Reads the forum again where it was changed; one that cannot be used is told once."""
        changed = self._toml_time()
        if changed == self._forum_time:
            return
        self._forum_time = changed
        try:
            self._forum = load_forum(self._folder)
        except BpforumError as error:
            self._tell(f"The schedule stays as it was. {error}")

    def _toml_time(self) -> int:
        try:
            return (self._folder / "forum.toml").stat().st_mtime_ns
        except OSError:
            return 0

    def _give_sign(self, store: Store, now: datetime) -> None:
        news = (self._keeper.url, self._keeper.trouble)
        same = news == (self._sign.prefect_url, self._sign.trouble)
        if same and self._signed and time.monotonic() < self._signed + _SIGN_SECONDS:
            return
        self._signed = time.monotonic()
        self._sign = self._sign.model_copy(
            update={"seen_at": now, "prefect_url": news[0], "trouble": news[1]}
        )
        store.workers.sign(self._sign)

    def _ask_prefect(self, store: Store, now: datetime) -> None:
        """Tells Prefect the schedules where they changed, and takes what it says is due."""
        from flows import deployments

        paused = {kind: act.paused for kind, act in store.schedules.pauses().items()}
        wanted = (self._keeper.url, self._forum, paused)
        try:
            with self._client() as client:
                if wanted != self._deployed:
                    self._deployments = deployments.synchronise(
                        client, self._forum, self._folder, paused
                    )
                    self._deployed = wanted
                while self._stopped:
                    deployments.dismiss(client, self._stopped[-1], "Somebody stopped it.")
                    self._stopped.pop()
                for kind, run in deployments.due_runs(client, self._deployments, now):
                    due = run.expected_start_time or now
                    asked = None
                    if not paused.get(kind):
                        asked = store.run_requests.fall_due(kind, due, at=now, flow_run=str(run.id))
                    if asked is None or asked.flow_run != str(run.id):
                        deployments.dismiss(client, run.id, "Another run stands for this time.")
        except StoreError:
            raise
        except Exception as error:  # of the network, of Prefect: whatever it is, people wait
            self._tell(f"Prefect's server could not be asked: {type(error).__name__}: {error}")
            self._keeper.doubt()

    def _client(self) -> "SyncPrefectClient":
        from prefect.client.orchestration import SyncPrefectClient

        told = self._keeper.environment
        return SyncPrefectClient(
            told["PREFECT_API_URL"], auth_string=told["PREFECT_API_AUTH_STRING"]
        )

    def _catch_up(self, store: Store, now: datetime) -> None:
        """Asks once for what was due while nobody was there, or while Prefect was down."""
        zone = self._forum.forum.timezone
        for kind, cron in crons_of(self._forum).items():
            since = store.schedules.know(kind, cron, zone, at=now)
            if store.schedules.paused(kind):
                continue
            last = store.run_requests.last_due(kind)
            due = missed(cron, zone, since=since, last_due=last, now=now - _GRACE)
            if due is None:
                continue
            asked = store.run_requests.fall_due(kind, due, at=now)
            if asked:
                self._tell_once(
                    store, asked.id, now,
                    f"It was due at {due:%Y-%m-%d %H:%M} UTC, when it could not begin.",
                )  # fmt: skip

    def _tell_once(self, store: Store, request: str, now: datetime, words: str) -> None:
        if self._told.get(request) != words:
            self._told[request] = words
            store.run_requests.tell(request, [RunEvent(at=now, words=words)])


def _opened(log: Path) -> IO[bytes]:
    """The log, begun anew when it has grown large."""
    large = log.exists() and log.stat().st_size > 5_000_000
    return log.open("wb" if large else "ab")


def work(
    folder: Path, out: str | None, tell: Tell, *, child: bool = False, lease: timedelta = LEASE
) -> None:
    """Runs a worker until SIGTERM or Ctrl-C; as somebody's `child` until standard input ends."""
    worker = Worker(folder, out, tell, lease)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.end())
    if child:
        threading.Thread(target=_end_with_parent, args=(worker,), daemon=True).start()
    with home.entered(worker.home, {}):
        worker.run()


def _end_with_parent(worker: Worker) -> None:
    """However the parent ends, our standard input ends with it."""
    while os.read(sys.stdin.fileno(), 4096):  # not the buffer: its lock is held at the end
        pass
    worker.end()
