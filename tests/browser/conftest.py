"""What the tests in a real browser share: served pages, Chromium, and the rules of WCAG 2.2 AA."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bpforum.settings import load_settings
from bpforum.store import Store, open_store
from models.account import Role
from tests.web.conftest import FORUM, NOW

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SELECT = """([id, words]) => {
  const paragraph = document.querySelector(`#${id} [data-paragraph]`);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return;
  }
}"""
_SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) sum += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""


class Served:
    """The pages of a forum, served by a process of its own."""

    def __init__(self, folder: Path, *, worker: bool = False) -> None:
        self.folder = folder
        log = folder.parent / "serve.log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bpforum.cli", "serve", str(folder), "--port", "0",
                 "--worker" if worker else "--no-worker"],
                stdout=output,
                stderr=output,
                cwd=folder.parent,
                env={**os.environ, "BPFORUM_SIGN_INS_A_MINUTE": "1000"},
            )  # fmt: skip
        self.address = _address(self.process, log)

    def link(self, *roles: Role, name: str = "Ada Tester", organisation: str = "") -> str:
        """The address that signs somebody in with `roles`."""
        with self.store() as store:
            at = NOW.now(NOW.tzinfo)
            made = store.accounts.invite(
                name, "", roles, organisation=organisation, at=at, by="test"
            )
            token = store.accounts.make_link(made.id, at=at, by="test")
        return f"{self.address}/sign-in/{token}"

    def store(self) -> Store:
        """The forum's store, beside the server that has it open."""
        return open_store(self.folder, load_settings().database_url)

    def stop(self) -> None:
        """Ends the server."""
        self.process.terminate()
        self.process.wait(20)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Where it says that the pages are, once they answer."""
    for _ in range(600):
        found = re.search(r"(http://127\.0\.0\.1:\d+)/\n", log.read_text())
        if found:
            httpx.get(found[1] + "/about", timeout=60)
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError("it does not say where the pages are: " + log.read_text())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright: for one file, since as long as it is open an
    event loop runs in this process, and what other tests call may want one of its own."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A forum whose call is open now, and its pages: one for all tests of a file."""
    folder = tmp_path_factory.mktemp("served") / "forum"
    (folder / "inbox").mkdir(parents=True)
    closes = f"closes = {NOW.now(NOW.tzinfo).year + 1}-09-15T21:00:00Z"
    (folder / "forum.toml").write_text(re.sub(r"closes = \S+", closes, FORUM, count=1))
    pages = Served(folder)
    yield pages
    pages.stop()


@pytest.fixture
def open_page(chromium: Any, served: Served) -> Iterator[Callable[..., Any]]:
    """Opens a page in a browser of its own: `open_page("/path", PHONE, "rapporteur")`."""
    contexts = []

    def open_(
        path: str, viewport: dict[str, int] | None = None, *roles: Role, name: str = "Ada Tester",
        **more: Any,
    ) -> Any:  # fmt: skip
        context = chromium.new_context(viewport=viewport or DESK, **more)
        contexts.append(context)
        page = context.new_page()
        if roles:
            page.goto(served.link(*roles, name=name))
            page.click("main form button")
        page.goto(served.address + path)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Any], list[str]]:
    """What a page does against WCAG 2.2 AA and good practice, as axe sees it."""
    if not AXE.is_file():
        missing = "axe-core is not installed: `make dev` does that where there is npm"
        # Where everything is there to check it with, a check that is left out is a mistake.
        if os.environ.get("CI") and shutil.which("npm"):
            pytest.fail(missing)
        pytest.skip(missing)
    script = AXE.read_text("utf-8")

    def look(page: Any) -> list[str]:
        # By the driver, which the pages' policy does not bind.
        page.evaluate(script)
        found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", _RULES)
        return [
            f"{one['id']}: {one['help']}: {node['html'][:150]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    return look


@pytest.fixture
def closed_to_nobody(violations: Callable[[Any], list[str]]) -> Callable[[Any], None]:
    """Fails where a page, on a phone or a desk, light or dark, is too wide or against the rules."""

    def look(page: Any) -> None:
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= viewport["width"], f"{page.url} is wider than the screen"
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert violations(page) == [], f"{page.url} {viewport} {scheme}"

    return look


def errors_of(page: Any) -> list[str]:
    """What the console tells of errors from now on, and what scripts fail with; it grows."""
    told: list[str] = []
    page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: told.append(str(one)))
    return told


def select_words(page: Any, paragraph: str, words: str) -> None:
    """Selects `words` in a paragraph of a published draft, as a reader does."""
    page.evaluate(_SELECT, [paragraph, words])


def shift_of(page: Any) -> float:
    """How much of the page has moved since it was opened (Cumulative Layout Shift)."""
    return float(page.evaluate(_SHIFT))
