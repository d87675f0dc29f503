"""Owns which documents are meant by a number, name or title, and which look related; settles
nothing: what is found here is a suggestion until a person confirms it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from bpforum.folding import folded
from bpforum.profiles.mapping import fold
from bpforum.validation.document_numbers import Name, Work, file_of, last_part, number_of, written
from models.contribution import Contribution, ContributionKind, Relation, RelationKind

_TITLED: tuple[ContributionKind, ...] = ("contribution", "proposal")
_SHORTEST_TITLE = 8
_MOST_MEANT = 300
"""A name that more documents have is no name."""


class Catalogue:
    """The documents by everything that others may call them."""

    def __init__(self, contributions: Sequence[Contribution]) -> None:
        self._contributions = contributions
        self._titled: list[Contribution] = []
        self._files: dict[str, list[str]] = defaultdict(list)
        self._titles: dict[str, list[str]] = defaultdict(list)
        self._works: dict[Work, list[str]] = defaultdict(list)
        self._short: dict[Work, list[str]] = defaultdict(list)
        self._paths: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in contributions:
            # Most comments of a large forum have none of these.
            if not (one.title or one.document_number or "." in one.external_id):
                continue
            if one.title and (title := fold(one.title)):
                self._titles[title].append(one.reference)
            if one.title and one.kind in _TITLED:
                self._titled.append(one)
            if one.document_number and (number := number_of(one.document_number)):
                self._works[number.work].append(one.reference)
                self._short[last_part(number.base), number.steps].append(one.reference)
            if file := file_of(one.external_id):
                self._paths[one.source, file.base].append(one.reference)
                name = one.external_id.rsplit("/", 1)[-1]
                for words in {folded(name), folded(name.rsplit(".", 1)[0])}:
                    self._files[words].append(one.reference)

    def __contains__(self, reference: str) -> bool:
        return reference in self._all

    @cached_property
    def _all(self) -> dict[str, Contribution]:
        return {one.reference: one for one in self._contributions}

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for one in self._all.values():
            ids.setdefault(one.external_id, []).append(one.reference)
        return ids

    @cached_property
    def _order(self) -> dict[str, int]:
        return {one.reference: n for n, one in enumerate(sorted(self._all.values(), key=_time))}

    def meant(self, words: str, by: Contribution) -> tuple[str, ...]:
        """The references that `words` in the document `by` may mean, itself included.

        One where it is clear: the same source, the same contributor, the same language, and at
        last the latest before `by`, make it so.
        """
        name, title = number_of(words), fold(words)
        tries: list[list[str]] = [
            [words.upper()] if words.upper() in self._all else [],
            self._ids.get(words, []),
            (self._works.get(name.work) or self._short.get(name.work) or []) if name else [],
            self._files.get(folded(words), []),
            self._titles.get(title, []),
        ]
        for found in tries:
            if len(found) > _MOST_MEANT:
                return tuple(found[:_MOST_MEANT])
            if others := [one for one in found if one != by.reference]:
                return self._narrowed(others, by)
            if found:
                return (by.reference,)
        return ()

    def _narrowed(self, found: list[str], by: Contribution) -> tuple[str, ...]:
        for same in (attrgetter("source"), attrgetter("voice"), _language):
            found = [ref for ref in found if same(self._all[ref]) == same(by)] or found
        if len({self._all[one].voice for one in found}) == 1:
            earlier = [one for one in found if self._order[one] < self._order[by.reference]]
            return (max(earlier or found, key=self._order.__getitem__),)
        return tuple(sorted(found, key=self._order.__getitem__))

    def by_number(self, one: Contribution) -> Relation | None:
        """What the document's own number declares: `22(Rev.2)` revises `22(Rev.1)`, or `22`."""
        name = number_of(one.document_number) if one.document_number else None
        if name is None or not name.steps:
            return None
        targets = _below(name, self._works, self._all, one)
        kind: RelationKind = name.steps[-1][0]
        words = targets or f"Document {written(name.above)}"
        return Relation(kind=kind, target=words, basis="declared")

    def suggestions(self) -> Iterator[tuple[str, Relation]]:
        """(reference, relation) for what names, numbers and titles suggest; some come twice."""
        for source, base in self._paths:
            yield from self._by_file(source, base)
        for references in self._works.values():
            yield from self._by_language_or_time([self._all[one] for one in references])
        titled: dict[tuple[str, str], list[Contribution]] = defaultdict(list)
        for one in self._titled:
            title, voice = folded(one.title), one.voice
            if voice != one.reference and len(title) >= _SHORTEST_TITLE and " " in title:
                titled[title, folded(voice)].append(one)
        for ones in titled.values():
            yield from self._by_language_or_time(ones)

    def _by_file(self, source: str, base: str) -> Iterator[tuple[str, Relation]]:
        references = self._paths[source, base]
        if len(references) < 2:
            return
        names = {ref: name for ref in references if (name := file_of(self._all[ref].external_id))}
        works: dict[Work, list[str]] = defaultdict(list)
        for ref, name in names.items():
            works[name.work].append(ref)
        for ref, name in names.items():
            if name.steps:
                one = self._all[ref]
                target = _below(name, works, self._all, one)
                if target:
                    yield ref, Relation(kind=name.steps[-1][0], target=target)
        for same in works.values():
            marked = [ref for ref in same if names[ref].language]
            if marked and len(same) > 1:
                yield from _versions([self._all[ref] for ref in same])

    def _by_language_or_time(self, ones: list[Contribution]) -> Iterator[tuple[str, Relation]]:
        """Same number, or same title by the same people: a language version, or a later version."""
        if len(ones) < 2:
            return
        yield from _versions(ones)
        by_language: dict[str, Contribution] = {}
        for one in sorted(ones, key=_time):
            before = by_language.get(one.language)
            if before is not None and _may_replace(before, one):
                yield one.reference, Relation(kind="revises", target=before.reference)
            by_language[one.language] = one


