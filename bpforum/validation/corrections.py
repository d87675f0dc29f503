"""Owns corrections of misheard and mistyped words: text, offsets and versions; judges no wording.

All corrections of a contribution are found in the text as received and laid in at once, so that
their order does not matter and each says where its words stand in the end.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from bpforum.readers.characters import clean
from bpforum.readers.masking import mask
from models.base import Model
from models.contribution import Contribution, TextVersion
from models.decision import Decision
from models.record import RecordedProposal
from models.transcript import Turn

_M = TypeVar("_M", bound=Model)
_PARTS = ("title", "objective", "text", "new_text", "base_text", "reasons")
_LONGEST = 10_000


class Refusal(Exception):
    """Why a decision cannot be carried out, in words for the person who decided."""


class Corrections:
    """The corrections of one contribution."""

    def __init__(self, one: Contribution, turns: Sequence[Turn] = ()) -> None:
        """`turns` are its transcripts', as received: no correction reaches over their ends."""
        self._text = one.text
        pieces = [(block.start, block.end) for block in one.blocks]
        pieces += [(turn.start, turn.end) for turn in turns]
        if one.session_note:
            pieces += [(line.start, line.end) for line in one.session_note.lines]
        pieces += [(part.start, part.end) for part in one.card]
        self._borders = sorted({border for piece in pieces for border in piece})
        self._edits: list[tuple[int, int, str, TextVersion]] = []
        self._spans: list[tuple[int, int, int]] = []

    def add(self, decision: Decision, value: dict[str, Any], within: Turn | None = None) -> None:
        """Find the words and keep the correction. Raises Refusal."""
        was, text = _words(value, "was"), _words(value, "text")
        if not was.strip():
            raise Refusal('"was" must hold the words to correct, as they stand')
        if was == text:
            raise Refusal("it would change nothing")
        start = self._find(was, within)
        end = start + len(was)
        nearest = bisect_right(self._borders, start)
        if nearest < len(self._borders) and self._borders[nearest] < end:
            raise Refusal("the words reach over the end of a paragraph or turn: correct each alone")
        for first, last, _, version in self._edits:
            if first < end and start < last:
                raise Refusal(f"the same words were corrected already, by {version.decision}")
        version = TextVersion(
            kind="correction", decision=decision.id, by=decision.by, at=decision.at, was=was,
            at_request_of=_words(value, "at_request_of", required=False)[:300],
        )  # fmt: skip
        self._edits.append((start, end, mask(text), version))
        self._edits.sort(key=lambda edit: edit[0])
        self._spans = [(first, last, len(words)) for first, last, words, _ in self._edits]

    def apply_to(self, one: Contribution) -> Contribution:
        """`one` with the corrected text, everything that stands in it moved along."""
        versions = [
            version.model_copy(
                update={"start": self._moved(start), "end": self._moved(start) + len(text)}
            )
            for start, _, text, version in self._edits
        ]
        note = one.session_note
        return one.model_copy(
            update={
                "text": self._corrected(0, len(self._text)),
                "received_text": one.text if one.received_text is None else one.received_text,
                "versions": (*one.versions, *versions),
                "blocks": tuple(map(self._moved_span, one.blocks)),
                "comments": tuple(map(self._moved_start, one.comments)),
                "revisions": tuple(map(self._moved_start, one.revisions)),
                "session_note": note
                and note.model_copy(update={"lines": tuple(map(self._moved_span, note.lines))}),
                "card": tuple(map(self._moved_span, one.card)),
            }
        )

    def moved_turns(self, turns: Iterable[Turn]) -> list[Turn]:
        """`turns` with their words as corrected, in their new places."""
        return [
            self._moved_span(turn).model_copy(
                update={"text": self._corrected(turn.start, turn.end)}
            )
            for turn in turns
        ]

    def _find(self, was: str, within: Turn | None) -> int:
        start, end = (within.start, within.end) if within else (0, len(self._text))
        where = f"in turn {within.n}" if within else "in the text"
        at = self._text.find(was, start, end)
        if at < 0:
            raise Refusal(f"the words do not stand {where} as it was received")
        if self._text.find(was, at + 1, end) >= 0:
            hint = "give more words around them" + ("" if within else ', or say in which "turn"')
            raise Refusal(f"the words stand {where} more than once: {hint}")
        return at

    def _corrected(self, start: int, end: int) -> str:
        pieces, at = [], start
        nth = bisect_left(self._edits, start, key=lambda edit: edit[0])
        for first, last, text, _ in self._edits[nth:]:
            if last > end:
                break
            pieces += [self._text[at:first], text]
            at = last
        return "".join([*pieces, self._text[at:end]])

    def _moved(self, offset: int) -> int:
        return moved(offset, self._spans)

    def _moved_span(self, item: _M) -> _M:
        return item.model_copy(
            update={key: self._moved(getattr(item, key)) for key in ("start", "end")}
        )

    def _moved_start(self, item: _M) -> _M:
        start = item.model_dump(include={"start"})["start"]
        return item if start is None else item.model_copy(update={"start": self._moved(start)})


def moved(offset: int, edits: Sequence[tuple[int, int, int]]) -> int:
    """Where what stood at `offset` stands after `edits`: (start, end, new length), in order.

    What stood inside corrected words stands at their beginning.
    """
    shift = 0
    for start, end, length in edits:
        if start >= offset:
            break
        if offset < end:
            return start + shift
        shift += length - (end - start)
    return offset + shift


def move_proposals(
    proposals: Sequence[RecordedProposal], contributions: Iterable[Contribution]
) -> list[RecordedProposal]:
    """`proposals` where they stand in corrected texts, and with the corrected words."""
    if not proposals:
        return []
    corrected = {one.reference: one for one in contributions if one.received_text is not None}
    return [
        _moved_proposal(proposal, corrected[proposal.contribution])
        if proposal.contribution in corrected
        else proposal
        for proposal in proposals
    ]


def _moved_proposal(proposal: RecordedProposal, one: Contribution) -> RecordedProposal:
    edits, words, shift = [], [], 0
    for version in one.versions:
        if version.kind != "correction" or version.start is None or version.end is None:
            continue
        start, length = version.start - shift, version.end - version.start
        edits.append((start, start + len(version.was), length))
        words.append((version.was, one.text[version.start : version.end]))
        shift += length - len(version.was)
    if proposal.start is None or proposal.end is None:
        return proposal
    update: dict[str, Any] = {
        "start": moved(proposal.start, edits),
        "end": moved(proposal.end, edits),
    }
    for (start, end, _), (was, text) in zip(edits, words, strict=True):
        if not proposal.start <= start < end <= proposal.end:
            continue
        for part in _PARTS:
            said = update.get(part, getattr(proposal, part))
            if said.count(was) == 1:
                update[part] = said.replace(was, text)
    return proposal.model_copy(update=update)


def _words(value: dict[str, Any], key: str, *, required: bool = True) -> str:
    words = value.get(key)
    if words is None and not required:
        return ""
    if not isinstance(words, str) or len(words) > _LONGEST:
        raise Refusal(f"{key!r} must be words, {_LONGEST:,} characters at most")
    return clean(words).text
