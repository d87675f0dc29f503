"""Finds the line on which a key of a TOML text stands; refuses to parse values.

tomllib gives no positions. This looks at table headers and at keys that begin a line, which is how
people write `forum.toml`; for a key inside an inline table it gives the line of the table.
"""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_TRIPLE = re.compile(r'"""|\'\'\'')


def key_lines(text: str) -> dict[Path, int]:
    """For each path such as `("sources", 0, "kind")` the number of its line, from 1."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _outside_strings(text):
        if header := _HEADER.match(line):
            table = _resolved(_parts(header[2]), counts)
            if header[1] == "[[":
                lines.setdefault(table, number)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_parts(key[1])), number)
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the nearest table or key that holds it."""
    for end in range(len(path), 0, -1):
        if found := lines.get(path[:end]):
            return found
    return None


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _resolved(parts: list[str], counts: dict[Path, int]) -> Path:
    """`calls.questions` below the second `[[calls]]` is `("calls", 1, "questions")`."""
    path: Path = ()
    for at, part in enumerate(parts):
        path = (*path, part)
        if at < len(parts) - 1 and path in counts:
            path = (*path, counts[path])
    return path


def _outside_strings(text: str) -> Iterator[tuple[int, str]]:
    """The lines that do not begin inside a multi-line string, with their numbers."""
    closing = ""
    for number, line in enumerate(text.splitlines(), 1):
        inside, rest = bool(closing), line
        while True:
            if closing:
                _, mark, rest = rest.partition(closing)
                if not mark:
                    break
                closing = ""
            elif opened := _TRIPLE.search(rest):
                closing, rest = opened[0], rest[opened.end() :]
            else:
                break
        if not inside:
            yield number, line
