"""A store in an empty forum folder, and short ways to make what it takes."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bpforum.store import Store, open_store
from models.base import Instant
from models.forum import SourceConfig
from models.submission import Received

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
Item = Callable[..., Received]


@pytest.fixture(scope="session")
def fresh_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, made once: the migrations take longer than most tests."""
    folder = tmp_path_factory.mktemp("forum")
    open_store(folder).close()
    return folder / ".bpforum"


@pytest.fixture
def store(tmp_path: Path, fresh_store: Path) -> Iterator[Store]:
    shutil.copytree(fresh_store, tmp_path / ".bpforum")
    with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def source() -> SourceConfig:
    return SourceConfig(id="inbox", kind="folder", path="inbox")


@pytest.fixture
def noon() -> Instant:
    return NOON


@pytest.fixture
def item() -> Item:
    def make(
        path: str, text: str = "text", minutes: int = 0, trouble: str = "", **fields: str
    ) -> Received:
        return Received(
            external_id=path,
            data=text.encode(),
            received_at=NOON + timedelta(minutes=minutes),
            trouble=trouble,
            fields=fields,
        )

    return make
