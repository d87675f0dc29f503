"""What counts ask of contributions, as columns, is what they say one by one."""

from collections import Counter
from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.columns import Column, Lists
from bpforum.text.counting import counts
from bpforum.text.counting.entries import Entries
from bpforum.text.counting.register import FEWEST_TO_SHOW, Register
from models.audience import Consent
from models.contribution import Contribution, Contributor
from tests.unit.text.counting.test_counts import contribution

WHO = st.builds(
    Contributor,
    name=st.sampled_from(["", "Ana", "ana ", "Ben  B"]),
    organisation=st.sampled_from(["", "Red Uno", "red  uno", "Net"]),
    group=st.sampled_from(["", "civil", "business"]),
    region=st.sampled_from(["", "africa", "asia", "weog"]),
    until=st.sampled_from([None, None, None, "2026-05-02T00:00:00Z"]),
)
SCOPES = st.sampled_from(["full", "full", "name_withheld", "counts_only", None])
KINDS = st.sampled_from(["contribution", "comment", "oral", "note", "proposal"])


@st.composite
def contributions(draw: Any) -> list[Contribution]:
    return [
        contribution(
            n, *draw(st.lists(WHO, max_size=3)), kind=draw(KINDS),
            language=draw(st.sampled_from(["en", "es", ""])),
            text=draw(st.sampled_from(["", "A b."])),
            position=draw(st.sampled_from(["", "For", " for "])),
            consent=Consent(basis="notice", scope=draw(SCOPES)),
        )
        for n in range(1, draw(st.integers(0, 12)) + 1)
    ]  # fmt: skip


@given(contributions(), st.data())
def test_all_and_any_of_them_are_tallied_as_ever(
    ones: list[Contribution], data: st.DataObject
) -> None:
    register = Register.of(ones)
    assert register.tally() == counts.tally(ones)
    mask = data.draw(st.lists(st.booleans(), min_size=len(ones), max_size=len(ones)))
    rows = np.flatnonzero(np.array(mask, bool))
    some = [ones[row] for row in rows.tolist()]
    assert register.pick(rows).tally() == counts.tally(some)
    assert register.tally(rows) == counts.tally(some)
    assert len(register.pick(rows)) == len(some)


@given(contributions(), st.lists(st.integers(0, 12), max_size=3))
def test_a_register_is_joined_of_parts(ones: list[Contribution], cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(ones)]
    joined = Register.joined(Entries.of(ones[a:b]) for a, b in pairwise(ends))
    whole = Register.of(ones)
    for field in fields(Register):
        mine, wanted = getattr(joined, field.name), getattr(whole, field.name)
        if isinstance(wanted, Column):
            assert mine.names == wanted.names
            mine, wanted = mine.codes, wanted.codes
        if isinstance(wanted, Lists):
            assert mine.rows.tolist() == wanted.rows.tolist()
            mine, wanted = mine.codes, wanted.codes
        assert (mine.tolist(), mine.dtype) == (wanted.tolist(), wanted.dtype)


@given(contributions())
def test_headings_are_those_of_each(ones: list[Contribution]) -> None:
    register, rows = Register.of(ones), range(len(ones))
    assert [register.groups[row] for row in rows] == [counts.group_of(one) for one in ones]
    assert [register.voices[row] for row in rows] == [one.voice for one in ones]
    regions = [counts.region_of(one) for one in ones]
    told = register.regions()
    assert [told[row] for row in rows] == regions
    shown, sizes = register.regions_shown(), Counter(regions)
    for row, one in enumerate(ones):
        few = sizes[regions[row]] < FEWEST_TO_SHOW and one.consent.scope != "full"
        assert shown[row] == ("" if few else regions[row])
