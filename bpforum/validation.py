"""Makes contributions of submissions and what was read in them; decides nothing about wording.

Everything received comes out again: as a contribution with or without a fate already settled
(promise 1). What a secretary wrote in the register outranks what the document says of itself.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bpforum.profiles.mapping import group_of, region_of
from bpforum.questions import answered
from bpforum.text.language import detect
from bpforum.text.substance import is_contentless
from models.audience import Audience, Consent, narrowest, stated_consent
from models.call import Call
from models.contribution import (
    Contribution,
    ContributionKind,
    Contributor,
    Relation,
    RelationKind,
    Treatment,
)
from models.decision import Decision
from models.forum import Forum
from models.profile import Profile
from models.reading import Reading
from models.record import Record, RecordedProposal
from models.session import Session
from models.submission import Fate, Reason, Rejected, Submission
from models.transcript import Transcript

_KINDS: dict[str, ContributionKind] = {
    "contribution": "contribution", "comment": "comment", "note": "note",
    "transcript": "transcript", "call": "call", "programme": "programme",
    "briefing": "briefing", "oral": "oral", "chat": "chat", "proposal": "proposal",
}  # fmt: skip
_RELATIONS: tuple[tuple[str, RelationKind], ...] = (
    (r"^(revis\w*|replaces|supersedes|remplace|sustituye)\b", "revises"),
    (r"^(addend\w*)\b", "addendum_to"),
    (r"^(corrigend\w*|corrects)\b", "corrigendum_to"),
    (r"^(language version|translation|traducci[oó]n|traduction)\b", "language_version_of"),
    (r"^(attach\w*|annex)\b", "attached_to"),
    (r"^(prevails)\b", "prevails_over"),
)
_LATE: dict[str, Fate | None] = {
    "accept_flagged": None,
    "next_version": "next_version",
    "carry_over": "carried_over",
    "refuse": "refused",
}
LATE_FLAG = "received after the date"
_LANGUAGE_SAMPLE = 4_000


@dataclass(frozen=True)
class Window:
    """The moment a run looks from: `now` for embargoes, `cut_off` for what takes part."""

    now: datetime
    cut_off: datetime | None = None


def validate(
    forum: Forum,
    profile: Profile,
    submissions: Sequence[Submission],
    readings: Mapping[str, Reading | Rejected],
    decisions: Sequence[Decision],
    window: Window,
) -> Record:
    """The record of everything received; `readings` by reference."""
    contributions: list[Contribution] = []
    proposals: list[RecordedProposal] = []
    calls, sessions = list(forum.calls), list(forum.sessions)
    transcripts: list[Transcript] = []
    for submission in submissions:
        reading = readings[submission.reference]
        if isinstance(reading, Rejected):
            contributions.append(_quarantined(submission, reading))
            continue
        contribution = _contribution(forum, profile, submission, reading, sessions)
        contributions.append(contribution)
        proposals += [
            RecordedProposal(**dict(proposal), contribution=submission.reference)
            for proposal in reading.proposals
        ]
        calls += _distinct(calls, _proposed_calls(submission, reading))
        sessions += _distinct(sessions, reading.sessions)
        transcripts += [
            t.model_copy(
                update={"contribution": submission.reference, "session": contribution.session}
            )
            for t in reading.transcripts
        ]
    contributions = _related(_in_languages(contributions, forum.forum.languages))
    withdrawn = {d.target: d for d in decisions if d.kind == "dispose" and _is(d, "withdrawn")}
    by_reference = {submission.reference: submission for submission in submissions}
    settled = [
        _settle(forum, one, by_reference[one.reference], withdrawn.get(one.reference), window)
        for one in contributions
    ]
    settled = _superseded(settled)
    return Record(
        calls=tuple(calls),
        sessions=tuple(sessions),
        contributions=tuple(one for one in settled if one.kind != "comment"),
        comments=tuple(one for one in settled if one.kind == "comment"),
        proposals=tuple(proposals),
        transcripts=tuple(transcripts),
    )


def _in_languages(
    contributions: list[Contribution], languages: Sequence[str]
) -> list[Contribution]:
    """Each with its language: as stated where that is a code or a name we know, else detected."""
    unstated = [one for one in contributions if one.text.strip() and not one.language]
    found = dict(
        zip(
            (one.reference for one in unstated),
            detect([one.text[:_LANGUAGE_SAMPLE] for one in unstated], among=languages),
            strict=True,
        )
    )
    return [
        one.model_copy(update={"language": found[one.reference]}) if one.reference in found else one
        for one in contributions
    ]


def _is(decision: Decision, disposition: str) -> bool:
    value = decision.value
    return value == disposition or (
        isinstance(value, dict) and value.get("disposition") == disposition
    )


_Found = TypeVar("_Found", Call, Session)


def _distinct(known: Sequence[_Found], found: Sequence[_Found]) -> list[_Found]:
    """What a document proposes, unless `forum.toml` has the id; a second find gets a number."""
    taken = {one.id for one in known}
    fresh = []
    for one in found:
        name, n = one.id, 2
        while name in taken:
            name, n = f"{one.id}-{n}", n + 1
        taken.add(name)
        fresh.append(one.model_copy(update={"id": name}))
    return fresh


def _proposed_calls(submission: Submission, reading: Reading) -> tuple[Call, ...]:
    """The calls that a document makes, or the one whose deadlines it only tells of."""
    if not reading.deadlines:
        return reading.calls
    if not reading.calls:
        title = reading.title or submission.external_id
        name = re.sub(r"[^a-z0-9]+", "-", _folded(title)).strip("-")[:50]
        return (
            Call(
                id=f"call-{name or submission.reference.lower()}", title=title,
                deadlines=reading.deadlines, status="proposed",
            ),
        )  # fmt: skip
    first, *others = reading.calls
    known = {(d.category, d.soft_at, d.hard_at) for d in first.deadlines}
    more = [d for d in reading.deadlines if (d.category, d.soft_at, d.hard_at) not in known]
    return (first.model_copy(update={"deadlines": (*first.deadlines, *more)}), *others)


def _quarantined(submission: Submission, rejected: Rejected) -> Contribution:
    return Contribution(
        reference=submission.reference,
        source=submission.source,
        external_id=submission.external_id,
        digest=submission.digest,
        kind=_KINDS.get(submission.fields.get("kind", ""), "contribution"),
        title=submission.fields.get("title", ""),
        text="",
        received_at=submission.received_at,
        channel=submission.channel,
        call=submission.call,
        session=submission.session,
        audience=submission.audience,
        embargo_until=submission.embargo_until,
        consent=submission.consent,
        fate="quarantined",
        reasons=rejected.reasons,
    )


def _contribution(
    forum: Forum,
    profile: Profile,
    submission: Submission,
    reading: Reading,
    sessions: Sequence[Session],
) -> Contribution:
    fields = {**reading.fields, **{k: v for k, v in submission.fields.items() if v}}
    kind = _KINDS.get(fields.get("kind", "").strip().lower(), _KINDS[reading.kind])
    note = reading.session_note
    session = _session(
        sessions,
        submission.session or fields.get("session", "") or (note.session if note else ""),
        reading,
    )
    relations = _relations(fields.get("relation", ""))
    if submission.parent:
        relations += (Relation(kind="attached_to", target=submission.parent, basis="declared"),)
    flags = list(reading.flags)
    if note and note.partial:
        flags.append("partial")
    if submission.vanished:
        flags.append("no longer in its source")
    contributor = _contributor(profile, fields, note.rapporteurs if note else ())
    if contributor and contributor.stakeholder_group and not contributor.group:
        flags.append("stakeholder group not in the profile")
    call = next((one for one in forum.calls if one.id == submission.call), None)
    blocks = answered(reading.blocks, reading.text, call.questions if call else ())
    return Contribution(
        reference=submission.reference,
        source=submission.source,
        external_id=submission.external_id,
        digest=submission.digest,
        kind=kind,
        title=fields.get("title") or reading.title,
        language=_language(fields.get("language", "")),
        text=reading.text,
        original_text=reading.original_text,
        blocks=blocks,
        notes=reading.notes,
        comments=reading.comments,
        revisions=reading.revisions,
        proposals=tuple(proposal.id for proposal in reading.proposals),
        session_note=note,
        questions=tuple(
            dict.fromkeys(b.question for b in blocks if b.question and b.kind != "question")
        ),
        position=fields.get("position", ""),
        contributors=(contributor,) if contributor else (),
        relations=relations,
        received_at=submission.received_at,
        channel=submission.channel,
        call=submission.call,
        session=session.id if session else None,
        audience=narrowest(
            submission.audience,
            _audience(reading.fields.get("audience", "")),
            session.audience if session else "public",
        ),
        embargo_until=max(
            (
                until
                for until in (submission.embargo_until, session and session.embargo_until)
                if until
            ),
            default=None,
        ),
        consent=_consent(submission, reading),
        treatment=_treatment(fields.get("treatment", "")),
        flags=tuple(dict.fromkeys(flags)),
    )


def _language(words: str) -> str:
    """The code that a field states; empty where it states none that we can tell."""
    plain = _folded(words)
    if len(plain) == 2 and plain.isalpha():
        return plain
    return _LANGUAGE_NAMES.get(plain, "")


_LANGUAGE_NAMES = {
    "english": "en", "ingles": "en", "anglais": "en",
    "spanish": "es", "espanol": "es", "castellano": "es", "espagnol": "es",
    "french": "fr", "francais": "fr", "frances": "fr",
    "portuguese": "pt", "portugues": "pt", "portugais": "pt",
    "arabic": "ar", "arabe": "ar", "russian": "ru", "russe": "ru", "ruso": "ru",
    "chinese": "zh", "chino": "zh", "chinois": "zh", "german": "de", "deutsch": "de",
}  # fmt: skip


def _audience(word: str) -> Audience:
    """What a document says of its audience; words that we do not know narrow it, never widen it."""
    lowered = word.strip().lower()
    if lowered in ("", "public", "público", "publique"):
        return "public"
    return "members" if lowered in ("members", "miembros", "membres") else "secretariat"


def _consent(submission: Submission, reading: Reading) -> Consent:
    """What the document says of consent can only narrow what the source allows."""
    stated = stated_consent(reading.fields.get("consent", ""))
    if stated is None or submission.fields.get("consent"):
        return submission.consent
    return stated


def _treatment(word: str) -> Treatment:
    lowered = word.strip().lower().replace(" ", "_")
    if lowered == "annex_only":
        return "annex_only"
    return "reproduce_in_full" if lowered == "reproduce_in_full" else "normal"


def _contributor(
    profile: Profile, fields: Mapping[str, str], rapporteurs: Sequence[str]
) -> Contributor | None:
    name = fields.get("name", "") or ", ".join(rapporteurs)
    organisation = fields.get("organisation", "") or fields.get("source", "")
    country = fields.get("country", "")
    chosen = fields.get("stakeholder_group", "")
    if not (name or organisation or country or chosen):
        return None
    capacity = fields.get("capacity", "").lower()
    return Contributor(
        name=name,
        organisation=organisation,
        function=fields.get("function", ""),
        country=country,
        stakeholder_group=chosen,
        group=group_of(profile, chosen) if chosen else "",
        region=region_of(profile, country) if country else "",
        capacity=(
            "personal" if capacity.startswith("person") or capacity.startswith("à titre")
            else "on_behalf" if "behalf" in capacity or capacity.startswith("on_b")
            else "not_stated"
        ),
        listed_as=fields.get("listed_as", ""),
    )  # fmt: skip


def _relations(words: str) -> tuple[Relation, ...]:
    """`Addendum 7 to Document 22` → addendum_to "Document 22"; several apart by `;`."""
    found = []
    for part in filter(None, (piece.strip() for piece in words.split(";"))):
        for pattern, kind in _RELATIONS:
            if re.match(pattern, part, re.IGNORECASE):
                target = re.sub(pattern, "", part, flags=re.IGNORECASE)
                target = re.sub(r"^\s*[\d.]*\s*(to|of|de|du|à|a|al)?\s*:?\s*", "", target)
                found.append(Relation(kind=kind, target=target or part, basis="declared"))
                break
    return tuple(found)


def _folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _session(sessions: Sequence[Session], words: str, reading: Reading) -> Session | None:
    """The session meant by an id, a title, or a number with it; declared ones come first."""
    wanted = _folded(words)
    if not wanted:
        return None
    for session in sessions:
        if wanted in (_folded(session.id), _folded(session.title)):
            return session
    for session in sessions:
        title = _folded(session.title)
        if len(title) > 8 and (title in wanted or (len(wanted) > 8 and wanted in title)):
            return session
    return None


def _related(contributions: list[Contribution]) -> list[Contribution]:
    """Relations whose target is another contribution now name it by reference."""
    keys: dict[str, str] = {}
    for one in contributions:
        for key in (one.reference, one.external_id, one.title):
            if len(_folded(key)) > 3:
                keys.setdefault(_folded(key), one.reference)
    result = []
    for one in contributions:
        relations = tuple(
            relation.model_copy(update={"target": keys[_folded(relation.target)]})
            if keys.get(_folded(relation.target), one.reference) != one.reference
            else relation
            for relation in one.relations
        )
        result.append(one.model_copy(update={"relations": relations}))
    return result


def closing_of(call: Call) -> datetime | None:
    """When input counts as late: the last close and its grace."""
    return call.last_close + timedelta(minutes=call.grace_minutes) if call.last_close else None


def _settle(
    forum: Forum,
    one: Contribution,
    submission: Submission,
    withdrawn: Decision | None,
    window: Window,
) -> Contribution:
    """The contribution with the fate that is certain before anything is grouped, if any is."""
    call = next((c for c in forum.calls if c.id == one.call), None)
    closing = closing_of(call) if call else None
    late = closing is not None and one.received_at > closing and one.kind in _ANSWERS
    flags = (*one.flags, LATE_FLAG) if late else one.flags
    fate, fate_of, reasons = one.fate, one.fate_of, one.reasons
    attached = [r for r in one.relations if r.kind == "attached_to" and _is_reference(r.target)]
    version = [r for r in one.relations if r.kind == "language_version_of"]
    if window.cut_off and one.received_at > window.cut_off:
        fate = "next_version"
        reasons = (Reason(code="after-cut-off", message="received after this run's cut-off"),)
    elif withdrawn:
        fate = "withdrawn"
        reasons = (Reason(code="withdrawn", message=withdrawn.why or "withdrawn"),)
    elif fate == "quarantined":
        pass
    elif submission.superseded_by:
        fate, fate_of = "superseded_by", submission.superseded_by
    elif one.embargo_until and one.embargo_until > window.now:
        fate = "held"
        reasons = (
            Reason(
                code="embargo",
                message=f"under embargo until {one.embargo_until:%Y-%m-%d %H:%M} UTC",
            ),
        )
    elif late and call and _LATE[call.late_policy]:
        fate = _LATE[call.late_policy]
        reasons = (Reason(code="late", message=f"received after {closing:%Y-%m-%d %H:%M} UTC"),)
    elif one.kind in _INPUT and is_contentless(one.text):
        fate = "not_substantive"
        reasons = (Reason(code="contentless", message="nothing in it to take up"),)
        if attached:
            fate, fate_of = "attached_to", attached[0].target
    elif one.consent.scope == "counts_only":
        fate = "counted"
    elif one.consent.scope is None:
        fate = "held"
        reasons = (
            Reason(
                code="consent",
                message="nobody has asked whether it may be quoted",
                remedy="ask, and record the answer as consent in the register",
            ),
        )
    elif version and _is_reference(version[0].target):
        fate, fate_of = "language_version_of", version[0].target
    elif one.kind not in _INPUT:
        fate = "listed"
    return one.model_copy(
        update={"flags": flags, "fate": fate, "fate_of": fate_of, "reasons": reasons}
    )


_INPUT: tuple[ContributionKind, ...] = (
    "contribution", "comment", "note", "transcript", "oral", "chat", "proposal"
)  # fmt: skip

_ANSWERS: tuple[ContributionKind, ...] = ("contribution", "comment", "proposal")
"""What a call's window holds for: notes and transcripts come when the session was."""


def _is_reference(target: str) -> bool:
    return re.fullmatch(r"C-\d{4,}", target) is not None


def _superseded(contributions: list[Contribution]) -> list[Contribution]:
    """A contribution that a later one revises is superseded by it: the revision is used."""
    revised = {
        relation.target: one.reference
        for one in contributions
        for relation in one.relations
        if relation.kind == "revises" and one.fate is None
    }
    return [
        one.model_copy(update={"fate": "superseded_by", "fate_of": revised[one.reference]})
        if one.reference in revised and one.fate is None
        else one
        for one in contributions
    ]
