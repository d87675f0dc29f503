"""What people filed by the pages, from the store to the document: every promise holds."""

import json
from pathlib import Path
from typing import Any

import pytest

from bpforum.forum_file import load_forum
from bpforum.run_folder import read
from bpforum.store import open_store
from bpforum.verify import RunFiles, verify_run
from models.filing import FiledAnswer, FiledLine, FiledPart, FiledTarget, Filer, Filing
from tests.builders.filings import file_one
from tests.pipeline.conftest import Compiled, compiled

TOML = """
[forum]
id = "filed"
title = "A forum of forms"
cycle = "2026"

[[calls]]
id = "call-1"
title = "Call for contributions"
closes = 2026-05-04T12:30:00Z
consent_notice = "What you send is printed with your name."
questions = [ { id = "q1", text = "What keeps people offline?" },
              { id = "q2", text = "What has worked?", kind = "practice" } ]

[[calls]]
id = "call-2"
title = "Second call"
moderation = "after"

[[sessions]]
id = "s1"
title = "Opening session on shared masts"
attribution = "affiliation"

[[sessions]]
id = "s2"
title = "Closed session"
attribution = "none"

[[sources]]
id = "form"
kind = "form"
"""


def _contribution(n: int, one: str, two: str, **more: Any) -> Filing:
    filer = Filer(name=f"Person {chr(65 + n)}ndersson", organisation=f"Body {n}",
                  stakeholder_group="Civil society", country="Kenya")  # fmt: skip
    return Filing(
        kind="contribution", form="contribution-1", call="call-1", filer=filer,
        answers=(FiledAnswer(question="q1", text=one), FiledAnswer(question="q2", text=two)),
        **more,
    )  # fmt: skip


