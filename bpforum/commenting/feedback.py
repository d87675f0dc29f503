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
from models.decision import Decision
from models.ids import Reference
from models.outcome import Outcome, Paragraph
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
    paragraphs: tuple[Paragraph, ...]
    cited: tuple[Paragraph, ...]
    """Paragraphs of that version which cite the comment itself."""


@dataclass(frozen=True)
class Feedback:
    """All that its author, or a reader, may be told."""

    comment: Comment
    stages: tuple[tuple[Stage, datetime | None], ...]
    """What happened to it, in order; without a time where it is still so."""
    answer: Answer | None
    was: Paragraph | None
    """The paragraph as it was commented on."""
    later: Later | None
    """Where that went in the newest version after it; None where there is none yet."""


def feedback(
    one: Comment,
    decisions: Sequence[Decision],
    versions: Sequence[Publication],
    documents: Mapping[str, Outcome],
    profile: Profile,
    language: str,
) -> Feedback:
    """What became of `one`. `decisions`: those on any of its versions, with what takes them back.

    `versions` are those that stand, in order, and `documents` theirs by id.
    """
    answer = _answer(one, decisions, profile, language)
    return Feedback(
        comment=one,
        stages=tuple(_stages(one, answer)),
        answer=answer,
        was=_paragraph(documents.get(one.version), one.paragraph),
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
    one: Comment, versions: Sequence[Publication], documents: Mapping[str, Outcome]
) -> Later | None:
    own = next((version.n for version in versions if version.id == one.version), 0)
    after = [version for version in versions if version.n > own and version.id in documents]
    if not after or one.version not in documents:
        return None
    newest = after[-1]
    outcome = documents[newest.id]
    [placed] = Placing(outcome, {one.version: documents[one.version]}, newest.id).place([one])
    known = {paragraph.id: paragraph for paragraph in outcome.paragraphs}
    names = {one.reference, one.first}
    return Later(
        version=newest,
        placed=placed,
        paragraphs=tuple(known[name] for name in placed.paragraphs if name in known),
        cited=tuple(
            paragraph for paragraph in outcome.paragraphs
            if any(citation.contribution in names for citation in paragraph.citations)
        ),
    )  # fmt: skip


def _paragraph(outcome: Outcome | None, name: str) -> Paragraph | None:
    if outcome is None:
        return None
    return next((one for one in outcome.paragraphs if one.id == name), None)
