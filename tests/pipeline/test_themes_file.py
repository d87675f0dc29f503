"""The themes' files are written without making values of what is in them: these would be written
with the very same bytes."""

from pathlib import Path

import pytest

from bpforum.run_folder import json_bytes
from models.theme import Themes
from tests.pipeline.conftest import Compiled


@pytest.mark.parametrize("path", ["themes.json", "public/themes.json"])
def test_they_are_what_their_model_writes(example: Compiled, path: str) -> None:
    data = (Path(str(example.result.folder)) / path).read_bytes()
    themes = Themes.model_validate_json(data)
    assert json_bytes(themes) == data
    assert themes.themes
    assert themes.duplicates
