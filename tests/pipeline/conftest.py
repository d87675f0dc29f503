"""Forums to compile: the example once for all tests, and small ones made as a test needs them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bpforum.pipeline import compile_forum
from bpforum.run_folder import read
from bpforum.verify import RunFiles
from models.run import CompileRequest, CompileResult

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
    return Compiled(forum, out, result, RunFiles(read(Path(result.folder))))


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


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Compiles a forum of the given inbox files: `make({"a.txt": "words"}, toml="…")`."""

    def made(inbox: dict[str, str | bytes], toml: str = "", **more: object) -> Compiled:
        forum = tmp_path / "forum"
        (forum / "inbox").mkdir(parents=True, exist_ok=True)
        (forum / "forum.toml").write_text(
            '[forum]\nid = "small"\ntitle = "A small forum"\ncycle = "2026"\n'
            '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n' + toml,
            encoding="utf-8",
        )
        for name, data in inbox.items():
            path = forum / "inbox" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return compiled(forum, tmp_path / "out", **more)

    return made
