"""Owns finding values in a JSON answer by dotted paths; refuses to guess where a path is wrong."""

from collections.abc import Iterator
from typing import Any

from bpforum.errors import SourceRefused
from bpforum.readers.characters import clean_line
from bpforum.readers.masking import mask
from bpforum.sources.web.answer import Answer

LARGEST = 16 * 2**20
"""In bytes, of one answer: what is packed most tightly takes some thirty times as much memory."""
MOST_ITEMS = 50_000
"""In one answer."""

_MOST_KEYS = 30


class NoSuchPath(Exception):
    """A path leads nowhere; says which keys there are instead."""


def content_of(answer: Answer) -> Any:
    """What an answer says. Raises SourceRefused for what is no JSON, or more than is taken."""
    if len(answer.body) > LARGEST:
        raise SourceRefused(
            f"{answer.url} answered more than {LARGEST // 2**20} MB of JSON at once. Ask for "
            "smaller pages with the source's query."
        )
    return answer.json()


def list_at(answer: Any, path: str) -> list[Any]:
    """The list at `path`: `data.comments`, `threads[].replies`, or nothing for the answer itself.

    A `null` is an empty list. Raises NoSuchPath for what is no list.
    """
    found = find(answer, path)
    if found is None:
        return []
    if isinstance(found, list):
        if len(found) > MOST_ITEMS:
            raise NoSuchPath(f"{_named(path)} is a list of {len(found)}; ask for smaller pages")
        return found
    raise NoSuchPath(f"{_named(path)} is no list but {kind_of(found)}")


def find(value: Any, path: str) -> Any:
    """What stands at `path`; with `[]` in it, a list of all that does. Raises NoSuchPath.

    A part is a key, a key with `[]` (each element of its list) or `[2]` (the third). Keys with dots
    in them are found too. Below a `null` stands `null`.
    """
    steps = [step for step in _steps(path) if step]
    found = [value]
    many = False
    at = 0
    while at < len(steps):
        if steps[at] == "[]":
            many, found, at = True, list(_elements(found, path)), at + 1
            continue
        reached, used = [], 1
        missing: Any = None
        for one in found:
            try:
                inner, used = _inner(one, steps, at)
                reached.append(inner)
            except KeyError:
                missing = one
        if found and not reached:
            raise NoSuchPath(
                f"there is no {steps[at]!r} in {_named('.'.join(steps[:at]))}: {kind_of(missing)}"
            )
        found, at = reached, at + used
    return found if many else found[0]


def words_of(value: Any) -> str:
    """A value as words: a list's parts by commas. Raises NoSuchPath for an object."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, list):
        parts = []
        for one in value:
            if isinstance(one, list):
                raise NoSuchPath("it is a list of lists")
            parts.append(words_of(one).strip())
        return ", ".join(part for part in parts if part)
    raise NoSuchPath(f"it is {kind_of(value)}")


def kind_of(value: Any) -> str:
    """What a value is, in words, with the keys of an object."""
    if isinstance(value, dict):
        keys = [clean_line(str(key))[:60] for key in list(value)[:_MOST_KEYS]]
        more = " …" if len(value) > _MOST_KEYS else ""
        return f"an object with the keys {', '.join(keys)}{more}" if keys else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None:
        return "null"
    return f"the value {mask(clean_line(words_of(value)))[:60]!r}"


def _steps(path: str) -> Iterator[str]:
    """`a.b[].c[0]` → a, b, [], c, [0]; `$` at the beginning stands for the answer itself."""
    for part in path.strip().removeprefix("$").split("."):
        name, *brackets = part.split("[")
        yield name.strip()
        for bracket in brackets:
            yield f"[{bracket.strip()}"


def _inner(value: Any, steps: list[str], at: int) -> tuple[Any, int]:
    """What stands in `value` at the step `at`, and how many steps its key takes up."""
    if value is None:
        return None, 1
    step = steps[at]
    if isinstance(value, list):
        number = step.strip("[]")
        if number.isascii() and number.isdigit() and len(number) < 7 and int(number) < len(value):
            return value[int(number)], 1
    if isinstance(value, dict):
        for end in range(at + 1, len(steps) + 1):
            key = ".".join(steps[at:end])
            if key in value:
                return value[key], end - at
    raise KeyError(step)


def _elements(found: list[Any], path: str) -> Iterator[Any]:
    for one in found:
        if isinstance(one, list):
            yield from one
        elif one is not None:
            raise NoSuchPath(f"{_named(path)} has [] where no list is but {kind_of(one)}")


def _named(path: str) -> str:
    return repr(path) if path.strip("$ ") else "the answer"
