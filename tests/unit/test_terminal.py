"""What the command says on a terminal."""

import pytest

from bpforum.new_forum import make_forum
from bpforum.pipeline import compile_forum
from bpforum.terminal import print_result
from models.run import CompileRequest


def test_who_put_nothing_in_is_told_where_to(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    forum = tmp_path_factory.mktemp("empty") / "forum"
    make_forum(forum)
    print_result(compile_forum(CompileRequest(folder=str(forum), dry_run=True)))
    assert "put files into the forum's inbox" in capsys.readouterr().out
    (forum / "inbox" / "a.txt").write_text("Towers should be shared by all who need them.")
    print_result(compile_forum(CompileRequest(folder=str(forum), dry_run=True)))
    assert "put files into" not in capsys.readouterr().out
