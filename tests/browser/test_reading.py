"""A published draft of many pages in a real browser: found, read on, commented on, by its links."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Served, errors_of, select_words, shift_of
from tests.browser.test_comments import fill, send, show
from tests.builders.published import large_outcome, publish_outcome
from tests.web.conftest import FORUM


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A forum whose draft has 50 themes and 2,000 contributions, and its pages."""
    folder = tmp_path_factory.mktemp("large") / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(FORUM)
    pages = Served(folder)
    with pages.store() as store:
        publish_outcome(store, large_outcome(), datetime.now(UTC) - timedelta(minutes=1))
    yield pages
    pages.stop()


def comes_into_view(page: Any, name: str) -> None:
    """Waits, since pages scroll smoothly."""
    page.wait_for_function(
        """name => {
             const box = document.getElementById(name)?.getBoundingClientRect();
             return box && box.top >= -5 && box.top <= innerHeight;
           }""",
        arg=name,
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_reader_follows_a_citation_to_its_entry_and_back(
    open_page: Callable[..., Any], script: bool
) -> None:
    page = open_page("/published/v1", PHONE, java_script_enabled=script)
    page.click("#th_0_5 a.cite")
    entry = page.url.partition("#")[2]
    assert page.url.partition("#")[0].endswith("/published/v1/part/annex_1")
    assert page.locator(f"#{entry}").count() == 1
    page.click(f"#{entry} .cited-in a")
    assert page.url.endswith("/published/v1#th_0_5")
    page.click(".leaf > .pager:last-child a[rel=next]")
    assert page.url.endswith("/published/v1?page=2")
    assert "Page 2 of" in page.inner_text(".draft-head")
    page.click("nav.contents a[href$='/part/annex_5']")
    assert "Section annex_5" in page.inner_text("h1")
    page.click("th a >> text='7'")
    assert page.url.endswith("#th_7_0")
    page.go_back()
    page.click("text=A large outcome")
    assert page.url.endswith("/published/v1")


def test_a_link_of_the_one_page_that_was_lands_at_its_place(
    open_page: Callable[..., Any], served: Served
) -> None:
    page = open_page("/published/v1#src_c_1500", DESK)
    page.wait_for_url("**/part/annex_1?page=*#src_c_1500")
    comes_into_view(page, "src_c_1500")
    page.goto(served.address + "/published/v1#th_30_4")
    page.wait_for_url("**?page=*#th_30_4")
    comes_into_view(page, "th_30_4")
    # What is nowhere leaves the reader where the text begins, once.
    page.goto(served.address + "/published/v1#nowhere_at_all")
    page.wait_for_url(served.address + "/published/v1")
    page.goto(served.address + "/published/v1#annex_7")
    comes_into_view(page, "annex_7")


def test_words_on_a_later_page_are_selected_commented_on_and_counted_there(
    open_page: Callable[..., Any], served: Served
) -> None:
    page = open_page("/published/v1/p/th_30_4", DESK)
    there = page.url
    select_words(page, "th_30_4", "who pays for that")
    page.click("a.on-words")
    assert "who pays for that" in page.inner_text("blockquote.marked-words")
    assert page.get_attribute(".back a", "href") == there.removeprefix(served.address)
    fill(page, "Say it in numbers.")
    number = send(page)
    show(served, number)
    page.goto(there)
    assert page.inner_text("#th_30_4 a.bubble") == "1"
    page.click("#th_30_4 a.bubble")
    assert "Say it in numbers." in page.inner_text("main")
    page.click(".back a")
    assert page.url == there
    page.goto(f"{served.address}/comments/{number}")
    assert "Say it in numbers." in page.inner_text("main")


PAGES = [
    "/published/v1", "/published/v1?page=3", "/published/v1/part/annex_1?page=2",
    "/published/v1/part/annex_5?page=2", "/published/v1/part/annex_7",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_everybody_light_and_still(
    open_page: Callable[..., Any],
    served: Served,
    closed_to_nobody: Callable[[Any], None],
    path: str,
) -> None:
    page = open_page("/about", PHONE)
    told = errors_of(page)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(answer.request.sizes()["responseBodySize"]))
    page.goto(served.address + path, wait_until="networkidle")
    assert 0 < sum(sizes) < 100_000  # as sent, with stylesheet and scripts
    assert shift_of(page) == 0
    closed_to_nobody(page)
    assert told == []
