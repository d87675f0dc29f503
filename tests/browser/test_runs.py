"""The run page in a real browser: a run is started, followed, and its result mended."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.pipeline import compile_forum
from bpforum.store.run_requests import BY_HAND
from models.run import CompileRequest
from models.run_request import RunEvent, RunOutcome
from tests.browser.conftest import DESK, PHONE, Served
from tests.web.conftest import FORUM

OpenPage = Callable[..., Any]
OWNER = "another-host:1:f"
LEASE = timedelta(minutes=10)
GOOD = (
    "Solar power failed in our second winter because nobody had counted the batteries. We now keep "
    "a list on the wall, and a neighbour checks it each month."
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A forum that was compiled twice, with something that cannot be used, and its pages."""
    if not shutil.which("chromium") and not shutil.which("chromium-browser"):
        pytest.skip("there is no Chromium on this machine")
    place = tmp_path_factory.mktemp("served")
    folder = place / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(FORUM + "[schedule]\ncron = '0 6 * * 1'\n")
    (folder / "inbox" / "damaged.docx").write_bytes(b"PK\x03\x04 cut off")
    request = CompileRequest(folder=str(folder), out=str(place / "outputs" / "bpf-test" / "2026"))
    compile_forum(request)
    (folder / "inbox" / "good.txt").write_text(GOOD)
    compile_forum(request)
    pages = Served(folder)
    yield pages
    pages.stop()


def now() -> datetime:
    return datetime.now(UTC)


def begin(served: Served, page: Any) -> str:
    """Starts a run as a person does; its id."""
    page.fill("#label", "Draft I")
    page.click("form.card button:not(.second)")
    page.wait_for_selector("text=in the store take part")
    page.click("form .acts button")
    page.wait_for_url("**/runs/r*")
    return str(page.url.rsplit("/", 1)[1])


def events(step: str, received: int, passed: int) -> list[RunEvent]:
    return [
        RunEvent(at=now(), step=step),
        RunEvent(at=now(), step=step, counted="submissions", received=received, passed=passed,
                 ended=True),
    ]  # fmt: skip


def test_a_run_is_started_and_followed_while_it_goes(open_page: OpenPage, served: Served) -> None:
    page = open_page("/runs", DESK, "secretariat")
    name = begin(served, page)
    with served.store() as store:
        assert page.locator("[data-state=waiting]").count() == 1
        store.run_requests.claim(OWNER, at=now(), lease=LEASE)
        page.wait_for_selector("[data-state=running]")
        renew = store.run_requests.renew
        renew(name, OWNER, at=now(), lease=LEASE, events=events("collect", 2, 1))
        page.wait_for_selector("tr.done:has-text('Collect')")
        assert page.locator("tr.done td.number").all_inner_texts() == ["2", "1"]
        page.context.set_offline(True)  # the network is gone for a while: what is shown stays
        renew(name, OWNER, at=now(), lease=LEASE, events=events("read", 2, 2))
        page.wait_for_timeout(2500)
        assert page.locator("tr.done").count() == 1
        page.context.set_offline(False)
        page.wait_for_selector("tr.done:has-text('Read')")
        outcome = RunOutcome(received=2, fates={"listed": 1, "quarantined": 1}, themes=1)
        store.run_requests.finish(name, OWNER, at=now(), outcome=outcome)
    page.wait_for_selector("text=1 of 2 included")
    assert page.locator("[data-state=done]").count() == 1


def test_without_a_script_a_run_is_started_and_looked_at_again(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page("/runs", PHONE, "secretariat", java_script_enabled=False)
    name = begin(served, page)
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    with served.store() as store:
        store.run_requests.claim(OWNER, at=now(), lease=LEASE)
        page.click("text=Look again")
        page.wait_for_selector("[data-state=running]")
        store.run_requests.finish(name, OWNER, at=now(), outcome=RunOutcome(received=2))
        page.click("text=Look again")
    page.wait_for_selector("[data-state=done]")


def test_a_run_under_way_is_stopped_and_the_page_says_so_by_itself(
    open_page: OpenPage, served: Served, closed_to_nobody: Callable[[Any], None]
) -> None:
    page = open_page("/runs", PHONE, "secretariat")
    name = begin(served, page)
    with served.store() as store:
        assert not page.locator("text=Stop this run").is_visible()
        assert page.locator("text=Take it back").is_visible()
        store.run_requests.claim(OWNER, at=now(), lease=LEASE)
        page.click("text=Stop this run")  # comes by itself when it has begun
        page.wait_for_selector("text=Stop this run?")
        closed_to_nobody(page)
        page.click("text=Let it go on")
        page.wait_for_selector("[data-state=running]")
        assert not store.run_requests.is_to_stop(name)
        page.click("text=Stop this run")
        page.click("button:has-text('Stop it')")
        page.wait_for_selector("[data-state=stopping]")
        closed_to_nobody(page)
        assert store.run_requests.is_to_stop(name)
        store.run_requests.finish(name, OWNER, at=now(), failure=BY_HAND)
    page.wait_for_selector("text=Stopped by")
    closed_to_nobody(page)


def test_without_a_script_a_run_is_stopped(open_page: OpenPage, served: Served) -> None:
    page = open_page("/runs", PHONE, "secretariat", java_script_enabled=False)
    name = begin(served, page)
    with served.store() as store:
        store.run_requests.claim(OWNER, at=now(), lease=LEASE)
        page.click("text=Look again")
        page.click("text=Stop this run")
        page.click("button:has-text('Stop it')")
        page.wait_for_selector("[data-state=stopping]")
        store.run_requests.finish(name, OWNER, at=now(), failure=BY_HAND)
        page.click("text=Look again")
    page.wait_for_selector("text=Stopped by")


def test_what_cannot_be_used_is_mended_by_hand(
    open_page: OpenPage, served: Served, tmp_path: Path
) -> None:
    page = open_page("/runs", DESK, "secretariat")
    page.click("text=See the result")
    page.wait_for_selector("text=it cannot be opened")
    page.click("text=Fix or exclude")
    page.click("text=Put it in its place")
    page.wait_for_selector(".problems:has-text('Choose the file first')")
    assert page.evaluate("document.activeElement.className") == "problems"
    mended = tmp_path / "mended.txt"
    mended.write_text(GOOD.replace("Solar", "Wind"))
    page.set_input_files("#file", mended)
    page.click("text=Put it in its place")
    page.wait_for_selector("text=was taken in and read")


def test_files_are_downloaded_and_never_shown(open_page: OpenPage, served: Served) -> None:
    page = open_page("/runs", DESK, "secretariat")
    page.click("text=See the result")
    with page.expect_download() as coming:
        page.click("text=Download outcome.html")
    assert re.fullmatch(r"bpf-test-.*-outcome\.html", coming.value.suggested_filename)


def test_every_page_of_runs_is_for_everybody(
    open_page: OpenPage, served: Served, closed_to_nobody: Callable[[Any], None]
) -> None:
    page = open_page("/runs", PHONE, "secretariat")
    closed_to_nobody(page)
    page.click("text=See the result")
    page.wait_for_selector("text=Not in the document")
    closed_to_nobody(page)
    page.click("text=Fix or exclude")
    page.wait_for_selector("text=Ask for a correction")
    closed_to_nobody(page)
    page.goto(served.address + "/runs")
    page.click("form.card button:not(.second)")
    page.wait_for_selector("text=Before it begins")
    closed_to_nobody(page)
    page.click("form .acts button")
    page.wait_for_url("**/runs/r*")
    closed_to_nobody(page)
