"""Contributions: validated submissions, who made them, and what stands beside their text."""

from typing import ClassVar, Literal

from models.audience import Audience, Consent
from models.base import Instant, Model, Wide
from models.block import Block
from models.ids import Digest, Reference, Slug
from models.submission import Fate, Reason

ContributionKind = Literal[
    "contribution", "comment", "note", "transcript", "oral", "chat", "proposal",
    "call", "programme", "briefing",
]  # fmt: skip
"""The last three are documents that were received but are not input; they are listed."""

Treatment = Literal["normal", "annex_only", "reproduce_in_full"]
RelationKind = Literal[
    "revises", "addendum_to", "corrigendum_to", "language_version_of", "attached_to",
    "prevails_over",
]  # fmt: skip


class Contributor(Model):
    """A person or body behind a contribution. Holds no e-mail, phone or address, ever."""

    role: Literal["lead", "joint", "co_sponsor", "on_behalf_of"] = "lead"
    name: str = ""
    organisation: str = ""
    function: str = ""
    country: str = ""
    """As written."""
    stakeholder_group: str = ""
    """As chosen by the contributor, verbatim."""
    group: str = ""
    """The same, mapped to the profile's id of a group; empty while it could not be mapped."""
    region: str = ""
    """The profile's regional group, from the country."""
    capacity: Literal["personal", "on_behalf", "not_stated"] = "not_stated"
    listed_as: str = ""
    """How to be listed, where the contributor said so."""
    membership: str = ""
    """The category of membership: the profile's id where the words name one, else as written."""
    source_type: str = ""
    """Individual, organisation, NRI …: the profile's id, else as written; empty if not stated."""
    since: Instant | None = None
    """When a co-sponsor joined."""
    until: Instant | None = None
    """When a co-sponsor left: kept in the record, no longer listed nor counted."""


class Relation(Model):
    """How a document stands to another."""

    kind: RelationKind
    target: str
    """A reference `C-0001` once it is known, else the words used ("Document 22")."""
    basis: Literal["declared", "found", "confirmed"] = "found"
    part: str = ""
    """The part of the other document that it concerns, where not the whole: `turn 12`."""


class Revision(Model):
    """A tracked change: for the secretariat's eyes only, never the source's position."""

    kind: Literal[
        "ins", "del", "moveFrom", "moveTo", "mark-ins", "mark-del", "row-ins", "row-del", "fmt"
    ]
    text: str = ""
    author: str = ""
    at: Instant | None = None
    at_as_written: str = ""
    part: str = "document"
    start: int | None = None
    """Where it stands in the text; None where its place is not known."""
    near: str = ""
    """For one without a place: the section in whose run it appears."""


class MarginComment(Model):
    """A comment in the margin of a document: for the secretariat's eyes only."""

    id: str
    text: str
    author: str = ""
    at: Instant | None = None
    anchor: str = ""
    start: int | None = None
    parent: str = ""
    resolved: bool = False


class Note(Model):
    """A text beside the body: footnote, endnote, header or footer, field code, text box."""

    kind: Literal["footnote", "endnote", "header", "footer", "field"]
    id: str = ""
    text: str


class Proposal(Model):
    """A proposal for amendment, as a document makes it."""

    id: str
    """As written: `USA/22/7`."""
    symbol: str = ""
    title: str = ""
    objective: str = ""
    instrument: str = ""
    """What it would amend, as written: `RESOLUTION 12 (REV. DUBAI, 2018)`, `ARTICLE 5`."""
    provision: str = ""
    """The number of the provision in it, as written: `5.128`."""
    text: str = ""
    new_text: str = ""
    base_text: str = ""
    reasons: str = ""
    start: int | None = None
    end: int | None = None


NoteLineKind = Literal[
    "issue", "practice", "example", "suggestion", "converged", "diverged", "open_question",
    "quote", "presentation", "discussion", "way_forward",
]  # fmt: skip


class NoteLine(Model):
    """One statement of a rapporteur, a span of the note's text."""

    kind: NoteLineKind
    start: int
    end: int
    held_by: str = ""
    """Who held it, as recorded: by default a group, not a person."""
    theme: str = ""
    """The theme that the rapporteur put it under: a theme's id, or words."""
    field: str = ""
    """The profile's report field that it fills, where that is none of the common parts."""


class SessionNote(Model):
    """A rapporteur's note on a session."""

    session: str = ""
    """The session's id or title, as written; matched to the programme by the pipeline."""
    rapporteurs: tuple[str, ...] = ()
    lines: tuple[NoteLine, ...] = ()
    partial: bool = False


