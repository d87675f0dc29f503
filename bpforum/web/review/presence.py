"""Who looks at the draft now, and at what: kept in this process alone, and forgotten in minutes."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(seconds=100)


@dataclass(frozen=True)
class Seen:
    """Somebody's last look."""

    name: str
    where: str
    """A page of the review, or a paragraph's id."""
    at: datetime


class Presence:
    """The last look of each account. Safe to use from several threads."""

    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}
        self._lock = threading.Lock()

    def look(self, account: str, name: str, where: str, now: datetime) -> list[Seen]:
        """Remembers a look; the others who are here, by name."""
        with self._lock:
            self._seen[account] = Seen(name, where, now)
            for one in [a for a, seen in self._seen.items() if now - seen.at > LASTS]:
                del self._seen[one]
            others = [seen for a, seen in self._seen.items() if a != account]
        return sorted(others, key=lambda seen: seen.name)
