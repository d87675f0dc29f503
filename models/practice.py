"""Practices: the compendium's entries, as people recorded and confirmed them."""

from models.base import Model
from models.ids import Reference


class Practice(Model):
    """A practice that worked, or did not, with its source."""

    id: str
    text: str
    held_by: str = ""
    contribution: Reference
    start: int
    end: int
    theme: str = ""


class Practices(Model):
    """`practices.json`."""

    confirmed: tuple[Practice, ...] = ()
    proposed: tuple[Practice, ...] = ()
