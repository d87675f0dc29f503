"""The published schemas are those of the models, and are schemas."""

import json
from pathlib import Path

import jsonschema
import pytest

from bpforum.schemas import FILES, file_name, schema

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", FILES)
def test_a_committed_schema_is_what_the_models_say(name: str) -> None:
    """If this fails, run `python -m bpforum.schemas` and look at the difference."""
    assert (FOLDER / file_name(name)).read_text(encoding="utf-8") == schema(name)
    jsonschema.Draft202012Validator.check_schema(json.loads(schema(name)))


def test_nothing_else_lies_beside_them() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {file_name(name) for name in FILES}
