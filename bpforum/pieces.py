"""Owns what there is to group: the passages of what is still open, and which texts are the same;
groups nothing."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence

from bpforum.text import duplicates, language, passages
from models.contribution import Contribution
from models.ids import passage_id
from models.passage import Passage
from models.record import Record
from models.theme import DuplicateGroup, Item

GROUPED_KINDS = ("contribution", "comment", "note", "transcript", "oral", "chat", "proposal")


def groupable(record: Record) -> list[Contribution]:
    """The contributions whose fate is still open: they are grouped, counted and may be cited.

    Who asked to stand in the annex alone is in no theme.
    """
    open_ones = (one for one in record.everything if one.fate is None)
    return [o for o in open_ones if o.kind in GROUPED_KINDS and o.treatment != "annex_only"]


def cut(record: Record, languages: Sequence[str]) -> tuple[Passage, ...]:
    """All passages of the groupable contributions, with language and transcript turn."""
    turns = {
        (transcript.contribution, turn.start): turn.n
        for transcript in record.transcripts
        for turn in transcript.turns
    }
    starts: dict[str, list[int]] = defaultdict(list)
    for reference, start in sorted(turns):
        starts[reference].append(start)
    pieces: list[Passage] = []
    for one in groupable(record):
        for piece in passages.cut(one):
            if one.reference in starts:
                nth = bisect_right(starts[one.reference], piece.start) - 1
                start = starts[one.reference][nth] if nth >= 0 else -1
                piece = piece.model_copy(update={"turn": turns.get((one.reference, start))})
            pieces.append(piece)
    pieces += [_whole(one) for one in record.everything if one.fate == "not_substantive"]
    found = language.detect([piece.text for piece in pieces], among=languages)
    return tuple(
        piece.model_copy(update={"language": code})
        for piece, code in zip(pieces, found, strict=True)
    )


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


def find_duplicates(record: Record, closed: Collection[str] = ()) -> tuple[DuplicateGroup, ...]:
    """Same texts among the written contributions; related documents are never joined.

    `closed` are references that people decided not to take up: none speaks for others that are.
    """
    written = [one for one in groupable(record) if one.kind not in ("note", "transcript")]
    related: dict[str, set[str]] = defaultdict(set)
    for one in written:
        for relation in one.relations:
            related[one.reference].add(relation.target)
            related[relation.target].add(one.reference)
    by_reference = {one.reference: one for one in written}

    def item(reference: str) -> Item:
        one = by_reference[reference]
        return Item(contribution=reference, source=one.source, external_id=one.external_id)

    groups = []
    for found in duplicates.find([(one.reference, one.text) for one in written]):
        everyone = sorted((found.representative, *found.members))
        # A copy that anybody may see and quote speaks for the others, so that a narrower
        # audience's copy never takes a public text out of the document.
        first = min(
            everyone,
            key=lambda ref: (
                ref in closed,
                by_reference[ref].audience != "public",
                not by_reference[ref].consent.may_quote,
                ref != found.representative,
                ref,
            ),
        )
        members: list[str] = []
        for ref in everyone:
            members += [ref] * (ref != first and not related[ref] & {first, *members})
        if members:
            groups.append(
                DuplicateGroup(
                    representative=item(first),
                    members=tuple(item(ref) for ref in members),
                    kind=found.kind,
                )
            )
    return tuple(sorted(groups, key=lambda group: group.representative.contribution))
