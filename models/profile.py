"""A body's lists and rules, as data."""

from pydantic import Field

from models.base import Model
from models.ids import Slug


class StakeholderGroup(Model):
    """A stakeholder group of the profile: its public label by language, and words that mean it."""

    id: Slug
    label: dict[str, str]
    synonyms: tuple[str, ...] = ()


class Country(Model):
    """A country or area of the profile's name table."""

    code: str = Field(min_length=2, max_length=3)
    name: dict[str, str]
    region: str
    synonyms: tuple[str, ...] = ()


class Profile(Model):
    """Stakeholder groups, regional groups and the name table of countries and areas."""

    id: Slug
    title: str
    groups: tuple[StakeholderGroup, ...]
    regions: dict[str, dict[str, str]]
    """Region id → label by language."""
    countries: tuple[Country, ...] = ()
    proposal_id: str = r"^[A-Z]{2,5}(/[A-Z]{2,5})*/\d+(A\d+)?/\d+$"
    """Pattern of a proposal's id."""
