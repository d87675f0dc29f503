"""Reads what was typed after the command: folders and options; knows no command."""

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


def existing_forum(folder: Path) -> Path:
    """The folder itself, if a forum is in it; else UnusableForum, with how to make one."""
    if not (folder / "forum.toml").is_file():
        raise UnusableForum(
            f"There is no forum.toml in {folder}. Make a forum with: bpforum init {folder}"
        )
    return folder


def existing_run(folder: Path) -> Path:
    """The folder itself, or the newest run in it; UnusableForum if it is neither."""
    from bpforum.run_folder import MANIFEST, latest  # slow to import, as above

    if (folder / MANIFEST).is_file():
        return folder
    newest = latest(folder)
    if newest is None:
        raise UnusableForum(
            f"{folder} is no run folder: it has no {MANIFEST} and names no latest run."
        )
    return newest
