"""What stands between quotation marks is found, and marks that do not match are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.quotes.quoted import parts


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("It says “one two” here.", ["one two"]),
        ('It says "one two" here.', ["one two"]),
        ("It says «one two» and „three“.", ["one two", "three"]),
        ("It says ‘one two’ and 'three'.", ["one two", "three"]),
        ("It says “he said “so” then” here.", ["he said “so” then"]),
        ("The schools’ roofs don't leak, nor do the parents' own.", []),
        ("“” is empty.", [""]),
        ("Nothing at all.", []),
        ("", []),
    ],
)
def test_quotations_are_found(text: str, quoted: list[str]) -> None:
    found = parts(text)
    assert found is not None
    assert [words for words, is_quoted in found if is_quoted] == quoted


@pytest.mark.parametrize(
    "text", ["“open", "close”", 'one " two', "”wrong“", "«one", "„one”", "「one", "a “b “c” d"]
)
def test_odd_marks_are_no_quotation(text: str) -> None:
    assert parts(text) is None


@given(st.text(alphabet=st.sampled_from("ab '’‘“”«»\"„.\n"), max_size=40))
def test_nothing_is_lost_between_the_marks(text: str) -> None:
    found = parts(text)
    if found is None:
        return
    rest = text
    for words, _ in found:
        assert words in rest
        rest = rest[rest.index(words) + len(words) :]
    plain = "".join(words for words, is_quoted in found if not is_quoted)
    assert not set(plain) & set('“”«»"„')
