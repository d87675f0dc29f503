"""Promise 2, at its root: what counts as the stored words."""

import pytest

from bpforum.quoting import is_exact

STORED = "Networks last when Maria Lopez and her neighbours pay for them together."


@pytest.mark.parametrize(
    "printed",
    [
        STORED,
        "Networks last when [name withheld] and her neighbours pay for them together.",
        "Networks last when […] pay for them together.",
        "[…] pay for them together.",
        "Networks last [when they] pay for them together.",
    ],
)
def test_only_brackets_may_differ(printed: str) -> None:
    assert is_exact(printed, STORED)


@pytest.mark.parametrize(
    "printed",
    [
        "Networks last when Maria Lopez and her neighbors pay for them together.",
        "Networks last when Maria Lopez pays.",
        "Networks last […] for free.",
        "pay for them together. […] Networks last",
        "Networks never last […] together.",
        "Networks last when [name withheld] and and her neighbours pay for them together.",
        "",
    ],
)
def test_anything_else_is_not_a_quotation(printed: str) -> None:
    assert not is_exact(printed, STORED)
