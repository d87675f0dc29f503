"""Values: how they are copied and made, and that many of them are small."""

import tracemalloc

import pytest
from pydantic import ValidationError

from models.contribution import Contributor
from models.passage import Passage

_PASSAGE = Passage(
    id="p0123456789ab", contribution="C-0001", source="forms", external_id="1", start=0, end=4,
    text="Yes.",
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


def test_a_value_is_not_changed_and_knows_its_keys() -> None:
    with pytest.raises(ValidationError):
        _PASSAGE.text = "No."  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Contributor(name="Ana", phone="1")  # type: ignore[call-arg]


def test_a_thousand_copies_share_the_names_of_their_fields() -> None:
    for _ in range(100):  # Python learns how many names a class has
        _PASSAGE.model_copy()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = [_PASSAGE.model_copy(update={"language": "en"}) for _ in range(1000)]
        each = (tracemalloc.get_traced_memory()[0] - before) / len(kept)
    finally:
        tracemalloc.stop()
    assert each < 350, f"{each:.0f} bytes"
