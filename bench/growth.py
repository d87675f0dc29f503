"""Whether themes stay themselves when more arrives, and whether what is new is found.

    python bench/growth.py FOLDER [FOLDER ...] [--most 3000]

For each labelled set (`bench/sets.py`) a fifth of the texts arrives later: any fifth (uniform), or
one with all texts of a tenth of the labels (new labels). Themes are made of the others and grown.
Printed are: the old texts that keep their theme; the themes proposed, and how many of them are
spurious (most of their texts are of labels that were there before); the moves of old texts that
are proposed with them; and v-measure over all texts once proposals and moves are accepted, beside
that of themes made anew of all. Everybody speaks for themselves.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import v_measure_score

from bench import sets
from bench.sets import LabelledSet
from bpforum.text.encoders import UniversalEncoder
from bpforum.text.themes import anchors
from bpforum.text.themes.anchors import Context
from bpforum.text.vectors import Encoded
from models.theme import Anchor

LATE = 0.2
NEW_LABELS = 0.1


@dataclass(frozen=True)
class Figure:
    """What came of one growth."""

    old: int
    kept: int
    themes: int
    proposed: int
    spurious: int
    moves: int
    accepted: float
    anew: float


def late(texts: LabelledSet, *, new_labels: bool) -> NDArray[np.bool_]:
    """Which texts arrive later: a fifth, with all of a tenth of the labels if `new_labels`."""
    chance = np.random.default_rng(0)
    found = np.zeros(len(texts), dtype=np.bool_)
    if new_labels:
        names = sorted(set(texts.labels))
        chosen = set(chance.permutation(names)[: max(1, round(NEW_LABELS * len(names)))].tolist())
        found = np.array([one in chosen for one in texts.labels])
    rest = chance.permutation(np.flatnonzero(~found))
    found[rest[: max(0, round(LATE * len(texts)) - int(found.sum()))]] = True
    return found


def measure(texts: LabelledSet, rows: Encoded, context: Context, *, new_labels: bool) -> Figure:
    """Grow the themes of the early texts by the late ones."""
    pieces = texts.passages
    voices = {one.id: one.contribution for one in pieces}
    usable = [True] * len(pieces)
    new = late(texts, new_labels=new_labels)
    early = [one for one, is_late in zip(pieces, new, strict=True) if not is_late]
    before = anchors.fit(early, rows[~new], (), voices, usable[: len(early)], context)
    taken = replace(context, taken=[one.id for one in before])
    after = anchors.grow(pieces, rows, before, voices, usable, taken)
    again = {member: one.id for one in after for member in one.members}
    old = {member: one.id for one in before for member in one.members}
    label = dict(zip((one.id for one in pieces), texts.labels, strict=True))
    known = {label[one.id] for one in early}
    proposed = [one for one in after if one.status == "proposed"]
    commonest = [Counter(label[m] for m in one.members).most_common(1)[0][0] for one in proposed]
    anew = anchors.fit(pieces, rows, (), voices, usable, context)
    return Figure(
        old=len(old),
        kept=sum(again[one] == theme for one, theme in old.items()),
        themes=len(_groups(before)),
        proposed=len(proposed),
        spurious=sum(one in known for one in commonest),
        moves=sum(len(one.proposed_moves) for one in proposed),
        accepted=_agreement(accepted(after), label),
        anew=_agreement(accepted(anew), label),
    )


def accepted(themes: Sequence[Anchor]) -> dict[str, str]:
    """For each passage its sub-theme, or its theme where it is in none, all moves taken."""
    home = {member: one.id for one in themes for member in one.members}
    home |= {m: part.id for one in themes for part in one.subthemes for m in part.members}
    return home | {move.passage: one.id for one in themes for move in one.proposed_moves}


def _groups(themes: Sequence[Anchor]) -> set[str]:
    return set(accepted(themes).values())


def _agreement(home: Mapping[str, str], label: Mapping[str, str]) -> float:
    """v-measure; a text that fits no theme is a group of its own."""
    return float(v_measure_score(list(label.values()), [home.get(one, one) for one in label]))


def main(arguments: Sequence[str]) -> None:
    """Prints the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--most", type=int, default=sets.MOST)
    given = asked.parse_args(arguments)
    encoder = UniversalEncoder()
    context = Context(encoder=encoder.name, encode=encoder.encode)
    print(
        "| set, late fifth | old texts that keep their theme | groups | proposed, spurious, moves "
        "| v accepted | v anew | difference |"
    )
    print("|---|---|---|---|---|---|---|")
    for one in sets.read(given.folders, given.most):
        rows = encoder.encode(one.texts)
        for new_labels in (False, True):
            found = measure(one, rows, context, new_labels=new_labels)
            print(
                f"| {one.name}, {'new labels' if new_labels else 'uniform'} "
                f"| {found.kept} of {found.old} | {found.themes} "
                f"| {found.proposed}, {found.spurious}, {found.moves} "
                f"| {found.accepted:.3f} | {found.anew:.3f} "
                f"| {found.accepted - found.anew:+.3f} |",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
