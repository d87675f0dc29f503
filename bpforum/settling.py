"""Settles what became of each contribution, by what the document cites; decides and cites nothing.

Of most nothing else is to be told than in which themes they stand. They are told in columns, with
one value for all of whom the same is told; one by one come only those of whom more is to be said.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import attrgetter

import numpy as np

from bpforum.grouped import Grouping
from bpforum.settled import Closing, Settled
from bpforum.text.columns import Mask, Rows
from models.contribution import Contribution
from models.passage import Passage
from models.record import Record
from models.submission import Fate, Reason

_NOBODY = -1
_TRANSCRIPT = ("transcript", "a rough transcript, not a contribution")
_ANNEX_ONLY = ("annex-only", "stands in the annex alone, as was asked")
_FURNITURE = ("furniture", "nothing in it to take up")


def settle(record: Record, grouping: Grouping, cited: Mapping[str, Sequence[str]]) -> Settled:
    """`record` with a fate for everything whose fate was still open.

    `cited`: contribution → the paragraphs that cite it.
    """
    everything, copies = record.everything, grouping.same_as
    row_of = dict(
        zip(map(attrgetter("reference"), everything), range(len(everything)), strict=True)
    )
    stands = _Stands(grouping, row_of)
    closings = stands.closings()
    own = stands.added(copies, row_of)
    apart = {row for row, one in enumerate(everything) if _is_apart(one)}
    apart.update(row_of[one] for one in cited if one in row_of)
    apart.update(row_of[one] for one in own)
    same: dict[str, Closing] = {}
    """What is told of those that say nothing but what somebody else says, by whom."""
    for reference, of in copies.items():
        row = row_of.get(reference, _NOBODY)
        if row == _NOBODY or row in apart:
            continue
        if of not in same:
            same[of] = Closing("same_text_as", of)
        closings[row] = same[of]
    alike: dict[Closing, Closing] = {}
    for row in apart:
        one = everything[row]
        reference = one.reference
        added = own.get(reference, [])
        closing = _closing(one, copies.get(reference, ""), added, reference in cited, stands)
        closing = closing or closings[row]
        if one.reasons:
            closing = closing._replace(reasons=(*one.reasons, *closing.reasons))
        closings[row] = closing if closing.reasons else alike.setdefault(closing, closing)
    return Settled(record, tuple(closings))


def _is_apart(one: Contribution) -> bool:
    """Whether what becomes of it hangs on more than on where it stands."""
    return bool(
        one.fate is not None
        or one.reasons
        or one.kind == "transcript"
        or one.treatment == "annex_only"
    )


def _closing(
    one: Contribution, of: str, own: Sequence[Passage], is_cited: bool, stands: "_Stands"
) -> Closing | None:
    """What is told of `one`, a copy `of` another or of none; None where only where it stands."""
    if one.fate is not None:
        return Closing(one.fate, one.fate_of)
    if one.kind == "transcript":
        return _told("listed", *_TRANSCRIPT)
    if of:
        return _copied(one, of, own, is_cited, stands.labels_of(own))
    if one.treatment == "annex_only":
        return _told("reflected" if is_cited else "listed", *_ANNEX_ONLY)
    return Closing("reflected") if is_cited else None


def _copied(
    one: Contribution, of: str, own: Sequence[Passage], is_cited: bool, themes: Sequence[str]
) -> Closing:
    """A copy's fate is that of its text, but for what it adds, its `own` passages."""
    words = sum(len(passage.text.split()) for passage in own)
    if is_cited and (not own or one.treatment == "reproduce_in_full"):
        told = f"same text as {of}, reproduced in full as was asked"
        return _told("reflected", "in-full", told)
    if is_cited:
        told = f"has the text of {of}, and {words} words of its own"
        return _told("reflected", "added", told)
    if not own:
        return Closing("same_text_as", of)
    told = f"has {words} words of its own, not cited; {_where(themes)}"
    if 2 * words < one.words:
        return _told("same_text_as", "added", told, of)
    # Mostly it says other things: what became of it is not told by what became of that text.
    return _told("listed", "not-cited", f"has the text of {of}; {told}")


