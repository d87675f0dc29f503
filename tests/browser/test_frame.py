"""What every page has in a real browser: no violation of WCAG, no error, no overflow, no shift."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served, errors_of, shift_of

PAGES: list[tuple[str, tuple[str, ...]]] = [
    ("/", ()),
    ("/about", ()),
    ("/sign-in", ()),
    ("/account", ("reader",)),
    ("/people", ("administrator",)),
    ("/runs", ("secretariat",)),
    ("/setup", ("secretariat",)),
    ("/setup/forum", ("secretariat",)),
    ("/setup/calls/call-1", ("secretariat",)),
    ("/nowhere", ()),
]


@pytest.mark.parametrize(("path", "roles"), PAGES, ids=[path for path, _ in PAGES])
def test_pages_are_for_everybody(
    open_page: Callable[..., Any],
    closed_to_nobody: Callable[[Any], None],
    path: str,
    roles: tuple[str, ...],
) -> None:
    page = open_page("/about", PHONE, *roles)
    told = errors_of(page)
    page.goto(page.url.removesuffix("/about") + path)
    closed_to_nobody(page)
    assert [one for one in told if "404" not in one] == []


def test_the_first_page_is_light_and_does_not_jump(
    open_page: Callable[..., Any], served: Served
) -> None:
    page = open_page("/about", PHONE)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(served.address + "/", wait_until="networkidle")
    assert 0 < sum(sizes) < 100_000
    assert shift_of(page) == 0


def test_the_language_is_chosen_with_and_without_a_script(open_page: Callable[..., Any]) -> None:
    with_script = open_page("/", PHONE)
    with_script.select_option("#site-language", "es")
    with_script.wait_for_selector("html[lang=es]")
    without = open_page("/", PHONE, java_script_enabled=False)
    without.select_option("#site-language", "fr")
    without.click("form.language button")
    without.wait_for_selector("html[lang=fr]")
