"""A whole forum through the pages alone: opened, answered, noted, compiled, reviewed, published,
commented on, answered, and published again; by the real server, worker and Prefect."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from bpforum.verify import verify_run, verify_store
from tests.browser.conftest import DESK, PHONE, Served
from tests.browser.walking import PAGES, walk

pytestmark = pytest.mark.slow

CALL, SESSION = "/calls/call-1/contribute", "/note/new?session=opening"
CONTRIBUTORS = [
    ("Ada Nakato", "Umoja Skills Trust", "Civil society",
     "Trained people stay where they are paid every month, even a little.",
     "Grants that ended after a year left nobody to repair the masts."),
    ("Bo Lindqvist", "Ministry of Training", "Government",
     "A certificate that employers know keeps people, for they can show what they learned.",
     "Training people only in the capital did not work: they stayed there."),
    ("Chen Yu", "Lake Operators Association", "Private sector",
     "People stay when they can earn beside the network, by repairing telephones.",
     "Paying volunteers with promises did not work. They leave for the first wage."),
]  # fmt: skip
COMMENTS = [
    ("paragraph", "This should say who pays."),
    ("paragraph", "Two years is too short a time to tell."),
    ("selection", "Which ones?"),
    ("section", "This section reads well."),
    ("whole", "Please shorten the document."),
    ("missing", "Nothing is said of women who were trained."),
]
TOML = """
[forum]
id = "bpf-skills"
title = "Best Practice Forum on Local Skills"
cycle = "2026"
timezone = "Africa/Nairobi"

