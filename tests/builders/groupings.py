"""Groupings of made-up passages, to decide about: `grouping(...)`, and what a decision is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from bpforum.grouped import Group, Grouping
from bpforum.theming import Vectors
from models.decision import Decision, DecisionKind
from models.passage import Passage, UnplacedKind
from models.theme import Anchor, ProposedMove

START = datetime(2026, 6, 1, tzinfo=UTC)
WIDTH = 16


def pid(number: int) -> str:
    """The id of the passage of that number."""
    return f"p{number:012x}"


def decided(
    kind: DecisionKind, target: str, value: Any = None, n: int = 1, identifier: str = ""
) -> Decision:
    """A decision of the n-th minute."""
    return Decision(
        id=identifier or f"d{n:05d}", kind=kind, target=target, value=value, by="A. Coordinator",
        at=START + timedelta(minutes=n), why="clearer",
    )  # fmt: skip


def passage(number: int, *, substantive: bool = True) -> Passage:
    """The passage of that number: two a contribution."""
    return Passage(
        id=pid(number), contribution=f"C-{number // 2 + 1:04d}", source="inbox",
        external_id=f"{number}.txt", start=0, end=8, text=f"words {number:02d}",
        substantive=substantive,
    )  # fmt: skip


def grouping(
    passages: int = 40, themes: int = 4, proposed: int = 1, copies: int = 4, moves: int = 2
) -> Grouping:
    """`passages` in turn in `themes`, of which the last `proposed` are proposed.

    Every ninth fits none, every thirteenth is not substantive; the last `copies` are copies of the
    first; the first `moves` passages of theme-1 are proposed to come to the last theme.
    """
    rng = np.random.default_rng(5)
    centres = np.eye(WIDTH, dtype=np.float64)[:themes]
    originals = passages - copies
    everything = {
        pid(n): passage(n, substantive=(n - originals if n >= originals else n) % 13 != 12)
        for n in range(passages)
    }
    ids = [f"theme-{n + 1}" for n in range(themes)]
    members: dict[str, list[str]] = {one: [] for one in ids}
    unplaced: dict[str, UnplacedKind] = {}
    vectors: dict[str, Vectors] = {}
    scores: dict[str, float] = {}
    follows: dict[str, str] = {}
    for n in range(passages):
        at = n - originals if n >= originals else n
        row = centres[at % themes] + rng.normal(scale=0.3, size=WIDTH) if at == n else None
        if row is None:
            follows[pid(n)] = pid(at)
            if pid(at) in vectors:
                vectors[pid(n)] = vectors[pid(at)]
        elif everything[pid(n)].substantive:
            vectors[pid(n)] = (row / np.linalg.norm(row)).astype(np.float32)
        if not everything[pid(n)].substantive:
            unplaced[pid(n)] = "not_substantive"
        elif at % 9 == 8:
            unplaced[pid(n)] = "fits_no_theme"
        else:
            members[ids[at % themes]].append(pid(n))
            scores[pid(n)] = round(float(vectors[pid(n)] @ centres[at % themes]), 3)
    new = set(ids[themes - proposed :]) if proposed else set()
    wanted = tuple(
        ProposedMove(passage=one, from_theme="theme-1", to_theme=ids[-1], gain=0.1)
        for one in members["theme-1"][:moves]
        if ids[-1] in new
    )
    return Grouping(
        passages=everything,
        groups=tuple(
            Group(id=one, label=f"Label of {one}", key_phrases=(f"phrase of {one}",),
                  status="proposed" if one in new else "standing", passages=tuple(members[one]))
            for one in ids
        ),
        unplaced=unplaced,
        scores=scores,
        vectors=vectors,
        follows=follows,
        proposed_moves=wanted,
        anchors=tuple(
            Anchor(id=one, label=one, encoder="e", centroid=tuple(map(float, centres[n])),
                   mass=10.0, floor=0.1, members=tuple(sorted(members[one])))
            for n, one in enumerate(ids)
        ),
    )  # fmt: skip


def places(found: Grouping) -> dict[str, str]:
    """Passage → its theme, or the kind of its being in none."""
    home = {one: group.id for group in found.groups for one in group.passages}
    return {**home, **found.unplaced}
