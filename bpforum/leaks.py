"""Searches what is to be public for anything that was given to fewer people (promise 9).

An independent look at the finished files: it knows nothing of how they were drafted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from bpforum.brief import Brief
from bpforum.briefs import Briefed, BriefedRecord
from bpforum.data import data_path
from bpforum.openly_known import REFERENCE, OpenlyKnown, Suspected, group_names
from bpforum.plain_files import pieces, plain
from bpforum.profiles import load_profile, profile_names
from bpforum.text.name_search import Names, pattern_of
from bpforum.text.word_hashes import Words
from bpforum.text.word_runs import LENGTH, Run, RunsOf, runs_in
from models.record import Record

_HEARD = ("transcript", "chat")


def find_leaks(
    public: Mapping[str, bytes],
    record: Record | Briefed,
    declared: Iterable[str] = (),
    first: Iterable[Brief] = (),
) -> list[str]:
    """What of the record's narrower or unnamed contributions shows in the `public` files.

    `declared` are names that `forum.toml` itself has printed: coordinators and the editor.
    `first`: those of the record that the files most likely have words of. Whether everybody knows
    what stands there they are asked before all others, and mostly they alone.
    """
    record = _briefed(record)
    guarded = record.guarded
    if not guarded:
        return []
    suspect = _Suspect(public, guarded)
    if not suspect:
        return []
    # Only for what does stand there it matters whether everybody may have it from elsewhere.
    known = OpenlyKnown(record, suspect.everywhere, declared, first)
    shown = {path: words - known.runs for path, words in suspect.words.items()}
    rules = {session.id: session.attribution for session in record.sessions}
    problems = [
        f"{path} tells who held a view in {one.reference}, against its session's rule"
        for one in guarded
        if one.held_by is not None and rules.get(one.session or "", "none") != "named"
        for unknown in [known.unknown_holders(one)]
        for path in public
        if unknown & suspect.held[path]
    ]
    for one in guarded:
        if one.may_name:
            continue
        names = known.unknown_names(one)
        for path in public:
            if names & suspect.named[path]:
                problems.append(f"{path} names who sent {one.reference}")
            if not one.may_print and shown[path] and not shown[path].isdisjoint(runs_in(one.text)):
                problems.append(f"{path} holds words of {one.reference}")
            if (
                not one.is_public
                and one.reference not in known.references
                and one.reference in suspect.referred[path]
            ):
                problems.append(f"{path} refers to {one.reference}")
    return problems


class _Suspect:
    """What stands in the files of all that `guarded` may have to keep, by path."""

    def __init__(self, public: Mapping[str, bytes], guarded: Sequence[Brief]) -> None:
        names = Names(filter(_is_telling, {name for one in guarded for name in one.names}))
        holders = Names(filter(_is_telling, {part for one in guarded for part in one.holders}))
        private = RunsOf(one.text for one in guarded if not one.may_print)
        hidden = {one.reference for one in guarded if not one.is_public}
        marks = RunsOf(hidden, length=2)
        """A reference is two words: looking for all that there are would take longer."""
        self.named: dict[str, set[str]] = {path: set() for path in public}
        self.held: dict[str, set[str]] = {path: set() for path in public}
        self.words: dict[str, set[Run]] = {path: set() for path in public}
        self.referred: dict[str, set[str]] = {path: set() for path in public}
        over_lines = names.over_lines or holders.over_lines
        for path in public:
            data = public[path]
            for text in [plain(path, data)] if over_lines else pieces(path, data, LENGTH):
                words = Words(text)
                self.named[path] |= names.found(words)
                self.held[path] |= holders.found(words)
                self.words[path] |= private.found(words)
                if marks.found(words):
                    self.referred[path] |= hidden.intersection(REFERENCE.findall(text))

    def __bool__(self) -> bool:
        found = (self.named, self.held, self.words, self.referred)
        return any(any(by_path.values()) for by_path in found)

    @property
    def everywhere(self) -> Suspected:
        """The same of all files together."""
        return Suspected(
            names=set().union(*self.named.values()),
            holders=set().union(*self.held.values()),
            runs=set().union(*self.words.values()),
            references=set().union(*self.referred.values()),
        )


def find_telling(
    words: Mapping[str, str], record: Record | Briefed, declared: Iterable[str] = ()
) -> frozenset[str]:
    """The keys of those `words` of people's that would tell the public what it may not know."""
    keys = {f"words-{n}": key for n, key in enumerate(words)}
    files = {path: words[key].encode() for path, key in keys.items()}
    told = find_leaks(files, record, declared)
    return frozenset(keys[one.partition(" ")[0]] for one in told)


def find_speakers(
    files: Mapping[str, bytes], record: Record | Briefed, declared: Iterable[str] = ()
) -> list[str]:
    """Which files name somebody only because a transcript or chat does, unconfirmed.

    A name that a person has confirmed counts as unconfirmed where the session's rule is another
    than `named`. What other texts say, or the forum and the profiles themselves, is no leak.
    """
    record = _briefed(record)
    rules = {session.id: session.attribution for session in record.sessions}
    speakers = {
        name: transcript.contribution
        for transcript in record.transcripts
        for turn in transcript.turns
        if turn.speaker_status == "named" or turn.confirmed
        for name in (turn.speaker, turn.marked)
        if name and not (turn.confirmed and rules.get(transcript.session or "") == "named")
    }
    if not speakers:
        return []
    named = {
        turn.speaker.casefold()
        for transcript in record.transcripts
        for turn in transcript.turns
        if turn.confirmed and rules.get(transcript.session or "") == "named"
    }
    names = {name for name in speakers if name.casefold() not in named}
    for words in _said_elsewhere(record, declared):
        folded = words.casefold()
        names = {name for name in names if name.casefold() not in folded}
    pattern = _pattern(sorted(names, key=lambda name: (-len(name), name)))
    if pattern is None:
        return []
    return [
        f"{path} names a speaker whose name nobody has confirmed"
        for path in sorted(files)
        if pattern.search(plain(path, files[path]))
    ]


def _said_elsewhere(record: Briefed, declared: Iterable[str]) -> Iterator[str]:
    """All that was written rather than heard, and the forum's and the profiles' own words."""
    for one in record.everything:
        if one.kind not in _HEARD:
            yield f"{one.title}\n{one.text}"
        yield "\n".join(one.names)
    for session in record.sessions:
        yield f"{session.title}\n{session.description}"
    for call in record.calls:
        yield f"{call.title}\n{call.consent_notice}"
        yield from (question.text for question in call.questions)
    yield from declared
    yield from _own_words()


@cache
def _own_words() -> tuple[str, ...]:
    """The fixed words of the document, and the names of groups, regions, countries and areas."""
    profiles = [load_profile(name) for name in profile_names()]
    words = data_path("templates", "outcome", "words")
    return (
        *(path.read_text(encoding="utf-8") for path in sorted(words.glob("*.toml"))),
        *sorted(group_names()),
        *(name for profile in profiles for c in profile.countries for name in c.name.values()),
        *(name for profile in profiles for r in profile.regions.values() for name in r.values()),
    )


def _briefed(record: Record | Briefed) -> Briefed:
    return BriefedRecord(record) if isinstance(record, Record) else record


def _is_telling(name: str) -> bool:
    """Two words or more; a single one is too likely to be a word like any other."""
    return len(name.split()) > 1 or len(name) > 9


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    telling = tuple(filter(_is_telling, names))
    return pattern_of(telling) if telling else None
