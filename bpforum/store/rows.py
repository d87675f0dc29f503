"""Turns instants and JSON into the text that rows hold, and back; refuses naive times and NaN."""

import json
from datetime import UTC, datetime
from typing import Any

from models.base import Instant


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values are equal text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def text_of(at: Instant) -> str:
    """`2026-05-04T23:59:00.000000Z`: fixed width, so that text sorts as time does."""
    if at.tzinfo is None:
        raise ValueError("a time without an offset")
    in_utc = at.astimezone(UTC)
    # strftime does not pad years before 1000.
    return in_utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_of(text: str) -> Instant:
    """The instant that `text_of` wrote."""
    return datetime.fromisoformat(text)
