"""Themes that stay themselves: fitting, placing, growing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bpforum.text import anchors
from bpforum.text.anchors import Context
from models.forum import PinnedTheme
from models.passage import Passage
from models.theme import Anchor
from tests.unit.text.toy import MONEY, SPECTRUM, TRAINING, encode, passage, pieces, voices

CONTEXT = Context(encoder="use", encode=encode, title="Forum on community networks")


def fit(passages: Sequence[Passage], context: Context = CONTEXT) -> tuple[Anchor, ...]:
    rows = encode([one.text for one in passages])
    return anchors.fit(passages, rows, (), voices(passages), [True] * len(passages), context)


def grow(
    passages: Sequence[Passage], standing: Sequence[Anchor], context: Context = CONTEXT
) -> tuple[Anchor, ...]:
    rows = encode([one.text for one in passages])
    taken = replace(context, taken=[one.id for one in standing])
    everyone = voices(passages)
    return anchors.grow(passages, rows, standing, everyone, [True] * len(passages), taken)


def texts_of(anchor: Anchor, passages: Sequence[Passage]) -> set[str]:
    return {one.text for one in passages if one.id in anchor.members}


def test_two_topics_become_two_themes() -> None:
    passages = pieces(SPECTRUM, TRAINING)
    themes = fit(passages)
    assert {frozenset(texts_of(one, passages)) for one in themes} == {
        frozenset(SPECTRUM),
        frozenset(TRAINING),
    }


def test_a_second_fit_is_equal_and_so_is_one_of_shuffled_input() -> None:
    passages = pieces(SPECTRUM, TRAINING, MONEY)
    assert fit(passages) == fit(passages) == fit(passages[::-1])


def test_ids_are_given_by_size_and_every_passage_has_one_theme() -> None:
    passages = pieces(SPECTRUM, TRAINING, MONEY)
    themes = fit(passages)
    assert [one.id for one in themes] == [f"theme-{n + 1}" for n in range(len(themes))]
    sizes = [len(one.members) for one in themes]
    assert sizes == sorted(sizes, reverse=True)
    assert sorted(m for one in themes for m in one.members) == sorted(p.id for p in passages)


@pytest.mark.parametrize(
    ("count", "most"), [(0, 0), (1, 1), (2, 1), (3, 1), (5, 2), (10, 2), (18, 3)]
)
def test_few_passages_make_few_themes(count: int, most: int) -> None:
    themes = fit(pieces(SPECTRUM + TRAINING + MONEY)[:count])
    assert (count > 0) <= len(themes) <= most
    assert sum(len(one.members) for one in themes) == count
    assert all(one.label for one in themes)


def test_two_passages_that_have_nothing_in_common_are_two_themes() -> None:
    assert len(fit([passage(SPECTRUM[0], 1), passage("Bake the bread for an hour.", 2)])) == 2


def test_what_people_expect_bounds_the_number_of_themes() -> None:
    passages = pieces(SPECTRUM, TRAINING, MONEY)
    assert len(fit(passages, replace(CONTEXT, expected=(5, 6)))) >= 5
    assert len(fit(passages, replace(CONTEXT, expected=(1, 1)))) == 1


def test_centroids_are_unit_vectors_and_the_floor_is_below_most_members() -> None:
    passages = pieces(SPECTRUM, TRAINING)
    rows = {p.id: row for p, row in zip(passages, encode([p.text for p in passages]), strict=True)}
    for theme in fit(passages):
        centre = np.array(theme.centroid)
        assert np.linalg.norm(centre) == pytest.approx(1, abs=1e-4)
        above = [float(rows[member] @ centre) >= theme.floor - 1e-5 for member in theme.members]
        assert 0.8 <= sum(above) / len(above) <= 1


def test_old_passages_keep_theme_label_and_centroid_when_new_ones_come() -> None:
    old = pieces(SPECTRUM, TRAINING[:4])
    before = fit(old)
    everything = [*old, *(passage(text, 50 + n) for n, text in enumerate(TRAINING[4:] + MONEY))]
    after = {one.id: one for one in grow(everything, before)}
    for theme in before:
        same = after[theme.id]
        assert set(theme.members) <= set(same.members)
        assert (same.label, same.centroid) == (theme.label, theme.centroid)


def test_growing_by_nothing_changes_nothing() -> None:
    passages = pieces(SPECTRUM, TRAINING, MONEY)
    before = fit(passages)
    assert grow(passages, before) == before
    more = [*passages, *(passage(f"{text} So it is.", 60 + n) for n, text in enumerate(MONEY))]
    grown = grow(more, before)
    assert grow(more, grown) == grown == grow(more[::-1], grown)


def test_a_new_subject_of_several_people_is_proposed_with_a_new_id() -> None:
    old = pieces(SPECTRUM, TRAINING)
    before = fit(old)
    new = [passage(text, 70 + n) for n, text in enumerate(MONEY)]
    proposed = [one for one in grow([*old, *new], before) if one.status == "proposed"]
    assert [one.id for one in proposed] == [f"theme-{len(before) + 1}"]
    assert len(texts_of(proposed[0], new)) >= 5
    assert "fund" in proposed[0].label.lower()


def test_one_person_does_not_make_a_new_theme() -> None:
    old = pieces(SPECTRUM, TRAINING)
    before = fit(old)
    new = [passage(text, 70 + n) for n, text in enumerate(MONEY)]
    rows = encode([one.text for one in [*old, *new]])
    alone = {**voices(old), **{one.id: "the same" for one in new}}
    grown = anchors.grow([*old, *new], rows, before, alone, [True] * 18, CONTEXT)
    assert [one.id for one in grown] == [one.id for one in before]


def test_members_keep_their_place_and_others_go_to_the_nearest() -> None:
    old = pieces(SPECTRUM, TRAINING)
    themes = fit(old)
    home = {member: one.id for one in themes for member in one.members}
    new = passage("The licence for a band of spectrum is too expensive.", 80)
    rows = encode([one.text for one in [*old, new]])
    placed = anchors.place([*old, new], rows, themes)
    assert [one.theme for one in placed[:-1]] == [home[one.id] for one in old]
    assert placed[-1].theme == home[old[0].id]
    assert all(one.score == round(one.score, 3) for one in placed)


def test_what_is_far_from_every_theme_fits_none() -> None:
    themes = fit(pieces(SPECTRUM, TRAINING))
    stray = passage("Zebra, marmalade.", 90)
    (placed,) = anchors.place([stray], encode([stray.text]), themes)
    assert (placed.theme, placed.unplaced) == (None, "fits_no_theme")
    (nowhere,) = anchors.place([stray], encode([stray.text]), ())
    assert (nowhere.theme, nowhere.score, nowhere.unplaced) == (None, 0.0, "fits_no_theme")


def test_a_passage_is_compared_with_the_themes_of_its_question() -> None:
    first = fit(pieces(SPECTRUM), replace(CONTEXT, question="q1"))
    taken = [one.id for one in first]
    second = fit(pieces(TRAINING), replace(CONTEXT, question="q2", taken=taken))
    about_spectrum = passage("Training on spectrum licences.", 91, question="q2")
    rows = encode([about_spectrum.text])
    (placed,) = anchors.place([about_spectrum], rows, (*first, *second), ("q1", "q2"))
    assert placed.theme in {one.id for one in second}
    assert not set(taken) & {one.id for one in second}


PINS = (
    PinnedTheme(id="capacity", label="Capacity building", seeds=("training, technicians",)),
    PinnedTheme(id="space", label="Rocket launches"),
)


def test_pinned_themes_come_first_gather_theirs_and_may_stay_empty() -> None:
    passages = pieces(SPECTRUM, TRAINING, MONEY)
    themes = fit(passages, replace(CONTEXT, pinned=PINS))
    capacity, space, *others = themes
    assert (capacity.id, capacity.label, capacity.pinned) == ("capacity", "Capacity building", True)
    assert len(texts_of(capacity, passages) & set(TRAINING)) >= 5
    assert (space.id, space.members) == ("space", ())
    assert others
    assert not any(one.pinned for one in others)


def test_a_theme_pinned_later_is_added_and_takes_nobody_away() -> None:
    old = pieces(SPECTRUM, MONEY)
    before = fit(old)
    new = [passage(text, 70 + n) for n, text in enumerate(TRAINING)]
    pinned = replace(CONTEXT, pinned=PINS)
    grown = grow([*old, *new], before, pinned)
    capacity = next(one for one in grown if one.id == "capacity")
    assert texts_of(capacity, new)
    assert not texts_of(capacity, old)
    assert grow([*old, *new], grown, pinned) == grown


def test_a_pinned_theme_follows_its_label() -> None:
    passages = pieces(SPECTRUM, TRAINING)
    before = fit(passages, replace(CONTEXT, pinned=PINS[:1]))
    renamed = (PINS[0].model_copy(update={"label": "Skills"}),)
    assert grow(passages, before, replace(CONTEXT, pinned=renamed))[0].label == "Skills"


def test_only_empty_pinned_themes_stand_the_first_passages_are_fitted() -> None:
    pinned = replace(CONTEXT, pinned=PINS)
    empty = fit([], pinned)
    assert [one.members for one in empty] == [(), ()]
    grown = grow(pieces(SPECTRUM, TRAINING), empty, pinned)
    assert {one.status for one in grown} == {"standing"}
    assert len(grown) > 2


def test_with_another_encoder_themes_keep_their_members() -> None:
    passages = pieces(SPECTRUM, TRAINING)
    before = fit(passages)
    short = [encode([one.text])[0, :100] for one in passages]
    other = replace(CONTEXT, encoder="other", encode=lambda texts: encode(texts)[:, :100])
    everyone = voices(passages)
    after = anchors.grow(passages, np.array(short), before, everyone, [True] * 12, other)
    assert [(one.id, one.label, one.members) for one in after] == [
        (one.id, one.label, one.members) for one in before
    ]
    assert {(one.encoder, len(one.centroid)) for one in after} == {("other", 100)}
