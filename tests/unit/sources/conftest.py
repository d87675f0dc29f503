"""Short ways to declare a source in an empty forum folder and to collect from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bpforum.sources import Source, open_source
from models.forum import SourceConfig

Opened = Callable[..., Source]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def folder_source(tmp_path: Path, inbox: Path) -> Opened:
    def make(timezone: str = "UTC", **config: object) -> Source:
        declared = {"id": "inbox", "kind": "folder", "path": "inbox", **config}
        source = open_source(SourceConfig.model_validate(declared), tmp_path, timezone)
        assert isinstance(source, Source)
        return source

    return make


@pytest.fixture
def csv_source(tmp_path: Path) -> Opened:
    def make(text: str | bytes, timezone: str = "UTC", **config: object) -> Source:
        data = text.encode() if isinstance(text, str) else text
        (tmp_path / "answers.csv").write_bytes(data)
        declared = {"id": "survey", "kind": "csv", "path": "answers.csv", **config}
        if not {"columns", "questions"} & set(config):
            declared["columns"] = {"external_id": "ID", "text": "text"}
        source = open_source(SourceConfig.model_validate(declared), tmp_path, timezone)
        assert isinstance(source, Source)
        return source

    return make
