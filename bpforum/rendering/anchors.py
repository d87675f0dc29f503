"""Owns where each reference of an outcome leads, forth and back; refuses dead links.

Both faces ask here, so that a link exists in Word exactly where it exists on the page.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from bpforum.rendering.characters import legal
from models.outcome import Chart, Citation, Outcome, ParagraphBlock, Run, Section, Table

_SCHEMES = ("http", "https", "mailto")


class Target(NamedTuple):
    """Where a link leads: an id of this outcome, or an address outside."""

    id: str = ""
    address: str = ""


class Anchors:
    """The ids of one outcome: their numbers, what cites them, and what may be linked."""

    def __init__(self, outcome: Outcome) -> None:
        self._entries = {entry.reference: entry.paragraph for entry in outcome.sources}
        self._printed = dict(_numbered_as(outcome))
        self._captions = dict(_captions(outcome))
        self._begins = dict(_beginnings(outcome))
        self._back = self._backward(outcome)

    def entry(self, citation: Citation) -> str:
        """The id of the annex entry that `citation` points to; empty where it has none."""
        found = self._entries.get(citation.contribution, "")
        return found if found in self._printed else ""

    def back(self, paragraph: str) -> tuple[tuple[str, str], ...]:
        """(id, words of the link) for every paragraph that cites the entry `paragraph`, in order.

        `¶ 12`, and `·2`, `·3` for further paragraphs without a number of their own after it.
        """
        places: list[tuple[str, str]] = []
        number, same = "", 0
        for one in self._back.get(paragraph, ()):
            same = same + 1 if places and self._printed[one] == number else 1
            number = self._printed[one]
            places.append((one, f"¶\u00a0{number}".strip() if same == 1 else f"·{same}"))
        return tuple(places)

    def begins(self, section: str) -> str:
        """The number of the first paragraph in `section` or below it; empty where none has one."""
        return self._begins[section]

    def caption(self, block: str) -> str:
        """`Table 3` or `Figure 1` for the table or chart `block`, in the document's language."""
        return self._captions[block]

    def target(self, run: Run) -> Target:
        """Where a `link` run leads: nowhere, where the id is missing or the scheme is not safe."""
        if run.target.startswith("#"):
            return Target(id=run.target[1:] if run.target[1:] in self._printed else "")
        try:
            parts = urlsplit(run.target)
        except ValueError:
            return Target()
        safe = parts.scheme in _SCHEMES and (parts.netloc or parts.scheme == "mailto")
        return Target(address=legal(run.target) if safe else "")

    def href(self, name: str) -> str:
        """What a link to the id `name` says: here everything stands on one page."""
        return f"#{name}"

    def row(self, target: str) -> str:
        """The id that a table's row links to, or nothing."""
        target = target.removeprefix("#")
        return target if target in self._printed else ""

    def _backward(self, outcome: Outcome) -> dict[str, list[str]]:
        citing: dict[str, dict[str, None]] = {}
        for paragraph in outcome.paragraphs:
            for citation in paragraph.citations:
                entry = self.entry(citation)
                if entry and entry != paragraph.id:
                    citing.setdefault(entry, {})[paragraph.id] = None
        for source in outcome.sources:
            known = [one for one in source.cited_in if one in self._printed]
            citing.setdefault(source.paragraph, {}).update(dict.fromkeys(known))
        place = {one: at for at, one in enumerate(self._printed)}
        return {entry: sorted(found, key=place.__getitem__) for entry, found in citing.items()}


def _numbered_as(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Each id with the paragraph number that a reader finds it by: its own, else the one before."""
    number = ""
    for section in outcome.sections:
        yield section.id, number
        inside = {paragraph.id: paragraph for paragraph in section.paragraphs}
        for block in section.blocks:
            if isinstance(block, ParagraphBlock):
                ids: tuple[str, ...] = (block.paragraph,)
            else:
                yield block.id, number
                ids = () if isinstance(block, Table | Chart) else tuple(i for _, i in block.fields)
            for one in ids:
                if inside[one].n is not None:
                    number = str(inside[one].n)
                yield one, number


def _captions(outcome: Outcome) -> Iterator[tuple[str, str]]:
    tables = figures = 0
    for section in outcome.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                yield block.id, f"{outcome.words.table} {tables}"
            elif isinstance(block, Chart):
                figures += 1
                yield block.id, f"{outcome.words.figure} {figures}"


def _beginnings(outcome: Outcome) -> Iterator[tuple[str, str]]:
    waiting: list[Section] = []
    for section in outcome.sections:
        for one in [one for one in waiting if one.level >= section.level]:
            waiting.remove(one)
            yield one.id, ""
        waiting.append(section)
        first = min((one.n for one in section.paragraphs if one.n is not None), default=None)
        if first is not None:
            yield from ((one.id, str(first)) for one in waiting)
            waiting = []
    yield from ((one.id, "") for one in waiting)
