"""Themes that stay themselves: fitting, placing, growing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from bpforum.text.themes import anchors
from bpforum.text.themes.anchors import Context
from bpforum.text.themes.matter import Matter, gather
from models.forum import PinnedTheme
from models.passage import Passage
from models.theme import Anchor
from tests.unit.text.toy import MONEY, SPECTRUM, TRAINING, Rows, encode, passage, pieces, voices

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


@pytest.mark.parametrize("new", [(*MONEY, *SPECTRUM[:2]), SPECTRUM[:2], ()])
def test_growing_by_what_is_new_alone_is_growing_by_all(new: Sequence[str]) -> None:
    """What stands is only looked at where a new theme is to be told from it."""
    old = pieces(SPECTRUM, TRAINING)
    before = fit(old)
    more = [passage(text, 70 + n) for n, text in enumerate(new)]
    everything = [*old, *more]
    rows, asked = encode([one.text for one in everything]), []
    taken = replace(CONTEXT, taken=[one.id for one in before])

    def gathered() -> Matter:
        asked.append(len(everything))
        return gather(everything, rows, voices(everything), [True] * len(everything))

    usable = [True] * len(more)
    alone = anchors.grow(more, rows[len(old) :], before, voices(more), usable, taken, gathered)
    assert alone == grow(everything, before)
    assert bool(asked) == (len(alone) > len(before)) == (len(more) > 2)


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
    assert placed.themes == {**home, new.id: home[old[0].id]}
    assert list(placed.scores) == [one.id for one in [*old, new]]
    assert all(score == round(score, 3) for score in placed.scores.values())


def test_what_is_far_from_every_theme_fits_none() -> None:
    themes = fit(pieces(SPECTRUM, TRAINING))
    stray = passage("Zebra, marmalade.", 90)
    placed = anchors.place([stray], encode([stray.text]), themes)
    assert (placed.themes, placed.unplaced) == ({}, [stray.id])
    nowhere = anchors.place([stray], encode([stray.text]), ())
    assert (nowhere.themes, nowhere.subthemes) == ({}, {})
    assert (nowhere.scores, nowhere.unplaced) == ({stray.id: 0.0}, [stray.id])


def test_a_passage_is_compared_with_the_themes_of_its_question() -> None:
    first = fit(pieces(SPECTRUM), replace(CONTEXT, question="q1"))
    taken = [one.id for one in first]
    second = fit(pieces(TRAINING), replace(CONTEXT, question="q2", taken=taken))
    about_spectrum = passage("Training on spectrum licences.", 91, question="q2")
    rows = encode([about_spectrum.text])
    placed = anchors.place([about_spectrum], rows, (*first, *second), ("q1", "q2"))
    assert placed.themes[about_spectrum.id] in {one.id for one in second}
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


NOUNS = """antenna battery bridge camera clinic dentist engine ferry garden harbour island kitchen
    ladder market needle orchard pencil quarry radio school teacher umbrella village window
    pharmacy lamp""".split()
OTHERS = """mast charger pier lens nurse drill motor sail flower ship beach stove rung stall thread
    fruit wood stone signal pupil lesson rain field glass medicine bulb""".split()
SUBJECTS = len(NOUNS)
"""More than people can read, each with words and a direction of its own."""


def many(numbers: range, seed: int = 1) -> tuple[list[Passage], Rows]:
    """Passages on 26 subjects in turn, each with a word that only it uses."""
    axes = np.random.default_rng(0).normal(size=(SUBJECTS, 64))
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    noise = np.random.default_rng(seed).normal(0, 0.06, size=(max(numbers) + 1, 64))
    rows = np.array([axes[n % SUBJECTS] + noise[n] for n in numbers])
    texts = [
        f"We want a {NOUNS[n % SUBJECTS]} and pay for the {NOUNS[n % SUBJECTS]}." for n in numbers
    ]
    passages = [passage(text, n + 1) for n, text in zip(numbers, texts, strict=True)]
    return passages, (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def words_as_rows(texts: Sequence[str]) -> Rows:
    return np.full((len(texts), 64), 1 / 8, dtype=np.float32)


def grown(passages: list[Passage], rows: Rows, standing: Sequence[Anchor]) -> tuple[Anchor, ...]:
    context = Context(encoder="toy", encode=words_as_rows, taken=[one.id for one in standing])
    make = anchors.grow if standing else anchors.fit
    return make(passages, rows, standing, voices(passages), [True] * len(passages), context)


def test_large_themes_have_sub_themes_that_stay_when_more_arrives() -> None:
    old, rows = many(range(1040))
    before = grown(old, rows, ())
    parts = [part for one in before for part in one.subthemes]
    assert len(before) <= 20
    assert len(parts) >= 6
    for one in before:
        assert [part.id for part in one.subthemes] == [
            f"{one.id}.{n + 1}" for n in range(len(one.subthemes))
        ]
        inside = [member for part in one.subthemes for member in part.members]
        assert len(inside) == len(set(inside))
        assert set(inside) <= set(one.members)
    everything, more = many(range(1240))
    after = grown(everything, more, before)
    assert [(one.id, one.label) for one in after] == [(one.id, one.label) for one in before]
    for was, now in zip(before, after, strict=True):
        assert set(was.members) <= set(now.members)
        for part, same in zip(was.subthemes, now.subthemes, strict=True):
            assert (part.id, part.label, part.centroid) == (same.id, same.label, same.centroid)
            assert set(part.members) < set(same.members)
    subject = {one.id: n % SUBJECTS for n, one in enumerate(everything)}
    for one in after:
        for part in one.subthemes:
            assert len({subject[member] for member in part.members}) == 1
    assert grown(everything, more, after) == after


def test_a_passage_of_a_sub_theme_is_placed_in_it_and_in_its_theme() -> None:
    old, rows = many(range(1040))
    themes = grown(old, rows, ())
    home = {m: (one.id, part.id) for one in themes for part in one.subthemes for m in part.members}
    new, more = many(range(1040, 1066))
    placed = anchors.place(new, more, themes)
    before = anchors.place(old[:SUBJECTS], rows[:SUBJECTS], themes)
    for late, early in zip(new, old[:SUBJECTS], strict=True):
        stands = before.themes[early.id], before.subthemes.get(early.id)
        assert (placed.themes[late.id], placed.subthemes.get(late.id)) == stands
        assert home.get(early.id) in (None, stands)
        assert placed.scores[late.id] > 0.5


def test_firmness_is_known_of_many_passages_and_of_few_it_is_not() -> None:
    old, rows = many(range(1040))
    assert all(one.firmness is not None and one.firmness > 0.5 for one in grown(old, rows, ()))
    assert [one.firmness for one in fit(pieces(SPECTRUM, TRAINING))] == [None, None]


def test_old_passages_that_a_new_theme_would_hold_better_are_proposed_to_move_and_stay() -> None:
    rng = np.random.default_rng(4)
    axes = np.eye(64)[:3]
    rows = np.vstack([axes[n % 2] + rng.normal(0, 0.05, 64) for n in range(80)])
    # One leans to what nobody has spoken of yet.
    rows[0] = axes[0] + 1.2 * axes[2]
    late = axes[2] + 0.3 * axes[0] + rng.normal(0, 0.1, (20, 64))
    whole = np.vstack([rows, late])
    whole = (whole / np.linalg.norm(whole, axis=1, keepdims=True)).astype(np.float32)
    passages = [passage(f"A village asks for number {n}.", n + 1) for n in range(100)]
    before = grown(passages[:80], whole[:80], ())
    after = grown(passages, whole, before)
    proposed = [one for one in after if one.status == "proposed"]
    moves = [(one, move) for one in proposed for move in one.proposed_moves]
    assert [move.passage for _, move in moves] == [passages[0].id]
    home = {member: one.id for one in before for member in one.members}
    for one, move in moves:
        assert (move.to_theme, move.from_theme) == (one.id, home[move.passage])
        assert move.gain >= 0.05
        assert move.passage not in one.members
    assert grown(passages, whole, after) == after


def test_the_themes_for_a_passage_are_ranked() -> None:
    old = pieces(SPECTRUM, TRAINING)
    themes = fit(old)
    (row,) = encode([SPECTRUM[0]])
    ranked = anchors.ranked(row, themes)
    home = next(one.id for one in themes if old[0].id in one.members)
    assert ranked[0][0] == home
    assert [score for _, score in ranked] == sorted((s for _, s in ranked), reverse=True)
    assert {one for one, _ in ranked} == {one.id for one in themes}
