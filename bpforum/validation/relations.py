"""How documents stand to each other: declared, found, and confirmed or denied by people.

A relation that was found is a suggestion: related documents are not joined as same texts, and a
flag asks for a decision, but nothing is superseded by it (`bpforum/validation/succession.py`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import get_args

from bpforum.validation.acts import Acts
from bpforum.validation.document_numbers import last_part, number_of
from bpforum.validation.kinship import Catalogue
from bpforum.validation.succession import circular, is_reference
from models.contribution import CommentTarget, Contribution, Relation, RelationKind
from models.decision import Decision

VERBS: dict[RelationKind, tuple[str, str]] = {
    "revises": ("revises", "may revise"),
    "addendum_to": ("is an addendum to", "may be an addendum to"),
    "corrigendum_to": ("is a corrigendum to", "may be a corrigendum to"),
    "language_version_of": ("is a language version of", "may be a language version of"),
    "attached_to": ("is attached to", "may be attached to"),
    "prevails_over": ("prevails over", "may prevail over"),
}


def relate(
    contributions: Sequence[Contribution], acts: Acts, mails: Mapping[str, str] | None = None
) -> list[Contribution]:
    """Each with its relations: targets by reference where they are here, people's word last.

    Carries out the decisions `relate`. `mails`: a mail's message id → its reference, for answers.
    """
    catalogue = Catalogue(contributions)
    flags: dict[str, list[str]] = defaultdict(list)
    relations: dict[str, list[Relation]] = defaultdict(list)
    for one in contributions:
        if one.document_number or one.relations:
            relations[one.reference] = _declared(one, catalogue, flags[one.reference])
    for reference, found in catalogue.suggestions():
        if not _are_related(relations, reference, found.target):
            relations[reference].append(found)
    confirmed = _decided(relations, catalogue, acts)
    for reference, relation in circular(contributions, relations):
        decision = confirmed.get((relation.kind, reference, relation.target))
        if decision:
            acts.refuse(decision, "with it each of these documents would replace the other")
        relations[reference].remove(relation)
        flags[reference].append(
            f"{VERBS[relation.kind][0]} {relation.target}, which would go round in a circle:"
            " not used; decide which it is"
        )
    replies = _Replies(contributions, mails or {})
    result = []
    for one in contributions:
        if not (one.on or one.relations or one.reference in relations or one.reference in flags):
            result.append(one)
            continue
        said = [
            f"{VERBS[relation.kind][1]} {relation.target}: confirm"
            for relation in relations[one.reference]
            if relation.basis == "found"
        ]
        now = {
            "relations": tuple(relations[one.reference]),
            "flags": tuple(dict.fromkeys((*one.flags, *flags[one.reference], *said))),
            "on": replies.resolved(one),
        }
        before = {"relations": one.relations, "flags": one.flags, "on": one.on}
        result.append(one if now == before else one.model_copy(update=now))
    return result


def _declared(one: Contribution, catalogue: Catalogue, flags: list[str]) -> list[Relation]:
    """What the register, the masthead and the document's own number say."""
    by_number = catalogue.by_number(one)
    found = [by_number] if by_number else []
    own = number_of(one.document_number)
    if by_number and not is_reference(by_number.target):
        flags.append(_missing(by_number))
    for relation in one.relations:
        words = number_of(relation.target)
        same_family = own and words and last_part(own.base) == last_part(words.base)
        if by_number and relation.kind == by_number.kind and same_family:
            continue  # `22(Rev.2)` says which revision it revises, "Revision 2 to Document 22" not
        meant = catalogue.meant(relation.target, one)
        if meant == (one.reference,):
            flags.append(f"{VERBS[relation.kind][0]} itself, as it says: not used")
        elif len(meant) == 1:
            found.append(relation.model_copy(update={"target": meant[0]}))
        else:
            found.append(relation)
            flags.append(
                f'{VERBS[relation.kind][0]} "{relation.target}", which may be '
                f"{' or '.join(meant[:5])}: confirm"
                if meant
                else _missing(relation)
            )
    return list(dict.fromkeys(found))


def _missing(relation: Relation) -> str:
    return f'{VERBS[relation.kind][0]} "{relation.target}", which was not received'


def _are_related(relations: Mapping[str, list[Relation]], one: str, other: str) -> bool:
    return any(r.target == other for r in relations.get(one, ())) or any(
        r.target == one for r in relations.get(other, ())
    )


def _decided(
    relations: dict[str, list[Relation]], catalogue: Catalogue, acts: Acts
) -> dict[tuple[str, str, str], Decision]:
    """Carries out the decisions; those by which something now holds, by (kind, of, to).

    The last decision on two documents and a kind counts. What is denied is dropped and stays so.
    """
    confirmed: dict[tuple[str, str, str], Decision] = {}
    for decision in acts.of("relate"):
        value = decision.value if isinstance(decision.value, dict) else {}
        kind, to, holds = value.get("kind"), value.get("to"), value.get("holds", True)
        one = decision.target
        if wrong := _wrong(one, kind, to, holds, catalogue):
            acts.refuse(decision, wrong)
            continue
        confirmed.pop((str(kind), one, str(to)), None)
        kept = [r for r in relations[one] if (r.kind, r.target) != (kind, to)]
        if holds:
            # A person's word takes the place of every guess about these two, either way round.
            kept = [r for r in kept if r.target != to or r.basis != "found"]
            kept.append(Relation(kind=kind, target=to, basis="confirmed"))
            relations[str(to)] = [
                r for r in relations[str(to)]
                if r.target != one or (r.basis != "found" and r.kind != kind)
            ]  # fmt: skip
            confirmed[str(kind), one, str(to)] = decision
        relations[one] = kept
        acts.apply(decision)
    return confirmed


def _wrong(one: str, kind: object, to: object, holds: object, catalogue: Catalogue) -> str:
    if kind not in get_args(RelationKind):
        return f"the kind must be one of {', '.join(get_args(RelationKind))}"
    if not isinstance(holds, bool):
        return "holds must be true or false"
    for reference in (one, to):
        if not isinstance(reference, str) or reference not in catalogue:
            return f"there is no submission {reference!r}"
    return "a document does not stand in relation to itself" if one == to else ""


class _Replies:
    """What comments answer, by reference."""

    def __init__(self, contributions: Sequence[Contribution], mails: Mapping[str, str]) -> None:
        self._contributions = contributions
        self._mails = mails

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], str]:
        """The last version of what has an id."""
        return {(one.source, one.external_id): one.reference for one in self._contributions}

    def resolved(self, one: Contribution) -> CommentTarget | None:
        if one.on is None or not one.on.in_reply_to:
            return one.on
        said = one.on.in_reply_to.strip()
        found = (
            self._by_id.get((one.source, said))
            or self._by_id.get((one.source, said.strip("<>")))
            or self._mails.get(said.strip("<>"))
        )
        # A mail's id holds an address, or looks like one: it stays out of the record.
        kept = found or ("" if "@" in said else said)
        target = one.on.model_copy(update={"in_reply_to": kept})
        return target if target != CommentTarget() else None
