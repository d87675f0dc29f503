"""Where comments belong in a version, or in a newer document; what has no place is listed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bpforum.commenting.comment import Comment
from bpforum.published.ground import Ground
from bpforum.text.anchoring import Carrier, Part, Place, Selection, find_exact

_CONTEXT = 64
"""Characters around selected words that tell one place from another."""


@dataclass(frozen=True)
class Placed:
    """A comment and where it belongs in one document."""

    comment: Comment
    paragraphs: tuple[str, ...] = ()
    section: str = ""
    """Of a comment on a section; else empty."""
    how: str = "same"
    span: tuple[int, int] | None = None

    @property
    def is_orphaned(self) -> bool:
        """Whether what it is about is nowhere in this document."""
        return self.how == "orphaned"


class Placing:
    """Places comments of earlier versions in `newer`; of `newer` itself where they are."""

    def __init__(self, newer: Ground, older: Mapping[str, Ground], name: str = "") -> None:
        """`older`: what is commented on in published versions, by id. `name`: of `newer`, if it
        is one."""
        self._name = name
        self._own = {one.id: one for one in newer.parts}
        self._sections = newer.sections
        self._parts = {version: ground.parts for version, ground in older.items()}
        self._carriers: dict[str, Carrier] = {}
        self._new = tuple(self._own.values())

    def place(self, comments: Iterable[Comment]) -> list[Placed]:
        """Each of `comments` with its place, in their order."""
        return [self._placed(one) for one in comments]

    def _placed(self, one: Comment) -> Placed:
        if one.scope in ("whole", "missing"):
            return Placed(one)
        if one.version == self._name:
            return self._at_home(one)
        if one.version not in self._parts:
            return Placed(one, how="orphaned")
        carrier = self._carrier(one.version)
        if one.scope == "section":
            section = one.paragraph if one.paragraph in self._sections else ""
            section = section or carrier.section(one.paragraph)
            return Placed(one, section=section, how="same" if section else "orphaned")
        place: Place = carrier.paragraph(one.paragraph, self._selection(one))
        return Placed(one, place.paragraphs, how=place.how, span=place.span)

    def _at_home(self, one: Comment) -> Placed:
        if one.scope == "section":
            known = one.paragraph in self._sections
            return Placed(one, section=one.paragraph if known else "",
                          how="same" if known else "orphaned")  # fmt: skip
        part = self._own.get(one.paragraph)
        if part is None:
            return Placed(one, how="orphaned")
        selected = selection_in(part.text, one)
        span = find_exact(part.text, selected) if selected else None
        return Placed(one, (part.id,), span=span)

    def _selection(self, one: Comment) -> Selection | None:
        parts = self._parts[one.version]
        text = next((part.text for part in parts if part.id == one.paragraph), "")
        return selection_in(text, one)

    def _carrier(self, version: str) -> Carrier:
        if version not in self._carriers:
            self._carriers[version] = _carrier(self._parts[version], self._new)
        return self._carriers[version]


def selection_in(text: str, one: Comment) -> Selection | None:
    """The words that a comment selected in `text`, with what stands around them."""
    words = one.selection.strip()
    if not words:
        return None
    at = one.selection_start
    if at is None or text[at : at + len(words)] != words:
        at = text.find(words)
    if at < 0:
        return Selection(words)
    end = at + len(words)
    return Selection(words, text[max(0, at - _CONTEXT) : at], text[end : end + _CONTEXT])


@lru_cache(maxsize=16)
def _carrier(old: tuple[Part, ...], new: tuple[Part, ...]) -> Carrier:
    """Kept as long as both documents are the same: comparing them is what takes time."""
    return Carrier(old, new)