def _below(
    name: Name,
    works: Mapping[Work, list[str]],
    known: Mapping[str, Contribution],
    one: Contribution,
) -> str:
    """The reference of what the last step of `name` builds upon; "" where it is not here."""
    (kind, n), above = name.steps[-1], name.above
    lower = [(above.base, (*above.steps, (kind, k))) for k in range(n - 1, 0, -1)]
    for work in [*(lower if kind == "revises" else []), above.work]:
        others = [ref for ref in works.get(work, []) if ref != one.reference]
        if others:
            same = [ref for ref in others if known[ref].language == one.language]
            return min(same or others, key=lambda ref: (len(ref), ref))
    return ""


def _versions(ones: Sequence[Contribution]) -> Iterator[tuple[str, Relation]]:
    """The one in the original language, else the first, is what the others are versions of."""
    languages = {_language(one) for one in ones} - {""}
    if len(languages) < 2:
        return
    ordered = sorted(ones, key=_time)
    stated = [one for one in ordered if one.original_language == _language(one) != ""]
    first = (stated or ordered)[0]
    for one in ordered:
        if _language(one) not in ("", _language(first)):
            yield one.reference, Relation(kind="language_version_of", target=first.reference)


def _language(one: Contribution) -> str:
    for name in (number_of(one.document_number), file_of(one.external_id)):
        if name and name.language:
            return name.language
    return one.language


def _may_replace(before: Contribution, one: Contribution) -> bool:
    if (before.source, before.external_id) == (one.source, one.external_id):
        return False  # the store knows it as a version already
    if one.questions and before.questions and not set(one.questions) & set(before.questions):
        return False
    return _body(before) != _body(one)


def _body(one: Contribution) -> str:
    """The text without its masthead, so that one text by two routes is one text."""
    heads = [block for block in one.blocks if block.kind in ("masthead", "furniture")]
    text, at = [], 0
    for block in heads:
        text.append(one.text[at : block.start])
        at = block.end
    return folded("".join([*text, one.text[at:]]))


def _time(one: Contribution) -> tuple[object, int, str]:
    return one.received_at, len(one.reference), one.reference
