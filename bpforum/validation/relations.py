"""How documents stand to each other: read from words, matched to references, acted on."""

import re
import unicodedata

from models.contribution import Contribution, Relation, RelationKind

_RELATIONS: tuple[tuple[str, RelationKind], ...] = (
    (r"^(revis\w*|replaces|supersedes|remplace|sustituye)\b", "revises"),
    (r"^(addend\w*)\b", "addendum_to"),
    (r"^(corrigend\w*|corrects)\b", "corrigendum_to"),
    (r"^(language version|translation|traducci[oó]n|traduction)\b", "language_version_of"),
    (r"^(attach\w*|annex)\b", "attached_to"),
    (r"^(prevails)\b", "prevails_over"),
)


def relations_in(words: str) -> tuple[Relation, ...]:
    """`Addendum 7 to Document 22` → addendum_to "Document 22"; several apart by `;`."""
    found = []
    for part in filter(None, (piece.strip() for piece in words.split(";"))):
        for pattern, kind in _RELATIONS:
            if re.match(pattern, part, re.IGNORECASE):
                target = re.sub(pattern, "", part, flags=re.IGNORECASE)
                target = re.sub(r"^\s*[\d.]*\s*(to|of|de|du|à|a|al)?\s*:?\s*", "", target)
                found.append(Relation(kind=kind, target=target or part, basis="declared"))
                break
    return tuple(found)


def folded(words: str) -> str:
    """Words without accents, case and punctuation, for comparing titles and names."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def related(contributions: list[Contribution]) -> list[Contribution]:
    """Relations whose target is another contribution now name it by reference."""
    keys: dict[str, str] = {}
    for one in contributions:
        for key in (one.reference, one.external_id, one.title):
            if len(folded(key)) > 3:
                keys.setdefault(folded(key), one.reference)
    result = []
    for one in contributions:
        relations = tuple(
            relation.model_copy(update={"target": keys[folded(relation.target)]})
            if keys.get(folded(relation.target), one.reference) != one.reference
            else relation
            for relation in one.relations
        )
        result.append(one.model_copy(update={"relations": relations}))
    return result


def is_reference(target: str) -> bool:
    """Whether a relation's target is one of our references."""
    return re.fullmatch(r"C-\d{4,}", target) is not None


def superseded(contributions: list[Contribution]) -> list[Contribution]:
    """A contribution that a later one revises is superseded by it: the revision is used."""
    revised = {
        relation.target: one.reference
        for one in contributions
        for relation in one.relations
        if relation.kind == "revises" and one.fate is None
    }
    return [
        one.model_copy(update={"fate": "superseded_by", "fate_of": revised[one.reference]})
        if one.reference in revised and one.fate is None
        else one
        for one in contributions
    ]
