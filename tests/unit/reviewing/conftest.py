"""One compiled forum for all tests of the review's own modules, and a copy to decide about."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.profiles import load_profile
from bpforum.reviewing.draft import Draft, Drafts
from bpforum.run_folder import latest
from bpforum.store import Store, open_store
from models.account import Account
from tests.builders.reviewed import make_reviewed

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ADA = Account(
    id="a" + "0" * 12, name="Ada Osei", organisation="Cabo Mesh", roles=("coordinator",), since=NOW
)
BEN = Account(id="a" + "1" * 12, name="Ben Marlow", roles=("coordinator",), since=NOW)


@pytest.fixture(scope="session")
def reviewed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the forum and its outputs; nobody changes it."""
    folder = tmp_path_factory.mktemp("reviewed")
    make_reviewed(folder)
    return folder


@pytest.fixture
def reviewed(reviewed_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    copy = tmp_path / "reviewed"
    shutil.copytree(reviewed_once, copy)
    return copy


@pytest.fixture
def store(reviewed: Path) -> Iterator[Store]:
    """The store of the forum."""
    with open_store(reviewed / "forum") as opened:
        yield opened


@pytest.fixture
def draft(reviewed: Path, store: Store) -> Draft:
    """Its newest run, to review."""
    run = latest(reviewed / "outputs")
    assert run is not None
    drafts = Drafts(reviewed / "forum" / ".bpforum", store.decision_book)
    return drafts.open(run, load_profile("igf", reviewed / "forum"))
