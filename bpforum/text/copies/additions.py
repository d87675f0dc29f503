"""What a copy says beyond the text that it copies: owns where that begins and ends, groups nothing.

Words count as copied where they stand in a run of three that the other text has too, as likeness is
measured (`shingles`): moved paragraphs stay copies, and time is linear in whatever is sent. A
sentence of which half is new is the sender's own; what is filled into a sentence that is copied is
so from twelve words on. Less than eight words, greetings and signatures are edits, not additions.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bpforum.text.copies.likeness import ALWAYS
from bpforum.text.copies.shingles import WORDS, fold, is_wordless, runs
from bpforum.text.sentences import split
from bpforum.text.substance import is_contentless, is_substantive
from models.ids import passage_id
from models.passage import Passage

Shingled = frozenset[tuple[str, ...]]
"""The three-word shingles of a text, as words."""

FEWEST, FEWEST_WITHIN = 8, 12
"""Words of an addition, and of one within a sentence that is copied."""
FILLED, MOST = 40, 120
"""Words: additions side by side are joined below the first, but never over the second."""
_SLIGHT = 120
"""Characters below which an addition is a sentence in passing."""
_ISLAND = 5
"""So many words in common amid others say nothing: "of the Internet"."""
_OWN = -1


def shingled(text: str) -> Shingled:
    """The shingles of `text`; of a text of fewer than three words there are none."""
    words = fold(text).split()
    return frozenset(zip(*(words[n:] for n in range(WORDS)), strict=False))


def is_same(text: str, known: Shingled) -> bool:
    """Whether `text` is so alike to the one of these shingles that it says nothing else."""
    mine = shingled(text)
    return len(mine & known) >= ALWAYS * len(mine | known)


def is_slight(text: str) -> bool:
    """Whether an addition is placed and counted, but makes no theme and is quoted only on request:
    a campaign with a sentence of everybody's own is not to drown what others wrote."""
    return len(text) < _SLIGHT


@dataclass(frozen=True)
class _Run:
    start: int
    end: int
    own: bool


def apart(
    passages: Sequence[Passage], text: str, originals: Sequence[tuple[str, Shingled]], mere: bool
) -> tuple[Passage, ...]:
    """The `passages` of one `text`, cut where its own words begin and end, copies marked as such.

    `originals`: references and shingles of the texts that it holds, the most important first.
    `mere`: the whole of it is a copy of the first, so that also what is no addition is one.
    """
    words = _Words(text, [one for _, one in originals])
    if _OWN not in words.cover:
        mere = True
    made: list[Passage] = []
    for one in passages:
        parts = list(_parts(one, words, mere)) if one.substantive else [_whole(one, words, mere)]
        for part in parts:
            owner = "" if part.own else originals[max(0, words.owner(part.start, part.end))][0]
            made.append(_passage(one, text, part, owner))
    return tuple(_joined(made, text, {one.id for one in passages}))


class _Words:
    """The words of a text with their places, and which original has each."""

    def __init__(self, text: str, originals: Sequence[Shingled]) -> None:
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in runs(text):
            for word in fold(text[start:end]).split():
                self.words.append(word)
                self.starts.append(start)
                self.ends.append(end)
        first: dict[tuple[str, ...], int] = {}
        for number, held in enumerate(originals):
            first |= {shingle: number for shingle in held if shingle not in first}
        self.cover = [_OWN] * len(self.words)
        """For each word the number of the first original that has it; -1 where none has."""
        for place, shingle in enumerate(zip(*(self.words[n:] for n in range(WORDS)), strict=False)):
            number = first.get(shingle, _OWN)
            if number != _OWN:
                for n in range(place, place + WORDS):
                    known = self.cover[n]
                    self.cover[n] = number if known == _OWN else min(known, number)
        self._drown_islands()

    def _drown_islands(self) -> None:
        """A few words in common between at least as many new ones on either side are chance."""
        own = [number == _OWN for number in self.cover]
        ends = [n for n in range(1, len(own)) if own[n] != own[n - 1]]
        for before, start, end, after in zip(
            [0, *ends], ends, ends[1:], [*ends[2:], len(own)], strict=False
        ):
            size = end - start
            if not own[start] and size <= min(_ISLAND, start - before, after - end):
                self.cover[start:end] = [_OWN] * size

    def between(self, start: int, end: int) -> range:
        """The words that begin in this span."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def owner(self, start: int, end: int) -> int:
        """The original that has most words of this span; -1 where none has any."""
        found = Counter(self.cover[n] for n in self.between(start, end))
        del found[_OWN]
        return min(found, key=lambda number: (-found[number], number), default=_OWN)

    def is_own(self, start: int, end: int) -> bool:
        """Whether at least half of the words in this span are nobody else's."""
        places = self.between(start, end)
        return 2 * sum(self.cover[n] == _OWN for n in places) >= max(1, len(places))

    def weight(self, start: int, end: int) -> float:
        """How many words these are, two characters of a script without spaces counting as one."""
        return sum(0.5 if is_wordless(self.words[n]) else 1.0 for n in self.between(start, end))


