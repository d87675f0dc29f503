"""What of the forum's themes falls to each question, and what a language adds."""

import numpy as np

from bpforum import theming
from bpforum.text.themes import anchors
from bpforum.text.themes.anchors import Context
from bpforum.text.vectors import shift
from models.theme import Anchor
from tests.unit.text.toy import around, passage


def test_the_whole_forums_number_stays_within_what_is_expected() -> None:
    for sizes in ([50, 30, 20], [400, 3, 3, 3], [7, 0, 7], [1, 1, 1], [100]):
        shares = theming.shares((6, 12), sizes)
        assert sum(one[1] for one in shares if one) == 12
        assert sum(one[0] for one in shares if one) == 6
        assert all((one is None) == (size == 0) for one, size in zip(shares, sizes, strict=True))
        assert all(one is None or 1 <= one[0] <= one[1] for one in shares)


def test_more_questions_than_themes_have_a_theme_each() -> None:
    assert theming.shares((1, 2), [5, 5, 5, 5]) == [(1, 1)] * 4
    assert theming.shares(None, [5, 0]) == [None, None]


def anchor(**more: object) -> Anchor:
    return Anchor.model_validate(
        {"id": "theme-1", "label": "One", "encoder": "e", "centroid": (1.0,), "mass": 1.0,
         "floor": 0.0, "members": ("p0",), **more}
    )  # fmt: skip


def test_what_a_language_adds_is_found_once_and_stays() -> None:
    passages = [passage(f"Text {n}.", n + 1, "en" if n % 2 else "fr") for n in range(120)]
    rows = around([n // 2 % 4 for n in range(120)])
    rows[::2, 9] += 1.0
    everything = {one.id for one in passages}
    found = theming.offsets_of(rows, passages, everything, (), "e")
    assert [one.language for one in found] == ["en", "fr"]
    known = anchor(offsets=found)
    assert theming.offsets_of(rows[:40], passages[:40], everything, (known,), "e") == found
    assert theming.offsets_of(rows[:40], passages[:40], everything, (anchor(),), "e") == ()
    assert theming.offsets_of(rows, passages, everything, (known,), "other") == found


def test_a_later_passage_is_placed_by_its_subject_and_not_by_its_language() -> None:
    """The first of topic 1 are English, those of topic 0 French as well; then a French one of 1."""
    topics = [n % 2 for n in range(160)]
    languages = ["fr" if n % 8 in (0, 2, 3) else "en" for n in range(160)]
    passages = [passage(f"Text {n}.", n + 1, languages[n]) for n in range(160)]
    rows = around(topics)
    french = np.array([one == "fr" for one in languages])
    rows[french, 9] += 1.6
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found = theming.offsets_of(rows, passages, {one.id for one in passages}, (), "e")
    by = {one.language: np.array(one.vector, dtype=np.float32) for one in found}
    moved = shift(rows, languages, by)
    context = Context(
        encoder="e",
        encode=lambda texts: np.full((len(texts), 16), 0.25, dtype=np.float32),
        expected=(2, 2),
        offsets=found,
    )
    voices = {one.id: one.contribution for one in passages}
    themes = anchors.fit(passages, moved, (), voices, [True] * 160, context)
    assert {one.offsets for one in themes} == {found}
    home = {member: one.id for one in themes for member in one.members}
    late = [passage(f"Late {n}.", 900 + n, "fr") for n in range(2)]
    new = around([0, 1], seed=7)
    new[:, 9] += 1.6
    new /= np.linalg.norm(new, axis=1, keepdims=True)
    placed = anchors.place(late, shift(new, ["fr", "fr"], by), themes)
    stand = [placed.themes[one.id] for one in late]
    assert stand == [home[passages[4].id], home[passages[5].id]]
    assert stand[0] != stand[1]


def test_loosely_related_is_the_fifth_that_fits_least_of_as_many_alike_the_first_by_id() -> None:
    scores = {f"p{n}": (n * 7 % 5) / 10 for n in range(30)}
    themes = [[f"p{n}" for n in range(23)], [f"p{n}" for n in range(23, 27)], []]
    fits = [np.array([scores[one] for one in inside]) for inside in themes]
    loose = theming.loosely_related(themes, fits)
    least = sorted(themes[0], key=lambda one: (scores[one], one))[:4]
    assert loose == frozenset(least)
    assert {scores[one] for one in least} == {0.0}
