"""Reads what a decision about themes asks for; applies none, and knows no run.

Every function takes a decision's value and raises NotApplicable, in words for the person who
decided, where it is not what the kind of decision needs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from models.forum import PinnedTheme
from models.passage import PassageKind, UnplacedKind

UNPLACED: Mapping[str, UnplacedKind] = {
    "fits_no_theme": "fits_no_theme",
    "not_decided": "not_decided",
    "not_substantive": "not_substantive",
}
"""Where a person may put a passage that is to stand in no theme."""
SUBSTANTIVE = "substantive"
"""In place of a theme: it says something after all, and stands where the machine has it."""
NO_KIND = "none"
DISCUSS = "discuss"
"""In place of a disposition, in what somebody recommends."""
MACHINES_OWN = re.compile(r"theme-\d+")
"""Ids that the machine gives: no person's theme may have one."""
_PASSAGE = re.compile(r"p[0-9a-f]{12}")
_REFERENCE = re.compile(r"C-\d{4,}")


class NotApplicable(Exception):
    """Carries the reason, in words for the person who decided."""


def is_passage(target: str) -> bool:
    """Whether it is written as the ids of passages are."""
    return _PASSAGE.fullmatch(target) is not None


def is_reference(target: str) -> bool:
    """Whether it is written as references are."""
    return _REFERENCE.fullmatch(target) is not None


def words(value: Any, what: str) -> str:
    """The words that a value is, or the only words in it: `{"label": "…"}` says the same."""
    if isinstance(value, dict) and len(value) == 1:
        [value] = value.values()
    if not isinstance(value, str) or not value.strip():
        raise NotApplicable(f"value must be {what}")
    return value.strip()


def place(value: Any) -> str:
    """A theme's id, one of `UNPLACED`, or `SUBSTANTIVE`."""
    return words(value, f"a theme's id, or {', '.join(UNPLACED)}, {SUBSTANTIVE}")


@dataclass(frozen=True)
class Part:
    """What a split asks for."""

    label: str
    passages: tuple[str, ...]


def part(value: Any) -> Part:
    """`{"label": …, "passages": […]}`."""
    needed = 'value must be {"label": …, "passages": [passage ids]}'
    if not isinstance(value, dict):
        raise NotApplicable(needed)
    found = passages(value.get("passages"), needed)
    return Part(words(value.get("label"), 'an object with a "label"'), found)


def passages(value: Any, needed: str) -> tuple[str, ...]:
    """A list of ids, each once; at least one."""
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise NotApplicable(needed)
    return tuple(dict.fromkeys(value))


@dataclass(frozen=True)
class Link:
    """With which passages the target is to stand, or not; `holds` False takes that back."""

    passages: tuple[str, ...]
    holds: bool = True


def link(value: Any) -> Link:
    """A passage's id, a list of them, or `{"passages": […], "holds": false}`."""
    needed = 'value must be a passage\'s id, a list of them, or {"passages": […], "holds": false}'
    holds = True
    if isinstance(value, dict):
        holds, value = value.get("holds", True), value.get("passages")
    if isinstance(value, str):
        value = [value]
    if not isinstance(holds, bool):
        raise NotApplicable(needed)
    return Link(passages(value, needed), holds)


def switch(value: Any) -> bool:
    """True where nothing is said; `true`, `false` or `{"holds": false}`."""
    if isinstance(value, dict) and set(value) == {"holds"}:
        value = value["holds"]
    said = {None: True, "": True, "true": True, "false": False, True: True, False: False}
    if isinstance(value, list | dict) or value not in said:
        raise NotApplicable("value must be true or false; nothing means true")
    return said[value]


def taken(value: Any) -> tuple[str, ...] | None:
    """Which of the proposed moves are accepted: None for all, else those of these passages."""
    if value is None or value == "":
        return None
    if isinstance(value, dict) and value.get("passages") == []:
        return ()
    needed = 'value must be nothing, or {"passages": […]}: those of the proposed moves to take'
    return passages(value.get("passages") if isinstance(value, dict) else value, needed)


_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Acceptance:
    """Whether a paragraph is accepted; `text` is the digest of what was read, empty for any."""

    holds: bool
    text: str = ""


def acceptance(value: Any) -> Acceptance:
    """Nothing or `true`, `false`, or `{"text": digest}`."""
    if isinstance(value, dict) and set(value) == {"text"}:
        text = value["text"]
        if not isinstance(text, str) or not _DIGEST.fullmatch(text):
            raise NotApplicable('"text" must be the digest of the text that was read')
        return Acceptance(True, text)
    return Acceptance(switch(value))


def wish(value: Any) -> str | None:
    """What is wanted, in words, or nothing; None where it is taken back."""
    if value is None or isinstance(value, bool) or value in ("", "true", "false"):
        return "" if switch(value) else None
    if isinstance(value, dict) and "holds" in value:
        return "" if switch(value) else None
    return words(value, "words, nothing, or false")


def recommendation(value: Any) -> tuple[str, str]:
    """A disposition's id, or `discuss`, and the reason."""
    given = value if isinstance(value, dict) else {"disposition": value}
    if unknown := sorted(map(str, set(given) - {"disposition", "reason", "paragraphs"})):
        raise NotApplicable(f"a recommendation has no {', '.join(unknown)}")
    reason = given.get("reason") or ""
    if not isinstance(reason, str):
        raise NotApplicable('"reason" must be words')
    return words(given.get("disposition"), "a disposition, or discuss"), reason.strip()


@dataclass(frozen=True)
class Addition:
    """A theme that people add, and the passages that they put into it at once."""

    theme: PinnedTheme
    passages: tuple[str, ...] = ()


def addition(identifier: str, value: Any) -> Addition:
    """`{"label": …, "seeds": […], "passages": […]}`, or the label alone."""
    given = value if isinstance(value, dict) else {"label": value}
    needed = 'value must be {"label": …, "seeds": […]}, with "id" and "passages" where wished'
    if unknown := sorted(map(str, set(given) - {"id", "label", "seeds", "passages"})):
        raise NotApplicable(f"{needed}; it has {', '.join(unknown)}")
    label, seeds = words(given.get("label"), 'an object with a "label"'), given.get("seeds") or []
    if isinstance(seeds, str):
        seeds = [seeds]
    if not isinstance(seeds, list) or not all(isinstance(one, str) for one in seeds):
        raise NotApplicable(needed)
    if MACHINES_OWN.fullmatch(identifier) or identifier in (*UNPLACED, SUBSTANTIVE):
        raise NotApplicable(f"the id {identifier!r} is the machine's own; choose another")
    try:
        theme = PinnedTheme(
            id=identifier, label=label, seeds=tuple(one.strip() for one in seeds if one.strip())
        )
    except ValidationError as error:
        raise NotApplicable(
            f"the id {identifier!r} must be lower-case letters, digits, '.', '_' and '-'"
        ) from error
    named = given.get("passages")
    return Addition(theme, () if named in (None, []) else passages(named, needed))


def passage_kind(value: Any) -> PassageKind | None:
    """One of the kinds; None for `none`."""
    kinds = get_args(PassageKind)
    said = words(value, f"one of {', '.join(kinds)}, {NO_KIND}")
    if said not in (*kinds, NO_KIND):
        raise NotApplicable(
            f"there is no kind {said!r}; write one of {', '.join(kinds)}, {NO_KIND}"
        )
    found: PassageKind | None = next((one for one in kinds if one == said), None)
    return found
