"""A quotation's words are told from whose they are, and nothing of either is lost."""

import pytest

from bpforum.rendering.shapes import is_subheading, said_and_by, unmarked
from models.outcome import Citation, Paragraph, Run

CITATION = Citation(contribution="C-0001", start=0, end=5)
WORDS = Run(text="their words", style="quote", citation=0)


def make(*runs: Run, role: str = "quote", cites: int = 1) -> Paragraph:
    text = "".join(run.text for run in runs)
    return Paragraph.model_validate(
        {"id": "p1", "role": role, "text": text, "runs": runs, "citations": (CITATION,) * cites}
    )


@pytest.mark.parametrize(
    ("after", "said", "by"),
    [
        ("” — Someone", "“their words”", "— Someone"),
        (" […].” — Someone", "“their words […].”", "— Someone"),
        (" » — Quelqu'un", "“their words »", "— Quelqu'un"),
        ("”", "“their words”", ""),
        ("", "“their words", ""),
    ],
)
def test_what_closes_a_quotation_belongs_to_it(after: str, said: str, by: str) -> None:
    runs = [Run(text="“"), WORDS, *([Run(text=after)] if after else [])]
    words, author = said_and_by(make(*runs))
    assert "".join(run.text for run in words) == said
    assert "".join(run.text for run in author) == by


def test_a_quotation_without_marked_words_is_said_whole() -> None:
    paragraph = make(Run(text="plain"))
    assert said_and_by(paragraph) == (paragraph.runs, ())


def test_a_citation_that_no_run_prints_is_found_once() -> None:
    assert unmarked(make(WORDS, cites=3)) == (CITATION,)
    assert unmarked(make(WORDS, Run(text="C-0001", style="cite", citation=0))) == ()


def test_a_body_paragraph_all_of_strong_words_is_a_heading() -> None:
    strong = Run(text="What was said", style="strong")
    assert is_subheading(make(strong, Run(text=" "), role="body"))
    assert not is_subheading(make(strong, Run(text=": more"), role="body"))
    assert not is_subheading(make(strong, role="entry"))
    assert not is_subheading(make(Run(text=" "), role="body"))
