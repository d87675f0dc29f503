"""What decisions say in words: their order, the ids they make, what of them is printed."""

from collections.abc import Sequence
from typing import Any

from models.decision import Decision

_PRINTED = ("rename", "split", "add_theme", "edit_paragraph", "dispose")


def in_order(decisions: Sequence[Decision]) -> list[Decision]:
    """By time, then id: the order in which they count, whatever order they arrived in."""
    return sorted(decisions, key=lambda decision: (decision.at, decision.id))


def split_id(decision: Decision) -> str:
    """The id of the theme that a split makes: as wished, else after the decision's own id."""
    return _wished(decision) or f"s{_plain(decision.id)}"


def added_id(decision: Decision) -> str:
    """The id of the theme that an `add_theme` adds: as wished, else after the decision's own id."""
    return _wished(decision) or f"t{_plain(decision.id)}"


def _wished(decision: Decision) -> str:
    wish = decision.value.get("id") if isinstance(decision.value, dict) else None
    return str(wish or "")


def _plain(identifier: str) -> str:
    return "".join(one if one.isalnum() else "_" for one in identifier.lower())


def printed_words(decision: Decision) -> str:
    """The words of a decision that the document may print: a label, a paragraph, a reason.

    Of an added theme also the seeds: what a theme is found by may come to stand in its phrases.
    """
    if decision.kind not in _PRINTED:
        return ""
    value = decision.value
    if isinstance(value, dict):
        wanted = ("reason",) if decision.kind == "dispose" else ("label", "text", "seeds")
        found = [value[key] for key in wanted if key in value]
        if not found and decision.kind != "dispose":
            found = list(value.values())[:1]
        return "\n".join(filter(None, map(_said, found)))
    return value if isinstance(value, str) else ""


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""


def without_reason(decision: Decision) -> Decision:
    """A disposition without the reason given for it."""
    value = decision.value
    if not isinstance(value, dict):
        return decision
    return decision.model_copy(update={"value": {**value, "reason": ""}})
