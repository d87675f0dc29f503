"""From submissions and readings to the record; decides nothing about themes or wording.

Everything received comes out again: as a contribution with or without a fate already settled
(promise 1).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from bpforum.folding import folded
from bpforum.text.language import detect
from bpforum.text.substance import is_contentless
from bpforum.validation.acts import Acts
from bpforum.validation.contribution import contribution_of, message_id, quarantined
from bpforum.validation.corrections import move_proposals
from bpforum.validation.earlier import Earlier, Made
from bpforum.validation.fates import Window, own_words, settle
from bpforum.validation.readings import Held, Readings
from bpforum.validation.relations import relate
from bpforum.validation.speech import settle_speech
from bpforum.validation.succession import superseded
from bpforum.validation.transcriptions import as_transcribed, transcribe
from models.call import Call
from models.contribution import Contribution
from models.forum import Forum
from models.profile import Profile
from models.reading import Reading
from models.record import Record, RecordedProposal
from models.session import Session
from models.submission import Reason, Rejected, Submission
from models.transcript import Transcript

__all__ = ["Acts", "Earlier", "Window", "validate"]

_LANGUAGE_SAMPLE = 4_000


def validate(
    forum: Forum,
    profile: Profile,
    submissions: Iterable[Submission],
    readings: Mapping[str, Reading | Rejected],
    acts: Acts,
    window: Window,
    earlier: Earlier | None = None,
) -> Record:
    """The record of everything received; `readings` by reference.

    Both may be gone through again and again. `acts` are people's decisions; it learns which of them
    were applied. `earlier` is what earlier runs made of each submission, and learns what this does.
    """
    earlier = earlier or Earlier()
    languages = forum.forum.languages
    received = readings if isinstance(readings, Readings) else Held(readings)
    if acts:
        acts.set_aside({one.reference for one in submissions if one.erased})
    transcribed, typed = transcribe(received, acts)
    contributions: list[Contribution] = []
    proposals: list[RecordedProposal] = []
    calls, sessions = list(forum.calls), list(forum.sessions)
    transcripts: list[Transcript] = []
    mails: dict[str, str] = {}
    versions, unread, erased = dict[str, Submission](), set[str](), set[str]()
    detected, says_nothing = set[str](), dict[str, bool]()
    for submission in submissions:
        name = submission.reference
        if submission.version > 1 or submission.superseded_by or _corrected(submission):
            versions[name] = submission
        if submission.erased:
            erased.add(name)
        key = earlier.key_of(submission, sessions)
        made = earlier.find(submission, key) if name not in typed else None
        if made is not None:
            contributions.append(made.contribution)
            says_nothing[name] = made.says_nothing
            if made.detected:
                detected.add(name)
            if made.message_id:
                mails[made.message_id] = name
            continue
        reading = transcribed[name] if name in typed else received.of(submission)
        if isinstance(reading, Rejected):
            unread.add(name)
            contributions.append(quarantined(submission, reading))
            continue
        contribution = contribution_of(forum, profile, submission, reading, sessions)
        if name in typed:
            contribution = as_transcribed(contribution, received[name], typed[name])
        if not contribution.language and contribution.text.strip():
            detected.add(name)
            contribution = _in_language(contribution, languages)
        contributions.append(contribution)
        mails.update(message_id(reading, name))
        says_nothing[name] = is_contentless(own_words(contribution))
        if name not in typed and not _tells_of_others(reading):
            said = "".join(message_id(reading, name))
            earlier.put(
                submission, key, Made(contribution, name in detected, says_nothing[name], said)
            )
            continue
        proposals += [
            RecordedProposal(**dict(proposal), contribution=name) for proposal in reading.proposals
        ]
        calls += _distinct(calls, _proposed_calls(submission, reading))
        sessions += _distinct(sessions, reading.sessions)
        transcripts += [
            t.model_copy(update={"contribution": name, "session": contribution.session})
            for t in reading.transcripts
        ]
    earlier.close()
    as_read = contributions
    contributions, transcripts = settle_speech(contributions, transcripts, acts)
    for n, (before, one) in enumerate(zip(as_read, contributions, strict=True)):
        if one is not before and one.text != before.text:
            says_nothing.pop(one.reference, None)
            if one.reference in detected:
                contributions[n] = _in_language(one, languages)
    contributions = relate(contributions, acts, mails)
    known = {one.reference for one in contributions}
    successors = _successors(versions, known, unread, window)
    settled = settle(forum, profile, contributions, successors, acts, window, says_nothing)
    settled = _erased(superseded(settled), erased, acts)
    return Record(
        calls=tuple(calls),
        sessions=tuple(sessions),
        contributions=tuple(one for one in settled if one.kind != "comment"),
        comments=tuple(one for one in settled if one.kind == "comment"),
        proposals=tuple(move_proposals(proposals, contributions)),
        transcripts=tuple(transcripts),
    )


def _erased(
    contributions: list[Contribution], gone: Collection[str], acts: Acts
) -> list[Contribution]:
    """What was erased is withdrawn: nothing else is known of it any more."""
    for decision in acts.of("erase"):
        if decision.target in gone:
            acts.apply(decision)
        else:
            acts.refuse(decision, f"there is no submission {decision.target!r}")
    if not gone:
        return contributions
    reason = Reason(code="erased", message="erased at the request of whom it concerns")
    return [
        one.model_copy(update={"fate": "withdrawn", "fate_of": "", "reasons": (reason,)})
        if one.reference in gone
        else one
        for one in contributions
    ]


def _corrected(submission: Submission) -> str:
    """What a person put this in by hand in the place of."""
    return submission.fields.get("corrects", "")


def _successors(
    versions: Mapping[str, Submission],
    known: Collection[str],
    unread: Collection[str],
    window: Window,
) -> dict[str, str]:
    """Reference → the later version used in its place.

    `versions`: all that have, are or correct another version. One that cannot be read, or that came
    after the cut-off, takes nothing out of use.
    """

    def is_usable(one: Submission) -> bool:
        in_time = window.cut_off is None or one.received_at <= window.cut_off
        return in_time and one.reference not in unread

    found = {}
    for submission in versions.values():
        later = submission.superseded_by
        while later and not is_usable(versions[later]):
            later = versions[later].superseded_by
        if later:
            found[submission.reference] = later
    for submission in versions.values():
        # What a person put in by hand stands in the place of what could not be used.
        corrected = _corrected(submission)
        if corrected in known and is_usable(submission) and not submission.erased:
            found[corrected] = submission.reference
    return found


def _in_language(one: Contribution, languages: Sequence[str]) -> Contribution:
    """With the language that is found in its text; nothing else said which it is."""
    (found,) = detect([one.text[:_LANGUAGE_SAMPLE]], among=languages) if one.text.strip() else ("",)
    return one.model_copy(update={"language": found})


def _tells_of_others(reading: Reading) -> bool:
    """Whether more is found in it than a contribution: then it is gone through each time."""
    return bool(
        reading.calls or reading.sessions or reading.deadlines or reading.proposals
        or reading.transcripts
    )  # fmt: skip


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
        name = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")[:50]
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
