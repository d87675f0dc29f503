"""Links lead somewhere, in both directions, or they are no links."""

import pytest

from bpforum.rendering.anchors import Anchors, Target
from models.outcome import Citation, Run
from tests.unit.rendering.sample import make_outcome

OUTCOME = make_outcome()
ANCHORS = Anchors(OUTCOME)


def test_a_citation_leads_to_the_entry_and_the_entry_back_to_each_citing_paragraph() -> None:
    for paragraph in OUTCOME.paragraphs:
        for citation in paragraph.citations:
            entry = ANCHORS.entry(citation)
            if citation.contribution != "C-0008":
                assert paragraph.id in [id for id, _ in ANCHORS.back(entry)]


def test_a_contribution_that_is_not_listed_has_no_entry() -> None:
    assert ANCHORS.entry(Citation(contribution="C-0008", start=0, end=1)) == ""


def test_paragraphs_without_a_number_are_told_apart_after_the_number_before_them() -> None:
    labels = [label for _, label in ANCHORS.back("entry_0005")]
    assert labels == ["¶\u00a07", "¶\u00a010", "·2"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("#made", Target(id="made")),
        ("#nowhere", Target()),
        ("https://forum.example/a?b=1", Target(address="https://forum.example/a?b=1")),
        ("mailto:desk@forum.example", Target(address="mailto:desk@forum.example")),
        ("javascript:alert(1)", Target()),
        ("JaVaScRiPt:alert(1)", Target()),
        ("data:text/html,x", Target()),
        ("//forum.example", Target()),
        ("http://[broken", Target()),
        ("", Target()),
    ],
)
def test_only_known_ids_and_safe_addresses_are_linked(target: str, expected: Target) -> None:
    assert ANCHORS.target(Run(text="x", style="link", target=target)) == expected


def test_a_part_begins_at_the_first_number_below_it() -> None:
    begins = {section.id: ANCHORS.begins(section.id) for section in OUTCOME.sections}
    assert (begins["part_b"], begins["trust"], begins["part_d"]) == ("4", "4", "")


def test_tables_and_figures_are_counted_apart() -> None:
    captions = [ANCHORS.caption(id) for id in ("t_groups", "f_groups", "f_themes", "t_ledger")]
    assert captions == ["Table 1", "Figure 1", "Figure 2", "Table 2"]
