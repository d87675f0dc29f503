"""Owns how often one address may send: token buckets in this process, never in the database."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from fastapi import Depends, Request

from bpforum.web.security.roles import who

_MOST_ADDRESSES = 20_000


class TooOften(Exception):
    """An address sends more often than is allowed; `seconds` until it may again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


class Buckets:
    """For each key so many acts a minute and so many an hour; the oldest keys are forgotten."""

    def __init__(
        self, a_minute: int, an_hour: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rates = ((a_minute, 60.0), (an_hour, 3600.0))
        self._clock = clock
        self._kept: OrderedDict[str, list[tuple[float, float]]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str) -> int:
        """Counts an act; 0, or the seconds until there may be another one."""
        now = self._clock()
        with self._lock:
            levels = self._kept.pop(key, None) or [(float(most), now) for most, _ in self._rates]
            filled = [
                (min(most, level + (now - at) * most / span), now)
                for (level, at), (most, span) in zip(levels, self._rates, strict=True)
            ]
            waits = [
                (1 - level) * span / most
                for (level, _), (most, span) in zip(filled, self._rates, strict=True)
                if level < 1
            ]
            if not waits:
                filled = [(level - 1, at) for level, at in filled]
            self._kept[key] = filled
            while len(self._kept) > _MOST_ADDRESSES:
                self._kept.popitem(last=False)
        return int(max(waits)) + 1 if waits else 0


class Limit:
    """A route's limit by who sends: an account, else an address; routes with one `name` share it.

    `a_minute`: how often, or the setting that says it. In an hour it is ten times as often.
    """

    def __init__(self, name: str, a_minute: int | str) -> None:
        self.name, self.a_minute = name, a_minute

    def __call__(self, request: Request) -> None:
        """Lets the request through. Raises TooOften."""
        asked, settings = self.a_minute, request.app.state.site.settings
        most = asked if isinstance(asked, int) else int(getattr(settings, asked))
        all_buckets: dict[str, Buckets] = request.app.state.buckets
        buckets = all_buckets.setdefault(self.name, Buckets(most, 10 * most))
        account = who(request)
        address = request.client.host if request.client else "?"
        if seconds := buckets.take(account.id if account else address):
            raise TooOften(seconds)


SENDING = Depends(Limit("sending", "sends_a_minute"))
"""The dependency of every route that files something."""
SIGNING_IN = Depends(Limit("signing in", "sign_ins_a_minute"))
"""The dependency of routes that a password thief would try."""
UPLOADING = Limit("uploading", 60)
"""Of every request that brings a file: it is kept before anything is filed."""
