"""Owns how a source's place is written between two collects; refuses nothing: what is no place of
ours is the beginning, and everything is walked again."""

import json
from collections.abc import Mapping
from typing import Any


def read_cursor(cursor: str) -> dict[str, Any]:
    """What `write_cursor` wrote; empty where it did not."""
    try:
        state = json.loads(cursor) if cursor else {}
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def write_cursor(state: Mapping[str, Any]) -> str:
    """`state` as JSON: equal places are equal text."""
    return json.dumps(state, sort_keys=True, separators=(",", ":"))
