"""Who may see what, and by whose leave: audience, consent and attribution."""

import re
from typing import Literal

from models.base import Model

Audience = Literal["public", "members", "secretariat"]
"""From widest to narrowest. What is derived from several sources takes the narrowest of theirs."""

ConsentBasis = Literal["stated", "notice", "public_archive", "source_terms", "not_asked"]
ConsentScope = Literal["full", "name_withheld", "counts_only"]
AttributionRule = Literal["named", "affiliation", "stakeholder_group", "none"]

_WIDEST_FIRST: tuple[Audience, ...] = ("public", "members", "secretariat")


def narrowest(*audiences: Audience) -> Audience:
    """The audience that may see something made of all of these."""
    return max(audiences, key=_WIDEST_FIRST.index, default="public")


class Consent(Model):
    """What a contributor allows, and how we know."""

    basis: ConsentBasis
    scope: ConsentScope | None
    """None while nobody was asked: counted, neither named nor quoted."""
    detail: str = ""
    """For example the version of the call's notice."""

    @property
    def may_quote(self) -> bool:
        """Whether the text may be quoted, with or without the name."""
        return self.scope in ("full", "name_withheld")

    @property
    def may_name(self) -> bool:
        """Whether the contributor may be named."""
        return self.scope == "full"


_COUNTS_ONLY = re.compile(
    r"counts?[ _-]only|do not publish|not for publication|solo recuento|no publicar"
    r"|décompte seul|ne pas publier|^no[.!]?$|^non[.!]?$",
    re.IGNORECASE,
)
_WITHHELD = re.compile(
    r"name[ _-]?(?:be )?withheld|withh?old(?: my)? name|without(?: my| a)? name|anonym"
    r"|sin(?: mi)? nombre|sans(?: mon)? nom|an[oó]nim|(?:not|no|pas)(?: my| mon| mi)? (?:name|nom)",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"\bfull\b|^yes\b|^sí?\b|^oui\b|publish|publi[cé]|with(?: my)? name", re.IGNORECASE
)
_NEGATES = re.compile(r"n[’']t\b|\b(?:not|no|never|ne|pas|sin|sans|jamais|nunca)\b", re.IGNORECASE)


def stated_consent(words: str) -> Consent | None:
    """What a contributor said in a consent field, in en, es or fr; None where nothing was said.

    Words that cannot be understood, or that hold a "not" we do not understand, count as not asked:
    a person has to look.
    """
    said = words.strip()
    if not said:
        return None
    scope: ConsentScope | None = None
    if _COUNTS_ONLY.search(said):
        scope = "counts_only"
    elif _WITHHELD.search(said):
        scope = "name_withheld"
    elif _FULL.search(said) and not _NEGATES.search(said):
        scope = "full"
    return Consent(basis="stated" if scope else "not_asked", scope=scope, detail=said)
