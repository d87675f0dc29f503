"""Sends the forum's mails and tells its hooks, in a thread of the worker; decides nothing."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bpforum.errors import BpforumError
from bpforum.mailing.hooks import tell_hooks
from bpforum.mailing.noticing import Noticing
from bpforum.mailing.rounds import deliver, delivery_of
from bpforum.settings import Settings
from bpforum.store import Store
from models.forum import Forum

_SECONDS = 15.0


class Post:
    """The rounds of a forum's post. A mail server that is slow keeps no run waiting."""

    def __init__(
        self, store: Store, folder: Path, settings: Settings, forum: Callable[[], Forum],
        tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._store, self._folder, self._settings = store, folder, settings
        self._forum, self._tell = forum, tell
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._rounds, daemon=True)
        self._said = ""

    def start(self) -> None:
        """Begins the rounds."""
        self._thread.start()

    def stop(self) -> None:
        """Ends them after the mail under way."""
        self._ending.set()
        self._thread.join(30)

    def round(self, at: datetime) -> None:
        """One round: what is new is found, what is due is sent, hooks are told."""
        forum = self._forum()
        base = self._settings.public_url or ""
        rooms = self._settings.notify_urls is not None
        Noticing(self._store, forum, self._folder, base, rooms=rooms).look(at=at)
        deliver(
            self._store, forum, self._settings, delivery_of(self._settings, self._folder), at=at
        )
        tell_hooks(self._store, forum, at=at)

    def _rounds(self) -> None:
        while not self._ending.wait(_SECONDS):
            try:
                self.round(datetime.now(UTC))
                self._said = ""
            except BpforumError as error:
                # Told once: the next rounds try again.
                if str(error) != self._said:
                    self._said = str(error)
                    self._tell(f"Mail: {error}")
