"""Replays people's decisions over what the machine grouped and drafted; forgets none of them.

A decision that no longer applies is handed back with the reason, for `changes.json`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bpforum.grouping import Group, Grouping
from models.decision import Decision, Unapplied
from models.outcome import BY_MODEL, Outcome, Paragraph, Run, Section
from models.passage import UnplacedKind

_UNPLACED: dict[str, UnplacedKind] = {
    "fits_no_theme": "fits_no_theme",
    "not_decided": "not_decided",
    "not_substantive": "not_substantive",
}


def split_id(decision: Decision) -> str:
    """The id of the theme that a split makes: as wished, else after the decision's own id."""
    wish = decision.value.get("id") if isinstance(decision.value, dict) else None
    plain = "".join(one if one.isalnum() else "_" for one in decision.id.lower())
    return str(wish or f"s{plain}")


def printed_words(decision: Decision) -> str:
    """The words of a decision that the document would print: a label, a paragraph, a reason."""
    value = decision.value
    if isinstance(value, dict):
        wanted = ("reason",) if decision.kind == "dispose" else ("label", "text")
        found = [value[key] for key in wanted if key in value] or list(value.values())[:1]
        value = found[0] if decision.kind != "dispose" or "reason" in value else ""
    return value if isinstance(value, str) and decision.kind in _PRINTED else ""


_PRINTED = ("rename", "split", "edit_paragraph", "dispose")


def without_reason(decision: Decision) -> Decision:
    """A disposition without the reason given for it."""
    value = decision.value
    if not isinstance(value, dict):
        return decision
    return decision.model_copy(update={"value": {**value, "reason": ""}})


class _NotApplicable(Exception):
    """Carries the reason, in words for the person who decided."""


@dataclass(frozen=True)
class Replayed:
    """What came of a list of decisions."""

    grouping: Grouping
    applied: tuple[Decision, ...]
    not_applicable: tuple[Unapplied, ...]


def replay(grouping: Grouping, decisions: Sequence[Decision]) -> Replayed:
    """`grouping` with the decisions about themes and passages applied, in order of their time."""
    applied: list[Decision] = []
    refused: list[Unapplied] = []
    for decision in in_order(decisions):
        apply = _APPLY.get(decision.kind)
        if apply is None:
            continue
        try:
            grouping = apply(grouping, decision)
        except _NotApplicable as reason:
            refused.append(Unapplied(decision=decision, reason=str(reason)))
        else:
            applied.append(decision)
    return Replayed(grouping, tuple(applied), tuple(refused))


def in_order(decisions: Sequence[Decision]) -> list[Decision]:
    """By time, then id: the order in which they count, whatever order they arrived in."""
    return sorted(decisions, key=lambda decision: (decision.at, decision.id))


def _find(grouping: Grouping, theme: str) -> Group:
    for group in grouping.groups:
        if group.id == theme:
            return group
    raise _NotApplicable(f"there is no theme {theme!r} in this run")


def _passage(grouping: Grouping, passage: str) -> str:
    if passage not in grouping.passages:
        raise _NotApplicable(f"there is no passage {passage!r} in this run")
    return passage


def _swap(grouping: Grouping, *changed: Group) -> Grouping:
    new = {group.id: group for group in changed}
    return replace(grouping, groups=tuple(new.get(g.id, g) for g in grouping.groups))


def _words(value: Any, what: str) -> str:
    """The words that a value is, or the only words in it: `{"label": "…"}` says the same."""
    if isinstance(value, dict) and len(value) == 1:
        [value] = value.values()
    if not isinstance(value, str) or not value.strip():
        raise _NotApplicable(f"value must be {what}")
    return value.strip()


def _rename(grouping: Grouping, decision: Decision) -> Grouping:
    label = _words(decision.value, "the new label")
    theme = _find(grouping, decision.target)
    return _swap(grouping, replace(theme, label=label, named_by=decision.by, set_aside=False))


def _merge(grouping: Grouping, decision: Decision) -> Grouping:
    gone = _find(grouping, decision.target)
    stays = _find(grouping, _words(decision.value, "the id of the theme that stays"))
    if gone.id == stays.id:
        raise _NotApplicable("a theme cannot be merged with itself")
    merged = replace(stays, passages=(*stays.passages, *gone.passages))
    moved = dict.fromkeys(gone.passages, decision.id)
    without = tuple(group for group in grouping.groups if group.id != gone.id)
    return _swap(
        replace(grouping, groups=without, assigned_by={**grouping.assigned_by, **moved}), merged
    )


