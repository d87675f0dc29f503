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
from models.call import Call
from models.contribution import Contribution
from models.session import Session
from models.transcript import Transcript

_HEARD = ("transcript", "chat")
_REFERENCE = re.compile(r"\bC-\d{4,}\b")
_WORD = re.compile(r"\w+")
_SHINGLE = 8
"""Words in a row that two people do not write by chance."""


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
    known = _Known(record, guarded, declared)
    shown = {path: known.reserved & _Shingles(text) for path, text in texts.items()}
    named = {path: known.names.found([text]) for path, text in texts.items()}
    referred = {path: set(_REFERENCE.findall(text)) for path, text in texts.items()}
    rules = {session.id: session.attribution for session in record.sessions}
    problems = [
        f"{path} tells who held a view in {one.reference}, against its session's rule"
        for one in guarded
        if one.session_note and rules.get(one.session or "", "none") != "named"
        for pattern in [_pattern(known.unknown_holders(one))]
        for path, text in texts.items()
        if pattern and pattern.search(text)
    ]
    for one in guarded:
        if is_public(one) and one.consent.may_name:
            continue
        names = known.unknown_names(one)
        private = () if _may_print(one) else _Shingles(one.text)
        for path in texts:
            if names & named[path]:
                problems.append(f"{path} names who sent {one.reference}")
            if not shown[path].isdisjoint(private):
                problems.append(f"{path} holds words of {one.reference}")
            if (
                not is_public(one)
                and one.reference not in known.references
                and one.reference in referred[path]
            ):
                problems.append(f"{path} refers to {one.reference}")
    return problems


def is_guarded(one: Contribution) -> bool:
    """Whether anything of it has to be looked for: in a large forum that is little."""
    return not (is_public(one) and one.consent.may_name) or one.session_note is not None


class _Known:
    """Of what is `guarded`, what everybody may know all the same, from somewhere else."""

    def __init__(
        self, record: Recorded, guarded: Sequence[Contribution], declared: Iterable[str]
    ) -> None:
        wanted = {name for one in guarded for name in names_of(one.contributors)}
        self.names = Names(name for name in wanted if _is_telling(name))
        folded = {name.casefold() for name in wanted}
        holders = {part.casefold() for one in guarded for part in _holders(one)}
        reserved = {s for one in guarded if not _may_print(one) for s in _Shingles(one.text)}
        self._declared = {name.casefold() for name in declared}
        announced = [
            f"{session.title} {session.description}"
            for session in record.sessions
            if session.status == "declared" and session.audience == "public"
        ]
        calls = [call for call in record.calls if call.status == "declared"]
        said = [*announced, *(call.consent_notice for call in calls)]
        said += [question.text for call in calls for question in call.questions]
        reserved -= {s for words in said for s in reserved & _Shingles(words)}
        self._announced = self.names.found(announced)
        self._told = set(self._announced)
        """Names that public texts speak of."""
        self.references = set(_REFERENCE.findall(" ".join(announced)))
        self._named = set(self._declared)
        self._holders = {part for part in holders if any(part in n for n in self._declared)}
        for one in record.everything:
            if is_public(one) and one.consent.may_name:
                names = {name.casefold() for name in names_of(one.contributors)}
                self._named |= folded & names
                self._holders |= {p for p in holders for n in names if p in n}
            if not _may_print(one):
                continue
            if reserved:
                reserved -= reserved & _Shingles(one.text)
            words = f"{one.title} {one.text}"
            self._told |= self.names.found([words])
            self.references.update(_REFERENCE.findall(words))
            if holders and one.kind not in ("note", "transcript"):
                words = words.casefold()
                self._holders |= {part for part in holders - self._holders if part in words}
        self.reserved = reserved

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

    def unknown_holders(self, one: Contribution) -> list[str]:
        """Who held a view according to a note, but for those of whom public words speak anyway."""
        return sorted(
            part
            for part in _holders(one)
            if part.casefold() not in self._holders and part.casefold() not in _group_names()
        )


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


class _Shingles:
    """All runs of so many words of a text, made while they are looked at: a file has millions."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        words = _WORD.findall(self._text.casefold())
        return (tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))

    def __rand__(self, wanted: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
        """Those of `wanted` that are here."""
        return wanted.intersection(self) if wanted else set()
