"""Proposes how an answer of a JSON API can be mapped; a person decides, and nothing is collected.

Names of keys are looked at before values. What holds contact data is never proposed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bpforum.sources.moments import moment_of
from bpforum.sources.tables.column_words import field_of_header, is_private
from bpforum.sources.tables.mapping import toml_text

_MOST_LISTS, _MOST_ITEMS, _MOST_LEAVES, _DEEPEST = 200, 50, 300, 5
_IDS = ("id", "uuid", "guid", "_id", "key", "slug")
_NAMES = ("name", "display_name", "displayname", "username", "full_name", "author", "author_name")
_PEOPLE = ("author", "user", "creator", "commenter", "submitter", "from", "by", "contributor")
_TIMES = ("created_at", "createdat", "created", "date", "published", "published_at", "posted")
_NEXT = ("next", "next_page", "next_page_url", "nextpage", "next_url", "next_cursor", "nextcursor")
_LONG = 30
"""Characters: what people wrote is longer, somewhere."""


@dataclass(frozen=True)
class JsonProposal:
    """A mapping of an answer, in the words of `forum.toml`."""

    items: str
    next: str
    columns: dict[str, str]

    def toml(self) -> str:
        """Ready to paste into a source. Where no text was found, its place is shown."""
        lines = [f"items = {toml_text(self.items)}"] if self.items else []
        lines += [f"next = {toml_text(self.next)}"] if self.next else []
        has_text = any(name.startswith("text") for name in self.columns)
        columns = self.columns if has_text else {**self.columns, "text": "…"}
        pairs = ", ".join(f"{name} = {toml_text(path)}" for name, path in columns.items())
        return "\n".join([*lines, f"columns = {{ {pairs} }}"])


def propose_json(answer: Any) -> JsonProposal | None:
    """The likeliest mapping of `answer`; None where it has no list of objects."""
    found = [(path, items) for path, items in _lists(answer) if items]
    if not found:
        return None
    path, items = max(found, key=lambda one: _worth(one[1]))
    leaves = _by_path(items[:_MOST_ITEMS])
    columns: dict[str, str] = {}
    for name in ("external_id", "received_at", "name"):
        if place := _place(name, leaves, len(items[:_MOST_ITEMS])):
            columns[name] = place
    if text := _text(leaves, set(columns.values())):
        html = any("<" in value and "</" in value for value in _strings(leaves[text]))
        columns["text_html" if html else "text"] = text
    for place in leaves:
        known = field_of_header(place.rpartition(".")[2])
        taken = known is None or known[0] in columns or place in columns.values()
        if known and not taken and known[0] not in ("text", "external_id", "name", "received_at"):
            columns[known[0]] = place
    return JsonProposal(items=path, next=_next(answer), columns=columns)


def _lists(answer: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Lists of objects, from the outside in, with their paths."""
    waiting: list[tuple[str, Any, int]] = [("", answer, 0)]
    seen = 0
    while waiting and seen < _MOST_LISTS:
        path, value, depth = waiting.pop(0)
        seen += 1
        if isinstance(value, list):
            yield path, [one for one in value if isinstance(one, dict)]
        elif isinstance(value, dict) and depth < _DEEPEST:
            waiting += [
                (f"{path}.{key}" if path else str(key), inner, depth + 1)
                for key, inner in list(value.items())[:_MOST_LISTS]
                if isinstance(inner, dict | list)
            ]


def _worth(items: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """A list of what people wrote holds long texts; of several, the longer one."""
    leaves = _by_path(items[:_MOST_ITEMS])
    return (bool(_text(leaves, set())), len(items))


def _by_path(items: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """All single values of the items, by their paths."""
    found: dict[str, list[Any]] = {}
    for item in items:
        waiting: list[tuple[str, Any]] = [(str(key), value) for key, value in item.items()]
        while waiting:
            path, value = waiting.pop(0)
            if is_private(path.rpartition(".")[2]):
                continue
            if isinstance(value, dict):
                if path.count(".") < _DEEPEST - 1 and len(waiting) < _MOST_LEAVES:
                    waiting += [(f"{path}.{key}", inner) for key, inner in value.items()]
            elif isinstance(value, bool) or not isinstance(value, str | int):
                continue
            elif path in found or len(found) < _MOST_LEAVES:
                found.setdefault(path, []).append(value)
    return found


def _place(name: str, leaves: dict[str, list[Any]], items: int) -> str:
    """Where a field stands; empty where nothing looks like it."""
    for path in sorted(leaves, key=lambda path: path.count(".")):
        *above, last = path.lower().split(".")
        values = leaves[path]
        if name == "external_id":
            fits = last in _IDS and not above and len(set(map(str, values))) == items
        elif name == "received_at":
            fits = last in _TIMES and all(_is_time(value) for value in values)
        else:
            person = bool(above) and above[-1] in _PEOPLE
            fits = (last in _NAMES and person) or (last in _NAMES[1:] and not above)
        if fits:
            return path
    return ""


def _text(leaves: dict[str, list[Any]], taken: set[str]) -> str:
    """The text: known by its key, else the longest there is."""
    best, most = "", 0
    for path, values in leaves.items():
        length = max(map(len, _strings(values)), default=0)
        if path in taken or length < _LONG or _is_address(values):
            continue
        named = any(
            (known := field_of_header(part)) and known[0] == "text" for part in path.split(".")
        )
        rank = length + (1_000_000 if named else 0)
        if rank > most:
            best, most = path, rank
    return best


def _next(answer: Any) -> str:
    """Where the next page is told of; many say nothing there on the last."""
    levels = [("", answer)]
    if isinstance(answer, dict):
        levels += [(f"{key}.", value) for key, value in answer.items() if isinstance(value, dict)]
    for path, level in levels:
        for key, value in level.items() if isinstance(level, dict) else ():
            if str(key).lower() in _NEXT and isinstance(value, str | int | None):
                return f"{path}{key}"
    return ""


def _strings(values: Sequence[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _is_address(values: Sequence[Any]) -> bool:
    return all(value.startswith(("http:", "https:")) for value in _strings(values))


def _is_time(value: Any) -> bool:
    if isinstance(value, int):
        return len(str(value)) in (10, 13)
    return moment_of(value[:64], ZoneInfo("UTC")) is not None
