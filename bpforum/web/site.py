"""Owns what every page is made from: one forum's folder, its store and the settings."""

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from bpforum.profiles import load_profile
from bpforum.run_folder import latest
from bpforum.settings import Settings
from bpforum.store import Store
from models.forum import Forum
from models.profile import Profile

_DECLARATIONS = ("forum.toml", "programme.toml")


class Site:
    """What the pages of one forum share. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        settings: Settings,
        *,
        outputs: Path | None = None,
        hosts: Sequence[str] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`outputs`: where run folders go; by default where `bpforum compile` puts them.

        `hosts`: the names under which the pages may be asked for; any where empty. A page
        elsewhere could otherwise reach a server on this machine under a name of its own.
        """
        self.folder = folder
        self.store = store
        self.settings = settings
        self.now = clock
        self.secret = _secret(folder / ".bpforum" / "pages.secret")
        self._outputs = outputs
        self.hosts = tuple(hosts)
        self._lock = Lock()
        self._seen: tuple[tuple[int, int], ...] | None = None
        self._forum: Forum | None = None
        self._profile: tuple[tuple[object, ...], Profile] | None = None
        self.mistake: UnusableForum | None = None
        """Why forum.toml as it is now cannot be used, while the last one that could is."""

    @property
    def forum(self) -> Forum:
        """The forum as its folder declares it now, or as it last could be read.

        Raises UnusableForum where it never could.
        """
        seen = tuple(_stamp(self.folder / name) for name in _DECLARATIONS)
        # A page asks a dozen times. Only who sees a change waits for it: `_seen` is set last.
        if seen == self._seen and self._forum is not None:
            return self._forum
        with self._lock:
            if seen != self._seen:
                try:
                    self._forum, self.mistake = load_forum(self.folder), None
                except UnusableForum as mistake:
                    self.mistake = mistake
                self._seen = seen
            if self._forum is None:
                raise self.mistake or UnusableForum("The forum cannot be read.")
            return self._forum

    @property
    def profile(self) -> Profile:
        """The body's lists and rules: read again where the forum names, or has, others."""
        name = self.forum.forum.profile
        own = sorted((self.folder / "profiles").glob("*.toml"))
        seen = (name, *(str(path) for path in own), *map(_stamp, own))
        kept = self._profile
        if kept is None or kept[0] != seen:
            kept = self._profile = (seen, load_profile(name, self.folder))
        return kept[1]

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the forum's times are shown in."""
        return ZoneInfo(self.forum.forum.timezone)

    @property
    def outputs(self) -> Path:
        """Where this forum's run folders are."""
        head = self.forum.forum
        return self._outputs or Path("outputs") / head.id / head.cycle

    @property
    def newest_run(self) -> Path | None:
        """The newest run folder, if there is one."""
        return latest(self.outputs)

    @property
    def is_secure(self) -> bool:
        """Whether the pages are reached over https."""
        return urlsplit(self.settings.public_url or "").scheme == "https"


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _secret(path: Path) -> bytes:
    """What CSRF tokens are made with: of this forum alone, and the same after a restart."""
    with suppress(FileExistsError):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w") as opened:
            opened.write(secrets.token_hex(32))
    return path.read_bytes()
