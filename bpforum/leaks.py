"""Searches what is to be public for anything that was given to fewer people (promise 9).

An independent look at the finished files: it knows nothing of how they were drafted.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol

from bpforum.data import data_path
from bpforum.drafting.material import is_public, names_of
from bpforum.profiles import load_profile, profile_names
from bpforum.text.name_search import Names, pattern_of
from bpforum.text.word_runs import Run, Runs, runs_in
from models.call import Call
from models.contribution import Contribution
from models.session import Session
from models.transcript import Transcript

_HEARD = ("transcript", "chat")
_REFERENCE = re.compile(r"\bC-\d{4,}\b")


class Recorded(Protocol):
    """A record, in memory or read from its file again whenever it is gone through."""

    @property
    def everything(self) -> Iterable[Contribution]:
        """Contributions and comments, in order of reference; may be gone through twice."""
        ...

    @property
    def calls(self) -> Sequence[Call]:
        """All calls."""
        ...

    @property
    def sessions(self) -> Sequence[Session]:
        """All sessions."""
        ...

    @property
    def transcripts(self) -> Sequence[Transcript]:
        """All transcripts."""
        ...


def find_leaks(
    public: Mapping[str, bytes],
    record: Recorded,
    declared: Iterable[str] = (),
    guarded: Sequence[Contribution] | None = None,
) -> list[str]:
    """What of the record's narrower or unnamed contributions shows in the `public` files.

    `declared` are names that `forum.toml` itself has printed: coordinators and the editor.
    `guarded`: what `is_guarded` in the record, where the caller has gone through it already.
    """
    if guarded is None:
        guarded = [one for one in record.everything if is_guarded(one)]
    if not guarded:
        return []
    texts = {path: _plain(path, data) for path, data in public.items()}
    suspect = _Suspect(texts, guarded)
    if not suspect:
        return []
    # Only for what does stand there it matters whether everybody may have it from elsewhere.
    known = _Known(record, suspect, declared)
    shown = {path: words - known.released for path, words in suspect.words.items()}
    rules = {session.id: session.attribution for session in record.sessions}
    problems = [
        f"{path} tells who held a view in {one.reference}, against its session's rule"
        for one in guarded
        if one.session_note and rules.get(one.session or "", "none") != "named"
        for unknown in [known.unknown_holders(one)]
        for path in texts
        if unknown & suspect.held[path]
    ]
    for one in guarded:
        if is_public(one) and one.consent.may_name:
            continue
        names = known.unknown_names(one)
        is_private = not _may_print(one)
        for path in texts:
            if names & suspect.named[path]:
                problems.append(f"{path} names who sent {one.reference}")
            if is_private and shown[path] and not shown[path].isdisjoint(runs_in(one.text)):
                problems.append(f"{path} holds words of {one.reference}")
            if (
                not is_public(one)
                and one.reference not in known.references
                and one.reference in suspect.referred[path]
            ):
                problems.append(f"{path} refers to {one.reference}")
    return problems


def is_guarded(one: Contribution) -> bool:
    """Whether anything of it has to be looked for: in a large forum that is little."""
    return not (is_public(one) and one.consent.may_name) or one.session_note is not None


class _Suspect:
    """What stands in the files of all that `guarded` may have to keep, by path."""

    def __init__(self, texts: Mapping[str, str], guarded: Sequence[Contribution]) -> None:
        named = {name for one in guarded for name in names_of(one.contributors)}
        names = Names(filter(_is_telling, named))
        holders = Names(filter(_is_telling, {part for one in guarded for part in _holders(one)}))
        hidden = {one.reference for one in guarded if not is_public(one)}
        private = Runs(s for one in guarded if not _may_print(one) for s in runs_in(one.text))
        self.named = {path: names.found([text]) for path, text in texts.items()}
        self.held = {path: holders.found([text]) for path, text in texts.items()}
        self.words = {path: private.found(text) for path, text in texts.items()}
        self.referred = {
            path: hidden.intersection(_REFERENCE.findall(text)) if hidden else set()
            for path, text in texts.items()
        }

    def __bool__(self) -> bool:
        found = (self.named, self.held, self.words, self.referred)
        return any(any(by_path.values()) for by_path in found)


class _Known:
    """Of what is `suspect`, what everybody may know all the same, from somewhere else."""

    def __init__(self, record: Recorded, suspect: _Suspect, declared: Iterable[str]) -> None:
        names = {name for found in suspect.named.values() for name in found}
        words = {run for found in suspect.words.values() for run in found}
        referred = {one for found in suspect.referred.values() for one in found}
        self._folded = {name.casefold() for name in names}
        self._parts = {part.casefold() for found in suspect.held.values() for part in found}
        self._declared = {name.casefold() for name in declared}
        self._named = set(self._declared)
        self._holders = {part for part in self._parts if any(part in n for n in self._declared)}
        announced = [
            f"{session.title} {session.description}"
            for session in record.sessions
            if session.status == "declared" and session.audience == "public"
        ]
        calls = [call for call in record.calls if call.status == "declared"]
        said = [*announced, *(call.consent_notice for call in calls)]
        said += [question.text for call in calls for question in call.questions]
        runs = Runs(words)
        self.released = {run for one in said for run in runs.found(one)}
        """Runs of words that public texts have too."""
        self._announced = Names(names).found(announced)
        self._told = set(self._announced)
        """Names that public texts speak of."""
        self.references = referred.intersection(_REFERENCE.findall(" ".join(announced)))
        self._go_through(record, names, words, referred)

    def _go_through(
        self, record: Recorded, names: set[str], words: set[Run], referred: set[str]
    ) -> None:
        """Through all that was received, until nothing is left to be looked for."""
        seeking, runs = Names(names - self._told), Runs(words - self.released)
        known = len(self._told) + len(self._named)
        for one in record.everything:
            if not (seeking or runs or referred - self.references or self._parts - self._holders):
                return
            self._take_names(one)
            if not _may_print(one):
                continue
            text = f"{one.title} {one.text}"
            if runs:
                self.released |= runs.found(one.text)
            if seeking:
                self._told |= seeking.found([text])
            if referred:
                self.references.update(referred.intersection(_REFERENCE.findall(text)))
            if self._parts and one.kind not in ("note", "transcript"):
                folded = text.casefold()
                self._holders |= {p for p in self._parts - self._holders if p in folded}
            # What is known is no longer looked for: soon hardly anything is.
            if runs and 2 * (len(words) - len(self.released)) <= len(runs):
                runs = Runs(words - self.released)
            found = len(self._told) + len(self._named)
            if seeking and 2 * (found - known) >= len(seeking):
                left = {name for name in names - self._told if name.casefold() not in self._named}
                seeking, known = Names(left), found

    def _take_names(self, one: Contribution) -> None:
        if not (self._folded or self._parts) or not (is_public(one) and one.consent.may_name):
            return
        names = {name.casefold() for name in names_of(one.contributors)}
        self._named |= self._folded & names
        self._holders |= {part for part in self._parts for name in names if part in name}

    def unknown_names(self, one: Contribution) -> set[str]:
        """The names of who sent it that nobody may have from elsewhere.

        That somebody is a member is no secret where a public text speaks of them; that somebody
        wished not to be named holds whoever speaks of them.
        """
        known = self._announced if is_public(one) else self._told
        return {
            name
            for name in names_of(one.contributors)
            if name.casefold() not in self._named and name not in known
        }

    def unknown_holders(self, one: Contribution) -> set[str]:
        """Who held a view according to a note, but for those of whom public words speak anyway."""
        return {
            part
            for part in _holders(one)
            if part.casefold() not in self._holders and part.casefold() not in _group_names()
        }


def find_telling(
    words: Mapping[str, str], record: Recorded, declared: Iterable[str] = ()
) -> frozenset[str]:
    """The keys of those `words` of people's that would tell the public what it may not know."""
    keys = {f"words-{n}": key for n, key in enumerate(words)}
    files = {path: words[key].encode() for path, key in keys.items()}
    told = find_leaks(files, record, declared)
    return frozenset(keys[one.partition(" ")[0]] for one in told)


