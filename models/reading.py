"""What a reader found in one file: text with its structure, and what stands beside the text."""

from typing import Literal

from pydantic import Field, model_validator

from models.base import Instant, Model
from models.block import Block, BlockKind
from models.call import Call, Deadline
from models.contribution import CardPart, MarginComment, Note, Proposal, Revision, SessionNote
from models.session import Session
from models.transcript import Transcript

__all__ = ["Attachment", "Block", "BlockKind", "Reading"]


class Attachment(Model):
    """A file that came inside a mail."""

    name: str
    media_type: str
    data: bytes


class Reading(Model):
    """One file as read. Offsets refer to `text`: NFC, lines joined, contact data masked."""

    kind: Literal[
        "contribution", "comment", "note", "transcript", "chat", "call", "programme", "briefing"
    ] = "contribution"
    text: str
    original_text: str | None = None
    """The text with tracked changes rejected; None where there were none."""
    title: str = ""
    blocks: tuple[Block, ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)
    """What the document says of itself, by our field names (see `readers/masthead.py`)."""
    notes: tuple[Note, ...] = ()
    comments: tuple[MarginComment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    properties: dict[str, str] = Field(default_factory=dict)
    """File properties: for the secretariat's eyes only."""
    proposals: tuple[Proposal, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    calls: tuple[Call, ...] = ()
    sessions: tuple[Session, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    session_note: SessionNote | None = None
    card: tuple[CardPart, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: tuple[str, ...] = ()
    sent_at: Instant | None = None
    """When the document says it was sent (a mail's Date)."""

    @model_validator(mode="after")
    def _blocks_fit(self) -> "Reading":
        at = 0
        for block in self.blocks:
            if not at <= block.start <= block.end <= len(self.text):
                raise ValueError(f"block {block} does not fit the text")
            at = block.end
        return self
