"""Packing: what comes out are the values that went in, as validation would have made them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.packing import Shared, pack, unpack
from models.audience import Consent
from models.block import Block
from models.contribution import (
    CommentTarget,
    Contribution,
    Contributor,
    MarginComment,
    NoteLine,
    Relation,
    Revision,
    SessionNote,
)
from models.ids import digest
from models.submission import Reason

_AT = datetime(2026, 5, 4, 12, 30, 1, 5, tzinfo=UTC)
_PLAIN = Contribution(
    reference="C-0001", source="inbox", external_id="a", digest=digest(b"a"), kind="contribution",
    text="Größe \U0001f30d\n█", received_at=_AT, audience="public",
    consent=Consent(basis="not_asked", scope=None),
)  # fmt: skip
_FULL = _PLAIN.model_copy(
    update={
        "original_text": "", "title": "T",
        "blocks": (Block(kind="item", start=0, end=3, level=1, number="a)", question="q1"),) * 2,
        "comments": (MarginComment(id="1", text="x", at=_AT, start=0, resolved=True),),
        "revisions": (Revision(kind="del", text="y"), Revision(kind="ins", at=_AT, start=0)),
        "session_note": SessionNote(rapporteurs=("Ana",), lines=(NoteLine(kind="issue", start=0,
                                                                          end=1),)),
        "questions": ("q1", "q2"), "on": CommentTarget(paragraph="4"),
        "contributors": (Contributor(), Contributor(name="Ana", since=_AT)),
        "relations": (Relation(kind="revises", target="C-0002"),),
        "consent": Consent(basis="stated", scope="full"), "embargo_until": _AT, "flags": ("a", ""),
        "fate": "held", "reasons": (Reason(code="c", message="m"),),
    }
)  # fmt: skip


@pytest.mark.parametrize(
    "ones", [[_PLAIN], [_FULL], [_PLAIN, _FULL] * 3, [_PLAIN] * 9, [_FULL, _PLAIN, _PLAIN], []]
)
def test_what_was_packed_comes_out_as_it_was_and_as_validation_makes_it(
    ones: list[Contribution],
) -> None:
    written = json.loads(json.dumps(pack(ones)))
    made = unpack(Contribution, written, len(ones), {})
    assert made == ones
    for one, again in zip(ones, made, strict=True):
        assert again == Contribution.model_validate_json(one.model_dump_json())
        assert again.model_dump_json() == one.model_dump_json()
        assert [type(getattr(again, n)) for n in Contribution.model_fields] == [
            type(getattr(one, n)) for n in Contribution.model_fields
        ]


_TEXTS = st.sampled_from(["", "a", "b", "Größe", "\n"])
_BLOCKS = st.builds(
    Block, kind=st.sampled_from(["item", "paragraph"]), start=st.integers(0, 3),
    end=st.integers(3, 9), number=_TEXTS, question=_TEXTS,
)  # fmt: skip
_CONTRIBUTIONS = st.builds(
    lambda one, **update: one.model_copy(update=update),
    st.sampled_from([_PLAIN, _FULL]),
    title=_TEXTS, original_text=st.none() | _TEXTS, url=_TEXTS,
    blocks=st.lists(_BLOCKS, max_size=3).map(tuple), flags=st.lists(_TEXTS, max_size=2).map(tuple),
    on=st.none() | st.builds(CommentTarget, paragraph=_TEXTS, document=_TEXTS),
    embargo_until=st.none() | st.just(_AT),
    contributors=st.lists(st.builds(Contributor, name=_TEXTS), max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(_CONTRIBUTIONS, min_size=1, max_size=12))
def test_whatever_stands_beside_it_each_comes_out_as_it_was(ones: list[Contribution]) -> None:
    shared: Shared = {}
    for _ in range(2):  # also where all that is in them was made before
        written = json.loads(json.dumps(pack(ones)))
        made = unpack(Contribution, written, len(ones), shared)
        assert [one.model_dump_json() for one in made] == [one.model_dump_json() for one in ones]


def test_what_is_as_by_default_is_not_written() -> None:
    assert "flags" not in pack([_PLAIN])
    assert pack([Contributor(), Contributor()]) == {}


def test_equal_values_within_others_are_one() -> None:
    written = json.loads(json.dumps(pack([_PLAIN, _PLAIN, _FULL])))
    one, other, third = unpack(Contribution, written, 3, {})
    assert one.consent is other.consent
    assert third.blocks[0] is third.blocks[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda packed: packed.pop("text"),
        lambda packed: packed.update(unknown=[1]),
        lambda packed: packed.update(received_at=["yesterday"]),
        lambda packed: packed.update(title=["one", "two", "three"]),
        lambda packed: packed.update(title={"of": ["one", "two"], "at": [0, 2]}),
        lambda packed: packed["blocks"]["of"].pop("start"),
        lambda packed: packed["blocks"].update(sizes=[2]),
        lambda packed: packed.update(blocks=[{"kind": "item"}]),
        lambda packed: packed.update(consent=None),
    ],
)
def test_what_is_no_such_value_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    packed = pack([_FULL, _FULL])
    change(packed)
    with pytest.raises((ValueError, TypeError, AttributeError, KeyError, IndexError)):
        unpack(Contribution, packed, 2, {})
