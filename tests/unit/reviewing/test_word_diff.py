"""Whatever two wordings are compared, both can be read off the pieces again."""

from hypothesis import given
from hypothesis import strategies as st

from bpforum.reviewing.word_diff import word_diff


def read(pieces: object, *kinds: str) -> str:
    return "".join(one.text for one in pieces if one.kind in kinds)  # type: ignore[attr-defined]


def test_only_the_words_that_differ_are_marked() -> None:
    pieces = word_diff("Three bodies, of five, agree.", "Three bodies of five agree in part.")
    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "Three bodies"), ("gone", ","), ("same", " of five"), ("gone", ","),
        ("same", " agree"), ("new", " in part"), ("same", "."),
    ]  # fmt: skip


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_wordings_are_in_it_to_the_letter(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert read(pieces, "same", "gone") == old
    assert read(pieces, "same", "new") == new


def test_a_whole_book_is_compared_without_waiting() -> None:
    old, new = "word " * 50_000, "other " * 50_000
    pieces = word_diff(old, new)
    assert read(pieces, "same", "gone") == old
    assert read(pieces, "same", "new") == new


def test_blanks_between_changes_go_with_them() -> None:
    pieces = word_diff("Civil society of three agrees.", "Most bodies of three agree.")
    assert [(one.kind, one.text) for one in pieces] == [
        ("gone", "Civil society"), ("new", "Most bodies"), ("same", " of three "),
        ("gone", "agrees"), ("new", "agree"), ("same", "."),
    ]  # fmt: skip