[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty forum, with its worker."""
    folder = tmp_path_factory.mktemp("whole") / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(TOML)
    pages = Served(folder, worker=True)
    yield pages
    pages.stop()


def write(page: Any) -> None:
    """From a set-up form to forum.toml."""
    page.click("main form button:has-text('Show what will change')")
    page.click("button[name=write]")


def send(page: Any) -> str:
    """From a filled form to the receipt; the reference."""
    page.click("button[value=check]")
    page.click("button[value=send]")
    return str(page.inner_text(".receipt .number"))


def compile_(page: Any, served: Served, label: str) -> Path:
    """Starts a run from the page and waits for its end; the run folder."""
    page.goto(served.address + "/runs")
    page.fill("#label", label)
    page.click("form[action='/runs'] button:not([name])")
    page.click("form[action='/runs'] button")
    for _ in range(300):
        page.goto(page.url)
        if page.query_selector("main a:has-text('See the result')"):
            break
        assert "failed" not in page.inner_text("main").lower(), page.inner_text("main")
        time.sleep(1)
    page.click("main a:has-text('See the result')")
    run = page.url.rpartition("/")[2]
    runs: Path = served.folder.parent / "outputs" / "bpf-skills" / "2026"
    return runs / str(run)


def test_a_whole_forum(
    open_page: Callable[..., Any], closed_to_nobody: Callable[[Any], None], served: Served
) -> None:
    first = open_page("/about")
    link = re.search(r"http\S+/sign-in/\S+", (served.folder.parent / "serve.log").read_text())
    assert link
    first.goto(link[0])
    first.click("main button")

    # The administrator invites people; each signs in by the link that is shown.
    people = {}
    for name, role in (("Sam", "secretariat"), ("Cora", "coordinator"),
                       ("Ray", "rapporteur"), ("Rosa", "rapporteur")):  # fmt: skip
        first.goto(served.address + "/people")
        first.fill("#name", name)
        first.check(f"form[action='/people'] input[value={role}]")
        first.click("form[action='/people'] > button")
        people[name] = open_page("/about", PHONE if name == "Ray" else DESK)
        people[name].goto(first.inner_text("code.copy"))
        people[name].click("main button")
    sam, cora, ray, rosa = (people[name] for name in ("Sam", "Cora", "Ray", "Rosa"))

    # The secretariat opens a call and a session, without a text editor.
    sam.goto(served.address + "/setup/calls/new")
    sam.fill("#id", "call-1")
    sam.fill("#title", "Call for contributions on local skills")
    sam.fill("#closes", f"{time.gmtime().tm_year + 1}-02-01T00:00")
    sam.fill("#consent_notice", "What you send may be published with your name. (Notice 1)")
    for n, question in enumerate(("What keeps trained people?", "What did not work?")):
        sam.click(f"fieldset.rows >> nth=0 >> details >> nth={n} >> summary")
        sam.fill(f"#questions-{n}-id", f"q{n + 1}")
        sam.fill(f"#questions-{n}-text", question)
    sam.click("fieldset.rows >> nth=3 >> details >> nth=0 >> summary")
    sam.fill("#form-0-name", "Family name")
    write(sam)
    sam.goto(served.address + "/setup/sessions/new")
    sam.fill("#id", "opening")
    sam.fill("#title", "Opening session: who stays")
    sam.select_option("#attribution", "named")
    write(sam)

    # Three contributors answer; two rapporteurs file notes, one on a phone that loses its network.
    for name, body, group, works, fails in CONTRIBUTORS:
        page = open_page("/", DESK)
        page.click(f"a[href='{CALL}']")
        page.fill("[name=answer-q1]", works)
        page.fill("[name=answer-q2]", fails)
        page.fill("[name=name]", name)
        page.fill("[name=organisation]", body)
        page.select_option("[name=stakeholder_group]", label=group)
        page.check("input[name=consent][value=full]")
        assert re.fullmatch(r"C-000[1-3]", send(page))
        filed = page
    ray.goto(served.address + SESSION)
    ray.fill("#issue-0", "Technicians who are paid monthly stay for years.")
    ray.context.set_offline(True)
    ray.fill("[name=discussion]", "Most speakers came back to pay.")
    ray.click("button[value=check]")
    ray.wait_for_selector("#unsent-told")
    ray.context.set_offline(False)
    ray.wait_for_selector("#unsent-told a[href*='/filed/']", timeout=30_000)
    rosa.goto(served.address + SESSION)
    rosa.fill("#issue-0", "Kiosks let technicians earn beside the network.")
    rosa.fill("[name=discussion]", "A kiosk that repairs telephones was described.")
    assert send(rosa) == "C-0005"

    rosa.click("form[action$=check-link] button")
    checked = rosa.inner_text(".notice.good code")
    guest = open_page("/calls/call-1/register", PHONE)
    guest.fill("[name=field-0]", "Nakato")
    guest.click("main form button")
    guest.wait_for_url("**/registered/*")

    # The secretariat compiles, the coordinator reads, edits and publishes.
    run = compile_(sam, served, "Draft I")
    assert verify_run(run) == []
    assert "5 of 5" in sam.inner_text("main")
    cora.goto(served.address + "/review/text?section=summary")
    cora.click("summary:has-text('Edit')")
    cora.fill("form:has(input[value=edit]) textarea", "Pay keeps people; promises do not.")
    cora.click("form:has(input[value=edit]) button")
    edited = re.search(r"paragraph=(\w+)", cora.url)
    cora.goto(served.address + "/review/checks")
    cora.fill("#label", "Draft I")
    cora.click("form[action='/review/publish'] button")
    assert "v1" in cora.inner_text("main")

    # Six comments, of each kind; the moderator lets them be seen.
    reader = open_page("/published", DESK)
    about = reader.get_attribute("[id^=th_][id$=_who]", "id")
    references: list[str] = []
    for kind, words in COMMENTS:
        page = open_page(f"/published/v1/comment?{_target(reader, kind)}", DESK)
        page.fill("[name=text]", words)
        page.fill("[name=name]", "Dana Reader")
        page.check("input[name=consent][value=full]")
        if kind == "paragraph" and not references:
            page.fill("[name=wording]", "Pay, every month, keeps people.")
        references.append(send(page))
    assert references == [f"C-{n:04d}" for n in range(6, 12)]
    for _ in references:
        cora.goto(served.address + "/comments")
        cora.click("form[action$='/show'] button >> nth=0")
    reader.goto(served.address + "/published/v1")
    assert "3" in reader.inner_text(f"a[href='/published/v1/on/{about}']")

    # They are in the queue after the next run, and are answered there. A file cannot be read.
    (served.folder / "inbox" / "answer.docx").write_bytes(b"PK\x03\x04 and no more")
    compile_(sam, served, "Draft II")
    for n, reference in enumerate(references):
        cora.goto(f"{served.address}/review/comments/{reference}")
        code = "accepted" if n == 0 else "noted"
        cora.select_option("select[name=disposition]", code)
        cora.fill("textarea[name=reason]", f"Because of {reference}.")
        cora.click("button[value=dispose]")
    run = compile_(sam, served, "Draft II")
    assert verify_run(run) == []
    cora.goto(served.address + "/review/checks")
    cora.fill("#label", "Draft II")
    cora.click("form[action='/review/publish'] button")
    assert "v2" in cora.inner_text("main")
    reader.goto(f"{served.address}/comments/{references[0]}")
    assert "Because of C-0006." in reader.inner_text("main")
    if edited:
        reader.goto(served.address + "/published/v2")
        assert "Pay keeps people; promises do not." in reader.inner_text("main")
    assert verify_store(served.folder) == []

    # And every page there is, as whoever may see it finds it, is closed to nobody.
    first.goto(served.address + "/people")
    first.fill("#name", "Nia")
    first.check("form[action='/people'] input[value=reader]")
    first.click("form[action='/people'] > button")
    invited = first.inner_text("code.copy")
    seen: set[tuple[str, ...]] = set()
    for who, begins in (
        (reader, ["/", "/sign-in", "/published", "/offline"]),
        (filed, [filed.url]),
        (page, [page.url.replace("/filed/", "/became/")]),
        (guest, [checked, guest.url, invited]),
        (rosa, [rosa.url, "/note"]),
        (sam, ["/runs", "/setup"]),
        (cora, ["/review", "/comments", f"/review/comments/{references[0]}"]),
        (first, ["/people"]),
    ):
        for begin in begins:
            walk(who, urljoin(served.address, begin), seen, closed_to_nobody)
    unseen = sorted(PAGES - {kind for kind, *_ in seen})
    assert not unseen, " ".join(unseen)


def _target(page: Any, kind: str) -> str:
    """What a link of the draft's page says: on the first paragraph of the first theme."""
    name = page.get_attribute("[id^=th_][id$=_who]", "id")
    if kind == "selection":
        return f"on={name}&scope=selection&selection=speak to this theme"
    if kind == "section":
        return f"on={name.removesuffix('_who')}&scope=section"
    return f"on={name}&scope=paragraph" if kind == "paragraph" else f"scope={kind}"
