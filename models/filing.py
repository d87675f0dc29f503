"""What a person files by a page: the words as typed, before any reader has seen them."""

from typing import Literal

from pydantic import Field

from models.base import Model
from models.contribution import CommentScope, NoteLineKind, PracticePart
from models.ids import Slug

FilingKind = Literal["contribution", "note", "practice", "comment"]
NotePart = Literal["session", "rapporteur", "issues", "discussion", "way_forward"]
"""What a rapporteur's note is expected to have; without one of them it is partial."""

LONGEST = 200_000
"""Characters of one box: a hundred pages, and far less than what can hurt a reader."""
MOST = 500
"""Lines, answers or parts of one filing."""

OF_ISSUES: tuple[NoteLineKind, ...] = (
    "issue", "practice", "example", "suggestion", "converged", "diverged", "open_question", "quote",
)  # fmt: skip
"""The kinds that a key issue may have on the form."""
OF_DISCUSSION: tuple[NoteLineKind, ...] = ("discussion", "converged", "diverged")


class Filer(Model):
    """Who files. There is no place for an e-mail address here: it never enters the bytes."""

    name: str = Field(default="", max_length=500)
    organisation: str = Field(default="", max_length=500)
    function: str = Field(default="", max_length=500)
    country: str = Field(default="", max_length=200)
    stakeholder_group: str = Field(default="", max_length=200)
    capacity: Literal["", "personal", "on_behalf"] = ""
    listed_as: str = Field(default="", max_length=500)


class FiledAnswer(Model):
    """An answer to a question of the call; `question` is empty for what stands outside of any."""

    question: str = Field(default="", max_length=64)
    text: str = Field(max_length=LONGEST)


class FiledLine(Model):
    """One statement, or one box, of a rapporteur's note; paragraphs are apart by blank lines."""

    kind: NoteLineKind
    text: str = Field(max_length=LONGEST)
    held_by: str = Field(default="", max_length=300)
    """Who held it, a group by default; of a presentation, who gave it."""
    theme: str = Field(default="", max_length=300)
    field: str = Field(default="", max_length=64)
    """The report field of the profile that it fills, where that is none of the common parts."""


class FiledPart(Model):
    """A part of a practice."""

    part: PracticePart
    text: str = Field(max_length=LONGEST)


class FiledTarget(Model):
    """What a comment is on, and what it asks for."""

    scope: CommentScope
    document: str = Field(default="", max_length=300)
    """The published draft."""
    paragraph: str = Field(default="", max_length=64)
    """The id of the paragraph, or of the section."""
    selection: str = Field(default="", max_length=LONGEST)
    """The words marked in the paragraph, exactly."""
    selection_start: int | None = Field(default=None, ge=0, lt=2**31)
    """Where they stand in it, in code points; None where that is not known."""
    proposed_wording: str = Field(default="", max_length=LONGEST)
    rationale: str = Field(default="", max_length=LONGEST)
    comment_type: str = Field(default="", max_length=64)
    in_reply_to: str = Field(default="", max_length=64)
    """The reference of the comment answered."""


class Filing(Model):
    """One filing: what its bytes hold, and all that they hold."""

    kind: FilingKind
    form: str = Field(max_length=64)
    """The form and its version: `note-1`."""
    notice: str = Field(default="", max_length=64)
    """The version of the privacy and consent notice that was shown."""
    title: str = Field(default="", max_length=1_000)
    language: str = Field(default="", max_length=35)
    filer: Filer = Filer()
    call: Slug | None = None
    session: str = Field(default="", max_length=500)
    """A session's id, or its title in the filer's words where the programme does not list it."""
    category: str = Field(default="", max_length=200)
    position: str = Field(default="", max_length=200)
    """As declared."""
    consent: str = Field(default="", max_length=200)
    """In words that `stated_consent` knows; empty leaves it to the call's notice."""
    treatment: str = Field(default="", max_length=64)
    answers: tuple[FiledAnswer, ...] = Field(default=(), max_length=MOST)
    """Also a comment's text."""
    lines: tuple[FiledLine, ...] = Field(default=(), max_length=MOST)
    parts: tuple[FiledPart, ...] = Field(default=(), max_length=MOST)
    target: FiledTarget | None = None

    @property
    def missing(self) -> tuple[NotePart, ...]:
        """What a note still lacks; nothing of any other kind."""
        if self.kind != "note":
            return ()
        said = {line.kind for line in self.lines if line.text.strip()}
        has: dict[NotePart, bool] = {
            "session": bool(self.session.strip()),
            "rapporteur": bool(self.filer.name.strip()),
            "issues": bool(said & set(OF_ISSUES)),
            "discussion": bool(said & set(OF_DISCUSSION)),
            "way_forward": "way_forward" in said,
        }
        return tuple(part for part, there in has.items() if not there)
