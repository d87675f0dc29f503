"""Reads what was typed as an option of the command; knows no command."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bpforum.errors import UnusableForum

_SWITCHED = ("hold", "pin", "set_aside", "clear", "publish")
"""Kinds of decisions of which a value of true or false is no word."""


def read_instant(option: str, words: str, folder: Path) -> datetime:
    """An ISO date or time; without a zone it is in the forum's. A date means the day's end."""
    from bpforum.forum_file import load_forum  # slow to import, and a command must answer at once

    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise UnusableForum(
            f"{option}: {words!r} is no date or time; write 2026-09-16 or 2026-09-16T12:00Z"
        ) from error
    if len(words) == 10:
        at = at.replace(hour=23, minute=59, second=59)
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(load_forum(folder).forum.timezone))


def read_value(kind: str, words: str) -> Any:
    """JSON where it is an object, a list, or a switch's true or false; else the words."""
    if words[:1] in ("{", "[") or (kind in _SWITCHED and words in ("true", "false")):
        try:
            return json.loads(words)
        except ValueError as error:
            raise UnusableForum(f"--value is not JSON: {error}") from error
    return words