def _told(fate: Fate, code: str, told: str, of: str = "") -> Closing:
    return Closing(fate, of, (Reason(code=code, message=told),))


def _where(themes: Sequence[str]) -> str:
    return f"stands in: {' | '.join(themes)}" if themes else "fits no theme"


class _Stands:
    """In which themes the contributions of a record stand, row by row."""

    def __init__(self, grouping: Grouping, row_of: Mapping[str, int]) -> None:
        """`row_of`: the row of each contribution, by reference."""
        self._passages = tuple(grouping.passages.values())
        self._labels = [group.label for group in grouping.groups]
        self._home: dict[str, int] = {}
        for n, group in enumerate(grouping.groups):
            self._home.update(dict.fromkeys(group.passages, n))
        size, owners = len(self._passages), map(attrgetter("contribution"), self._passages)
        self._of = np.fromiter(map(row_of.get, owners, repeat(_NOBODY)), np.int64, size)
        homes = map(self._home.get, grouping.passages, repeat(_NOBODY))
        self._homes = np.fromiter(homes, np.int64, size)
        self._says = np.fromiter(map(attrgetter("substantive"), self._passages), np.bool_, size)
        self._rows = len(row_of)

    def closings(self) -> list[Closing]:
        """What is told of each that is neither cited nor a copy of anything."""
        says = self._spread(self._of[self._says])
        known = (self._of != _NOBODY) & (self._homes != _NOBODY)
        width = max(1, len(self._labels))
        # Each theme of each row once, by row and then by place in the document.
        pairs = np.unique(self._of[known] * width + self._homes[known])
        rows, themes = np.divmod(pairs, width)
        told = [_told("not_substantive", *_FURNITURE), self._not_cited(())]
        told += [self._not_cited((theme,)) for theme in range(len(self._labels))]
        codes = np.zeros(self._rows, dtype=np.int64)
        codes[says] = 1
        codes[rows[says[rows]]] = 2 + themes[says[rows]]
        starts = np.flatnonzero(np.diff(rows, prepend=_NOBODY))
        sizes = np.diff(starts, append=len(rows))
        several: dict[tuple[int, ...], int] = {}
        for start, n in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            row = int(rows[start])
            if says[row]:
                mine = tuple(themes[start : start + n].tolist())
                if mine not in several:
                    several[mine] = len(told)
                    told.append(self._not_cited(mine))
                codes[row] = several[mine]
        return list(map(told.__getitem__, codes.tolist()))

    def added(
        self, copies: Mapping[str, str], row_of: Mapping[str, int]
    ) -> dict[str, list[Passage]]:
        """What each of these `copies` says beyond the text that it copies, by contribution."""
        is_copy = self._spread(
            np.array([row_of[one] for one in copies if one in row_of], dtype=np.int64)
        )
        found: dict[str, list[Passage]] = defaultdict(list)
        # The last place is that of nobody.
        for n in np.flatnonzero(np.append(is_copy, False)[self._of] & self._says).tolist():
            one = self._passages[n]
            if not one.copy_of:
                found[one.contribution].append(one)
        return dict(found)

    def labels_of(self, passages: Sequence[Passage]) -> list[str]:
        """The labels of the themes that these stand in."""
        return sorted(
            {self._labels[self._home[one.id]] for one in passages if one.id in self._home}
        )

    def _spread(self, rows: Rows) -> Mask:
        found = np.zeros(self._rows, dtype=np.bool_)
        found[rows[rows != _NOBODY]] = True
        return found

    def _not_cited(self, themes: Sequence[int]) -> Closing:
        told = f"not cited; {_where([self._labels[theme] for theme in themes])}"
        return _told("listed", "not-cited", told)
