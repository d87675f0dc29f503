"""Running titles, tables of contents and captions."""

import pytest

from bpforum.text.repeats import contents, is_caption, running


def test_a_line_that_stands_three_times_is_a_running_title_whatever_its_page_number() -> None:
    lines = ["Annual Report 2014, page 1", "The fee fell.", "Annual Report 2014, page 2",
             "Masts fall too.", "Annual Report 2014, page 3"]  # fmt: skip
    assert running(lines) == {0, 2, 4}


@pytest.mark.parametrize("line", ["the", "of and", "The fee must fall for everybody who pays it."])
def test_single_words_and_sentences_are_no_running_titles(line: str) -> None:
    assert not running([line] * 9)


def test_an_entry_of_the_contents_is_a_heading_further_down() -> None:
    lines = [
        "1. Fees and fines ........ 4",
        "2. Masts of the village",
        "Fees and fines",
        "The fee.",
    ]
    assert contents(lines, ["Fees and fines", "II. Masts of the villages"]) == {0, 1, 2}
    assert not contents(lines, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Table 1 Case study: Provisions that can enhance openness", True),
        ("Figure 2: Proposed structure of the zone", True),
        ("Tableau 3 : redevances par foyer", True),
        ("Table 1 shows that the fee is too high for most villages.", False),
        ("Tables are where people meet", False),
    ],
)
def test_captions(text: str, expected: bool) -> None:
    assert is_caption(text) is expected
