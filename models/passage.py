"""Passages: the spans of text that are grouped."""

from typing import Literal

from pydantic import Field

from models.base import Model
from models.ids import PassageId, Reference, Slug

UnplacedKind = Literal["fits_no_theme", "not_decided", "failed", "not_substantive"]

PassageKind = Literal["issue", "practice", "example", "recommendation", "question"]
"""What somebody says of a subject: that something is wrong, works, is to be done …"""

SaidBy = Literal["person", "form", "question", "heading", "wording"]
"""Who says of what kind a passage is: a person who decided, the form it was filed in, the call's
question that it answers, the heading that it stands under; its wording only suggests it."""


class Says(Model):
    """What kind of thing a passage says, and who says so."""

    kind: PassageKind
    said_by: SaidBy


class Passage(Model):
    """A span of a contribution's text, `start` to `end` in code points, half-open."""

    id: PassageId
    contribution: Reference
    source: Slug
    external_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    """Equal to `start` only for an empty contribution, which stands in `unplaced`."""
    text: str
    language: str = ""
    question: str = ""
    turn: int | None = None
    """The transcript's turn, where it is speech."""
    substantive: bool = True
    """False for greetings, addresses, reference lists, bare links and page furniture."""
    copy_of: Reference | None = None
    """The contribution whose text these words are, where somebody sent the same text before."""


class PlacedPassage(Model):
    """A passage as `themes.json` shows it: where it stands and who put it there."""

    id: PassageId
    contribution: Reference
    source: Slug
    external_id: str
    start: int
    end: int
    text: str
    language: str
    score: float
    """Cosine to the centroid of its theme, or of its sub-theme, to three decimals; 0.0 where there
    is none."""
    assigned_by: str
    """`machine`, or the id of the decision."""
    duplicate_of: PassageId | Reference | None = None
    """The representative contribution, for a copy's passage; none for what a copy adds."""
    loosely_related: bool = False
    """Among the fifth of the theme's passages that fit it least: it counts, but is not quoted."""
    cited: bool = False
    says: Says | None = None
    """Its kind, where anybody or its wording tells one."""
    kind: UnplacedKind | None = None
    """Set for unplaced passages alone."""
