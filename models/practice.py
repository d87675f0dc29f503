"""Practices: the compendium's entries, as people recorded and confirmed them."""

from models.base import Model
from models.contribution import PracticePart
from models.ids import Reference
from models.passage import SaidBy


class PracticeText(Model):
    """What a practice's card says under one of its headings."""

    part: PracticePart
    text: str


class Practice(Model):
    """A practice that worked, or did not, with its source."""

    id: str
    title: str = ""
    text: str
    parts: tuple[PracticeText, ...] = ()
    """The same, part by part, where it was filed as a practice."""
    held_by: str = ""
    passage: str = ""
    """The passage that it is or stands in: who confirms it decides of this one, by `set_kind`."""
    contribution: Reference
    start: int
    end: int
    theme: str = ""
    basis: SaidBy = "form"
    """Who says that it is a practice; for `wording` nobody does, it only reads like one."""


class Practices(Model):
    """`practices.json`."""

    confirmed: tuple[Practice, ...] = ()
    proposed: tuple[Practice, ...] = ()
    more: int = 0
    """How many more passages are marked or read like practices than are listed here."""
