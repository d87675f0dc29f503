"""From submissions and readings to the record; decides nothing about themes or wording.

Everything received comes out again: as a contribution with or without a fate already settled
(promise 1).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bpforum.folding import folded
from bpforum.received import CORRECTS, KEY_SIZE, received_of
from bpforum.text.language import detect
from bpforum.text.substance import is_contentless
from bpforum.validation.acts import Acts
from bpforum.validation.contribution import contribution_of, message_id, quarantined
from bpforum.validation.corrections import move_proposals
from bpforum.validation.earlier import Earlier, Made, Part
from bpforum.validation.fates import Window, own_words, settle
from bpforum.validation.readings import Held, Readings
from bpforum.validation.relations import relate
from bpforum.validation.speech import settle_speech
from bpforum.validation.succession import superseded
from bpforum.validation.transcriptions import as_transcribed, transcribe
from models.call import Call
from models.contribution import Contribution, TextVersion
from models.forum import Forum
from models.ids import number_of, reference
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
    read = readings if isinstance(readings, Readings) else Held(readings)
    received = received_of(submissions)
    if acts:
        odd = (one for batch in received.batches() for one in batch.odd.values())
        acts.set_aside({one.reference for one in odd if one.erased})
    transcribed, typed = transcribe(read, acts)
    taken = _Taken(forum, profile, list(forum.calls), list(forum.sessions))
    versions = dict[str, Submission]()
    for batch in received.batches():
        versions |= {one.reference: one for one in batch.odd.values()}
        earlier.turn_to(batch)
        is_typed = bool(typed) and any(reference(number) in typed for number in batch.numbers)
        if not is_typed and (part := earlier.whole(batch, taken.sessions)):
            taken.take_all(part)
            continue
        here: Mapping[int, Submission] = {}
        for nth, number in enumerate(batch.numbers):
            name = reference(number)
            key = earlier.key_of(batch.keys[KEY_SIZE * nth :][:KEY_SIZE], taken.sessions)
            made = earlier.find(number, key) if name not in typed else None
            if made is not None:
                taken.take(number, made)
                continue
            here = here or received.of(batch)
            reading = transcribed[name] if name in typed else read.of(here[number])
            if isinstance(reading, Rejected):
                taken.refuse(here[number], reading)
                continue
            made = taken.make(here[number], reading, read, typed.get(name))
            if name not in typed and not _tells_of_others(reading):
                earlier.put(number, key, made)
    earlier.close()
    contributions, transcripts = settle_speech(taken.contributions, taken.transcripts, acts)
    contributions = taken.looked_at_again(contributions)
    contributions = relate(contributions, acts, taken.mails)
    known = {one.reference for one in contributions} if versions else set()
    successors = _successors(versions, known, taken.unread, window)
    settled = settle(forum, profile, contributions, successors, acts, window, taken.silent)
    erased = {one.reference for one in versions.values() if one.erased}
    settled = _erased(superseded(settled), erased, acts)
    comments = tuple(one for one in settled if one.kind == "comment")
    return Record(
        calls=tuple(taken.calls),
        sessions=tuple(taken.sessions),
        contributions=tuple(one for one in settled if not comments or one.kind != "comment"),
        comments=comments,
        proposals=tuple(move_proposals(taken.proposals, contributions)),
        transcripts=tuple(transcripts),
    )


@dataclass
class _Taken:
    """What submissions came to, in order of their references."""

    forum: Forum
    profile: Profile
    calls: list[Call]
    sessions: list[Session]
    contributions: list[Contribution] = field(default_factory=list)
    proposals: list[RecordedProposal] = field(default_factory=list)
    transcripts: list[Transcript] = field(default_factory=list)
    mails: dict[str, str] = field(default_factory=dict)
    """A mail's message id → its reference."""
    unread: set[str] = field(default_factory=set)
    detected: set[int] = field(default_factory=set)
    """The numbers of those whose language was found in their text."""
    silent: set[str] = field(default_factory=set)
    """Whose own words say nothing."""

    def take_all(self, part: Part) -> None:
        """What was made of a whole part before."""
        self.contributions += part.contributions
        self.detected |= part.detected
        self.mails |= {said: reference(number) for number, said in part.message_ids.items()}
        self.silent |= set(map(reference, part.says_nothing))

    def take(self, number: int, made: Made) -> None:
        """What was made of one, before or now."""
        name = made.contribution.reference
        self.contributions.append(made.contribution)
        if made.says_nothing:
            self.silent.add(name)
        if made.detected:
            self.detected.add(number)
        if made.message_id:
            self.mails[made.message_id] = name

    def refuse(self, submission: Submission, why: Rejected) -> None:
        """One that could not be read."""
        self.unread.add(submission.reference)
        self.contributions.append(quarantined(submission, why))

    def make(
        self,
        submission: Submission,
        reading: Reading,
        received: Mapping[str, Reading | Rejected],
        typed: TextVersion | None,
    ) -> Made:
        """What comes of a reading, its contribution and all else that it tells of."""
        name = submission.reference
        one = contribution_of(self.forum, self.profile, submission, reading, self.sessions)
        if typed is not None:
            one = as_transcribed(one, received[name], typed)
        detected = not one.language and bool(one.text.strip())
        if detected:
            one = _in_language(one, self.forum.forum.languages)
        said = "".join(message_id(reading, name))
        made = Made(one, detected, is_contentless(own_words(one)), said)
        self.take(number_of(name) or 0, made)
        self.proposals += [
            RecordedProposal(**dict(proposal), contribution=name) for proposal in reading.proposals
        ]
        self.calls += _distinct(self.calls, _proposed_calls(submission, reading))
        self.sessions += _distinct(self.sessions, reading.sessions)
        self.transcripts += [
            t.model_copy(update={"contribution": name, "session": one.session})
            for t in reading.transcripts
        ]
        return made

    def looked_at_again(self, contributions: list[Contribution]) -> list[Contribution]:
        """`contributions`, whose words people may have corrected since they were made."""
        if contributions is self.contributions:
            return contributions
        looked_at = []
        for before, one in zip(self.contributions, contributions, strict=True):
            if one is not before and one.text != before.text:
                self.silent.discard(one.reference)
                if is_contentless(own_words(one)):
                    self.silent.add(one.reference)
                if number_of(one.reference) in self.detected:
                    one = _in_language(one, self.forum.forum.languages)
            looked_at.append(one)
        return looked_at


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
    return submission.fields.get(CORRECTS, "")


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
