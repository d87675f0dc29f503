"""The run page: what came in, what is asked for once, what became of it, and how it is mended."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bpforum.pipeline import compile_forum
from bpforum.store import Store
from bpforum.store.run_requests import BY_HAND
from bpforum.web.runs.steps import told_by
from bpforum.web.site import Site
from models.run import CompileRequest
from models.run_request import RunEvent, RunOutcome, RunRequest, WorkerSign
from tests.web.conftest import NOW, Browser, Clock

SignedIn = Callable[..., Browser]
GOOD = (
    "Solar power failed in our second winter because nobody had counted the batteries. We now keep "
    "a list on the wall, and a neighbour checks it each month."
)
LEASE = timedelta(seconds=60)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A forum that was compiled once: one good file, one that is damaged."""
    from tests.web.conftest import FORUM

    made = tmp_path_factory.mktemp("compiled")
    folder = made / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(
        FORUM.replace("timezone", 'coordinators = ["C. Coordinator"]\ntimezone', 1)
        + '[[milestones]]\nid = "draft-1"\ntitle = "Draft I"\nowner = "C. Coordinator"\n'
        "due = 2026-06-20T12:00:00Z\n[schedule]\ncron = '0 6 * * 1'\n"
    )
    (folder / "inbox" / "good.txt").write_text(GOOD)
    (folder / "inbox" / "damaged.docx").write_bytes(b"PK\x03\x04 cut off")
    compile_forum(CompileRequest(folder=str(folder), out=str(made / "outputs")))
    return made


@pytest.fixture
def folder(tmp_path: Path, compiled: Path) -> Path:
    """A copy of it for each test, in the place of the empty one."""
    shutil.copytree(compiled / "outputs", tmp_path / "outputs")
    shutil.copytree(compiled / "forum", tmp_path / "forum")
    return tmp_path / "forum"


def reference_of(site: Site, name: str) -> str:
    newest = site.newest_run
    assert newest is not None
    for line in (newest / "ledger.csv").read_text("utf-8").splitlines():
        if name in line:
            return line.split(",")[0].lstrip("\ufeff")
    raise AssertionError(name)


def start(browser: Browser, **typed: str) -> str:
    """Asks for a run as a person does, in two steps; the address that it leads to."""
    browser.get("/runs")
    seen = browser.post("/runs", typed)
    assert seen.status_code == 200, seen.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', seen.text))
    answer = browser.post("/runs", hidden)
    assert answer.status_code == 303
    again = browser.post("/runs", hidden)  # pressed twice, or sent again by a bad network
    assert again.headers["location"] == answer.headers["location"]
    return str(answer.headers["location"])


def test_only_the_secretariat_sees_runs(signed_in: SignedIn) -> None:
    assert signed_in("coordinator", "reader").get("/runs").status_code == 403
    assert signed_in("secretariat").get("/runs").status_code == 200


def test_all_is_seen_at_a_glance(signed_in: SignedIn) -> None:
    page = signed_in("secretariat").get("/runs").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for told in (
        "Next milestone Draft I 20 June 2026, 15:00 (Africa/Nairobi)",
        "Owner: C. Coordinator",
        "open until 16 September 2026, 00:00 (Africa/Nairobi)",
        "received 2", "valid 1", "need attention 1",
        "1 of 2 included",
        "Opening session",
        "Compile on Mondays at 06:00 (Africa/Nairobi)",
        "8 June 2026, 06:00 15 June 2026, 06:00 22 June 2026, 06:00",
        "No worker is there",
        "No run was asked for yet",
    ):  # fmt: skip
        assert told in words, told


def test_before_the_first_run_the_page_says_what_to_do(
    signed_in: SignedIn, site: Site, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "outputs")
    assert "Nothing has been run yet" in signed_in("secretariat").get("/runs").text


def test_what_will_be_in_and_out_is_shown_before_anything_begins(
    signed_in: SignedIn, store: Store
) -> None:
    browser = signed_in("secretariat")
    browser.get("/runs")
    seen = browser.post("/runs", {"label": "Draft I", "cut_off": "2020-01-01T00:00"})
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", seen.text))
    assert "in the store take part 0" in words
    assert "came after the cut-off: next version 2" in words
    assert "Cannot be used 1" in words
    assert store.run_requests.open() == ()


