"""The review of a forum of one, of none, and of a run whose files are gone."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from bpforum.pipeline import compile_forum
from bpforum.run_folder import latest
from models.run import CompileRequest
from tests.web.conftest import Browser

PAGES = ("", "/text", "/themes", "/comments", "/confirm", "/checks", "/decisions", "/here")
SAID = (
    "A reserve fund that nobody touches has kept our network alive for seven years, and the "
    "technician who climbs the mast is paid from it every month."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "forum"
    (made / "inbox").mkdir(parents=True)
    (made / "forum.toml").write_text(
        '[forum]\nid = "small"\ntitle = "Small"\ncycle = "2026"\n'
        '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n'
    )
    return made


@pytest.mark.parametrize("texts", [(), (SAID,)])
def test_a_forum_of_none_and_of_one_has_every_page(
    folder: Path, ada: Browser, texts: tuple[str, ...]
) -> None:
    assert "There is no draft yet" in ada.get("/review").text
    assert ada.get("/review/text").status_code == 404
    for n, text in enumerate(texts):
        (folder / "inbox" / f"{n}.txt").write_text(text)
    compile_forum(CompileRequest(folder=str(folder), out=str(folder.parent / "outputs")))
    for page in PAGES:
        assert ada.get(f"/review{page}").status_code == 200, page
    added = ada.post("/review/themes", {"label": "Funds", "seeds": "reserve fund"})
    assert added.status_code == 303


def test_a_run_whose_files_are_gone_is_told_and_breaks_nothing(
    folder: Path, ada: Browser, app: Any
) -> None:
    compile_forum(CompileRequest(folder=str(folder), out=str(folder.parent / "outputs")))
    run = latest(folder.parent / "outputs")
    assert run is not None
    (run / "outcome.json").unlink()
    answer = ada.get("/review")
    assert answer.status_code == 503
    assert run.name in answer.text
    assert ada.get("/review/text").status_code == 404
    shutil.rmtree(run)
    assert ada.get("/review").status_code == 200
