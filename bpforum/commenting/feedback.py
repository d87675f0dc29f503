"""What became of a comment, in facts that may be shown: its answer, by whom and where it was heard.

Only what promise 9 allows: the reason given for an answer is public, why it was decided is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bpforum.commenting.comment import Comment
from bpforum.commenting.placing import Placed, Placing
from bpforum.commenting.standing import standing_of
from bpforum.ledger import disposition_of
from bpforum.profiles.mapping import label
from bpforum.published.text import ParagraphOf, PublishedText
from models.decision import Decision
from models.ids import Reference
from models.profile import Profile
from models.publication import Publication

Stage = Literal["received", "waiting", "held", "shown", "answered", "withdrawn"]


@dataclass(frozen=True)
class Answer:
    """The disposition of a comment, in the profile's public words."""

    code: str
    label: str
    reason: str
    at: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Later:
    """The paragraph in the next published version."""

    version: Publication
    placed: Placed
    paragraphs: tuple[ParagraphOf, ...]
    cited: tuple[ParagraphOf, ...]
    """Paragraphs of that version which cite the comment itself."""


@dataclass(frozen=True)
class Feedback:
    """All that its author, or a reader, may be told."""

    comment: Comment
    stages: tuple[tuple[Stage, datetime | None], ...]
    """What happened to it, in order; without a time where it is still so."""
    answer: Answer | None
    was: ParagraphOf | None
    """The paragraph as it was commented on."""
    later: Later | None
    """Where that went in the newest version after it; None where there is none yet."""


def feedback(
    one: Comment,
    decisions: Sequence[Decision],
    versions: Sequence[Publication],
    documents: Mapping[str, PublishedText],
    profile: Profile,
    language: str,
) -> Feedback:
    """What became of `one`. `decisions`: those on any of its versions, with what takes them back.

    `versions` are those that stand, in order, and `documents` theirs by id.
    """
    answer = _answer(one, decisions, profile, language)
    own = documents.get(one.version)
    return Feedback(
        comment=one,
        stages=tuple(_stages(one, answer)),
        answer=answer,
        was=own.paragraph(one.paragraph) if own else None,
        later=_later(one, versions, documents),
    )


def _answer(
    one: Comment, decisions: Sequence[Decision], profile: Profile, language: str
) -> Answer | None:
    references: list[Reference] = [*dict.fromkeys((one.first, one.reference))]
    references += [d.target for d in decisions if d.kind == "dispose"]
    decision = standing_of(decisions).disposition([*dict.fromkeys(references)])
    code = disposition_of(decision) if decision else ""
    if decision is None or not code:
        return None
    term = next((term for term in profile.dispositions if term.id == code), None)
    value = decision.value if isinstance(decision.value, dict) else {}
    named = value.get("paragraphs")
    return Answer(
        code=code,
        label=label(term.label, language) if term else code.replace("_", " "),
        reason=str(value.get("reason") or ""),
        at=decision.at,
        paragraphs=tuple(map(str, named)) if isinstance(named, list) else (),
    )


def _stages(one: Comment, answer: Answer | None) -> list[tuple[Stage, datetime | None]]:
    found: list[tuple[Stage, datetime | None]] = [("received", one.first_at)]
    if one.state == "waiting":
        found.append(("waiting", None))
    elif one.state == "held":
        found.append(("held", one.looked_at))
    elif one.state == "withdrawn":
        found.append(("withdrawn", one.looked_at))
    elif one.state == "shown":
        found.append(("shown", one.looked_at))
    if answer and one.state != "withdrawn":
        found.append(("answered", answer.at))
    return found


def _later(
    one: Comment, versions: Sequence[Publication], documents: Mapping[str, PublishedText]
) -> Later | None:
    own = next((version.n for version in versions if version.id == one.version), 0)
    after = [version for version in versions if version.n > own and version.id in documents]
    if not after or one.version not in documents:
        return None
    newest = after[-1]
    text = documents[newest.id]
    older = {one.version: documents[one.version].ground}
    [placed] = Placing(text.ground, older, newest.id).place([one])
    there = (text.paragraph(name) for name in placed.paragraphs)
    return Later(
        version=newest,
        placed=placed,
        paragraphs=tuple(found for found in there if found is not None),
        cited=tuple(text.citing({one.reference, one.first})),
    )
