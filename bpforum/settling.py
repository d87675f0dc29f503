"""Settles what became of each contribution, by what the document cites; decides and cites nothing.

Of most nothing else is to be told than in which themes they stand. They are told in columns, with
one value for all of whom the same is told; one by one come only those of whom more is to be said.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

import numpy as np

from bpforum.drafting.material import Material
from bpforum.drafting.placed import NOBODY
from bpforum.settled import Closing, Settled
from bpforum.text.columns import Mask, Rows
from models.contribution import Contribution
from models.passage import Passage
from models.submission import Fate, Reason

_TRANSCRIPT = ("transcript", "a rough transcript, not a contribution")
_ANNEX_ONLY = ("annex-only", "stands in the annex alone, as was asked")
_FURNITURE = ("furniture", "nothing in it to take up")


def settle(material: Material, cited: Mapping[str, Sequence[str]]) -> Settled:
    """The record of `material` with a fate for everything whose fate was still open.

    `cited`: contribution → the paragraphs that cite it.
    """
    everything, copies, row_of = material.everything, material.copies, material.rows
    stands = _Stands(material)
    closings = stands.closings()
    # What is told of those that say nothing but what somebody else says, by whom.
    same = {of: Closing("same_text_as", of) for of in set(copies.values())}
    copied = [(row_of[one], of) for one, of in copies.items() if one in row_of]
    for row, of in copied:
        closings[row] = same[of]
    own = stands.added([row for row, _ in copied])
    apart = set(np.flatnonzero(_are_apart(material)).tolist())
    apart.update(row_of[one] for one in cited if one in row_of)
    apart.update(row_of[one] for one in own)
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
    return Settled(material.record, tuple(closings))


def _are_apart(material: Material) -> Mask:
    """Of which of everything what becomes hangs on more than on where they stand."""
    everything = material.everything
    reasons = map(bool, map(attrgetter("reasons"), everything))
    return (
        ~material.fates.is_any([""])
        | np.fromiter(reasons, np.bool_, len(everything))
        | material.register.kinds.is_any(["transcript"])
        | material.treatments.is_any(["annex_only"])
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

    def __init__(self, material: Material) -> None:
        self._passages, self._placed = material.grouping.passages, material.placed
        self._labels = [group.label for group in material.grouping.groups]
        self._homes = np.full(len(self._placed.owners), NOBODY)
        for n, group in enumerate(material.grouping.groups):
            self._homes[self._placed.themes[group.id]] = n
        self._rows = len(material.everything)

    def closings(self) -> list[Closing]:
        """What is told of each that is neither cited nor a copy of anything."""
        of = self._placed.owners
        says = self._spread(of[self._placed.substantive])
        known = (of != NOBODY) & (self._homes != NOBODY)
        width = max(1, len(self._labels))
        # Each theme of each row once, by row and then by place in the document.
        pairs = np.sort(of[known] * width + self._homes[known])
        pairs = pairs[np.diff(pairs, prepend=NOBODY) > 0]
        rows, themes = np.divmod(pairs, width)
        told = [_told("not_substantive", *_FURNITURE), self._not_cited(())]
        told += [self._not_cited((theme,)) for theme in range(len(self._labels))]
        codes = np.zeros(self._rows, dtype=np.int64)
        codes[says] = 1
        codes[rows[says[rows]]] = 2 + themes[says[rows]]
        starts = np.flatnonzero(np.diff(rows, prepend=NOBODY))
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

    def added(self, copies: Sequence[int]) -> dict[str, list[Passage]]:
        """What those in these rows, which are copies, say beyond that, by contribution."""
        is_copy = self._spread(np.array(copies, dtype=np.int64))
        found: dict[str, list[Passage]] = defaultdict(list)
        # The last place is that of nobody.
        says = np.append(is_copy, False)[self._placed.owners] & self._placed.substantive
        for one in map(self._passages.__getitem__, self._placed.ids[says].tolist()):
            if not one.copy_of:
                found[one.contribution].append(one)
        return dict(found)

    def labels_of(self, passages: Sequence[Passage]) -> list[str]:
        """The labels of the themes that these stand in."""
        homes = {int(self._homes[self._placed.place[one.id]]) for one in passages}
        return sorted({self._labels[home] for home in homes if home != NOBODY})

    def _spread(self, rows: Rows) -> Mask:
        found = np.zeros(self._rows, dtype=np.bool_)
        found[rows[rows != NOBODY]] = True
        return found

    def _not_cited(self, themes: Sequence[int]) -> Closing:
        told = f"not cited; {_where([self._labels[theme] for theme in themes])}"
        return _told("listed", "not-cited", told)