def _split(grouping: Grouping, decision: Decision) -> Grouping:
    value = decision.value if isinstance(decision.value, dict) else {}
    theme = _find(grouping, decision.target)
    wanted = value.get("passages")
    if not isinstance(wanted, list):
        raise _NotApplicable('value must be {"label": …, "passages": [passage ids]}')
    label = _words(value.get("label"), 'an object with a "label"')
    leaving = tuple(one for one in theme.passages if one in set(wanted))
    if not leaving:
        raise _NotApplicable(f"none of its passages stands in theme {theme.id!r} any more")
    new_id = split_id(decision)
    if any(group.id == new_id for group in grouping.groups):
        raise _NotApplicable(f"a theme {new_id!r} exists already")
    rest = replace(theme, passages=tuple(one for one in theme.passages if one not in leaving))
    part = replace(
        theme, id=new_id, label=label, key_phrases=(), named_by=decision.by, passages=leaving,
        set_aside=False, pinned=False,
    )  # fmt: skip
    at = next(n for n, group in enumerate(grouping.groups) if group.id == theme.id)
    groups = (*grouping.groups[:at], rest, part, *grouping.groups[at + 1 :])
    moved = dict.fromkeys(leaving, decision.id)
    return replace(grouping, groups=groups, assigned_by={**grouping.assigned_by, **moved})


def _move(grouping: Grouping, decision: Decision) -> Grouping:
    passage = _passage(grouping, decision.target)
    to = _words(decision.value, "a theme's id, or fits_no_theme, not_decided, not_substantive")
    if to not in _UNPLACED:
        _find(grouping, to)
    groups = []
    for group in grouping.groups:
        kept = tuple(one for one in group.passages if one != passage)
        groups.append(replace(group, passages=(*kept, passage) if group.id == to else kept))
    unplaced = {k: v for k, v in grouping.unplaced.items() if k != passage}
    if to in _UNPLACED:
        unplaced[passage] = _UNPLACED[to]
    return replace(
        grouping,
        groups=tuple(groups),
        unplaced=unplaced,
        assigned_by={**grouping.assigned_by, passage: decision.id},
    )


def _pin(grouping: Grouping, decision: Decision) -> Grouping:
    passage = _passage(grouping, decision.target)
    if isinstance(decision.value, str) and decision.value:
        grouping = _move(grouping, decision)
    elif passage in grouping.unplaced:
        raise _NotApplicable("the passage stands in no theme; say in which to quote it")
    return replace(grouping, pinned=tuple(dict.fromkeys((*grouping.pinned, passage))))


_APPLY = {"rename": _rename, "merge": _merge, "split": _split, "move": _move, "pin": _pin}


def edit(
    outcome: Outcome, decisions: Sequence[Decision]
) -> tuple[Outcome, tuple[Decision, ...], tuple[Unapplied, ...]]:
    """`outcome` with people's paragraphs in place of the machine's; evidence stays attached."""
    edits = [one for one in in_order(decisions) if one.kind == "edit_paragraph"]
    present = {paragraph.id for paragraph in outcome.paragraphs}
    applied, refused, latest = [], [], {}
    for decision in edits:
        try:
            text = _words(decision.value, "the new text")
        except _NotApplicable as unusable:
            refused.append(Unapplied(decision=decision, reason=str(unusable)))
            continue
        if decision.by.startswith(BY_MODEL):
            reason = "it is signed as if a machine had made it; sign it with a person's name"
            refused.append(Unapplied(decision=decision, reason=reason))
        elif decision.target not in present:
            missing = f"there is no paragraph {decision.target!r} in this document"
            refused.append(Unapplied(decision=decision, reason=missing))
        else:
            latest[decision.target] = (text, decision.by)
            applied.append(decision)
    sections = tuple(_edited(section, latest) for section in outcome.sections)
    return outcome.model_copy(update={"sections": sections}), tuple(applied), tuple(refused)


def _edited(section: Section, latest: dict[str, tuple[str, str]]) -> Section:
    if not any(paragraph.id in latest for paragraph in section.paragraphs):
        return section
    return section.model_copy(
        update={
            "paragraphs": tuple(
                _rewritten(paragraph, *latest[paragraph.id])
                if paragraph.id in latest
                else paragraph
                for paragraph in section.paragraphs
            )
        }
    )


def _rewritten(paragraph: Paragraph, text: str, by: str) -> Paragraph:
    """The person's words, and after them the citations that the paragraph rested on."""
    runs = [Run(text=text)]
    citations = tuple(
        citation.model_copy(update={"quoted": False}) for citation in paragraph.citations
    )
    for n, citation in enumerate(citations):
        runs += [Run(text=" "), Run(text=f"[{citation.contribution}]", style="cite", citation=n)]
    return paragraph.model_copy(
        update={
            "text": "".join(run.text for run in runs),
            "runs": tuple(runs),
            "made_by": by,
            "citations": citations,
            # "Machine text" is no longer true of it.
            "flags": () if paragraph.model else paragraph.flags,
            "role": "body" if paragraph.role in ("quote", "prompt") else paragraph.role,
        }
    )