def _whole(one: Passage, words: _Words, mere: bool) -> _Run:
    return _Run(one.start, one.end, not mere and words.is_own(one.start, one.end))


def _parts(one: Passage, words: _Words, mere: bool) -> list[_Run]:
    """The passage cut where own words begin and end; in one part where it is all of a kind."""
    text = one.text
    found: list[_Run] = []
    for start, end in split(text, one.start):
        own = words.is_own(start, end)
        found += [_Run(start, end, True)] if own else _within(start, end, words)
    if not mere and all(run.own for run in found):
        return [_Run(one.start, one.end, True)]
    found = _fused(found)
    found = [
        _Run(
            run.start, run.end,
            run.own and _says(text[run.start - one.start : run.end - one.start], run, words),
        )
        for run in found
    ]  # fmt: skip
    found = _fused(found)
    return [_Run(one.start, one.end, found[0].own)] if len(found) == 1 else found


def _within(start: int, end: int, words: _Words) -> list[_Run]:
    """A sentence that is copied, with the longer insertions in it apart."""
    found: list[_Run] = []
    at, places = start, words.between(start, end)
    first: int | None = None
    for place in [*places, None]:
        if place is not None and words.cover[place] == _OWN:
            first = place if first is None else first
            continue
        if first is not None:
            after = places[-1] + 1 if place is None else place
            begin, until = words.starts[first], words.ends[after - 1]
            # A run of characters that holds several words is not taken apart.
            if begin >= at and words.weight(begin, until) >= FEWEST_WITHIN:
                found += [_Run(at, begin, False)] if begin > at else []
                found.append(_Run(begin, min(until, end), True))
                at = min(until, end)
        first = None
    return [*found, _Run(at, end, False)] if at < end else found


def _says(text: str, run: _Run, words: _Words) -> bool:
    return (
        words.weight(run.start, run.end) >= FEWEST
        and is_substantive(text, brief=True)
        and not is_contentless(text)
    )


def _fused(parts: Sequence[_Run]) -> list[_Run]:
    """Neighbours of one kind as one."""
    found: list[_Run] = []
    for run in parts:
        if found and found[-1].own == run.own:
            found[-1] = _Run(found[-1].start, run.end, run.own)
        else:
            found.append(run)
    return found


def _passage(one: Passage, text: str, run: _Run, owner: str) -> Passage:
    start, end = run.start, run.end
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    if (start, end) == (one.start, one.end):
        return one.model_copy(update={"copy_of": owner or None})
    return one.model_copy(
        update={
            "id": passage_id(one.contribution, start, text[start:end]),
            "start": start,
            "end": end,
            "text": text[start:end],
            "copy_of": owner or None,
        }
    )


def _joined(passages: Sequence[Passage], text: str, uncut: set[str]) -> list[Passage]:
    """Passages, an addition that a border of passages had cut in two made whole again."""
    found: list[Passage] = []
    for one in passages:
        last = found[-1] if found else None
        if last and not uncut >= {last.id, one.id} and _are_one(last, one, text):
            words = text[last.start : one.end]
            joined = {
                "id": passage_id(one.contribution, last.start, words),
                "end": one.end,
                "text": words,
            }
            found[-1] = last.model_copy(update=joined)
        else:
            found.append(one)
    return found


def _are_one(last: Passage, one: Passage, text: str) -> bool:
    both = text[last.start : one.end].split()
    return (
        last.copy_of is None is one.copy_of
        and last.substantive
        and one.substantive
        and last.question == one.question
        and not text[last.end : one.start].strip()
        and min(len(last.text.split()), len(one.text.split())) < FILLED
        and len(both) <= MOST
    )
