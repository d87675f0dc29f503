"""Brings people's decisions about themes to the grouping, before it and after it; decides nothing.

Words of people that everybody would read are held against what was not given to everybody
(promise 9): a decision that would print such words is handed back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpforum.decisions import About, Additions, Replayed, additions, printed_words, replay
from bpforum.decisions.words import added_id
from bpforum.former import Former
from bpforum.grouped import Grouping
from bpforum.leaks import find_telling
from bpforum.snapshot import Snapshot
from bpforum.text.themes.founding import left_overs
from bpforum.text.vectors import Changed, shift
from bpforum.theming import Encode
from bpforum.validation import Acts
from models.decision import Decision, Unapplied
from models.forum import Forum
from models.record import Record
from models.theme import Anchor

_LABELLING = ("rename", "split", "add_theme")


@dataclass(frozen=True)
class Steering:
    """What people decided about themes, and forum and anchors as the grouping is to see them."""

    forum: Forum
    anchors: tuple[Anchor, ...]
    decisions: tuple[Decision, ...]
    additions: Additions
    refused: tuple[Unapplied, ...]


def telling(record: Record, forum: Forum, decisions: Sequence[Decision]) -> frozenset[str]:
    """The ids of decisions with words that tell of what was given to fewer than everybody."""
    words = {one.id: printed for one in decisions if (printed := printed_words(one))}
    if not words:
        return frozenset()
    return find_telling(words, record, (*forum.forum.coordinators, forum.forum.editor))


def steer(record: Record, snapshot: Snapshot, acts: Acts) -> Steering:
    """What holds of the snapshot's decisions; `acts` knows which were handed back already."""
    known = {one.decision.id for one in acts.refused}
    mine = [one for one in snapshot.decisions if one.id not in known]
    labels = [one for one in mine if one.kind in _LABELLING]
    told = telling(record, snapshot.forum, labels)
    reason = "everybody reads the label, and it names or quotes what was not given to everybody"
    added = additions(snapshot.forum, mine, told)
    return Steering(
        forum=added.to(snapshot.forum),
        anchors=tuple(added.known(_wanted(snapshot, added), snapshot.decisions)),
        decisions=tuple(one for one in mine if one.id not in told),
        additions=added,
        refused=tuple(Unapplied(decision=one, reason=reason) for one in labels if one.id in told),
    )


def _wanted(snapshot: Snapshot, added: Additions) -> list[Anchor]:
    """The anchors, but those of added themes that were taken back: they count as never added."""
    held = {*added.own, *(one.theme.id for one in added.themes.values())}
    back = (one.decision for one in snapshot.held.lost)
    gone = {added_id(one) for one in back if one.kind == "add_theme"} - held
    return [one for one in snapshot.anchors if one.id not in gone]


def apply_to_themes(
    steering: Steering, grouped: Grouping, record: Record, encode: Encode
) -> Replayed:
    """`grouped` as people changed it; `encode` gives vectors to what they say is substantive."""
    everything = record.everything
    about = About(
        additions=steering.additions,
        left_overs=left_overs(steering.forum.forum.languages),
        silent=frozenset(one.reference for one in everything if one.fate == "not_substantive"),
        missing=Former(record, grouped.passages.values()).missing,
    )
    replayed = replay(_with_vectors(grouped, steering.decisions, encode), steering.decisions, about)
    # Where nothing was moved, nothing came to say something that had no vector before.
    grouping = (
        _without_the_silent(replayed.grouping)
        if replayed.moved
        else replace(replayed.grouping, vectors=grouped.vectors)
    )
    refused = (*replayed.not_applicable, *steering.refused)
    return replace(replayed, grouping=grouping, not_applicable=refused)


def _without_the_silent(grouping: Grouping) -> Grouping:
    """`grouping` without vectors, and without same texts, of what says nothing."""
    silent = silenced(grouping)
    unheard = (one for one in grouping.vectors if not grouping.passages[one].substantive)
    return replace(
        grouping,
        vectors=Changed(grouping.vectors, less=frozenset(unheard)),
        duplicates=tuple(
            one for one in grouping.duplicates if one.representative.contribution not in silent
        ),
    )


def silenced(grouping: Grouping) -> dict[str, str]:
    """Contributions of which people left nothing substantive, each with a decision's id."""
    if not grouping.assigned_by:
        return {}
    speaking: set[str] = set()
    silent: dict[str, str] = {}
    for one in grouping.passages.values():
        if one.substantive:
            speaking.add(one.contribution)
        elif one.id in grouping.assigned_by:
            silent[one.contribution] = grouping.assigned_by[one.id]
    return {ref: by for ref, by in silent.items() if ref not in speaking}


def _with_vectors(grouped: Grouping, decisions: Sequence[Decision], encode: Encode) -> Grouping:
    """`grouped`, also with vectors of what the machine found not substantive and people name."""
    named: Collection[str] = {one.target for one in decisions}
    if not named:
        return grouped
    lacking = [
        one
        for one in grouped.passages.values()
        if not one.substantive and (one.id in named or one.contribution in named) and one.text
    ]
    if not lacking:
        return grouped
    rows = encode([one.text for one in lacking])
    if grouped.anchors:
        offsets = {
            one.language: np.array(one.vector, dtype=np.float32)
            for one in grouped.anchors[0].offsets
        }
        rows = shift(rows, [one.language for one in lacking], offsets)
    more = {one.id: row for one, row in zip(lacking, rows, strict=True)}
    return replace(grouped, vectors=Changed(grouped.vectors, more=more))
