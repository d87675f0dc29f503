"""Owns how relations are written in registers and mastheads; looks for no other document."""

import re

from models.contribution import Relation, RelationKind

_LANGUAGE = (
    r"(?:language|spanish|french|english) version|version (?:linguistique|espagnole|française"
    r"|anglaise)|versi[oó]n (?:ling[uü][ií]stica|española|francesa|inglesa)|translat\w+|tradu\w+"
)
_REVISES = (
    r"revis\w*|rév\w*|rev\.?|replac\w+|supersed\w+|rempla\w+|(?:sustituy|reemplaz)\w+(?: a\b)?"
)
_RELATIONS: tuple[tuple[str, RelationKind], ...] = (
    (_REVISES, "revises"),
    (r"addend\w*|addénd\w*|add\.?", "addendum_to"),
    (r"corrigend\w*|corrects?|corr\.?|cor\.", "corrigendum_to"),
    (_LANGUAGE, "language_version_of"),
    (r"attach\w*|annex\w*|adjunt\w*(?: a\b)?|joint[es]?", "attached_to"),
    (r"prevails", "prevails_over"),
)
_LEAD = re.compile(
    r"\s*(?:no?\.?\s*)?\d{0,3}\s*(?:\b(?:to|of|over|aux?|du|des|de la|del|de|al|a la|à la|à)"
    r"\b\s*)?:?\s*",
    re.IGNORECASE,
)
_LONGEST = 1_000


def relations_in(words: str) -> tuple[Relation, ...]:
    """`Addendum 7 to Document 22` → addendum_to "Document 22"; several apart by `;`."""
    found = []
    for part in filter(None, (piece.strip() for piece in words[:_LONGEST].split(";"))):
        for pattern, kind in _RELATIONS:
            match = re.match(rf"(?:{pattern})(?![^\W\d])", part, re.IGNORECASE)
            if match:
                rest = part[match.end() :]
                lead = _LEAD.match(rest)
                target = rest[lead.end() :] if lead else rest
                found.append(Relation(kind=kind, target=target.strip() or part, basis="declared"))
                break
    return tuple(found)
