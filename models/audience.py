"""Who may see what, and by whose leave: audience, consent and attribution."""

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