def find_speakers(
    files: Mapping[str, bytes], record: Recorded, declared: Iterable[str] = ()
) -> list[str]:
    """Which files name somebody only because a transcript or chat does, unconfirmed.

    A name that a person has confirmed counts as unconfirmed where the session's rule is another
    than `named`. What other texts say, or the forum and the profiles themselves, is no leak.
    """
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
        plain = words.casefold()
        names = {name for name in names if name.casefold() not in plain}
    pattern = _pattern(sorted(names, key=lambda name: (-len(name), name)))
    texts = ((path, _plain(path, data)) for path, data in sorted(files.items()))
    return [
        f"{path} names a speaker whose name nobody has confirmed"
        for path, text in texts
        if pattern and pattern.search(text)
    ]


def _said_elsewhere(record: Recorded, declared: Iterable[str]) -> Iterator[str]:
    """All that was written rather than heard, and the forum's and the profiles' own words."""
    for one in record.everything:
        if one.kind not in _HEARD:
            yield f"{one.title}\n{one.text}"
        yield "\n".join(names_of(one.contributors))
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
        *sorted(_group_names()),
        *(name for profile in profiles for c in profile.countries for name in c.name.values()),
        *(name for profile in profiles for r in profile.regions.values() for name in r.values()),
    )


@cache
def _group_names() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for profile in map(load_profile, profile_names())
        for group in profile.groups
        for name in (*group.label.values(), *group.synonyms)
    )


def _holders(one: Contribution) -> set[str]:
    lines = one.session_note.lines if one.session_note else ()
    return {part.strip() for line in lines for part in re.split(r"[,;()]", line.held_by)} - {""}


def _may_print(one: Contribution) -> bool:
    return is_public(one) and one.consent.may_quote


def _is_telling(name: str) -> bool:
    """Two words or more; a single one is too likely to be a word like any other."""
    return len(name.split()) > 1 or len(name) > 9


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    telling = tuple(filter(_is_telling, names))
    return pattern_of(telling) if telling else None


def _plain(path: str, data: bytes) -> str:
    """The words of a file, whatever its format: markup away, entities and escapes undone."""
    if path.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [
                package.read(name).decode(errors="replace")
                for name in package.namelist()
                if name.endswith((".xml", ".rels"))
            ]
        return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</w:p>", " ", " ".join(parts))))
    text = data.decode(errors="replace")
    if path.endswith(".html"):
        return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|div|li|td|tr)>", " ", text)))
    if path.endswith(".json"):
        return text.replace("\\n", " ").replace('\\"', '"')
    return text
