"""A body's lists and rules, as data."""

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from models.base import Model
from models.call import LatePolicy
from models.ids import Slug

ListingOrder = Literal["received", "name", "group"]
"""How annex 1 is ordered: by arrival, by who it is from, or by stakeholder group and arrival."""


class Term(Model):
    """A code of one of the body's lists: its public label by language, and words that mean it."""

    id: str = Field(min_length=1, max_length=64)
    label: dict[str, str]
    synonyms: tuple[str, ...] = ()


class StakeholderGroup(Model):
    """A stakeholder group of the profile: its public label by language, and words that mean it."""

    id: Slug
    label: dict[str, str]
    synonyms: tuple[str, ...] = ()
    counts_also: tuple[str, ...] = ()
    """Choices that are no words for this group, and that the body counts with it all the same."""


class Country(Model):
    """A country or area of the profile's name table."""

    code: str = Field(min_length=2, max_length=3)
    name: dict[str, str]
    region: str
    synonyms: tuple[str, ...] = ()


class Profile(Model):
    """What a body calls things, how it groups who takes part, and what its rules are."""

    id: Slug
    title: str
    groups: tuple[StakeholderGroup, ...]
    regions: dict[str, dict[str, str]]
    """Region id → label by language."""
    countries: tuple[Country, ...] = ()
    """The name table: displayed names and regions come from here alone."""
    memberships: tuple[Term, ...] = ()
    """Categories of membership, where the body has any."""
    state_membership: str = ""
    """The membership of a country or area that is named as the source itself; "" for none."""
    source_types: tuple[Term, ...] = ()
    """Individual, organisation, NRI, dynamic coalition, BPF, meeting, regional organisation."""
    regional_proposals: tuple[Term, ...] = ()
    """Groups of members that make common proposals, by their code in a proposal's id."""
    proposal_id: str = r"^[A-Z]{1,6}(/[A-Z]{1,6})*/\d{1,4}([A-Z]\d{1,3})*/\d{1,4}$"
    """Pattern of a proposal's id."""
    symbols: tuple[Term, ...] = ()
    """Change symbols of proposals for amendment."""
    comment_types: tuple[Term, ...] = ()
    dispositions: tuple[Term, ...] = ()
    """Our codes for the answer to a comment, with the body's own words for them."""
    late_policy: LatePolicy = "accept_flagged"
    """Where neither a deadline nor its call says what becomes of late input."""
    listing_order: ListingOrder = "received"
    report_fields: tuple[Term, ...] = ()
    """The parts of the body's own session report, in its order."""

    @field_validator("proposal_id")
    @classmethod
    def _is_a_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return pattern

    @model_validator(mode="after")
    def _lists_hold_together(self) -> "Profile":
        for name in (
            "groups", "memberships", "source_types", "regional_proposals", "symbols",
            "comment_types", "dispositions", "report_fields",
        ):  # fmt: skip
            terms = getattr(self, name)
            ids = [one.id for one in terms]
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"{name}: the id {twice[0]!r} is used twice")
            unlabelled = [one.id for one in terms if not one.label.get("en")]
            if unlabelled:
                raise ValueError(f"{name}: {unlabelled[0]!r} needs a label in English (en)")
        homeless = sorted({one.region for one in self.countries} - {*self.regions, ""})
        if homeless:
            raise ValueError(f"countries: there is no region {homeless[0]!r}")
        if self.state_membership not in ("", *(one.id for one in self.memberships)):
            raise ValueError(f"state_membership: there is no membership {self.state_membership!r}")
        return self
