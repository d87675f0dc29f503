"""What becomes of each contribution is the same whether told in columns or one by one."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.changes import new_and_changed
from bpforum.drafting.material import Material
from bpforum.errors import Unbalanced
from bpforum.ledger import balance
from bpforum.settled import Closing, Settled
from bpforum.settling import settle
from models.contribution import Contribution
from models.record import Record
from models.submission import Fate, Reason
from tests.unit.drafting.test_names import contribution, material
from tests.unit.drafting.test_speaking import forums

_REASONS = ((), (), (Reason(code="long", message="very long"),))


def _one_by_one(view: Material, cited: Collection[str], one: Contribution) -> Closing:
    """The same, told of one contribution by going through everything there is."""
    grouping, copies, reference = view.grouping, view.copies, one.reference
    own = [p for p in grouping.passages.values() if p.contribution == reference and p.substantive]

    def labels(passages: Collection[str]) -> list[str]:
        return [g.label for g in grouping.groups if set(g.passages) & set(passages)]

    def closing(fate: Fate, code: str = "", told: str = "", of: str = "") -> Closing:
        reasons = (Reason(code=code, message=told),) if code else ()
        return Closing(fate, of, (*one.reasons, *reasons))

    if one.fate is not None:
        return closing(one.fate, of=one.fate_of)
    if one.kind == "transcript":
        return closing("listed", "transcript", "a rough transcript, not a contribution")
    if reference in copies:
        own, of = [p for p in own if not p.copy_of], copies[reference]
        words = sum(len(p.text.split()) for p in own)
        themes = labels([p.id for p in own])
        where = f"stands in: {' | '.join(themes)}" if themes else "fits no theme"
        if reference in cited and (not own or one.treatment == "reproduce_in_full"):
            told = f"same text as {of}, reproduced in full as was asked"
            return closing("reflected", "in-full", told)
        if reference in cited:
            told = f"has the text of {of}, and {words} words of its own"
            return closing("reflected", "added", told)
        if not own:
            return closing("same_text_as", of=of)
        told = f"has {words} words of its own, not cited; {where}"
        if 2 * words < one.words:
            return closing("same_text_as", "added", told, of)
        return closing("listed", "not-cited", f"has the text of {of}; {told}")
    if one.treatment == "annex_only":
        fate: Fate = "reflected" if reference in cited else "listed"
        return closing(fate, "annex-only", "stands in the annex alone, as was asked")
    if reference in cited:
        return closing("reflected")
    if not own:
        return closing("not_substantive", "furniture", "nothing in it to take up")
    whole = [p.id for p in grouping.passages.values() if p.contribution == reference]
    themes = labels(whole)
    where = f"stands in: {' | '.join(themes)}" if themes else "fits no theme"
    return closing("listed", "not-cited", f"not cited; {where}")


@st.composite
def _settled(draw: Any) -> tuple[Material, dict[str, list[str]]]:
    """A forum, and who is cited in it; some say nothing, some have reasons already."""
    view = draw(forums())
    ones = tuple(
        one.model_copy(
            update={
                "reasons": draw(st.sampled_from(_REASONS)),
                "kind": draw(st.sampled_from([one.kind, one.kind, "transcript"])),
                "treatment": draw(st.sampled_from([one.treatment, "reproduce_in_full"])),
                "text": " ".join(["word"] * draw(st.integers(0, 40))),
            }
        )
        for one in view.record.contributions
    )
    says = st.sampled_from([True, True, False])
    passages = {
        key: one.model_copy(update={"substantive": draw(says)})
        for key, one in view.grouping.passages.items()
    }
    record = view.record.model_copy(update={"contributions": ones})
    grouping = replace(view.grouping, passages=passages)
    cited = draw(st.lists(st.sampled_from([*(one.reference for one in ones), "C-0998"])))
    return replace(view, record=record, grouping=grouping), {one: ["p"] for one in cited}


@settings(max_examples=300, deadline=None)
@given(_settled())
def test_columns_tell_what_is_told_of_each(made: tuple[Material, dict[str, list[str]]]) -> None:
    view, cited = made
    found = settle(view, cited)
    assert [one for one, _ in found] == list(view.everything)
    for one, closing in found:
        assert closing == _one_by_one(view, cited, one), one.reference


def test_of_nothing_nothing_is_told() -> None:
    assert list(settle(replace(material(), record=Record()), {})) == []


def _settled_of(*closings: Closing) -> Settled:
    ones = tuple(contribution(n, "full") for n in range(1, len(closings) + 1))
    return Settled(Record(contributions=ones), closings)


def test_a_ledger_balances_where_each_has_one_fate() -> None:
    listed, copy = Closing("listed"), Closing("same_text_as", "C-0001")
    balance(_settled_of(listed, copy), ["C-0002", "C-0001"])
    balance(_settled_of(), [])
    for settled, received, told in (
        (_settled_of(listed), ["C-0001", "C-0002"], "not in the ledger: C-0002"),
        (_settled_of(listed, listed), ["C-0001"], "never received: C-0002"),
        (_settled_of(Closing("same_text_as", "C-0009")), ["C-0001"], "not in the ledger: C-0001"),
    ):
        with pytest.raises(Unbalanced, match=told):
            balance(settled, received)
    twice = Record(contributions=(contribution(1, "full"), contribution(1, "full")))
    with pytest.raises(Unbalanced, match="more than once: C-0001"):
        balance(Settled(twice, (listed, listed)), ["C-0001"])


@given(st.lists(st.sampled_from(["listed", "reflected", "same_text_as"]), max_size=5),
       st.dictionaries(st.sampled_from(["C-0001", "C-0002", "C-0003", "C-0009"]),
                       st.sampled_from(["listed", "reflected"])))  # fmt: skip
def test_what_is_new_and_what_changed_is_told_by_reference(
    fates: list[Fate], old: dict[str, Fate]
) -> None:
    settled = _settled_of(*map(Closing, fates))
    now = {f"C-{n:04d}": fate for n, fate in enumerate(fates, start=1)}
    assert settled.fates == now
    assert settled.counts == Counter(fates)
    assert new_and_changed(settled.fates, old) == (
        tuple(one for one in now if one not in old),
        tuple(one for one, fate in now.items() if one in old and old[one] != fate),
    )
