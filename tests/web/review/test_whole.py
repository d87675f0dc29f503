"""A draft from review to publication, a comment on it, the next run, and the answer."""

import re

import pytest

from bpforum.pipeline import compile_forum
from bpforum.web.site import Site
from models.run import Changes, CompileRequest
from tests.builders.reviewed import COMMENTED
from tests.web.conftest import Browser, Clock
from tests.web.test_comments import comment, number


def compiled_again(site: Site) -> Changes:
    result = compile_forum(CompileRequest(folder=str(site.folder), out=str(site.outputs)))
    assert result.folder is not None
    run = site.newest_run
    assert run is not None
    return Changes.model_validate_json((run / "changes.json").read_bytes())


@pytest.fixture
def clock() -> Clock:
    """After everything in the example came in."""
    made = Clock()
    made.now = made.now.replace(month=11)
    return made


def test_what_is_decided_on_the_pages_is_in_the_next_run_and_comments_find_their_place(
    ada: Browser, visitor: Browser, site: Site
) -> None:
    page = ada.get("/review/checks").text
    assert ada.post("/review/publish", {"label": "Draft I"}).status_code == 303, page
    said = comment(visitor, f"on={COMMENTED}&scope=paragraph", text="Subsidies are no grants.")
    reference = number(visitor, said)
    assert "One comment came in after this run" in ada.get("/review/comments").text

    ada.get(f"/review/text?paragraph={COMMENTED}")
    edited = "Thirteen contributions speak of subsidies."
    ada.post(f"/review/paragraph/{COMMENTED}", {"act": "edit", "text": edited})
    ada.post("/review/themes/theme-1", {"act": "rename", "label": "Radios that last"})
    gone = ada.post("/review/themes/theme-4", {"act": "rename", "label": "Not this"})
    taken = re.findall(r"done=(d\d+)", gone.headers["location"])[0]
    ada.post("/review/undo", {"decision": taken})
    told = compiled_again(site)
    assert {one.kind for one in told.applied} >= {"edit_paragraph", "rename", "take_back"}
    assert taken in [one.decision.id for one in told.not_applicable]

    page = ada.get("/review").text
    assert "new inputs" in page
    page = ada.get(f"/review/text?paragraph={COMMENTED}").text
    assert "Written by Ada Osei" in page
    assert "What the machine has in its place" in page
    assert edited in page
    assert reference in page, "the comment is beside the paragraph, which reads otherwise now"
    themes = ada.get("/review/themes").text
    assert "Radios that last" in themes
    assert "Not this" not in themes
    queue = ada.get(f"/review/comments?state=open&paragraph={COMMENTED}").text
    assert f'id="{reference}"' in queue
    answer = {"act": "dispose", "disposition": "accepted_modified", "reason": "both are named now"}
    assert ada.post(f"/review/comments/{reference}", answer).status_code == 303
    became = visitor.get(said.replace("/filed/", "/became/")).text
    assert "both are named now" in became
