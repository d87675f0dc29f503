"""Published drafts and comments on them in a real browser: words selected, no script, any size."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.pipeline import compile_forum
from bpforum.publishing import Asked, publish_run
from models.decision import Decision
from models.run import CompileRequest
from tests.browser.conftest import DESK, PHONE, Served, select_words
from tests.web.conftest import FORUM

PARAGRAPH = "status_binding"
WORDS = "It binds nobody"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A forum with a version that is open for comment, and its pages."""
    base = tmp_path_factory.mktemp("published")
    folder = base / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(FORUM)
    (folder / "inbox" / "a.txt").write_text(
        "Community networks need shared towers, because a village cannot pay for one of its own."
    )
    (folder / "inbox" / "b.txt").write_text("Training keeps a network alive after the donors left.")
    out = base / "outputs" / "bpf-test" / "2026"
    done = compile_forum(CompileRequest(folder=str(folder), out=str(out)))
    closes = datetime.now(UTC) + timedelta(days=20)
    asked = Asked(label="Draft I", by="A. Coordinator", closes=closes)
    publish_run(folder, Path(str(done.folder)), asked, datetime.now(UTC))
    pages = Served(folder)
    yield pages
    pages.stop()


def fill(page: Any, text: str) -> None:
    page.fill("#text", text)
    page.fill("#name", "Mara Okoye")
    page.check("input[name=consent][value=full]")


def send(page: Any) -> str:
    """Checks and files what was filled in; the number of the receipt."""
    page.click("button[value=check]")
    page.click("button[value=send]")
    number = page.wait_for_selector(".number").inner_text()
    return str(number).strip()


def show(served: Served, number: str) -> None:
    at = datetime.now(UTC)
    with served.store() as store:
        done = Decision(id=f"show-{number}", kind="hold", target=number, value=False, by="A", at=at)
        store.add_decisions([done], at=at)


def test_words_that_are_selected_are_taken_along_to_the_form(
    open_page: Callable[..., Any], served: Served
) -> None:
    page = open_page("/published/v1", DESK)
    select_words(page, PARAGRAPH, WORDS)
    page.click("a.on-words")
    assert WORDS in page.inner_text("blockquote.marked-words")
    fill(page, "Whom does it concern, then?")
    number = send(page)
    show(served, number)
    page.goto(f"{served.address}/published/v1")
    assert page.inner_text(f"#{PARAGRAPH} a.bubble").split()[0] == "1"
    page.click(f"#{PARAGRAPH} a.bubble")
    assert "Whom does it concern, then?" in page.inner_text("main")


def test_everything_goes_without_a_script(open_page: Callable[..., Any], served: Served) -> None:
    page = open_page("/published/v1", PHONE, java_script_enabled=False)
    page.click(f"#{PARAGRAPH} a.bubble")
    page.click("details.more summary")
    page.fill("#selection", "These words stand nowhere")
    page.click("details.more button")
    fill(page, "I mean this.")
    page.click("button[value=check]")
    assert "do not stand in the paragraph" in page.inner_text(".problems")
    assert page.input_value("#text") == "I mean this."
    page.fill("#selection", WORDS)
    number = send(page)
    assert re.fullmatch(r"C-\d+", number)
    page.click(f"text=What became of comment {number}")
    assert "Waits until somebody has looked at it" in page.inner_text("main")


def test_a_proposed_wording_starts_as_the_paragraph_and_is_shown_as_a_difference(
    open_page: Callable[..., Any], served: Served
) -> None:
    page = open_page(f"/published/v1/on/{PARAGRAPH}", PHONE)
    page.click("text=Comment on this paragraph")
    was = page.input_value("#wording")
    assert was.startswith("It is not a negotiated text.")
    page.fill("#wording", was.replace("not a negotiated", "no negotiated"))
    fill(page, "")
    number = send(page)
    show(served, number)
    page.goto(f"{served.address}/comments/{number}")
    assert page.inner_text(".diff del").endswith("not a")
    assert page.inner_text(".diff ins").endswith("no")


PAGES: list[tuple[str, tuple[Any, ...]]] = [
    ("/published/v1", ()),
    ("/published/v1/part/annex_1", ()),
    ("/published/v1/part/annex_6", ()),
    (f"/published/v1/on/{PARAGRAPH}", ()),
    ("/published/v1/section/status", ()),
    ("/published/v1/all/orphaned", ()),
    (f"/published/v1/comment?on={PARAGRAPH}&scope=paragraph", ()),
    ("/comments", ("coordinator",)),
    ("/compendium", ("coordinator",)),
]


@pytest.mark.parametrize(("path", "roles"), PAGES, ids=[path for path, _ in PAGES])
def test_pages_are_for_everybody(
    open_page: Callable[..., Any],
    closed_to_nobody: Callable[[Any], None],
    path: str,
    roles: tuple[Any, ...],
) -> None:
    page = open_page(path, PHONE, *roles)
    closed_to_nobody(page)
