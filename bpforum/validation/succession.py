"""Owns which of several related documents is used; relates none itself.

A revision takes the place of what it revises, an original that of its language versions, where this
was declared or confirmed, and only by a document that can itself be used.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from models.contribution import Contribution, Relation
from models.submission import Fate

_MOST_TANGLED = 400
"""Relations that go round in circles and are looked at one by one; of more none is used."""
_USED: tuple[Fate | None, ...] = (None, "counted")
_NOT_USED = {
    "quarantined": "could not be read", "withdrawn": "was withdrawn", "refused": "was refused",
    "held": "is held", "next_version": "waits for the next version",
    "carried_over": "was carried over", "not_substantive": "says nothing", "failed": "failed",
}  # fmt: skip
_Edge = tuple[str, Relation]


def is_reference(target: str) -> bool:
    """Whether a relation's target is one of our references."""
    return re.fullmatch(r"C-\d{4,}", target) is not None


def circular(
    contributions: Sequence[Contribution], relations: Mapping[str, Sequence[Relation]]
) -> list[_Edge]:
    """The relations to leave out, so that no document takes its own place.

    What people confirmed stays before what was declared; then what is later in time takes the
    place of what is earlier.
    """
    edges = list(_edges(relations.items()))
    tangled = _tangled(edges)
    if not tangled:
        return []
    order = {one.reference: (one.received_at, one.reference) for one in contributions}

    def rank(edge: _Edge) -> tuple[bool, bool, bool, tuple[object, str]]:
        one, relation = edge
        return (
            relation.basis != "confirmed", relation.kind != "revises",
            order[one] < order[relation.target], order[one],
        )  # fmt: skip

    if len(tangled) > _MOST_TANGLED:
        return sorted(tangled, key=rank)
    kept: dict[str, set[str]] = defaultdict(set)
    left_out = []
    for edge in sorted(tangled, key=rank):
        old, new = _old_and_new(edge)
        if _reaches(kept, new, old):
            left_out.append(edge)
        else:
            kept[old].add(new)
    return left_out


def superseded(contributions: Sequence[Contribution]) -> list[Contribution]:
    """Each with the fate that comes of its relations: the last usable version is used.

    Says by flags what corrects it, and where a version that would replace it cannot be used.
    """
    if not any(one.relations for one in contributions):
        return list(contributions)
    known = {one.reference: one for one in contributions}
    relations = {
        one.reference: [r for r in one.relations if r.target in known] for one in contributions
    }
    unused = circular(contributions, relations)
    newer: dict[str, list[_Edge]] = defaultdict(list)
    for edge in _edges(relations.items()):
        if edge not in unused:
            newer[_old_and_new(edge)[0]].append(edge)
    for older in newer.values():
        older.sort(key=lambda edge: _time(known[_old_and_new(edge)[1]]), reverse=True)
    last = _last(known, newer)
    flags = _flags(known, newer)
    result = []
    for one in contributions:
        update: dict[str, object] = {}
        if flags[one.reference]:
            update["flags"] = tuple(dict.fromkeys((*one.flags, *flags[one.reference])))
        if one.fate in _USED:
            for edge in newer.get(one.reference, ()):
                if used := last[_old_and_new(edge)[1]]:
                    update["fate"] = (
                        "superseded_by" if edge[1].kind == "revises" else "language_version_of"
                    )
                    update["fate_of"] = used
                    break
        result.append(one.model_copy(update=update) if update else one)
    return result


def _edges(ones: Iterable[tuple[str, Sequence[Relation]]]) -> Iterator[_Edge]:
    """What takes something out of use; a suggestion does not."""
    for reference, relations in ones:
        for relation in relations:
            if (
                relation.kind in ("revises", "language_version_of")
                and relation.basis != "found"
                and is_reference(relation.target)
            ):
                yield reference, relation


def _old_and_new(edge: _Edge) -> tuple[str, str]:
    one, relation = edge
    return (relation.target, one) if relation.kind == "revises" else (one, relation.target)


def _tangled(edges: Sequence[_Edge]) -> list[_Edge]:
    """The edges that are left when ends are taken off again and again: circles, and between."""
    after: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        old, new = _old_and_new(edge)
        after[old].append(new)
        before[new].append(old)
    gone: set[str] = set()
    for ways, back in ((after, before), (before, after)):
        left = {node: len(ways.get(node, ())) for node in {**after, **before}}
        ends = [node for node, n in left.items() if not n]
        while ends:
            node = ends.pop()
            gone.add(node)
            for other in back.get(node, ()):
                left[other] -= 1
                if not left[other]:
                    ends.append(other)
    return [edge for edge in edges if not gone & {*_old_and_new(edge)}]


def _reaches(kept: Mapping[str, set[str]], start: str, goal: str) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        fresh = kept.get(node, set()) - seen
        seen |= fresh
        waiting += fresh
    return False


def _last(
    known: Mapping[str, Contribution], newer: Mapping[str, Sequence[_Edge]]
) -> dict[str, str]:
    """For each document the one that is used in the end, itself or a later one; "" for none."""
    last: dict[str, str] = {}
    for start in known:
        waiting = [start]
        while waiting:
            node = waiting[-1]
            nexts = [_old_and_new(edge)[1] for edge in newer.get(node, ())]
            open_ones = [one for one in nexts if one not in last]
            if node not in last and open_ones:
                waiting += open_ones
                continue
            waiting.pop()
            own = node if known[node].fate in _USED else ""
            last.setdefault(node, next((last[one] for one in nexts if last[one]), own))
    return last


def _flags(
    known: Mapping[str, Contribution], newer: Mapping[str, Sequence[_Edge]]
) -> dict[str, list[str]]:
    flags: dict[str, list[str]] = defaultdict(list)
    for old, edges in newer.items():
        for edge in edges:
            if edge[1].kind != "revises":
                continue
            new = known[_old_and_new(edge)[1]]
            if words := _NOT_USED.get(new.fate or ""):
                flags[old].append(f"its revision {new.reference} {words}")
            if known[old].fate == "quarantined":
                flags[new.reference].append(f"revises {old}, which could not be read")
    for one in known.values():
        for relation in one.relations:
            target = known.get(relation.target)
            if relation.kind == "corrigendum_to" and relation.basis != "found" and target:
                words = _NOT_USED.get(one.fate or "")
                flags[target.reference].append(
                    f"its corrigendum {one.reference} {words}"
                    if words
                    else f"corrected by {one.reference}"
                )
    return flags


def _time(one: Contribution) -> tuple[object, int, str]:
    return one.received_at, len(one.reference), one.reference
