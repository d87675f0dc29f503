"""Transcripts: sessions cut into turns, speakers never guessed."""

from typing import Literal

from pydantic import Field

from models.base import Model
from models.ids import Slug


class Turn(Model):
    """One turn of speech: `start` and `end` are offsets in the document's text."""

    n: int = Field(ge=1)
    speaker: str = ""
    speaker_status: Literal["named", "suggested", "unattributed"] = "unattributed"
    evidence: str = ""
    """For a suggested speaker: the words that suggest it."""
    confirmed: bool = False
    """A person has said who spoke: only then may a name be printed, and only as the session's
    attribution rule allows."""
    marked: str = ""
    """Once it is confirmed: the label that the file itself gives the turn."""
    organisation: str = ""
    stakeholder_group: str = ""
    country: str = ""
    capacity: str = ""
    """These four, like a confirmed name, are a person's word and never the file's."""
    at: str = ""
    """When it begins, `HH:MM:SS`, by the recording or the clock, as the file has it."""
    statement: str = ""
    """The reference of the written statement that prevails over this turn."""
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Transcript(Model):
    """One event of a transcript file. A rough transcript, not an authoritative record."""

    title: str = ""
    session: Slug | None = None
    turns: tuple[Turn, ...]
    cues: tuple[str, ...] = ()
    """Stage notes, kept out of the turns' text: applause, silence …"""
    disclaimer: str = ""
    furniture: tuple[str, ...] = ()
    """Headers, connection lines and page residue that were cut out, once each."""
    contribution: str = ""
    """The reference of the submission it stands in; set when the record is made."""
