"""Forums to compile: the example once for all tests, and small ones made as a test needs them."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bpforum.deciding import record_decision
from bpforum.pipeline import compile_forum
from bpforum.run_folder import UNFIXED, read
from bpforum.verify import RunFiles
from models.outcome import Outcome, Paragraph
from models.run import CompileRequest, CompileResult
from tests.builders.language_model import KEY, LanguageModel

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared"


@dataclass(frozen=True)
class Compiled:
    """A forum, what its compilation came to, and the files it left."""

    forum: Path
    out: Path
    result: CompileResult
    files: RunFiles

    def again(self, **more: object) -> "Compiled":
        """The same forum compiled once more."""
        return compiled(self.forum, self.out, **more)


def compiled(forum: Path, out: Path, **more: object) -> Compiled:
    result = compile_forum(CompileRequest(folder=str(forum), out=str(out), **more))
    assert result.folder is not None
    return Compiled(forum, out, result, RunFiles(dict(read(Path(result.folder)))))


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The example forum, compiled. Shared by all tests: nobody changes it."""
    base = tmp_path_factory.mktemp("example")
    forum = base / "forum"
    shutil.copytree(REPOSITORY / "examples", forum, ignore=shutil.ignore_patterns(".bpforum"))
    return compiled(forum, base / "out")


@pytest.fixture
def copy_of_example(example: Compiled, tmp_path: Path) -> Compiled:
    """A copy with its store, to change and compile again."""
    forum = tmp_path / "forum"
    shutil.copytree(example.forum, forum)
    return Compiled(forum, tmp_path / "out", example.result, example.files)


Make = Callable[..., Compiled]


def maker(folder: Path, title: str = "A small forum") -> Make:
    """What compiles a forum of the given inbox files below `folder`."""

    def made(inbox: dict[str, str | bytes], toml: str = "", **more: object) -> Compiled:
        forum = folder / "forum"
        (forum / "inbox").mkdir(parents=True, exist_ok=True)
        (forum / "forum.toml").write_text(
            f'[forum]\nid = "small"\ntitle = "{title}"\ncycle = "2026"\n'
            '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n' + toml,
            encoding="utf-8",
        )
        for name, data in inbox.items():
            path = forum / "inbox" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return compiled(forum, folder / "out", **more)

    return made


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Compiles a forum of the given inbox files: `make({"a.txt": "words"}, toml="…")`."""
    return maker(tmp_path)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[LanguageModel]:
    """A language model on this machine, set up for whatever is compiled."""
    with LanguageModel() as running:
        running.setting(monkeypatch, key=KEY)
        yield running


def summaries(outcome: Outcome) -> list[Paragraph]:
    """The paragraphs that a language model wrote."""
    return [one for one in outcome.paragraphs if one.model]


def fixed(run: Compiled) -> dict[str, bytes]:
    """The files that two runs over one snapshot have in common."""
    return {name: data for name, data in run.files.files.items() if name not in UNFIXED}


def decide(run: Compiled, kind: str, target: str, value: Any, by: str) -> None:
    """Records a decision in the forum's store, as of now."""
    record_decision(run.forum, kind, target, value, by, "because", None, datetime.now(UTC))
