"""Makes a contribution of a submission and what was read in it.

What a secretary wrote in the register outranks what the document says of itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from bpforum.folding import folded
from bpforum.profiles.mapping import term_of
from bpforum.questions import answered
from bpforum.readers import row
from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.masking import mask
from bpforum.text.substance import is_contentless
from bpforum.validation.document_numbers import with_step
from bpforum.validation.people import contributors_of
from bpforum.validation.relation_words import relations_in
from models.audience import Audience, Consent, narrowest, stated_consent
from models.contribution import (
    CommentScope,
    CommentTarget,
    Contribution,
    ContributionKind,
    Proposal,
    Relation,
    Treatment,
)
from models.forum import Forum
from models.profile import Profile
from models.reading import Reading
from models.session import Session
from models.submission import Rejected, Submission

_KINDS: dict[str, ContributionKind] = {
    "contribution": "contribution", "comment": "comment", "note": "note",
    "transcript": "transcript", "call": "call", "programme": "programme",
    "briefing": "briefing", "oral": "oral", "chat": "chat", "proposal": "proposal",
}  # fmt: skip


MATCHED_FLAG = "columns matched by their headers"
_AS_IT_STANDS = ("url", "received_at", "embargo_until", "in_reply_to", "relation", "corrects")
"""Ids and times; an address of a page may look like a number that has to be masked."""
_IN_LINES = ("proposed_change", "rationale", "selection")


def said_of(submission: Submission) -> dict[str, str]:
    """What the source says of it, without mail addresses and telephone numbers.

    A column of names often holds them: `Ann Lee <ann@…>`.
    """
    return {
        name: value
        if name in _AS_IT_STANDS
        else mask(value)
        if name in _IN_LINES
        else without_contact_data(value)
        for name, value in submission.fields.items()
        if value
    }


def _is_mapped(forum: Forum, submission: Submission) -> bool:
    """Whether a person said which column of the table is what."""
    config = next((one for one in forum.sources if one.id == submission.source), None)
    return config is not None and bool(config.columns or config.questions) and (
        config.kind != "folder"
    )  # fmt: skip


def quarantined(submission: Submission, rejected: Rejected) -> Contribution:
    """What could not be read is in the record all the same, with what can be done about it."""
    return Contribution(
        reference=submission.reference,
        source=submission.source,
        external_id=submission.external_id,
        digest=submission.digest,
        kind=_KINDS.get(submission.fields.get("kind", ""), "contribution"),
        title=said_of(submission).get("title", ""),
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


def contribution_of(
    forum: Forum,
    profile: Profile,
    submission: Submission,
    reading: Reading,
    sessions: Sequence[Session],
) -> Contribution:
    """What `reading` makes of `submission`; a session is meant by its id or title."""
    fields = {**reading.fields, **said_of(submission)}
    kind = _KINDS.get(fields.get("kind", "").strip().lower(), _KINDS[reading.kind])
    note = reading.session_note
    session = _session(
        sessions,
        submission.session
        or fields.get("session", "")
        or (note.session if note else "")
        or (reading.title if kind in ("transcript", "chat") else ""),
    )
    relations = relations_in(fields.get("relation", ""))
    if submission.parent:
        relations += (Relation(kind="attached_to", target=submission.parent, basis="declared"),)
    flags = list(reading.flags)
    if note and note.partial:
        flags.append("partial")
    if submission.media_type == row.MEDIA_TYPE and not _is_mapped(forum, submission):
        flags.append(MATCHED_FLAG)
    if problem := submission.fields.get("received_at_problem", ""):
        flags.append(f"time of receipt: {problem.replace(';', ',')}")
    if submission.vanished:
        flags.append("no longer in its source")
    contributors, unclear = contributors_of(profile, fields, note.rapporteurs if note else ())
    flags += [*unclear, *_unlike(profile, reading.proposals)]
    call = next((one for one in forum.calls if one.id == submission.call), None)
    blocks = answered(reading.blocks, reading.text, call.questions if call else ())
    return Contribution(
        reference=submission.reference,
        source=submission.source,
        external_id=submission.external_id,
        digest=submission.digest,
        kind=kind,
        title=fields.get("title") or reading.title,
        document_number=with_step(
            fields.get("document_number", ""), fields.get("relation", "").partition(";")[0]
        ),
        language=_language(fields.get("language", "")),
        original_language=_language(fields.get("original_language", "")),
        text=reading.text,
        original_text=reading.original_text,
        blocks=blocks,
        notes=reading.notes,
        comments=reading.comments,
        revisions=reading.revisions,
        proposals=tuple(proposal.id for proposal in reading.proposals),
        session_note=note,
        card=reading.card,
        questions=tuple(
            dict.fromkeys(
                b.question
                for b in blocks
                if b.question and b.kind != "question" and _answers(reading.text[b.start : b.end])
            )
        ),
        position=fields.get("position", ""),
        on=_target(profile, fields),
        url=fields.get("url", ""),
        category=fields.get("category", ""),
        contributors=contributors,
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


def _answers(words: str) -> bool:
    """Whether something was answered, and be it a number; "n/a" and "-" are no answers."""
    return any(map(str.isdigit, words)) or not is_contentless(words)


def _language(words: str) -> str:
    """The code that a field states; empty where it states none that we can tell."""
    plain = folded(words)
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


def message_id(reading: Reading, reference: str) -> dict[str, str]:
    """The id that a mail gives itself → its reference, so that answers find what they answer."""
    said = reading.fields.get("message_id", "")
    return {said.strip().strip("<>"): reference} if said else {}


def _target(profile: Profile, fields: Mapping[str, str]) -> CommentTarget | None:
    """What it is on, where its source says anything of that."""
    kind = fields.get("comment_type", "")
    scope = fields.get("scope", "")
    target = CommentTarget(
        document=fields.get("about", ""),
        scope=next((one for one in get_args(CommentScope) if one == scope), None),
        selection=fields.get("selection", ""),
        paragraph=fields.get("paragraph", ""),
        in_reply_to=fields.get("in_reply_to", ""),
        comment_type=term_of(profile.comment_types, kind) or kind,
        proposed_change=fields.get("proposed_change", ""),
        rationale=fields.get("rationale", ""),
    )
    return target if target != CommentTarget() else None


def _unlike(profile: Profile, proposals: Sequence[Proposal]) -> Iterator[str]:
    """Ids that are not written as the body writes them, and a symbol that may mean two things."""
    pattern = re.compile(profile.proposal_id)
    for one in proposals[:50]:
        if len(one.id) <= 100 and not pattern.fullmatch(one.id):
            yield f"proposal id {one.id} is not written as the profile says"
        if one.symbol == "NOC" and one.reasons:
            yield f"{one.id}: NOC with reasons may mean that the text is to be kept unchanged"


def _session(sessions: Sequence[Session], words: str) -> Session | None:
    """The session meant by its id or title, or by words that hold its title; the first of them."""
    wanted = folded(words)
    if not wanted:
        return None
    for session in sessions:
        if wanted in (folded(session.id), folded(session.title)):
            return session
    for session in sessions:
        title = folded(session.title)
        if len(title) > 8 and (title in wanted or (len(wanted) > 8 and wanted in title)):
            return session
    return None
