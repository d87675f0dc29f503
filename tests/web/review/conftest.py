"""The review's pages over one compiled forum: made once, copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bpforum.settings import Settings
from bpforum.store import Store, open_store
from bpforum.web.app import make_app
from bpforum.web.site import Site
from tests.builders.reviewed import make_reviewed
from tests.web.conftest import Browser, Clock


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
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder) as opened:
        yield opened


@pytest.fixture
def site(folder: Path, store: Store, clock: Clock) -> Site:
    return Site(
        folder, store, Settings(sends_a_minute=1000), outputs=folder.parent / "outputs", clock=clock
    )


@pytest.fixture
def app(site: Site) -> Any:
    return make_app(site)


@pytest.fixture
def ada(signed_in: Callable[..., Browser]) -> Browser:
    """A coordinator."""
    return signed_in("coordinator", name="Ada Osei")


@pytest.fixture
def ben(signed_in: Callable[..., Browser]) -> Browser:
    """Another coordinator, of an organisation that commented."""
    return signed_in("coordinator", name="Ben Marlow", organisation="Cabo Mesh")
