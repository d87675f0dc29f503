"""Reads what services answer, whatever it is: no answer makes these functions fail or guess."""

import html
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from bpforum.readers.characters import clean_line
from bpforum.readers.masking import mask
from bpforum.sources.moments import moment_of
from models.base import Instant
from models.ids import digest
from models.submission import Received

LONGEST_WORDS = 500
_LARGEST_NUMBER = 2**53
_MOST_KEPT = 200_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UTC = ZoneInfo("UTC")


def object_of(value: Any) -> dict[str, Any]:
    """`value`, where it is a JSON object; else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """`value`, where it is a JSON list; else an empty one."""
    return value if isinstance(value, list) else []


def words_of(value: Any) -> str:
    """One line of clean words, at most 500 characters, of a text, number or truth value."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)[:40]
    return clean_line(value[: 4 * LONGEST_WORDS])[:LONGEST_WORDS] if isinstance(value, str) else ""


def plain_words_of(value: Any) -> str:
    """The same for a text in HTML: entities become characters, tags go."""
    bare = _TAG.sub("", value[: 8 * LONGEST_WORDS]) if isinstance(value, str) else ""
    return words_of(html.unescape(bare))


def name_of(value: Any) -> str:
    """A person's name; some give their e-mail address for one, and it is masked."""
    return mask(plain_words_of(value))


def number_of(value: Any) -> int | None:
    """A whole number from 0 up, as ids and counts are, also where it is written as a text."""
    if isinstance(value, str) and len(value) <= 16 and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_NUMBER else None


def instant_of(value: Any) -> Instant | None:
    """The point in time that `value` names; one without an offset is in UTC."""
    return moment_of(value[:64], _UTC) if isinstance(value, str) else None


def dated(fields: dict[str, str], value: Any, otherwise: Instant) -> tuple[dict[str, str], Instant]:
    """When a thing came, by what its service says; what cannot be read is told in the fields."""
    at = instant_of(value)
    if at is not None:
        return fields, at
    problem = "its service gives no time that can be understood; the time of collecting counts"
    return {**fields, "received_at_problem": problem}, otherwise


def unusable(item: Any, why: str, at: Instant, external_id: str = "") -> Received:
    """What cannot be taken in as it is: kept as it came, as JSON, with the reason."""
    try:
        kept = json.dumps(item, sort_keys=True, separators=(",", ":")).encode()
    except RecursionError:
        kept = b"nested too deeply to be kept"
    return Received(
        external_id=external_id or f"unknown-{digest(kept)[:16]}",
        data=kept[:_MOST_KEPT],
        media_type="application/json",
        received_at=at,
        channel="service",
        trouble=why,
    )
