"""What services answer, whatever it is, becomes words, numbers and times, or nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.post import MEDIA_TYPE, read_post
from bpforum.sources.services import discourse_post, wordpress_comment
from bpforum.sources.web.remote import (
    instant_of,
    name_of,
    number_of,
    plain_words_of,
    unusable,
    words_of,
)
from models.reading import Reading

NOW = datetime(2026, 5, 4, tzinfo=UTC)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one)
)
COMMENTS = VALUES | st.fixed_dictionaries(
    {},
    optional={
        "id": st.integers(1, 9) | VALUES, "post": VALUES, "parent": VALUES, "author_name": VALUES,
        "date_gmt": VALUES, "content": st.fixed_dictionaries({"rendered": VALUES}) | VALUES,
        "type": VALUES, "meta": VALUES, "_links": VALUES,
    },
)  # fmt: skip
POSTS = VALUES | st.fixed_dictionaries(
    {},
    optional={
        "post_number": st.integers(1, 9) | VALUES, "raw": VALUES, "cooked": VALUES,
        "name": VALUES, "username": VALUES, "created_at": VALUES, "hidden": VALUES,
        "post_type": st.integers(0, 5) | VALUES, "reply_to_post_number": VALUES, "wiki": VALUES,
    },
)  # fmt: skip


@given(COMMENTS)
def test_any_comment_is_taken_in_or_kept_with_a_reason(item: Any) -> None:
    received = wordpress_comment.received_of(
        item, site="https://blog.example", title="T", narrow="", columns={"title": "meta.n"}, at=NOW
    )
    _is_sound(received.data, received.media_type, received.trouble)


@given(POSTS)
def test_any_post_is_taken_in_or_kept_with_a_reason(item: Any) -> None:
    discourse_post.deleted(item, 1)
    received = discourse_post.received_of(
        item, site="https://board.example", topic=1, title="T", narrow="", at=NOW
    )
    _is_sound(received.data, received.media_type, received.trouble)


def _is_sound(data: bytes, media_type: str, trouble: str) -> None:
    if trouble:
        assert media_type == "application/json"
    else:
        assert media_type == MEDIA_TYPE
        assert isinstance(read_post(data), Reading)


@pytest.mark.parametrize(
    ("value", "number"),
    [(0, 0), (7, 7), ("12", 12), (2**53, 2**53), (2**53 + 1, None), (-1, None), (True, None),
     (1.0, None), ("", None), ("-1", None), ("²", None), ("9" * 20, None), (None, None),
     ([1], None)],
)  # fmt: skip
def test_a_number_is_whole_and_not_negative(value: Any, number: int | None) -> None:
    assert number_of(value) == number


def test_words_stand_on_one_line_and_end() -> None:
    assert words_of(" a\n\tb\u202e ") == "a b\ufffd"
    assert words_of(7) == "7"
    assert words_of("x" * 10**6) == "x" * 500
    assert (words_of(None), words_of(True), words_of({}), words_of(["a"])) == ("",) * 4
    assert plain_words_of("<b>Draft</b> &#8220;I&#8221; &lt;2&gt;") == "Draft “I” <2>"
    assert name_of("ann@example.org") == "█" * 15


def test_a_time_without_an_offset_is_in_utc() -> None:
    assert instant_of("2026-01-01T00:05:00") == datetime(2026, 1, 1, 0, 5, tzinfo=UTC)
    assert instant_of("2026-01-01T00:05:00.5-05:00") == datetime(
        2026, 1, 1, 5, 5, 0, 500_000, tzinfo=UTC
    )
    assert [instant_of(value) for value in ("", "soon", None, 5, "9" * 10**6)] == [None] * 5


def test_what_is_nested_too_deeply_is_kept_all_the_same() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert unusable(deep, "odd", NOW).trouble == "odd"
