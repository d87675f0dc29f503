"""Digests of all that the lines of tables are made from, for some fifty contributions together;
makes no line and keeps none.

Of what is as it was made of its submission that is the key of that, and what others decide: what
became of it, where it is cited, how its group is labelled. Where more has a say in how somebody is
named, the name itself is part of the digest, as it is before words are taken out of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import repeat
from operator import is_, is_not

import numpy as np
from pydantic_core import to_json

from bpforum.made_keys import Keys, MadeKeys
from bpforum.received import KEY_SIZE
from bpforum.record_file import SIZE
from bpforum.settled import Settled
from bpforum.table_view import View
from bpforum.text.columns import Mask
from models.contribution import Contribution
from models.ids import number_of


@dataclass(frozen=True, slots=True)
class Part:
    """Contributions of which the lines stand together."""

    number: int
    rows: slice
    """Their places among all."""
    public_rows: slice
    """And of those that everybody may know of among all that are."""
    key: bytes


def keyed_parts(whole: View, public: View, settled: Settled, made: MadeKeys) -> Iterator[Part]:
    """Everything, some fifty numbers at once, the secretariat's view and everybody's."""
    numbers = settled.numbers
    # The names withheld are the same in both views.
    names = sorted(name for name in whole.draft.withholding.withheld.names if "\n" in name)
    seal = blake2b(
        to_json([names, whole.meanings(), public.meanings()]), digest_size=KEY_SIZE
    ).digest()
    seen = list(map(public.shown.get, settled.references))
    is_shown = np.fromiter(map(is_not, seen, repeat(None)), np.bool_, len(numbers))
    before = np.append(0, np.cumsum(is_shown)).tolist()
    columns = np.hstack([made.of(settled), *_told(whole, public, settled, is_shown)])
    apart = _apart(whole, public, settled, seen)
    for number, rows in settled.blocks(SIZE):
        key = blake2b(seal + numbers[rows].tobytes(), digest_size=KEY_SIZE)
        key.update(columns[rows].tobytes() + to_json(apart.get(number, [])))
        public_rows = slice(before[rows.start], before[rows.stop])
        yield Part(number, rows, public_rows, key.digest())


def _told(whole: View, public: View, settled: Settled, is_shown: Mask) -> Iterator[Keys]:
    """What both views tell of each, and of whom."""
    for view in (whole, public):
        listed = map(view.listed.__contains__, settled.references)
        yield np.fromiter(listed, np.uint8, len(is_shown))[:, np.newaxis]
    closings, which = settled.endings
    hidden = (bool(one.of) and one.of not in public.shown for one in closings)
    yield np.fromiter(hidden, np.uint8, len(closings))[which][:, np.newaxis]
    yield is_shown.view(np.uint8)[:, np.newaxis]
    codes = whole.codes()
    yield codes
    in_public = np.zeros_like(codes)
    in_public[is_shown] = public.codes()
    yield in_public


def _apart(
    whole: View, public: View, settled: Settled, seen: Sequence[Contribution | None]
) -> dict[int, list[object]]:
    """What is told of few, by the number of their part. `seen`: each as all may know of it."""
    everything, numbers = settled.record.everything, settled.numbers
    found: dict[int, list[object]] = defaultdict(list)

    def tell(row: int, *told: object) -> None:
        found[(int(numbers[row]) - 1) // SIZE].append((row, *told))

    is_same = np.fromiter(map(is_, seen, everything), np.bool_, len(numbers))
    for row in np.flatnonzero(~is_same).tolist():
        shown = seen[row]
        if shown is not None:
            tell(row, shown.fate)
    for n, view in enumerate((whole, public)):
        for reference in view.cited:
            row = int(np.searchsorted(numbers, number_of(reference) or 0))
            if row < len(numbers) and settled.references[row] == reference:
                tell(row, n, view.cited[reference])
    for row in np.flatnonzero(~whole.draft.names.told_by_itself).tolist():
        one, shown = everything[row], seen[row]
        if one.reference in whole.listed:
            tell(row, whole.unredacted(one))
        if shown is not None and one.reference in public.listed:
            tell(row, public.unredacted(shown))
    return found