PracticePart = Literal[
    "problem", "context", "done", "worked", "did_not_work", "lessons", "evidence"
]  # fmt: skip


class CardPart(Model):
    """One part of a practice that somebody filed as such, a span of the contribution's text."""

    part: PracticePart
    start: int
    end: int


CommentScope = Literal["paragraph", "selection", "section", "whole", "missing"]


class CommentTarget(Model):
    """What a comment is on, as its source says it."""

    document: str = ""
    """Title or address of what was commented on."""
    scope: CommentScope | None = None
    """How much of it; `missing`: something that it lacks. None where the source does not say."""
    selection: str = ""
    """The words of the paragraph that it is about, as they were marked."""
    paragraph: str = ""
    """The paragraph's number or anchor there, as a paragraph plugin or form gives it."""
    in_reply_to: str = ""
    """A reference where it is known, else the source's own id of the comment answered."""
    comment_type: str = ""
    proposed_change: str = ""
    rationale: str = ""


class TextVersion(Model):
    """How `Contribution.text` came to differ from what was received: people's work on the text."""

    kind: Literal["correction", "transcription", "translation"]
    decision: str
    """The id of the decision that made it."""
    by: str
    at: Instant
    method: str = ""
    second_reader: str = ""
    at_request_of: str = ""
    was: str = ""
    """For a correction: the words replaced."""
    start: int | None = None
    end: int | None = None
    """Where the new words stand in `Contribution.text`."""


class Contribution(Wide):
    """A validated submission. The record holds all of them, also empty and duplicate ones."""

    _seldom = frozenset({
        "document_number", "original_language", "original_text", "received_text", "versions",
        "notes", "comments", "revisions", "proposals", "session_note", "url", "category",
        "embargo_until",
    })  # fmt: skip
    is_as_made: ClassVar[bool] = False
    """True of a value that is what was made of its submission alone, under the key that is kept of
    that (`validation.Earlier`). No field: of whatever is changed in it, a copy is made without."""

    reference: Reference
    source: Slug
    external_id: str
    digest: Digest
    kind: ContributionKind
    title: str = ""
    document_number: str = ""
    """The number that the document gives itself: `WTDC14/22-E`, `C26/7(Rev.1)`."""
    language: str = ""
    original_language: str = ""
    """The language it says that it was written in, as a code."""
    text: str
    original_text: str | None = None
    received_text: str | None = None
    """The text before people's corrections; None where there were none."""
    versions: tuple[TextVersion, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    comments: tuple[MarginComment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    proposals: tuple[str, ...] = ()
    """The ids of the proposals that it makes."""
    session_note: SessionNote | None = None
    card: tuple[CardPart, ...] = ()
    """The parts of a practice, where it was filed as one."""
    questions: tuple[str, ...] = ()
    position: str = ""
    """As declared by the contributor, verbatim."""
    on: CommentTarget | None = None
    url: str = ""
    """Where it can be seen at its source."""
    category: str = ""
    """The category of input, where the call has deadlines by category."""
    contributors: tuple[Contributor, ...] = ()
    relations: tuple[Relation, ...] = ()
    received_at: Instant
    channel: str = ""
    call: Slug | None = None
    session: Slug | None = None
    audience: Audience
    embargo_until: Instant | None = None
    consent: Consent
    treatment: Treatment = "normal"
    flags: tuple[str, ...] = ()
    fate: Fate | None = None
    fate_of: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def lead(self) -> Contributor:
        """The first who is named, or nobody known. A joint contribution is never his or hers."""
        return self.contributors[0] if self.contributors else Contributor()

    @property
    def signatories(self) -> tuple[Contributor, ...]:
        """All who stand behind it: without co-sponsors who left."""
        if len(self.contributors) == 1 and self.contributors[0].until is None:
            return self.contributors
        return tuple(who for who in self.contributors if who.until is None)

    @property
    def voice(self) -> str:
        """Whose voice it is, for telling voices apart: all signatories together, or its own."""
        signatories = self.signatories
        if len(signatories) == 1:
            return signatories[0].organisation or signatories[0].name or self.reference
        names = {who.organisation or who.name for who in signatories} - {""}
        return "; ".join(sorted(names)) or self.reference

    @property
    def words(self) -> int:
        """The number of whitespace-separated words of the text."""
        return len(self.text.split())
