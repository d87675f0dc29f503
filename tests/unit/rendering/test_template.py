"""A template names spans; the words of a quotation are put in by code alone."""

import pytest

from bpforum.errors import RenderingFailed
from bpforum.rendering.template import Quotable, draft_outcome
from bpforum.rendering.wording import Wording
from models.outcome import Outcome, Words

TEXT = "We share one mast. It costs <less> & lasts."
WORDING = Wording(
    "\n".join(["[face]", *(f'{name} = "{name}"' for name in Words.model_fields)]).encode()
)


def outcome(body: str, **facts: object) -> Outcome:
    template = (
        '<outcome><cover forum="F" cycle="1" title="T" label="L" date="D"/>'
        f'<section id="s" level="1" title="S">{body}</section></outcome>'
    )
    quotable = Quotable(lambda ref, start, end: TEXT[start:end], "“", "”")
    return draft_outcome(template, facts, WORDING, quotable, "public", "en", None)


def test_the_words_of_a_quotation_come_from_the_stored_text() -> None:
    [paragraph] = outcome(
        '<quote id="p" contribution="C-0001" start="19" end="43" passage=""> — A </quote>'
    ).paragraphs
    assert paragraph.text == "“It costs <less> & lasts.” — A"
    assert [run.text for run in paragraph.runs if run.style == "quote"] == [TEXT[19:43]]
    assert paragraph.citations[0].quoted


def test_values_are_escaped_and_never_run() -> None:
    [paragraph] = outcome("<p id='p'>{{ f.x }}</p>", x="</p>{{ 7*7 }}<b>").paragraphs
    assert paragraph.text == "</p>{{ 7*7 }}<b>"


def test_only_body_and_quotations_are_numbered() -> None:
    made = outcome(
        "<p id='a'>1</p><prompt id='b'>2</prompt><p id='c' numbered='no'>3</p><p id='d'>4</p>"
    )
    assert [one.n for one in made.paragraphs] == [1, None, None, 2]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<p id='p'><script>x</script></p>", "unknown element"),
        ("<p id='p'>", "does not give XML"),
        ("<frame/>", "unknown element"),
    ],
)
def test_a_template_outside_the_vocabulary_is_refused(body: str, why: str) -> None:
    with pytest.raises(RenderingFailed, match=why):
        outcome(body)


def test_annex_entries_know_the_paragraphs_that_cite_them() -> None:
    made = outcome(
        '<p id="a">x <cite contribution="C-0001" start="0" end="4" passage=""/></p>'
        '<entry id="src_c_0001" ref="C-0001">E</entry>'
    )
    [source] = made.sources
    assert (source.paragraph, source.cited_in) == ("src_c_0001", ("a",))
