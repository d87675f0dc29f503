"""What a view's columns tell of each passage is what its material tells, one by one."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.drafting.material import Material, counted_of, public
from bpforum.drafting.material import is_public as is_public_one
from bpforum.drafting.placed import NOBODY
from bpforum.drafting.speaking import PRINTED_KINDS, QUOTED, speaking
from bpforum.drafting.withholding import Everyone
from bpforum.grouped import Group, Grouping
from bpforum.text.counting.positions import plain
from bpforum.validation.fates import EMBARGO_FLAG
from models.passage import Passage
from models.theme import DuplicateGroup, Item
from tests.unit.drafting.test_names import contribution, material, names
from tests.unit.text.toy import passage

KINDS = ("contribution", "comment", "proposal", "note", "oral")
TEXTS = ("We recommend light.", "For example, ours. " * 8, "Lamps.", "It should be lit. " * 9)


@st.composite
def forums(draw: Any) -> Material:
    """A few contributions with a passage or two, some of them copies, some shut, some spoken."""
    ones = [
        contribution(
            n, draw(st.sampled_from(["full", "name_withheld", "counts_only", None])),
            kind=draw(st.sampled_from(KINDS)), position=draw(st.sampled_from(["", "For", " for"])),
            audience=draw(st.sampled_from(["public", "public", "members"])),
            fate=draw(st.sampled_from([None, None, "withdrawn", "not_reflected"])),
            treatment=draw(st.sampled_from(["normal", "normal", "annex_only"])),
            session=draw(st.sampled_from([None, "s"])),
            flags=draw(st.sampled_from([(), (), ("late",), ("late", EMBARGO_FLAG)])),
            who={"group": draw(st.sampled_from(["", "civil_society", "government"])),
                 "region": draw(st.sampled_from(["", "grulac", "weog"])),
                 "organisation": draw(st.sampled_from(["", "Net"]))},
        )
        for n in range(1, draw(st.integers(1, 7)) + 1)
    ]  # fmt: skip
    copying = draw(st.lists(st.sampled_from(ones), max_size=3, unique_by=lambda one: one.reference))
    pieces: dict[str, Passage] = {}
    for n, _ in enumerate([*ones, None], start=1):  # the last is of nobody in the view
        for text in draw(st.lists(st.sampled_from(TEXTS), max_size=2, unique=True)):
            whose = ones[0].reference if draw(st.booleans()) and n > 1 else None
            one = passage(text, n).model_copy(update={"copy_of": whose})
            pieces[one.id] = one
    ids = list(pieces)
    cut = draw(st.integers(0, len(ids)))
    some = st.lists(st.sampled_from(ids), unique=True) if ids else st.just([])
    made = material(*ones, rule=draw(st.sampled_from(["none", "stakeholder_group", "named"])))
    return replace(
        made,
        grouping=Grouping(
            passages=pieces,
            groups=(Group("t-a", "A", passages=tuple(reversed(ids[:cut]))),
                    Group("t-b", "B", passages=tuple(ids[cut + 1 :]))),
            unplaced={},
            scores={},
            pinned=tuple(draw(some)),
            loose=frozenset(draw(some)),
            vectors={key: np.ones(2) for key in draw(some)},
            kinds={key: draw(st.sampled_from(["practice", "issue", None])) for key in draw(some)},
            duplicates=tuple(
                DuplicateGroup(
                    representative=Item(source="inbox", external_id="0", contribution="C-0999"),
                    members=(Item(source="inbox", external_id="1", contribution=one.reference),),
                    kind="exact",
                )
                for one in copying
            ),
        ),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(forums(), st.booleans())
def test_columns_tell_what_the_material_tells(made: Material, is_public: bool) -> None:
    view = public(made) if is_public else made
    found, told, grouping = speaking(view), names(view), view.grouping
    assert [found.place[key] for key in grouping.passages] == list(range(len(grouping.passages)))
    assert view.counted == counted_of(view.everything)
    assert not is_public or all(map(is_public_one, view.everything))
    assert list(found.place) == list(grouping.passages)
    assert len(found.place) == len(grouping.passages)
    for key, one in grouping.passages.items():
        row, source = found.place[key], view.by_reference.get(one.contribution)
        says = view.says.get(key)
        printed = says and source and source.kind in QUOTED and says.kind in PRINTED_KINDS
        kind = says.kind if says and printed else ""
        by_wording = bool(says and says.said_by == "wording")
        assert found.marked[row] == ("" if by_wording else kind)
        assert found.suggested[row] == (kind if by_wording else "")
        if source is None:
            assert found.of[row] == NOBODY
            assert not found.may_cite[row]
        else:
            assert view.everything[found.of[row]] is source
            assert found.may_cite[row] == view.may_cite(one)
    for group in grouping.groups:
        assert found.themes[group.id].tolist() == [found.place[key] for key in group.passages]
    assert found.adding == {
        one.contribution
        for one in grouping.passages.values()
        if one.contribution in view.copies and one.substantive and not one.copy_of
    }
    speeches = found.speeches
    written = {one.reference: one for one in view.everything if one.kind in QUOTED}
    assert speeches.ids.tolist() == sorted(
        key for key, one in grouping.passages.items()
        if one.contribution in written and key in grouping.vectors
    )  # fmt: skip
    counted = {one.reference for one in view.counted}
    for row, key in enumerate(speeches.ids):
        speech, by = speeches[row], written[grouping.passages[key].contribution]
        close = key not in grouping.loose or key in grouping.pinned
        assert speech.passage is grouping.passages[key]
        assert (speech.voice, speech.group) == (by.voice, told.group_id(by))
        assert (speech.position, speech.theme) == (plain(by.position), view.home.get(key, ""))
        assert speech.may_cite == view.may_cite(speech.passage)
        assert speech.may_quote == (speech.may_cite and close)
        assert found.tells[row] == (by.reference in counted)
        assert speech.region in ("", told.region_id(by))
        assert speech.region == "" or found.tells[row]


@settings(max_examples=40, deadline=None)
@given(forums())
def test_groups_and_regions_are_told_row_by_row_as_one_by_one(made: Material) -> None:
    told = names(made)
    for row, one in enumerate(made.everything):
        assert told.groups[row] == told.group_id(one)
        assert told.regions[row] == told.region_id(one)
        alone = one.consent.may_name and told.is_same_for_all(one)
        assert told.told_by_itself[row] == alone
    rows = np.arange(len(made.everything))
    behind = {who.group for one in made.everything if told.group_id(one) for who in one.signatories}
    assert told.groups_of(rows) == behind - {""}


def test_a_word_is_sought_until_a_text_has_it_and_no_text_is_read_twice() -> None:
    everyone = Everyone([contribution(1, text="The Maria of it."), contribution(2, text="a lamp")])
    assert [everyone.is_word(one) for one in ("maria", "lamp", "the", "of", "lamp")] == [
        False, True, False, False, True,
    ]  # fmt: skip
