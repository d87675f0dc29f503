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
    r"|décompte seul|ne pas publier|^no$|^non$",
    re.IGNORECASE,
)
_WITHHELD = re.compile(
    r"name[ _-]?(be )?withheld|withh?old( my)? name|without( my)? name|anonym|sin( mi)? nombre"
    r"|sans( mon)? nom|an[oó]nim",
    re.IGNORECASE,
)
_FULL = re.compile(r"full|^yes\b|^sí?\b|^oui\b|publish|publi[cé]|with( my)? name", re.IGNORECASE)


def stated_consent(words: str) -> Consent | None:
    """What a contributor said in a consent field, in en, es or fr; None where nothing was said.

    Words that cannot be understood count as not asked: a person has to look.
    """
    said = words.strip()
    if not said:
        return None
    for pattern, scope in _SCOPES:
        if pattern.search(said):
            return Consent(basis="stated", scope=scope, detail=said)
    return Consent(basis="not_asked", scope=None, detail=said)


# The narrowest first: "do not publish" also holds the word "publish".
_SCOPES: tuple[tuple[re.Pattern[str], ConsentScope], ...] = (
    (_COUNTS_ONLY, "counts_only"),
    (_WITHHELD, "name_withheld"),
    (_FULL, "full"),
)
