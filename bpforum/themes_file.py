"""Makes `themes.json` of both views: which passages it shows, and what it tells of each; groups
nothing. What is in it `models.theme.Themes` says.

Passages and contributions are told as plain data: models of them, made only to be written, take
five times as long.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import nsmallest
from itertools import compress, filterfalse, repeat
from operator import attrgetter, is_not

import numpy as np

from bpforum.drafting.draft import Draft
from bpforum.drafting.sessions import rule_for_speech
from bpforum.grouped import Group, Grouping
from bpforum.record_file import MOST_WHOLE
from models.contribution import Contribution
from models.theme import Item, Position, Subtheme, steadiness

_NEAREST = 200
"""Passages of each theme in the file of a large forum."""
_BY_SPEAKERS = ("transcript", "oral", "chat")

Told = dict[str, object]


def all_themes(draft: Draft) -> Told:
    """What the secretariat's file holds."""
    grouping, shown = draft.material.grouping, _shown(draft)
    return {
        "themes": list(_themes(draft, shown)),
        "unplaced": list(_unplaced(draft, shown)),
        "duplicates": grouping.duplicates,
        "variants": grouping.variants,
        "proposed_moves": grouping.proposed_moves,
    }


def public_themes(draft: Draft) -> Told:
    """Themes with the words that may be quoted; of the rest neither words nor file names.

    A passage of a contributor whose name is withheld is left out where it holds any of the name: in
    this file there are no brackets to put in its place.
    """
    grouping, shown = draft.material.grouping, _shown(draft)
    # What says nothing is also what a mail quotes of others, signatures and footers.
    silent = {one for one, kind in grouping.unplaced.items() if kind == "not_substantive"}
    candidates = grouping.passages if shown is None else shown
    standing = _standing(draft, filterfalse(silent.__contains__, candidates))
    return {
        "themes": list(_themes(draft, standing, draft.withholding.redacted)),
        "unplaced": list(_unplaced(draft, standing)),
        "duplicates": [
            {
                "representative": _without_file(one.representative),
                "members": list(map(_without_file, one.members)),
                "kind": one.kind,
            }
            for one in grouping.duplicates
        ],
        "variants": [
            pair.model_dump() | {"one": _without_file(pair.one), "other": _without_file(pair.other)}
            for pair in grouping.variants
        ],
        "proposed_moves": (),
    }


def _themes(
    draft: Draft, only: frozenset[str] | None, printed: Callable[[str], str] = str
) -> Iterator[Told]:
    """Each theme, with those of its passages that are in `only`: with all where None.

    It and its parts are called by what is `printed` of their names.
    """
    facts = {one.id: one for one in draft.facts.themes}
    for group in draft.material.grouping.groups:
        fact = facts.get(group.id)
        suggested = fact.suggested_label if fact and draft.material.view == "secretariat" else ""
        yield {
            "id": group.id,
            "label": printed(group.label),
            "key_phrases": list(map(printed, group.key_phrases)),
            "status": group.status,
            "question": group.question,
            "pinned": group.pinned,
            "set_aside": group.set_aside,
            "named_by": group.named_by,
            "suggested_label": suggested,
            "suggested_by": draft.facts.model_asked if suggested else "",
            "firmness": group.firmness,
            "steadiness": steadiness(group.firmness),
            "subthemes": _subthemes(group, printed),
            "positions": [
                Position(position=one.position, n=one.n) for one in (fact.positions if fact else ())
            ],
            "passages": list(_passages(draft, _among(group.passages, only))),
        }


def _unplaced(draft: Draft, only: frozenset[str] | None) -> Iterator[Told]:
    """What is in no theme, by its id."""
    kinds = draft.material.grouping.unplaced
    yield from _passages(draft, sorted(_among(kinds, only)))


def _among(passages: Iterable[str], only: frozenset[str] | None) -> Iterable[str]:
    return passages if only is None else filter(only.__contains__, passages)


