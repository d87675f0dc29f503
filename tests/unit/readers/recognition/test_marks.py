"""Newly recognised blocks over those of a reading: nothing of the text falls between them."""

from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.recognition.marks import lay_over, mark, paragraphs_of
from models.reading import Block, Reading


def shapes(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def test_a_mark_within_a_block_splits_it() -> None:
    block = Block(kind="item", start=0, end=13, number="1.", question="q1")
    laid = lay_over(Reading(text="one TWO three", blocks=(block,)), [mark(4, 7, "heading", 2)])
    assert shapes(laid) == [("item", "one"), ("heading", "TWO"), ("item", "three")]
    assert [(b.number, b.question) for b in laid.blocks] == [("1.", "q1"), ("", ""), ("", "q1")]


def test_a_mark_over_several_blocks_takes_their_place() -> None:
    blocks = tuple(Block(kind="paragraph", start=a, end=a + 3) for a in (0, 4, 8))
    laid = lay_over(Reading(text="one two thr", blocks=blocks), [mark(0, 7, "furniture")])
    assert shapes(laid) == [("furniture", "one two"), ("paragraph", "thr")]


def test_a_number_that_the_mark_carries_is_no_text_left_over() -> None:
    block = Block(kind="paragraph", start=0, end=8)
    laid = lay_over(Reading(text="a. Names", blocks=(block,)), [mark(3, 8, "item", 2, "a.")])
    assert shapes(laid) == [("item", "Names")]


def test_of_marks_that_overlap_the_first_wins() -> None:
    laid = lay_over(Reading(text="one two"), [mark(0, 5, "heading"), mark(4, 7, "item")])
    assert shapes(laid) == [("heading", "one t"), ("paragraph", "wo")]


def test_a_text_without_blocks_gets_its_paragraphs() -> None:
    assert [(b.start, b.end) for b in paragraphs_of("one\ntwo\n\n \nthree")] == [(0, 7), (11, 16)]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=4))
def test_every_word_is_in_a_block(spans: list[tuple[int, int]]) -> None:
    text = "alpha beta\n\ngamma delta\n\nepsilon zeta"
    marks = [mark(a, min(a + n, len(text)), "item") for a, n in spans]
    laid = lay_over(Reading(text=text, blocks=paragraphs_of(text)), marks)
    covered = sum(
        sum(map(str.isalpha, laid.text[block.start : block.end])) for block in laid.blocks
    )
    assert covered == sum(map(str.isalpha, text))
