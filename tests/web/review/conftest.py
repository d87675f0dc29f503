"""The review's pages over one compiled forum: made once, copied for each test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders.reviewed import make_reviewed
from tests.web.conftest import Browser


@pytest.fixture(scope="session")
def reviewed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the forum and its outputs; nobody changes it."""
    folder = tmp_path_factory.mktemp("reviewed")
    make_reviewed(folder)
    return folder


@pytest.fixture
def folder(reviewed_once: Path, tmp_path: Path) -> Path:
    """A copy of the forum's folder, its outputs beside it."""
    shutil.copytree(reviewed_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "forum"


@pytest.fixture
def ada(signed_in: Callable[..., Browser]) -> Browser:
    """A coordinator."""
    return signed_in("coordinator", name="Ada Osei")


@pytest.fixture
def ben(signed_in: Callable[..., Browser]) -> Browser:
    """Another coordinator, of an organisation that commented."""
    return signed_in("coordinator", name="Ben Marlow", organisation="Cabo Mesh")
