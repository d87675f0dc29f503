"""Reads a forum's declaration, `forum.toml` with `programme.toml`, into a Forum; refuses to guess.

Every problem is listed at once: the key, its line, what is wrong and what to write instead.
"""

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from bpforum.errors import UnusableForum
from bpforum.forum_problems import Problem, cross_checks, problems_of
from bpforum.toml_lines import key_lines, line_of
from models.forum import Forum

_LARGEST = 4 * 1024 * 1024
END_OF_DAY = frozenset({"closes", "soft_at", "hard_at"})
"""A deadline given as a day holds until the day is over."""


def load_forum(folder: Path) -> Forum:
    """The forum that `folder` declares.

    Times without an offset are in the forum's time zone; a day alone is its beginning, and its
    last second for `closes`, `soft_at` and `hard_at`. Raises UnusableForum with every problem.
    """
    if not folder.is_dir():
        raise UnusableForum(f"There is no folder {folder}. Name the folder that holds forum.toml.")
    path = folder / "forum.toml"
    if not path.is_file():
        raise UnusableForum(
            f"{folder} has no forum.toml. Write one with at least [forum] id, title and cycle, "
            "and one [[sources]]; examples/forum.toml shows how."
        )
    return read_forum(_text(path), folder)


def read_forum(text: str, folder: Path) -> Forum:
    """The forum that `text` would declare as the forum.toml of `folder`, as `load_forum` has it."""
    content = _content(folder / "forum.toml", text)
    lines = {"forum.toml": key_lines(text)}
    if (programme := folder / "programme.toml").is_file():
        text = _text(programme)
        lines["programme.toml"] = key_lines(text)
        own = content.get("sessions", [])
        added = _programme(programme, text)
        content["sessions"] = [*own, *added] if isinstance(own, list) else own
        first = len(own) if isinstance(own, list) else 0
    else:
        first = None
    content = _aware(content, _zone(content))
    problems: list[Problem] = []
    forum = None
    try:
        forum = Forum.model_validate(content)
    except ValidationError as error:
        problems += problems_of(error, content)
    known = {problem.path for problem in problems}
    problems += [one for one in cross_checks(content, folder) if one.path not in known]
    # What a model says of the whole forum is said more exactly by the cross checks.
    if any(one.path for one in problems):
        problems = [one for one in problems if one.path]
    if problems or forum is None:
        raise _unusable(problems, lines, first)
    return forum


def _text(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise UnusableForum(f"{path} is larger than 4 MB; this cannot be a declaration.")
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnusableForum(
            f"{path.name}, line {line}: a character is not UTF-8; save the file as UTF-8."
        ) from error


def _content(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnusableForum(
            f"{path.name} is not TOML: {error}. Look at that line for a missing quotation mark, "
            "bracket or comma, or a key given twice."
        ) from error
    except RecursionError as error:
        raise UnusableForum(f"{path.name} is not TOML: brackets are nested too deeply.") from error


def _programme(path: Path, text: str) -> list[Any]:
    content = _content(path, text)
    others = sorted(set(content) - {"sessions"})
    if others or not isinstance(content.get("sessions", []), list):
        raise UnusableForum(
            f"programme.toml holds [[sessions]] alone; move {', '.join(others) or 'the rest'} "
            "to forum.toml."
        )
    return list(content.get("sessions", []))


def _zone(content: dict[str, Any]) -> ZoneInfo:
    head = content.get("forum")
    name = head.get("timezone", "UTC") if isinstance(head, dict) else "UTC"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        return ZoneInfo("UTC")  # the model says what is wrong with the name


def _aware(value: Any, zone: ZoneInfo, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _aware(one, zone, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_aware(one, zone, key) for one in value]
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        if key in ("dates", "issued_on"):  # these are kept as written
            return value.isoformat()
        at = time(23, 59, 59) if key in END_OF_DAY else time()
        return datetime.combine(value, at, tzinfo=zone)
    return value


def _unusable(
    problems: list[Problem], lines: dict[str, dict[tuple[str | int, ...], int]], first: int | None
) -> UnusableForum:
    """`first`: the number of the first session that comes from programme.toml."""
    said = []
    for one in problems:
        file, path = "forum.toml", one.path
        if first is not None and path[:1] == ("sessions",) and len(path) > 1:
            number = path[1]
            if isinstance(number, int) and number >= first:
                file, path = "programme.toml", ("sessions", number - first, *path[2:])
        line = line_of(lines[file], path)
        said.append((file, line or 0, f"{file}{f', line {line}' if line else ''}: {one}"))
    said.sort(key=lambda entry: entry[:2])
    messages = tuple(message for _, _, message in said)
    head = "The forum cannot be used yet:" if len(messages) > 1 else "The forum cannot be used:"
    return UnusableForum("\n".join([head, *(f"  {message}" for message in messages)]), messages)
