"""Packing: what comes out is the value that went in, as validation would have made it."""

import json
from datetime import UTC, datetime

import pytest

from bpforum.packing import pack, unpack
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


@pytest.mark.parametrize("one", [_PLAIN, _FULL])
def test_what_was_packed_comes_out_as_it_was_and_as_validation_makes_it(one: Contribution) -> None:
    written = json.loads(json.dumps(pack(one)))
    made = unpack(Contribution, written)
    assert made == one == Contribution.model_validate_json(one.model_dump_json())
    assert made.model_dump_json() == one.model_dump_json()
    assert [type(getattr(made, n)) for n in Contribution.model_fields] == [
        type(getattr(one, n)) for n in Contribution.model_fields
    ]


def test_what_is_as_by_default_is_not_written() -> None:
    assert "flags" not in pack(_PLAIN)
    assert pack(Contributor()) == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda packed: packed.pop("text"),
        lambda packed: packed.update(unknown=1),
        lambda packed: packed.update(received_at="yesterday"),
        lambda packed: packed.update(blocks=[{"kind": "item"}]),
        lambda packed: packed.update(consent=None),
    ],
)
def test_what_is_no_such_value_is_refused(change: object) -> None:
    packed = pack(_FULL)
    change(packed)  # type: ignore[operator]
    with pytest.raises((ValueError, TypeError, AttributeError, KeyError)):
        unpack(Contribution, packed)
