"""Themes under another encoder: owns how they keep their members where every number changes."""

from collections.abc import Sequence

import numpy as np

from bpforum.text.themes.leaves import lowest
from bpforum.text.vectors import DECIMALS, Encoded, Picked, unit
from models.theme import Anchor

NOVEL_PERCENTILE = 10


def reseat(
    anchors: Sequence[Anchor], passages: Sequence[str], rows: Encoded | Picked, encoder: str
) -> tuple[Anchor, ...]:
    """`anchors` with the centroids and floors of the same members under `encoder`.

    `rows`: unit rows of `passages` (ids), n x d. Ids, labels, members and masses stay. Anchors
    of `encoder` are given back as they are; one without a member among `passages` is at zero, which
    is near nothing. Without any passage nothing is known of the new numbers, and all stay.
    """
    if not passages or all(anchor.encoder == encoder for anchor in anchors):
        return tuple(anchors)
    row_of = {one: row for row, one in enumerate(passages)}

    def seat(members: Sequence[str]) -> dict[str, tuple[float, ...] | float]:
        mine = rows[[row_of[one] for one in members if one in row_of]]
        centre = unit(mine.sum(axis=0, dtype=np.float64)[None, :])[0]
        near = np.round(mine @ centre, DECIMALS)
        floor = round(float(np.percentile(near, NOVEL_PERCENTILE)), DECIMALS) if len(near) else None
        return {
            "centroid": tuple(round(float(one), DECIMALS) for one in centre),
            "floor": lowest(1) if floor is None else floor,
        }

    return tuple(
        anchor
        if anchor.encoder == encoder
        else anchor.model_copy(
            update={
                **seat(anchor.members),
                "encoder": encoder,
                "subthemes": tuple(
                    part.model_copy(update=seat(part.members)) for part in anchor.subthemes
                ),
            }
        )
        for anchor in anchors
    )