def _passages(draft: Draft, ids: Iterable[str]) -> Iterator[Told]:
    """What is told of each passage, as `models.passage.PlacedPassage` has it.

    In the public file none is called by what its source calls it, as a file's name.
    """
    grouping, says, cited = draft.material.grouping, draft.material.says, draft.cited
    with_files = draft.material.view == "secretariat"
    for passage_id in ids:
        one, kind = grouping.passages[passage_id], grouping.unplaced.get(passage_id)
        yield {
            "id": passage_id,
            "contribution": one.contribution,
            "source": one.source,
            "external_id": one.external_id if with_files else "",
            "start": one.start,
            "end": one.end,
            "text": one.text,
            "language": one.language,
            "score": float(grouping.scores.get(passage_id, 0.0)),
            "assigned_by": grouping.assigned_by.get(passage_id, "machine"),
            "duplicate_of": one.copy_of,
            "loosely_related": kind is None and passage_id in grouping.loose,
            "cited": passage_id in cited,
            "says": says.get(passage_id),
            "kind": kind,
        }


def _without_file(item: Item) -> Told:
    return {"contribution": item.contribution, "source": item.source, "external_id": ""}


def _subthemes(group: Group, printed: Callable[[str], str]) -> list[Subtheme]:
    """The sub-themes with what is still in the theme, after people's decisions."""
    inside = set(group.passages)
    kept = [
        (one, tuple(passage for passage in one.passages if passage in inside))
        for one in group.subthemes
    ]
    return [
        Subtheme(
            id=one.id,
            label=printed(one.label),
            key_phrases=tuple(map(printed, one.key_phrases)),
            firmness=one.firmness,
            steadiness=steadiness(one.firmness),
            passages=passages,
        )
        for one, passages in kept
        if passages
    ]


def _shown(draft: Draft) -> frozenset[str] | None:
    """The ids of passages that the file holds: None for all, else the nearest each centre.

    Those that the document cites are always there, and of what is in no theme some of each kind.
    """
    grouping = draft.material.grouping
    if len(grouping.passages) <= MOST_WHOLE:
        return None

    copied, scores = _copied(grouping), grouping.scores

    def nearness(passage: str) -> tuple[bool, float, str]:
        return passage in copied, -scores.get(passage, 0.0), passage

    shown = set(draft.cited)
    for group in grouping.groups:
        close: Iterable[str] = group.passages
        own = list(filterfalse(copied.__contains__, group.passages))
        if len(own) >= _NEAREST:
            # Of a large theme nearly all are too far off, and their names need not be compared.
            near = np.fromiter(map(scores.get, own, repeat(0.0)), np.float64, len(own))
            close = (
                own[n] for n in np.flatnonzero(near >= np.partition(near, -_NEAREST)[-_NEAREST])
            )
        shown.update(nsmallest(_NEAREST, close, key=nearness))
    for kind in sorted(set(grouping.unplaced.values())):
        shown.update(nsmallest(_NEAREST, (p for p, k in grouping.unplaced.items() if k == kind)))
    return frozenset(shown)


def _copied(grouping: Grouping) -> frozenset[str]:
    """The passages whose words somebody sent before."""
    copies = map(attrgetter("copy_of"), grouping.passages.values())
    return frozenset(compress(grouping.passages, map(is_not, copies, repeat(None))))


def _standing(draft: Draft, candidates: Iterable[str]) -> frozenset[str]:
    """Those of the passages whose words may stand in the public file."""
    material = draft.material
    passages = [material.grouping.passages[one] for one in candidates]
    whose = [material.by_reference[one.contribution] for one in passages]
    printed = [
        (passage, one)
        for passage, one in zip(passages, whose, strict=True)
        if one.fate is None and one.consent.may_quote and _may_be_told(draft, passage.text, one)
    ]
    untouched = draft.withholding.untouched([(passage.text, one) for passage, one in printed])
    return frozenset(passage.id for passage, _ in compress(printed, untouched))


def _may_be_told(draft: Draft, text: str, one: Contribution) -> bool:
    """Whether its session's rule allows these words."""
    if one.kind != "note" and one.kind not in _BY_SPEAKERS:
        return True
    rule = draft.names.rule(one)
    return not draft.withholding.is_forbidden(
        text, rule_for_speech(rule) if one.kind in _BY_SPEAKERS else rule
    )
