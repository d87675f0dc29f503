"""Counts and the words that stand for them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.counting import counts
from bpforum.text.counting.counts import quantity, tally
from models.audience import Consent
from models.contribution import Contribution, Contributor

FULL = Consent(basis="notice", scope="full")


def contribution(number: int, *who: Contributor, **more: Any) -> Contribution:
    fields = {"text": "Four words of text.", "language": "en", "consent": FULL} | more
    return Contribution.model_validate(
        {
            "reference": f"C-{number:04d}",
            "source": "inbox",
            "external_id": str(number),
            "digest": "0" * 64,
            "kind": "contribution",
            "contributors": who,
            "received_at": datetime(2026, 5, 1, tzinfo=UTC),
            "audience": "public",
        }
        | fields
    )


@pytest.mark.parametrize(
    ("n", "total", "word"),
    [
        (6, 10, "most"), (5, 10, "many"), (3, 10, "many"), (2, 10, "some"), (1, 10, "1"),
        (0, 10, "0"), (9, 9, "9"), (5, 9, "5"), (10, 40, "several"), (11, 40, "many"),
        (4, 40, "some"), (5, 40, "several"), (20, 40, "many"), (21, 40, "most"), (40, 40, "most"),
        (3, 20, "several"), (2, 1000, "some"), (0, 0, "0"),
    ],
)  # fmt: skip
def test_the_printed_rule(n: int, total: int, word: str) -> None:
    assert quantity(n, total).word == word


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_is_never_called_less(n: int, total: int) -> None:
    order = ["number", "some", "several", "many", "most"]
    if total < 10:
        assert quantity(n, total).kind == "number"
    elif 2 <= n < total:
        assert order.index(quantity(n, total).kind) <= order.index(quantity(n + 1, total).kind)


def test_a_joint_contribution_is_one_of_several_organisations() -> None:
    joint = contribution(
        1,
        Contributor(name="Ana", organisation="Red Uno", group="civil"),
        Contributor(name="Ben", organisation="Net Two", group="business", role="joint"),
    )
    found = tally([joint, contribution(2, Contributor(name="ana ", organisation="red  uno"))])
    assert (found.contributions, found.contributors, found.organisations) == (2, 2, 2)
    assert found.words == 8
    assert [(one.id, one.tally.contributions) for one in counts.by_group([joint])] == [("joint", 1)]


def test_somebody_who_gives_no_name_is_a_contributor() -> None:
    assert tally([contribution(1), contribution(2, Contributor(country="Peru"))]).contributors == 2
    assert tally([]) == counts.Tally(contributions=0, contributors=0, organisations=0, words=0)


def test_groups_come_by_size_and_what_is_not_stated_last() -> None:
    ones = [
        contribution(1),
        contribution(2),
        contribution(3, Contributor(name="A", group="business")),
        contribution(4, Contributor(name="B", group="civil")),
        contribution(5, Contributor(name="C", group="civil")),
    ]
    assert [one.id for one in counts.by_group(ones)] == ["civil", "business", ""]


def test_of_a_contribution_that_is_only_counted_no_region_is_told() -> None:
    who = Contributor(name="A", region="africa")
    hidden = contribution(1, who, consent=Consent(basis="stated", scope="counts_only"))
    assert [one.id for one in counts.by_region([hidden])] == [""]
    assert [one.id for one in counts.by_region([contribution(2, who)])] == ["africa"]


def test_a_note_counts_for_no_group() -> None:
    note = contribution(1, Contributor(name="Rapporteur", group="civil"), kind="note")
    assert [one.id for one in counts.by_group([note])] == [""]
