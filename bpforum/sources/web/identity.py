"""Owns how a service's own ids become external ids; refuses to let two things share one unseen."""

import json
from collections.abc import Iterable, Iterator

from models.forum import SourceConfig
from models.ids import digest
from models.submission import Received

LONGEST = 300
"""In characters; a longer id is cut, and told apart by its digest."""


def external_id_of(words: str) -> str:
    """`words` on one line; without strokes at its end, which would name a folder."""
    plain = " ".join(words.split()).rstrip("/ ")
    if len(plain) <= LONGEST:
        return plain
    return f"{plain[:LONGEST]} {digest(plain.encode('utf-8', 'replace'))[:12]}"


def edition_of(item: Received) -> str:
    """A short digest of an item as it is now: once edited, it has another."""
    return digest(item.external_id.encode("utf-8", "replace") + b"\n" + item.data)[:12]


def mark_of(config: SourceConfig) -> str:
    """What a source asks for, as a short digest: where it changed, old cursors count no more."""
    asked = config.model_dump(
        mode="json",
        include={"kind", "url", "since", "query", "items", "next", "columns", "questions"},
    )
    return digest(json.dumps(asked, sort_keys=True).encode())[:12]


class Taken:
    """What was handed over so far in one walk through a service's pages."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def fresh(self, items: Iterable[Received]) -> Iterator[Received]:
        """`items` without repetitions: pages shift while they are walked through.

        Something else under an id that was taken comes with `trouble`, under an id of its own.
        """
        for item in items:
            mark = digest(item.data)[:16]
            before = self._marks.get(item.external_id)
            if before is None:
                self._marks[item.external_id] = mark
                yield item
            elif before != mark:
                name = f"{item.external_id} ({mark[:12]})"
                if name in self._marks:
                    continue
                self._marks[name] = mark
                trouble = (
                    f"The service gives the id {item.external_id!r} to several things. Name what "
                    "is unique as the id, or add this one by hand."
                )
                yield item.model_copy(update={"external_id": name, "trouble": trouble})