FILINGS = (
    _contribution(0, "Electricity is missing in most of our villages.", "Solar panels on schools."),
    _contribution(1, "Devices cost three months of wages.", "Lending libraries for phones."),
    _contribution(2, "Licences for local networks take years.", "", consent="counts only"),
    _contribution(3, "Masts are owned by one company alone.", "", consent="name withheld"),
    Filing(
        kind="practice", form="practice-1", call="call-1", title="A mast that two share",
        filer=Filer(name="Bo Berg", organisation="Mesh Works", stakeholder_group="Private sector"),
        parts=(
            FiledPart(part="problem", text="Two operators each lacked the money for a mast."),
            FiledPart(part="done", text="They built one together and wrote down who repairs it."),
            FiledPart(part="worked", text="Both reach the valley at half of the cost."),
            FiledPart(part="did_not_work", text="Repairs in winter took six weeks."),
        ),
    ),
    Filing(
        kind="note", form="note-1", session="s1", filer=Filer(name="Cy Rapporteur"),
        lines=(
            FiledLine(kind="issue", text="Masts stand idle for want of agreements.",
                      held_by="private sector"),
            FiledLine(kind="practice", text="One region lets two operators share a mast."),
            FiledLine(kind="presentation", text="Mesh Works told how it shares a mast.",
                      held_by="Mesh Works"),
            FiledLine(kind="discussion", text="Most asked for a model agreement."),
            FiledLine(kind="converged", text="An agreement in writing is needed."),
            FiledLine(kind="way_forward", text="A draft agreement is circulated."),
        ),
    ),
    Filing(
        kind="note", form="note-1", session="s2", filer=Filer(name="Di Rapporteur"),
        lines=(FiledLine(kind="issue", text="repairs in winter are slow everywhere.",
                         held_by="Mesh Works"),),
    ),
    Filing(
        kind="comment", form="comment-1", call="call-2", filer=Filer(name="Ed Reader"),
        target=FiledTarget(scope="paragraph", document="v1", paragraph="q1_intro",
                           proposed_wording="Electricity is missing in some villages."),
        position="oppose",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    base = tmp_path_factory.mktemp("filed")
    folder = base / "forum"
    folder.mkdir()
    (folder / "forum.toml").write_text(TOML, encoding="utf-8")
    forum = load_forum(folder)
    with open_store(folder) as store:
        for n, filing in enumerate(FILINGS):
            file_one(forum, store, filing, n)
        letter = b"Schools lend out their line in the evening, and nobody pays for it."
        file_one(forum, store, _contribution(8, "", "", title="As attached"), 8,
                 {"letter.txt": letter})  # fmt: skip
        late = _contribution(9, "Prices rose again since spring.", "")
        file_one(forum, store, late, 45)
    return compiled(folder, base / "out")


def _load(run: Compiled, name: str) -> Any:
    return json.loads(run.files.files[name])


def _text(run: Compiled, name: str) -> str:
    return run.files.files[name].decode()


def test_every_promise_holds(filed: Compiled) -> None:
    assert verify_run(Path(str(filed.result.folder))) == []


def test_nothing_filed_is_lost_and_nothing_vanished(filed: Compiled) -> None:
    everything = filed.files.everything
    assert len(everything) == len(FILINGS) + 3
    assert not any("no longer" in flag for one in everything.values() for flag in one.flags)
    again = filed.again()
    assert again.files.files["ledger.csv"] == filed.files.files["ledger.csv"]


def test_answers_stand_under_their_questions_and_calls(filed: Compiled) -> None:
    record = _load(filed, "record.json")
    first = record["contributions"][0]
    assert (first["call"], first["questions"]) == ("call-1", ["q1", "q2"])
    assert (record["comments"][0]["call"], first["consent"]["basis"]) == ("call-2", "notice")
    themes = _load(filed, "themes.json")
    placed = [p for t in themes["themes"] for p in t["passages"]] + themes["unplaced"]
    solar = next(one for one in placed if "Solar panels" in one["text"])
    assert solar["says"] == {"kind": "practice", "said_by": "question"}


def test_a_note_stands_in_part_c_within_its_sessions_rule(filed: Compiled) -> None:
    page = _text(filed, "outcome.html")
    assert "Opening session on shared masts" in page
    assert "An agreement in writing is needed." in page
    public = _text(filed, "public/outcome.html")
    assert "An agreement in writing is needed." in public
    assert "Cy Rapporteur" not in public
    assert "Di Rapporteur" not in public
    note = next(c for c in _load(filed, "record.json")["contributions"] if c["kind"] == "note")
    assert note["session"] == "s1"
    assert note["session_note"]["lines"][0]["held_by"] == "private sector"


def test_an_incomplete_note_is_taken_in_as_partial(filed: Compiled) -> None:
    notes = [c for c in _load(filed, "record.json")["contributions"] if c["kind"] == "note"]
    assert ["partial" in one["flags"] for one in notes] == [False, True]


def test_a_practice_is_one_card_with_its_parts(filed: Compiled) -> None:
    found = _load(filed, "practices.json")["proposed"]
    (card,) = (one for one in found if one["parts"])
    assert (card["title"], card["basis"]) == ("A mast that two share", "form")
    assert [one["part"] for one in card["parts"]] == ["problem", "done", "worked", "did_not_work"]
    assert card["text"].startswith("Two operators")
    assert card["text"].endswith("six weeks.")
    assert "One region lets two operators share a mast." in [one["text"] for one in found]


def test_a_comment_has_its_target_and_says_its_words(filed: Compiled) -> None:
    (comment,) = _load(filed, "record.json")["comments"]
    assert (comment["on"]["scope"], comment["on"]["paragraph"]) == ("paragraph", "q1_intro")
    assert comment["on"]["proposed_change"] == comment["text"]
    assert comment["fate"] not in ("not_substantive", "quarantined")


def test_consent_and_lateness_are_kept(filed: Compiled) -> None:
    fates = {one.text[:8]: one for one in filed.files.everything.values()}
    assert fates["Licences"].fate == "counted"
    assert fates["Masts ar"].consent.scope == "name_withheld"
    assert "received after the date" in fates["Prices r"].flags
    public = _text(filed, "public/outcome.html")
    assert "Person Dndersson" not in public
    assert "Person Andersson" in public


def test_what_was_uploaded_is_a_contribution_of_whoever_filed_it(filed: Compiled) -> None:
    letter = next(one for one in filed.files.everything.values() if "letter.txt" in one.external_id)
    assert letter.lead.name == "Person Indersson"
    assert letter.relations[0].kind == "attached_to"
    assert letter.fate in ("reflected", "listed")


def test_a_forum_that_declares_no_form_takes_what_is_filed_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "forum"
    (folder / "inbox").mkdir(parents=True)
    toml = TOML.replace('id = "form"\nkind = "form"', 'id = "inbox"\nkind = "folder"\npath="inbox"')
    (folder / "forum.toml").write_text(toml, encoding="utf-8")
    forum = load_forum(folder)
    with open_store(folder) as store:
        assert file_one(forum, store, FILINGS[0], 0).source == "form"
    for _ in range(2):
        run = compiled(folder, tmp_path / "out")
        (one,) = RunFiles(read(Path(str(run.result.folder)))).everything.values()
        assert (one.source, one.fate) in (("form", "reflected"), ("form", "listed"))
        assert not any("no longer" in flag for flag in one.flags)


def test_a_filing_that_was_changed_is_used_as_it_stands_now(tmp_path: Path) -> None:
    folder = tmp_path / "forum"
    folder.mkdir()
    (folder / "forum.toml").write_text(TOML, encoding="utf-8")
    forum = load_forum(folder)
    with open_store(folder) as store:
        first = file_one(forum, store, FILINGS[0], 0)
        changed = FILINGS[0].model_copy(update={"answers": FILINGS[1].answers})
        second = file_one(forum, store, changed, 0)
    run = compiled(folder, tmp_path / "out")
    fates = {name: one.fate for name, one in run.files.everything.items()}
    assert fates[first.reference] == "superseded_by"
    assert fates[second.reference] in ("reflected", "listed")
    assert verify_run(Path(str(run.result.folder))) == []
