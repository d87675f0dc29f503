"""Values: how they are copied and made, and that many of them are small."""

import json
import tracemalloc
from copy import copy
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from models.audience import Consent
from models.base import Model
from models.contribution import Contribution, Contributor
from models.passage import Passage

_PASSAGE = Passage(
    id="p0123456789ab", contribution="C-0001", source="forms", external_id="1", start=0, end=4,
    text="Yes.",
)  # fmt: skip
_CONTRIBUTION = Contribution(
    reference="C-0001", source="forms", external_id="1", digest="0" * 64, kind="contribution",
    text="Yes.", received_at=datetime(2026, 5, 4, tzinfo=UTC), audience="public",
    consent=Consent(basis="stated", scope="full"),
)  # fmt: skip


def test_a_copy_differs_in_what_is_given_alone_and_its_fields_keep_their_order() -> None:
    copy = _PASSAGE.model_copy(update={"language": "en"})
    assert copy.model_dump() == {**_PASSAGE.model_dump(), "language": "en"}
    assert list(copy.model_dump()) == list(Passage.model_fields)
    assert copy.model_copy(update={"language": ""}) == _PASSAGE


def test_what_is_made_without_validation_is_the_same_value() -> None:
    made = Passage.trusted(_PASSAGE.model_dump())
    assert made == _PASSAGE
    assert made.model_dump_json() == _PASSAGE.model_dump_json()
    assert hash(made) == hash(_PASSAGE)


def test_what_is_seldom_given_is_there_whether_it_was_given_or_not() -> None:
    numbered = _CONTRIBUTION.model_copy(update={"document_number": "22", "fate": "listed"})
    assert (_CONTRIBUTION.document_number, numbered.document_number) == ("", "22")
    assert numbered != _CONTRIBUTION
    assert numbered.model_copy(update={"document_number": "", "fate": None}) == _CONTRIBUTION
    for one in (_CONTRIBUTION, numbered, copy(numbered)):
        said = one.model_dump_json()
        assert list(json.loads(said)) == list(Contribution.model_fields)
        assert Contribution.model_validate_json(said) == one
        assert Contribution.trusted(dict(one)) == one
        assert hash(Contribution.trusted(dict(one))) == hash(one)
    with pytest.raises(ValidationError):
        Contribution.model_validate({**_CONTRIBUTION.model_dump(), "document_number": None})


def test_a_value_is_not_changed_and_knows_its_keys() -> None:
    with pytest.raises(ValidationError):
        _PASSAGE.text = "No."  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Contributor(name="Ana", phone="1")  # type: ignore[call-arg]


@pytest.mark.parametrize(("one", "most"), [(_PASSAGE, 350), (_CONTRIBUTION, 500)])
def test_a_thousand_copies_share_the_names_of_their_fields(one: Model, most: int) -> None:
    for _ in range(100):  # Python learns how many names a class has
        one.model_copy()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = [one.model_copy(update={"language": "en"}) for _ in range(1000)]
        each = (tracemalloc.get_traced_memory()[0] - before) / len(kept)
    finally:
        tracemalloc.stop()
    assert each < most, f"{each:.0f} bytes"


def test_of_many_wide_values_what_is_as_by_default_in_all_is_told_by_their_class() -> None:
    given = ("reference", "source", "external_id", "digest", "kind", "text", "received_at",
             "audience", "consent")  # fmt: skip
    columns = {name: [getattr(_CONTRIBUTION, name)] * 3 for name in given}
    made = Contribution.trusted_all(columns, 3)
    assert made == [_CONTRIBUTION] * 3
    assert [one.model_dump_json() for one in made] == [_CONTRIBUTION.model_dump_json()] * 3
    held = [one.model_copy(update={"fate": "listed"}) for one in made]
    assert [one.fate for one in (*made, *held)] == [None] * 3 + ["listed"] * 3
    with pytest.raises(AttributeError):
        Contribution.trusted_all({"reference": ["C-0001"]}, 1)


def test_many_are_made_of_columns_of_one_length_alone() -> None:
    ones = [_PASSAGE.model_copy(update={"start": n, "end": n + 1}) for n in range(4)]
    for size in range(5):
        columns = {
            name: [getattr(one, name) for one in ones[:size]] for name in Passage.model_fields
        }
        assert Passage.trusted_all(columns, size) == ones[:size]
        for wrong in (size - 1, size + 1):
            with pytest.raises(ValueError, match="of each field"):
                Passage.trusted_all({**columns, "text": [""] * max(wrong, 7 * (wrong < 0))}, size)
