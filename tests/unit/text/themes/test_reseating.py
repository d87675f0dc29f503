"""Another encoder: themes keep ids, labels, members and order; their numbers are made anew."""

import numpy as np
import pytest

from bpforum.text.themes.reseating import reseat
from models.theme import Anchor


def anchor(name: str, *members: str) -> Anchor:
    return Anchor(
        id=name, label=name, encoder="old", centroid=(1.0, 0.0), mass=3, floor=0.5, members=members
    )


def test_centroids_and_floors_are_of_the_same_members() -> None:
    encoded = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]], dtype=np.float32)
    before = anchor("t1", "p1", "p2", "gone")
    (after,) = reseat([before], ["p1", "p2", "p3"], encoded, "new")
    assert after.centroid == pytest.approx((0.948683, 0.316228, 0))
    assert after.floor == pytest.approx(0.948683)
    unchanged = {"centroid", "floor", "encoder"}
    assert after.model_dump(exclude=unchanged) == before.model_dump(exclude=unchanged)
    assert after.encoder == "new"
    assert reseat([after], ["p1", "p2", "p3"], encoded, "new") == (after,)


def test_a_theme_without_members_is_near_nothing() -> None:
    (after,) = reseat([anchor("t1")], ["p1"], np.ones((1, 3)), "new")
    assert after.centroid == (0.0, 0.0, 0.0)


def test_without_passages_themes_stay_as_they_are() -> None:
    assert reseat([anchor("t1", "p1")], [], np.zeros(0), "new") == (anchor("t1", "p1"),)
