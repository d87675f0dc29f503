"""What the checks of a run need to know of one contribution; judges nothing."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from bpforum.drafting.known_names import names_under
from bpforum.drafting.material import is_public
from bpforum.plain_values import Fields, PlainValues
from bpforum.validation.fates import EMBARGO_FLAG
from models.contribution import Contribution

_PARTS = re.compile(r"[,;()]")
_NEEDED: Fields = {
    "reference": {}, "kind": {}, "fate": {}, "title": {}, "text": {}, "audience": {}, "flags": {},
    "consent": {"scope": {}}, "session": {}, "session_note": {"lines": {"held_by": {}}},
    "contributors": {"name": {}, "organisation": {}, "listed_as": {}},
}  # fmt: skip


class Brief(NamedTuple):
    """A contribution or comment as far as it has to be known."""

    reference: str
    kind: str
    fate: str | None
    title: str
    text: str
    is_public: bool
    """Whether the public view may know of it at all."""
    scope: str | None
    """Of consent."""
    people: tuple[tuple[str, str, str], ...]
    """Of each who stands behind it: name, organisation, and how to be listed."""
    session: str | None
    held_by: tuple[str, ...] | None
    """For each line of a session's note who held it; None for what is no note."""

    @property
    def may_name(self) -> bool:
        """Whether everybody may know who sent it."""
        return self.is_public and self.scope == "full"

    @property
    def may_print(self) -> bool:
        """Whether everybody may read its words."""
        return self.is_public and self.scope in ("full", "name_withheld")

    @property
    def names(self) -> set[str]:
        """Every name under which those behind it could be recognised."""
        return {name for who in self.people for name in names_under(who)}

    @property
    def holders(self) -> set[str]:
        """Whom the lines of a note name one by one."""
        return {part.strip() for one in self.held_by or () for part in _PARTS.split(one)} - {""}

    @property
    def is_guarded(self) -> bool:
        """Whether anything of it has to be looked for: in a large forum that is little."""
        return not self.may_name or self.held_by is not None


def brief_of(one: Contribution) -> Brief:
    """Of a contribution in memory."""
    note = one.session_note
    return Brief(
        one.reference, one.kind, one.fate, one.title, one.text, is_public(one), one.consent.scope,
        tuple((who.name, who.organisation, who.listed_as) for who in one.contributors),
        one.session, None if note is None else tuple(line.held_by for line in note.lines),
    )  # fmt: skip


def brief_in(text: bytes, *, is_sound: bool = False) -> Brief:
    """Of a contribution's JSON. Raises ValidationError.

    `is_sound`: it was found to be as its model says before, so that less of it is looked at.
    """
    return brief_from((_needed() if is_sound else _all()).read(text))


def brief_from(one: Mapping[str, Any]) -> Brief:
    """Of a contribution's fields."""
    people, note = one["contributors"], one["session_note"]
    return Brief(
        one["reference"], one["kind"], one["fate"], one["title"], one["text"],
        one["audience"] == "public" and EMBARGO_FLAG not in one["flags"], one["consent"]["scope"],
        tuple([(who["name"], who["organisation"], who["listed_as"]) for who in people]),
        one["session"], None if note is None else tuple(line["held_by"] for line in note["lines"]),
    )  # fmt: skip


@cache
def _all() -> PlainValues:
    return PlainValues(Contribution)


@cache
def _needed() -> PlainValues:
    return PlainValues(Contribution, only=_NEEDED)
