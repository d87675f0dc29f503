"""How well what is cited covers what others said."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.counting import representation
from bpforum.text.counting.representation import OTHERS, Reflection, Representation
from bpforum.text.speeches import Speech, Speeches
from tests.unit.text.toy import passage

DIRECTIONS = np.eye(12)


def said(
    number: int, voice: str = "", theme: str = "", may_cite: bool = True, **heads: str
) -> Speech:
    told = {"group": "", "position": "", "region": ""} | heads
    return Speech(
        passage=passage("words", number), voice=voice or f"C-{number:04d}", may_quote=may_cite,
        may_cite=may_cite, theme=theme, **told,
    )  # fmt: skip


def audit(ones: list[Speech], rows: Any, cited: Any, quoted: Any, **more: Any) -> Representation:
    return representation.audit(Speeches.of(ones), rows, cited, quoted, **more)


def vectors(ones: list[Speech], *directions: int) -> dict[str, Any]:
    return {one.id: DIRECTIONS[n] for one, n in zip(ones, directions, strict=True)}


def by_id(rows: tuple[Reflection, ...]) -> dict[str, Reflection]:
    return {row.id: row for row in rows}


def test_coverage_is_a_mean_over_people_however_much_they_wrote() -> None:
    ones = [said(1, "many", group="a"), said(2, "many", group="a"), said(3, "many", group="a"),
            said(4, "one", group="a")]  # fmt: skip
    found = audit(ones, vectors(ones, 0, 1, 2, 3), {ones[3].id}, {ones[3].id})
    [row] = found.cited.by_group
    assert (row.contributors, row.coverage) == (2, 0.5)
    other = audit(ones, vectors(ones, 0, 1, 2, 3), {ones[0].id}, {ones[0].id})
    assert other.cited.by_group[0].coverage == pytest.approx(1 / 6, abs=1e-3)


def test_beside_it_stands_what_as_many_at_random_would_cover() -> None:
    ones = [said(n, group="a" if n < 3 else "b") for n in range(1, 6)]
    found = audit(ones, vectors(ones, *range(5)), {ones[0].id, ones[1].id}, {ones[0].id})
    rows = by_id(found.cited.by_group)
    assert (rows["a"].coverage, rows["b"].coverage) == (1.0, 0.0)
    assert rows["a"].random == rows["b"].random == 0.4  # two of five are itself with 2/5
    assert (rows["a"].difference, rows["b"].difference) == (0.6, -0.4)
    assert found.cited.passages == 2
    assert (found.quoted.passages, by_id(found.quoted.by_group)["a"].coverage) == (1, 0.5)


def test_chance_draws_from_what_could_be_cited_alone() -> None:
    ones = [said(1), said(2), said(3, may_cite=False), said(4, may_cite=False)]
    found = audit(ones, vectors(ones, 0, 1, 2, 3), {ones[0].id}, ())
    assert (found.passages, found.could_be_cited) == (4, 2)
    assert found.cited.overall is not None
    assert found.cited.overall.random == 0.25


def test_who_is_not_reflected_is_named_for_the_secretariat() -> None:
    ones = [said(1, theme="t"), said(2, theme="t"), said(3, theme="u"), said(4, theme="u")]
    found = audit(ones, vectors(ones, 0, 0, 1, 1), {ones[0].id}, ())
    assert found.near == 1.0
    assert found.cited.not_reflected == ("C-0003", "C-0004")
    assert found.cited.overall is not None
    assert found.cited.overall.not_reflected == 0.5
    assert found.cited.overall.not_reflected_random == 0.5
    assert found.quoted.not_reflected == tuple(f"C-000{n}" for n in (1, 2, 3, 4))
    shut = audit(ones, vectors(ones, 0, 0, 1, 1), {ones[0].id}, (), names_references=False)
    assert shut.cited.not_reflected == ()


def test_support_and_opposition_swapped_are_seen_swapped() -> None:
    def by_position(first: str, second: str) -> dict[str, float]:
        ones = [said(n, position=first if n < 4 else second) for n in range(1, 7)]
        found = audit(ones, vectors(ones, *range(6)), {one.id for one in ones[:3]}, ())
        return {row.id: row.coverage for row in found.cited.by_position}

    assert by_position("for", "against") == {"for": 1.0, "against": 0.0}
    assert by_position("against", "for") == {"for": 0.0, "against": 1.0}


def test_neither_a_row_nor_a_difference_of_rows_tells_of_fewer_than_three() -> None:
    ones = [
        *(said(n, group="large") for n in range(1, 6)),
        *(said(n, group="middle") for n in range(6, 9)),
        said(9, group="alone"),
    ]
    found = audit(ones, vectors(ones, *range(9)), {ones[0].id}, (), fewest=3)
    rows = by_id(found.cited.by_group)
    # "alone" cannot stand alone, and all but one row shown would tell of it.
    assert {key: row.contributors for key, row in rows.items()} == {"large": 5, OTHERS: 4}
    two = audit(ones[-1:], vectors(ones[-1:], 0), {ones[-1].id}, (), fewest=3)
    assert (two.cited.overall, two.cited.by_group) == (None, ())


SPOKEN = st.tuples(
    st.sampled_from(["", "a", "b", "c", "d"]), st.integers(0, 9), st.integers(1, 10**6)
)


@given(st.lists(SPOKEN, max_size=60), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
def test_who_is_under_a_heading_is_found_as_by_counting_one_by_one(
    spoken: list[tuple[str, int, int]], fewest: int, headings: int, most: int
) -> None:
    ones = Speeches.of(
        said(number, f"v{voice}", group=head)
        for number, (head, voice) in {n: (head, voice) for head, voice, n in spoken}.items()
    )
    found: dict[str, dict[str, list[int]]] = {}
    for row in range(len(ones)):
        found.setdefault(ones.group[row], {}).setdefault(ones.voice[row], []).append(row)
    if len({voice for own in found.values() for voice in own}) < fewest:
        found = {}  # of so few nothing is shown
    ranked = sorted(found, key=lambda head: (-len(found[head]), head))
    few = [head for head in ranked if len(found[head]) < fewest]
    few = list(dict.fromkeys([*few, *ranked[headings:]]))
    while few and len({voice for head in few for voice in found[head]}) < fewest:
        few.append(next(head for head in reversed(ranked) if head not in few))
    shown = sorted(set(found) - set(few), key=lambda head: (head == "", -len(found[head]), head))
    wanted = {head: found[head] for head in shown}
    if few:
        wanted[OTHERS] = {}
        for head in few:
            for voice, mine in found[head].items():
                wanted[OTHERS].setdefault(voice, []).extend(mine)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("HEADINGS", headings), ("VOICES_A_HEADING", most),
                            ("PASSAGES_A_VOICE", most)):  # fmt: skip
            patch.setattr(representation, name, value)
        members = list(representation._members(ones, ["group"], fewest))[1:]
        assert [head for (_, head), _ in members] == list(wanted)
        for (_, head), rows in members:
            codes = ones.voice.codes[rows]
            own = list(wanted[head].values())
            assert representation._voices(rows, codes) == own
            first = sorted(own, key=lambda one: one[0])[:most]
            assert representation._sample(rows, codes) == [one[:most] for one in first]


def test_nothing_said_is_an_audit_too() -> None:
    found = audit([], {}, {"p000000000000"}, ())
    assert (found.contributors, found.passages, found.cited.overall) == (0, 0, None)
    assert found.cited.by_group == ()


def test_the_order_of_arrival_changes_nothing() -> None:
    chance = np.random.default_rng(0)
    ones = [said(n, f"v{n % 7}", f"t{n % 3}", group="ab"[n % 2]) for n in range(1, 40)]
    rows: dict[str, Any] = {one.id: chance.normal(size=12) for one in ones}
    cited = {one.id for one in ones[:5]}
    assert audit(ones, rows, cited, ()) == audit(ones[::-1], rows, cited, ())


def test_of_very_much_input_samples_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(0)
    subjects = chance.normal(size=(20, 12))
    ones = [said(n, theme=f"t{n % 20}", group="ab"[n % 2]) for n in range(1, 1_201)]
    rows: dict[str, Any] = {
        one.id: subjects[n % 20] + chance.normal(size=12) for n, one in enumerate(ones)
    }
    cited = {one.id for one in ones[:30]}
    exact = audit(ones, rows, cited, cited, kinds=("group",))
    monkeypatch.setattr(representation, "ALL_UP_TO", 1_000)
    monkeypatch.setattr(representation, "POOL", 300)
    sampled = audit(ones, rows, cited, cited, kinds=("group",))
    assert (exact.sampled, sampled.sampled) == (False, True)
    assert sampled.cited.passages == 30
    for one, other in zip(exact.cited.by_group, sampled.cited.by_group, strict=True):
        assert one.contributors == other.contributors == 600
        assert one.coverage == pytest.approx(other.coverage, abs=0.03)
        assert one.random == pytest.approx(other.random, abs=0.03)
