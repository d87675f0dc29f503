"""Searches what is to be public for anything that was given to fewer people (promise 9).

An independent look at the finished files: it knows nothing of how they were drafted.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache

from bpforum.data import data_path
from bpforum.drafting.material import is_public, names_of
from bpforum.profiles import load_profile, profile_names
from models.contribution import Contribution
from models.record import Record

_HEARD = ("transcript", "chat")
_SHINGLE = 8
"""Words in a row that two people do not write by chance."""


def find_leaks(
    public: Mapping[str, bytes], record: Record, declared: Iterable[str] = ()
) -> list[str]:
    """What of the record's narrower or unnamed contributions shows in the `public` files.

    `declared` are names that `forum.toml` itself has printed: coordinators and the editor.
    """
    everything = record.everything
    texts = {path: _plain(path, data) for path, data in public.items()}
    # Only what is reserved is cut into shingles: a large forum is public nearly all of it.
    reserved = {one.reference: _shingles(one.text) for one in everything if not _may_print(one)}
    if any(reserved.values()):
        given = _given(record, everything)
        reserved = {reference: own - given for reference, own in reserved.items()}
        words = {path: _shingles(text) for path, text in texts.items()}
    else:
        words = {path: set() for path in texts}
    rules = {session.id: session.attribution for session in record.sessions}
    named = {
        name.casefold()
        for one in everything
        if is_public(one) and one.consent.may_name
        for name in names_of(one.contributors)
    } | {name.casefold() for name in declared}
    printed = " ".join(
        f"{one.title} {one.text}"
        for one in everything
        if _may_print(one) and one.kind not in ("note", "transcript")
    ).casefold()
    announced = " ".join(
        f"{session.title} {session.description}"
        for session in record.sessions
        if session.status == "declared" and session.audience == "public"
    ).casefold()
    heard = " ".join(
        one.text for one in everything if _may_print(one) and one.kind in ("note", *_HEARD)
    ).casefold()
    problems = [
        f"{path} tells who held a view in {one.reference}, against its session's rule"
        for one in everything
        if one.session_note and rules.get(one.session or "", "none") != "named"
        for pattern in [_pattern(_holders(one, f"{' | '.join(sorted(named))} {printed}"))]
        for path, text in texts.items()
        if pattern and pattern.search(text)
    ]
    for one in everything:
        if is_public(one) and one.consent.may_name:
            continue
        # That somebody is a member is no secret where a public text speaks of them; that somebody
        # wished not to be named holds whoever speaks of them.
        known = announced if is_public(one) else f"{announced} {printed} {heard}"
        names = [
            name
            for name in names_of(one.contributors)
            if name.casefold() not in named and name.casefold() not in known
        ]
        pattern = _pattern(names)
        private = reserved.get(one.reference, set())
        for path, text in texts.items():
            if pattern and pattern.search(text):
                problems.append(f"{path} names who sent {one.reference}")
            if private & words[path]:
                problems.append(f"{path} holds words of {one.reference}")
            if (
                not is_public(one)
                and one.reference.casefold() not in known
                and re.search(rf"\b{one.reference}\b", text)
            ):
                problems.append(f"{path} refers to {one.reference}")
    return problems


def find_telling(
    words: Mapping[str, str], record: Record, declared: Iterable[str] = ()
) -> frozenset[str]:
    """The keys of those `words` of people's that would tell the public what it may not know."""
    keys = {f"words-{n}": key for n, key in enumerate(words)}
    files = {path: words[key].encode() for path, key in keys.items()}
    told = find_leaks(files, record, declared)
    return frozenset(keys[one.partition(" ")[0]] for one in told)


def find_speakers(
    files: Mapping[str, bytes], record: Record, declared: Iterable[str] = ()
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
    said = [f"{one.title}\n{one.text}" for one in record.everything if one.kind not in _HEARD]
    said += ["\n".join(names_of(one.contributors)) for one in record.everything]
    said += [f"{session.title}\n{session.description}" for session in record.sessions]
    said += [f"{call.title}\n{call.consent_notice}" for call in record.calls]
    said += [question.text for call in record.calls for question in call.questions]
    known = "\n".join([*said, *declared, *_own_words()]).casefold()
    names = [
        name for name in speakers if name.casefold() not in known and name.casefold() not in named
    ]
    pattern = _pattern(sorted(names, key=lambda name: (-len(name), name)))
    texts = ((path, _plain(path, data)) for path, data in sorted(files.items()))
    return [
        f"{path} names a speaker whose name nobody has confirmed"
        for path, text in texts
        if pattern and pattern.search(text)
    ]


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


def _given(record: Record, everything: Iterable[Contribution]) -> set[tuple[str, ...]]:
    """What is public from elsewhere: others' words, and what the forum itself says."""
    calls = [call for call in record.calls if call.status == "declared"]
    return set().union(
        *(_shingles(one.text) for one in everything if _may_print(one)),
        *(_shingles(call.consent_notice) for call in calls),
        *(_shingles(question.text) for call in calls for question in call.questions),
        *(
            _shingles(f"{session.title} {session.description}")
            for session in record.sessions
            if session.status == "declared" and session.audience == "public"
        ),
    )


@cache
def _group_names() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for profile in map(load_profile, profile_names())
        for group in profile.groups
        for name in (*group.label.values(), *group.synonyms)
    )


def _holders(one: Contribution, known: str) -> list[str]:
    """Who held a view according to a note, but for those of whom public words speak anyway."""
    lines = one.session_note.lines if one.session_note else ()
    parts = {part.strip() for line in lines for part in re.split(r"[,;()]", line.held_by)}
    return sorted(
        part
        for part in parts
        if part and part.casefold() not in known and part.casefold() not in _group_names()
    )


def _may_print(one: Contribution) -> bool:
    return is_public(one) and one.consent.may_quote


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Names of two words or more; a single word is too likely to be a word like any other."""
    long = [re.escape(name) for name in names if len(name.split()) > 1 or len(name) > 9]
    return re.compile(r"(?<!\w)(?:" + "|".join(long) + r")(?!\w)", re.IGNORECASE) if long else None


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


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)}
