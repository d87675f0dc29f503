"""Owns how long to wait before a service is asked again; waits for nothing itself."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from models.ids import digest

LONGEST = 300.0
"""In seconds; a service that wants more is left alone until the next collect."""
_FIRST = 1.0
_EPOCH_FROM = 1_000_000_000
"""A reset that is larger is a time since 1970, a smaller one is seconds from now."""


def wait_before(address: str, attempt: int) -> float:
    """Seconds before try `attempt` + 1: 1, 2, 4 … and up to as much again, which `address` decides.

    Several that fail together do not come back together; the same one waits the same each time.
    """
    base = min(_FIRST * 2.0 ** (attempt - 1), LONGEST / 2)
    share = int(digest(f"{attempt} {address}".encode())[:8], 16) / 0xFFFFFFFF
    return base * (1 + share)


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, a number or a date; None where it says neither."""
    words = headers.get("retry-after", "").strip()
    seconds = _number(words)
    if seconds is not None:
        return seconds
    try:
        at = parsedate_to_datetime(words)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def used_up(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds until more may be asked, where `X-RateLimit-Remaining` says that nothing is left."""
    if _number(headers.get("x-ratelimit-remaining", "")) != 0:
        return 0.0
    reset = _number(headers.get("x-ratelimit-reset", ""))
    if reset is None:
        return 0.0
    return max(0.0, reset - now.timestamp()) if reset > _EPOCH_FROM else reset


def in_words(seconds: float) -> str:
    """`90` → `90 seconds`, `7200` → `120 minutes`."""
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _number(words: str) -> float | None:
    words = words.strip()
    if not words.isascii() or not words.replace(".", "", 1).isdigit() or len(words) > 15:
        return None
    return float(words)
