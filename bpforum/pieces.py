"""Owns what there is to group: the passages of what is still open, and which texts are the same;
groups nothing."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress, islice
from operator import attrgetter
from typing import Literal

from bpforum.apart import Apart
from bpforum.compared import Compared
from bpforum.cuts import Cuts
from bpforum.own_words import OwnWords, compared_words
from bpforum.text import language
from bpforum.text.copies import additions, duplicates
from models.contribution import Contribution
from models.ids import by_arrival, passage_id
from models.passage import Passage
from models.record import Record
from models.theme import DuplicateGroup, Holding, Item, SameTexts, Variant

GROUPED_KINDS = ("contribution", "comment", "note", "transcript", "oral", "chat", "proposal")

_NONE_ALIKE = SameTexts()

_Told = tuple[str, Sequence[str], Literal["exact", "near"]]
"""Of a group who represents it, the others in order, and how they are alike."""


def groupable(record: Record) -> list[Contribution]:
    """The contributions whose fate is still open: they are grouped, counted and may be cited.

    Who asked to stand in the annex alone is in no theme.
    """
    return [
        one
        for one in record.everything
        if one.fate is None and one.kind in GROUPED_KINDS and one.treatment != "annex_only"
    ]


def cut(
    record: Record,
    languages: Sequence[str],
    same: SameTexts = _NONE_ALIKE,
    cuts: Cuts | None = None,
) -> tuple[Passage, ...]:
    """All passages of the groupable contributions, with language and transcript turn.

    What the `same` texts have of another is marked so; what each adds is cut apart from it. `cuts`
    is what earlier runs cut, and learns what this one does.
    """
    turns = {
        (transcript.contribution, turn.start): turn.n
        for transcript in record.transcripts
        for turn in transcript.turns
    }
    starts: dict[str, list[int]] = defaultdict(list)
    for reference, start in sorted(turns):
        starts[reference].append(start)
    everyone = groupable(record)
    apart = Apart(everyone, same)
    pieces = list((cuts or Cuts(languages)).of(everyone, apart))
    for n, piece in enumerate(pieces if starts else ()):
        if piece.contribution in starts:
            begun = starts[piece.contribution]
            nth = bisect_right(begun, piece.start) - 1
            turn = turns.get((piece.contribution, begun[nth])) if nth >= 0 else None
            pieces[n] = piece.model_copy(update={"turn": turn})
    _send_once(pieces, apart.partly_copied, frozenset(same.quiet))
    whole = [_whole(one) for one in record.everything if one.fate == "not_substantive"]
    found = language.detect([piece.text for piece in whole], among=languages)
    heard = zip(whole, found, strict=True)
    return (*pieces, *(piece.model_copy(update={"language": code}) for piece, code in heard))


def _send_once(
    pieces: list[Passage], partly_copied: Collection[str], quiet: Collection[str]
) -> None:
    """Of `pieces`, where several added the same words only the first keeps words of its own.

    Only those who are `partly_copied` add anything. Whoever is `quiet` speaks for others only where
    nobody else does.
    """
    of = map(attrgetter("contribution"), pieces)
    theirs = list(compress(enumerate(pieces), map(partly_copied.__contains__, of)))
    adding = {piece.contribution for _, piece in theirs if piece.copy_of}
    added = {
        piece.id: (n, piece)
        for n, piece in theirs
        if piece.contribution in adding and piece.substantive and not piece.copy_of
    }
    for group in duplicates.find([(key, piece.text) for key, (_, piece) in added.items()]):
        same = [added[key] for key in (group.representative, *group.members)]
        _, one = min(same, key=lambda it: (it[1].contribution in quiet, *_place(it[1])))
        known = additions.shingled(one.text)
        for n, piece in same:
            if piece.contribution != one.contribution and additions.is_same(piece.text, known):
                pieces[n] = piece.model_copy(update={"copy_of": one.contribution})


def _place(piece: Passage) -> tuple[int, str, int]:
    return *by_arrival(piece.contribution), piece.start


def _whole(one: Contribution) -> Passage:
    """What says nothing as a whole is one entry in `unplaced`, even where it is empty."""
    text = one.text.strip()
    start = one.text.index(text) if text else 0
    return Passage(
        id=passage_id(one.reference, start, text),
        contribution=one.reference,
        source=one.source,
        external_id=one.external_id,
        start=start,
        end=start + len(text),
        text=text,
        substantive=False,
    )


def find_duplicates(
    record: Record,
    closed: Collection[str] = (),
    compared: Compared | None = None,
    own: OwnWords | None = None,
) -> SameTexts:
    """Same texts among the written contributions; related documents are never joined.

    `closed` are references that people decided not to take up: none speaks for others that are.
    What a mail quotes of others, and a form's questions, make nobody's texts alike. `compared` and
    `own` are what earlier runs made of single texts, and learn what this one does.
    """
    compared = compared or Compared()
    written = [one for one in groupable(record) if one.kind not in ("note", "transcript")]
    references = [one.reference for one in written]
    by_reference = dict(zip(references, written, strict=True))
    related: dict[str, set[str]] = defaultdict(set)
    for one in [one for one in written if one.relations]:
        for relation in one.relations:
            related[one.reference].add(relation.target)
            related[relation.target].add(one.reference)
    words = (own or OwnWords()).of(written)
    found = duplicates.compare_digested(
        references, words.digests, words.text, words.is_short, compared.known
    )
    compared.close()

    # Whom not everybody may see and quote.
    narrow = {
        *closed,
        *(one.reference for one in written
          if one.audience != "public" or not one.consent.may_quote),
    }  # fmt: skip

    def rank(ref: str) -> tuple[bool, bool, bool]:
        # A copy that anybody may see and quote speaks for the others, so that a narrower
        # audience's copy never takes a public text out of the document.
        one = by_reference[ref]
        return ref in closed, one.audience != "public", not one.consent.may_quote

    def words_of(ref: str) -> str:
        return compared_words(by_reference[ref])

    def parted(group: duplicates.Group) -> Iterator[_Told]:
        """The group without those that are related, and with who may speak for it."""
        left = sorted((group.representative, *group.members), key=by_arrival)
        while len(left) > 1:
            speaking = next((ref for ref in left if ref not in narrow), None)
            if speaking is None:
                first = min(
                    left, key=lambda ref: (rank(ref), ref != group.representative, by_arrival(ref))
                )
            elif group.representative in left and group.representative not in narrow:
                first = group.representative
            else:
                first = speaking
            near = set(left)
            if group.kind == "near" and first != group.representative:
                # Like the text in the middle, they need not be like this one.
                near = {
                    ref for ref in left if duplicates.is_copy(words_of(ref), of=words_of(first))
                }
            taken = {first}
            for ref in (one for one in left if one in near):
                if related.get(ref, set()).isdisjoint(taken):
                    taken.add(ref)
            members = [ref for ref in left if ref in taken and ref != first]
            if members:
                exact = group.kind == "exact" or duplicates.are_equal(
                    words_of(ref) for ref in (first, *members)
                )
                yield first, members, "exact" if exact else "near"
            if group.representative in near:
                speaks[group.representative] = first
            left = [ref for ref in left if ref not in near]

    speaks: dict[str, str] = {}
    special = {*narrow, *related}
    told: list[_Told] = []
    for group in found.groups:
        if group.representative in special or not special.isdisjoint(group.members):
            told += parted(group)
        else:
            told.append((group.representative, group.members, group.kind))
    told.sort(key=lambda one: by_arrival(one[0]))
    holdings = [
        Holding(text=text, held=held)
        for one in found.holdings
        if (text := speaks.get(one.text, one.text)) != (held := speaks.get(one.held, one.held))
        and held not in related.get(text, set())
        and rank(held) <= rank(text)
    ]
    copying = {ref for _, members, _ in told for ref in members}
    copying |= {one.text for one in holdings}
    return SameTexts(
        groups=tuple(_groups(told, by_reference)),
        holdings=tuple(dict.fromkeys(holdings)),
        variants=tuple(
            Variant(one=one, other=other, likeness=pair.likeness, kind=pair.kind)
            for pair in found.variants
            if pair.other not in related.get(pair.one, set())
            for one, other in [_items([pair.one, pair.other], by_reference)]
        ),
        quiet=tuple(sorted(narrow & copying, key=by_arrival)),
    )


def _groups(
    told: Sequence[_Told], by_reference: Mapping[str, Contribution]
) -> Iterator[DuplicateGroup]:
    """As values: all who are named in them are made at once."""
    every = iter(_items([ref for first, rest, _ in told for ref in (first, *rest)], by_reference))
    for _, rest, kind in told:
        yield DuplicateGroup(
            representative=next(every), members=tuple(islice(every, len(rest))), kind=kind
        )


def _items(references: Sequence[str], by_reference: Mapping[str, Contribution]) -> list[Item]:
    ones = [by_reference[ref] for ref in references]
    columns = {
        "contribution": references,
        "source": [one.source for one in ones],
        "external_id": [one.external_id for one in ones],
    }
    return Item.trusted_all(columns, len(references))
