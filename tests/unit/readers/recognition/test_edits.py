"""Cuts in a read text: every offset still points at the same words."""

from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.recognition.edits import Edit, apply_edits
from models.contribution import MarginComment
from models.reading import Block, Reading

TEXT = "One two.\n\nCUT\n\nThree four."


def blocks(*spans: tuple[int, int]) -> tuple[Block, ...]:
    return tuple(Block(kind="paragraph", start=start, end=end) for start, end in spans)


def test_blocks_behind_a_cut_move_and_those_within_vanish() -> None:
    reading = Reading(text=TEXT, blocks=blocks((0, 8), (10, 13), (15, 26)))
    cut = apply_edits(reading, [Edit(8, 13)])
    assert cut.text == "One two.\n\nThree four."
    assert [cut.text[b.start : b.end] for b in cut.blocks] == ["One two.", "Three four."]


def test_a_joining_cut_makes_one_block_of_two() -> None:
    reading = Reading(text=TEXT, blocks=blocks((0, 8), (15, 26)))
    cut = apply_edits(reading, [Edit(8, 15, " ", joins=True)])
    assert [cut.text[b.start : b.end] for b in cut.blocks] == ["One two. Three four."]


def test_comments_move_along() -> None:
    comment = MarginComment(id="1", text="why?", start=15)
    cut = apply_edits(Reading(text=TEXT, comments=(comment,)), [Edit(8, 13)])
    start = cut.comments[0].start
    assert start is not None
    assert cut.text[start:].startswith("Three")


def test_without_cuts_nothing_is_made_anew() -> None:
    reading = Reading(text=TEXT)
    assert apply_edits(reading, []) is reading


@given(
    st.lists(st.from_regex(r"[ab](?:[ab ]{0,6}[ab])?", fullmatch=True), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=5),
)
def test_words_outside_the_cuts_keep_their_block(
    pieces: list[str], cuts: list[tuple[int, int]]
) -> None:
    text, spans = "", []
    for piece in pieces:
        spans.append((len(text), len(text) + len(piece)))
        text += piece + "\n\n"
    edits = [Edit(a, min(a + n, len(text))) for a, n in cuts if a < len(text)]
    cut = apply_edits(Reading(text=text, blocks=blocks(*spans)), edits)
    assert all(cut.text[b.start : b.end].strip() == cut.text[b.start : b.end] for b in cut.blocks)
    letters = sum(cut.text[b.start : b.end].count("a") for b in cut.blocks)
    assert letters == cut.text.count("a")