def test_a_run_is_asked_for_once_with_what_was_typed(signed_in: SignedIn, store: Store) -> None:
    browser = signed_in("secretariat", name="Sophie Secretary")
    where = start(browser, label="Draft I", cut_off="2026-06-01T10:00", dry_run="yes")
    (one,) = store.run_requests.open()
    assert where == f"/runs/{one.id}"
    assert (one.kind, one.trigger, one.state) == ("compile", "page", "waiting")
    assert one.parameters.label == "Draft I"
    assert one.parameters.cut_off is not None
    assert one.parameters.cut_off.isoformat() == "2026-06-01T07:00:00+00:00"
    assert one.parameters.dry_run
    page = browser.get(where).text
    assert "Sophie Secretary" in page
    assert 'http-equiv="refresh"' in page  # without a script
    assert "Sophie Secretary" in browser.get("/runs").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"cut_off": "soon"}, "no date or time"), ({"label": "x" * 201}, "longer than 200")],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(
    signed_in: SignedIn, store: Store, typed: dict[str, str], told: str
) -> None:
    browser = signed_in("secretariat")
    answer = browser.post("/runs", typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert next(iter(typed.values())) in answer.text
    assert store.run_requests.newest() == ()


def test_what_has_not_begun_is_taken_back(signed_in: SignedIn, store: Store) -> None:
    browser = signed_in("secretariat")
    where = start(browser)
    assert "Take it back" in browser.get(where).text
    browser.follow(browser.post(f"{where}/withdraw"))
    assert store.run_requests.newest()[0].state == "withdrawn"
    assert "taken back" in browser.get(where).text


def test_a_run_under_way_is_stopped_after_a_question(
    signed_in: SignedIn, store: Store, clock: Clock
) -> None:
    browser = signed_in("secretariat", name="Sophie Secretary")
    where = start(browser)
    name = where.rsplit("/", 1)[1]
    waits = browser.get(where).text
    assert '<p class="acts" data-while="running" hidden>' in waits  # it is taken back instead
    assert f'action="{where}/withdraw" data-while="waiting">' in waits
    store.run_requests.claim("another-host:1:f", at=NOW, lease=LEASE)
    runs = browser.get(where).text
    assert (
        f'<p class="acts" data-while="running"><a class="button second" href="{where}/stop">'
        in runs
    )
    assert 'data-while="waiting" hidden>' in runs
    question = browser.get(f"{where}/stop").text
    assert "Stop this run?" in question
    assert "What it collected and read so far is kept" in question
    assert not store.run_requests.is_to_stop(name)  # looking is not asking
    clock.go_on(seconds=20)
    asked = browser.follow(browser.post(f"{where}/stop")).text
    assert re.search(r"Sophie Secretary asked to stop it:\s+<time[^>]*>1 June 2026, 15:00", asked)
    assert "being stopped" in asked
    assert f"{where}/stop" not in asked
    clock.go_on(seconds=20)
    assert browser.post(f"{where}/stop").headers["location"] == where  # again
    assert browser.get(f"{where}/stop").headers["location"] == where
    store.run_requests.finish(name, "another-host:1:f", at=NOW, failure=BY_HAND)
    over = browser.get(where).text
    assert re.search(r"Stopped by Sophie Secretary,\s+<time[^>]*>1 June 2026, 15:00", over)
    assert "It came to nothing" not in over
    history = browser.get("/runs").text
    assert "Stopped by Sophie Secretary," in history
    assert '<span class="tag">stopped</span>' in history


def test_who_stops_what_has_just_ended_is_told(signed_in: SignedIn, store: Store) -> None:
    browser = signed_in("secretariat")
    where = start(browser)
    store.run_requests.claim("another-host:1:f", at=NOW, lease=LEASE)
    browser.get(f"{where}/stop")
    name = where.rsplit("/", 1)[1]
    store.run_requests.finish(name, "another-host:1:f", at=NOW, outcome=RunOutcome(received=2))
    page = browser.follow(browser.post(f"{where}/stop")).text
    assert "It had ended before it could be stopped." in page
    assert store.run_requests.newest()[0].state == "done"


def test_what_waits_is_taken_back_where_somebody_stops_it(
    signed_in: SignedIn, store: Store
) -> None:
    browser = signed_in("secretariat")
    where = start(browser)
    browser.get(f"{where}/stop")
    browser.post(f"{where}/stop")
    assert store.run_requests.newest()[0].state == "withdrawn"
    assert browser.get("/runs/unknown/stop").status_code == 404
    assert signed_in("coordinator").get(f"{where}/stop").status_code == 403


def test_only_collecting_asks_at_once(signed_in: SignedIn, store: Store) -> None:
    browser = signed_in("secretariat")
    assert browser.post("/runs", {"kind": "collect"}).status_code == 303
    assert [one.kind for one in store.run_requests.open()] == ["collect"]


def test_steps_are_shown_as_they_come_and_what_came_of_it(
    signed_in: SignedIn, store: Store, site: Site
) -> None:
    browser = signed_in("secretariat")
    where = start(browser)
    name = where.rsplit("/", 1)[1]
    store.run_requests.claim("another-host:1:f", at=NOW, lease=LEASE)
    events = [
        RunEvent(at=NOW, step="collect"),
        RunEvent(at=NOW, step="collect", counted="submissions", received=2, passed=1, ended=True),
        RunEvent(at=NOW, step="read", words="Reading: 1 of 2"),
    ]
    store.run_requests.renew(name, "another-host:1:f", at=NOW, lease=LEASE, events=events)
    part = browser.get(f"{where}/steps").text
    assert "<html" not in part
    assert 'data-state="running"' in part
    row = re.search(r"<tr class=\"done\">.*?</tr>", part, re.DOTALL)
    assert row
    assert re.findall(r'class="number">(\d+)<', row[0]) == ["2", "1"]
    assert "Group by theme" in part  # what is to come
    newest = site.newest_run
    assert newest is not None
    store.run_requests.finish(
        name, "another-host:1:f", at=NOW, run=newest.name,
        outcome=RunOutcome(received=2, fates={"listed": 1, "quarantined": 1}, snapshot="a" * 64),
    )  # fmt: skip
    page = browser.get(where).text
    assert "1 of 2 included" in page
    assert f"/runs/results/{newest.name}" in page
    assert 'http-equiv="refresh"' not in page


def test_a_failure_is_told_in_words_and_no_trace(signed_in: SignedIn, store: Store) -> None:
    browser = signed_in("secretariat")
    where = start(browser)
    name = where.rsplit("/", 1)[1]
    for _ in range(2):  # its process is gone, twice
        store.run_requests.claim("another-host:1:f", at=NOW, lease=-LEASE)
        store.run_requests.recover(at=NOW)
    page = browser.get(where).text
    assert "It came to nothing" in page
    assert "ended without a word, twice" in page
    assert store.run_requests.events(name)


def test_the_same_input_is_said_to_make_the_same_document(
    signed_in: SignedIn, store: Store, clock: Clock
) -> None:
    browser = signed_in("secretariat")
    places = []
    for n in range(2):
        clock.go_on(hours=1)
        places.append(start(browser))
        name = places[-1].rsplit("/", 1)[1]
        store.run_requests.claim("another-host:1:f", at=NOW, lease=LEASE)
        outcome = RunOutcome(received=2, snapshot="b" * 64)
        store.run_requests.finish(name, "another-host:1:f", at=NOW, run=f"r{n}", outcome=outcome)
    assert "Same input as an earlier run" not in browser.get(places[0]).text
    assert f'href="{places[0]}"' in browser.get(places[1]).text


def test_a_schedule_is_paused_and_goes_on(signed_in: SignedIn, store: Store) -> None:
    browser = signed_in("secretariat", name="Sophie Secretary")
    browser.get("/runs")
    assert browser.post("/runs/schedule", {"kind": "compile", "pause": "yes"}).status_code == 303
    assert store.schedules.paused("compile")
    assert "Paused by Sophie Secretary," in browser.get("/runs").text
    browser.post("/runs/schedule", {"kind": "compile", "resume": "yes"})
    assert not store.schedules.paused("compile")
    assert browser.post("/runs/schedule", {"kind": "anything"}).status_code == 404


def test_the_worker_and_prefect_are_shown_as_they_are(
    signed_in: SignedIn, store: Store, clock: Clock
) -> None:
    browser = signed_in("secretariat")
    sign = WorkerSign(owner="another-host:1:f", started_at=NOW, seen_at=NOW)
    store.workers.sign(sign.model_copy(update={"prefect_url": "http://127.0.0.1:4200"}))
    assert 'href="http://127.0.0.1:4200"' in browser.get("/runs").text
    store.workers.sign(sign.model_copy(update={"trouble": "It is tried again in 5 s."}))
    page = browser.get("/runs").text
    assert "It is tried again in 5 s." in page
    assert "Prefect’s own page" not in page
    clock.go_on(hours=1)
    assert "No worker is there" in browser.get("/runs").text


def test_the_rest_stands_with_its_reasons_and_what_can_be_done(
    signed_in: SignedIn, site: Site
) -> None:
    newest = site.newest_run
    assert newest is not None
    page = signed_in("secretariat").get(f"/runs/results/{newest.name}").text
    damaged = reference_of(site, "damaged.docx")
    assert "1 of 2 included" in page
    assert "it cannot be opened" in page
    assert f"/runs/mend/{damaged}" in page
    assert "This was the first run." in page
    assert signed_in("secretariat").get("/runs/results/..%2f..").status_code == 404


def test_files_are_only_handed_over_to_be_kept(signed_in: SignedIn, site: Site) -> None:
    newest = site.newest_run
    assert newest is not None
    browser = signed_in("secretariat")
    for name in ("outcome.html", "ledger.csv", "public/outcome.docx", "manifest.json"):
        answer = browser.get(f"/runs/results/{newest.name}/files/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["content-disposition"].startswith("attachment;"), name
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content == (newest / name).read_bytes()
    for name in ("../latest", "..%2flatest", "nothing.txt", "%2fetc/passwd"):
        assert browser.get(f"/runs/results/{newest.name}/files/{name}").status_code == 404, name
    reader = signed_in("reader")
    assert reader.get(f"/runs/results/{newest.name}/files/ledger.csv").status_code == 403


def test_a_mended_file_takes_the_place_of_the_damaged_one(
    signed_in: SignedIn, site: Site, folder: Path, tmp_path: Path
) -> None:
    browser = signed_in("secretariat")
    damaged = reference_of(site, "damaged.docx")
    page = browser.get(f"/runs/mend/{damaged}")
    assert "Ask the sender" in page.text
    assert "mailto:?subject=" in page.text
    where = f"/runs/mend/{damaged}/correct"
    assert "Choose the file first" in browser.post(where, files={"other": ("", b"")}).text
    still = browser.post(where, files={"file": ("mended.docx", b"PK\x03\x04 still cut off")})
    assert "cannot be used either" in still.text
    done = browser.post(where, files={"file": ("../mended.txt", GOOD.replace("Solar", "Wind"))})
    assert "was taken in and read" in done.text
    again = compile_forum(CompileRequest(folder=str(folder), out=str(tmp_path / "outputs")))
    assert again.fates.get("quarantined", 0) <= 1  # the one that was still cut off
    record = json.loads((Path(str(again.folder)) / "record.json").read_text("utf-8"))
    fates = {one["reference"]: one["fate"] for one in record["contributions"]}
    assert fates[damaged] == "superseded_by"


def test_something_is_excluded_by_a_decision_with_a_reason(
    signed_in: SignedIn, site: Site, store: Store, folder: Path, tmp_path: Path
) -> None:
    browser = signed_in("secretariat", name="Sophie Secretary")
    damaged = reference_of(site, "damaged.docx")
    where = f"/runs/mend/{damaged}/exclude"
    refused = browser.post(where, {"way": "withdrawn", "why": " "})
    assert refused.status_code == 422
    assert "Give the reason." in refused.text
    assert "Choose how." in browser.post(where, {"way": "", "why": "sent by mistake"}).text
    assert "sent by mistake" in browser.post(where, {"way": "", "why": "sent by mistake"}).text
    assert store.decisions() == ()
    page = browser.follow(browser.post(where, {"way": "withdrawn", "why": "sent by mistake"}))
    assert "Recorded. The next run applies it." in page.text
    (made,) = store.decisions()
    assert (made.kind, made.target, made.by) == ("dispose", damaged, "Sophie Secretary")
    again = compile_forum(CompileRequest(folder=str(folder), out=str(tmp_path / "outputs")))
    assert again.fates.get("withdrawn") == 1
    newest = site.newest_run
    assert newest is not None
    result = browser.get(f"/runs/results/{newest.name}").text
    assert "One decision was applied." in result
    assert "sent by mistake" in result


def test_what_nobody_knows_is_not_there(signed_in: SignedIn) -> None:
    browser = signed_in("secretariat")
    for path in ("/runs/unknown", "/runs/unknown/steps", "/runs/mend/C-9999", "/runs/results/x"):
        assert browser.get(path).status_code == 404, path


def test_after_it_began_again_the_steps_are_those_of_the_new_attempt() -> None:
    first = [
        RunEvent(at=NOW, step="collect"),
        RunEvent(at=NOW, step="collect", received=5, passed=5, ended=True),
        RunEvent(at=NOW, words="The process that ran it is no more. It begins again."),
        RunEvent(at=NOW, step="collect"),
        RunEvent(at=NOW, step="read"),
        RunEvent(at=NOW, step="read", received=3, passed=3, ended=True),
        RunEvent(at=NOW, step="read"),
        RunEvent(at=NOW, step="read", received=2, passed=1, ended=True),
    ]
    told = told_by(first, "compile", over=False)
    steps = {step.name: (step.state, step.received, step.passed) for step in told.steps}
    assert steps["collect"] == ("running", None, None)
    assert steps["read"] == ("done", 5, 4)  # in two parts
    assert steps["verify"] == ("waiting", None, None)
    assert "assist" not in steps
    assert [one.words for one in told.remarks] == [first[2].words]
    assert [step.name for step in told_by(first, "compile", over=True).steps] == ["collect", "read"]


def test_a_request_of_the_schedule_is_shown_as_such(signed_in: SignedIn, store: Store) -> None:
    asked: RunRequest | None = store.run_requests.fall_due("compile", NOW, at=NOW)
    assert asked is not None
    page = signed_in("secretariat").get(f"/runs/{asked.id}").text
    assert "schedule" in page
    assert "Due" in page
