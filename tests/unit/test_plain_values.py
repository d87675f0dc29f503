"""What a model refuses is refused, in its words, and what it takes is the same without it."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bpforum.plain_values import PlainValues
from models.contribution import Contribution
from models.record import Record
from models.session import Session

AT = "2026-05-01T12:00:00+02:00"
FULL: dict[str, Any] = {
    "reference": "C-0001", "source": "inbox", "external_id": "1.txt", "digest": "0" * 64,
    "kind": "note", "title": "A note", "text": "Ada said so.", "original_text": None,
    "versions": [{"kind": "correction", "decision": "d", "by": "b", "at": AT}],
    "blocks": [{"kind": "paragraph", "start": 0, "end": 3}],
    "notes": [{"kind": "footnote", "text": "n"}],
    "comments": [{"id": "1", "text": "c", "at": AT}],
    "revisions": [{"kind": "ins", "text": "r", "start": 1}],
    "proposals": ["A/1"],
    "session_note": {"rapporteurs": ["B"], "lines": [
        {"kind": "issue", "start": 0, "end": 3, "held_by": "Ada"}]},
    "card": [{"part": "done", "start": 0, "end": 3}],
    "on": {"document": "d", "scope": "whole"},
    "contributors": [{"name": "Ada Okoro", "since": AT, "capacity": "personal"}],
    "relations": [{"kind": "revises", "target": "C-0002"}],
    "received_at": AT, "call": "c", "session": "s", "audience": "public",
    "consent": {"basis": "stated", "scope": "full"}, "flags": ["under embargo"],
    "fate": "listed", "reasons": [{"code": "x", "message": "m"}],
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "C-0001", "full", AT]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["name", "text", "other"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def both(model: type[BaseModel], values: PlainValues, text: bytes) -> None:
    assert outcome(values.read, text) == outcome(
        lambda text: model.model_validate_json(text).model_dump(), text
    )


def outcome(read: Callable[[bytes], object], text: bytes) -> object:
    try:
        return read(text)
    except ValidationError as error:
        return str(error)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(p for key, one in inner for p in places(one, (*path, key)))]


@given(st.sampled_from(places(FULL)[1:]), st.sampled_from(["set", "drop", "add"]), JSON)
def test_whatever_a_file_has_in_a_place(path: tuple[Any, ...], act: str, value: Any) -> None:
    changed = copy.deepcopy(FULL)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    if act == "drop":
        del inner[path[-1]]
    elif act == "set":
        inner[path[-1]] = value
    elif isinstance(inner, dict):
        inner["unheard_of"] = value
    text = json.dumps(changed).encode()
    both(Contribution, PlainValues(Contribution), text)
    record = b'{"contributions":[' + text + b"]}"
    both(Record, PlainValues(Record), record)


@pytest.mark.parametrize("text", [b"", b"\xff{", b"[]", b"{}", b'{"text": "\\ud800"}'])
def test_what_is_no_such_thing_is_refused_alike(text: bytes) -> None:
    both(Contribution, PlainValues(Contribution), text)


def test_of_what_was_found_right_only_what_is_needed_is_read() -> None:
    only = PlainValues(
        Contribution, only={"text": {}, "url": {}, "contributors": {"name": {}}, "on": {}}
    ).read(json.dumps(FULL).encode())
    assert only == {
        "text": "Ada said so.", "url": "", "contributors": ({"name": "Ada Okoro"},),
        "on": Contribution.model_validate(FULL).on.model_dump(),  # type: ignore[union-attr]
    }  # fmt: skip


def test_a_value_is_made_where_one_is_asked_for() -> None:
    text = b'{"sessions":[{"id":"s","title":"Opening"}]}'
    read = PlainValues(Record, made=(Session,)).read(text)
    assert read["sessions"] == (Session(id="s", title="Opening"),)
