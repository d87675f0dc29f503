"""Where the comments of the record belong in a run's document; what has no place is orphaned.

Those on a published version are carried over by `text.anchoring`, as the public pages do; those of
other sources name a paragraph by its id, anchor, bookmark or number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bpforum.published.ground import Ground, commentable
from bpforum.text.anchoring import Carrier, Selection
from models.contribution import CommentTarget
from models.outcome import Outcome

_NUMBER = re.compile(r"(?:para(?:graph)?\.?\s*)?(\d{1,6})\.?", re.IGNORECASE)


@dataclass(frozen=True)
class CommentPlace:
    """A paragraph, or a section; both empty for what is on the whole, or has no place."""

    paragraph: str = ""
    section: str = ""
    given: str = ""
    """What its source says that it is on, where that is a part of the document."""


class CommentPlaces:
    """Places comments in `newer`; `older`: the ground of published versions, by id."""

    def __init__(self, newer: Outcome, older: Mapping[str, Ground]) -> None:
        self._sections = {p.id: s.id for s in newer.sections for p in s.paragraphs}
        self._known = frozenset(section.id for section in newer.sections)
        self._numbers = {p.n: p.id for p in newer.paragraphs if p.n is not None}
        self._new = commentable(newer)
        self._older = {name: ground.parts for name, ground in older.items()}
        self._carriers: dict[str, Carrier] = {}

    def find(self, on: CommentTarget | None) -> CommentPlace:
        """Where what is `on` something belongs now."""
        if on is None or on.scope in ("whole", "missing"):
            return CommentPlace()
        given = on.paragraph.strip()
        plain = given.lstrip("#§¶ ").removeprefix("_bpf_")
        paragraph = section = ""
        if on.document in self._older:
            carrier = self._carrier(on.document)
            if on.scope == "section":
                section = plain if plain in self._known else carrier.section(plain)
            else:
                selected = Selection(on.selection) if on.selection.strip() else None
                paragraph = next(iter(carrier.paragraph(plain, selected).paragraphs), "")
        elif on.scope == "section" and plain in self._known:
            section = plain
        else:
            paragraph = self._named(plain)
        return CommentPlace(paragraph, self._sections.get(paragraph, section), given)

    def _carrier(self, version: str) -> Carrier:
        if version not in self._carriers:
            self._carriers[version] = Carrier(self._older[version], self._new)
        return self._carriers[version]

    def _named(self, plain: str) -> str:
        if plain in self._sections:
            return plain
        digits = _NUMBER.fullmatch(plain)
        return self._numbers.get(int(digits[1]), "") if digits else ""
