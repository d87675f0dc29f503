"""What a reader found in one file: text with its structure, and what stands beside the text."""

from typing import Literal

from pydantic import Field, model_validator

from models.base import Instant, Model
from models.call import Call, Deadline
from models.contribution import MarginComment, Note, Proposal, Revision, SessionNote
from models.session import Session
from models.transcript import Transcript

BlockKind = Literal[
    "heading", "paragraph", "item", "row", "masthead", "quoted", "question", "furniture"
]
"""`quoted` is a mail's quoted text, `question` a call's question repeated, `furniture` page
headers, stage notes and the like; neither they nor the masthead are ever grouped or quoted."""


class Block(Model):
    """A piece of a text, in code points, half-open. Blocks are in order and do not overlap."""

    kind: BlockKind
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    level: int = 0
    number: str = ""
    """Numbering that the word processor generates, which is not in the text."""
    question: str = ""
    """The id of the call's question that this answers, where the form or table says so."""


class Attachment(Model):
    """A file that came inside a mail."""

    name: str
    media_type: str
    data: bytes


class Reading(Model):
    """One file as read. Offsets refer to `text`: NFC, lines joined, contact data masked."""

    kind: Literal[
        "contribution", "comment", "note", "transcript", "call", "programme", "briefing"
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
