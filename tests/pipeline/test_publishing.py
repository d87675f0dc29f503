"""Publishing: what everybody sees is frozen by a decision, and the next run compares with it."""

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bpforum.cli import app
from bpforum.decisions.clearance import is_to_be_cleared, section_seal
from bpforum.errors import UnusableForum
from bpforum.publishing import Asked, decide_on, document, publish_run, versions
from bpforum.store import open_store
from bpforum.verify import verify_files, verify_store
from models.outcome import Section, Table
from models.publication import Publication
from tests.pipeline.conftest import Compiled, Make, decide, fixed

TEXTS = {
    "a.txt": "Community networks need shared towers, because a village cannot pay for one.",
    "b.txt": "Training of local technicians keeps a network alive after the donors have left.",
    "c.txt": "Spectrum fees should be waived for networks that serve fewer than a thousand people.",
}
LATER = "Schools in the valley lend their roofs, and in return they are connected for free."
MEMBERS = '[[sources]]\nid = "inner"\nkind = "folder"\npath = "inner"\naudience = "members"\n'


def published(run: Compiled, label: str = "Draft I", **more: Any) -> Publication:
    asked = Asked(label=label, by="A. Coordinator", **more)
    return publish_run(run.forum, Path(str(run.result.folder)), asked, datetime.now(UTC))


def annex(run: Compiled, view: str = "public/") -> Section:
    return next(one for one in run.files.outcome(view).sections if one.id == "annex_5")


def concordance(run: Compiled, view: str = "public/") -> Sequence[tuple[str, ...]]:
    return next((one.rows for one in annex(run, view).blocks if isinstance(one, Table)), ())


def test_what_everybody_may_see_is_frozen_alone_and_the_seal_holds(make: Make) -> None:
    run = make(TEXTS)
    version = published(run)
    with open_store(run.forum) as store:
        paths = store.publications.names(version.seal)
        assert versions(store) == (version,)
        assert document(store, version) == run.files.outcome("public/")
        assert store.verify_chain() is None
    public = {p.removeprefix("public/") for p in run.files.files if p.startswith("public/")}
    assert set(paths) == public
    assert "record.json" not in paths
    assert version.printed == "Compilation of inputs: working document"
    assert verify_store(run.forum) == []
    shutil.rmtree(Path(str(run.result.folder)))
    assert verify_store(run.forum) == []


def test_a_changed_file_of_a_published_version_is_found_and_not_compared_with(make: Make) -> None:
    run = make(TEXTS)
    version = published(run)
    path = run.forum / ".bpforum" / "published" / version.seal / "outcome.json"
    path.write_bytes(path.read_bytes().replace(b"Community", b"Commercial"))
    [finding] = verify_store(run.forum)
    assert finding.message.startswith("v1: the files in")
    again = run.again()
    assert concordance(again) == ()
    assert any("publish v1" in one for one in again.result.attention)


def test_the_next_run_tells_what_changed_and_on_whose_account(make: Make) -> None:
    first = make(TEXTS)
    assert annex(first).paragraphs[0].text == "No earlier version has been published."
    published(first)
    unchanged = first.again()
    assert concordance(unchanged) == ()
    assert annex(unchanged).paragraphs[0].text.startswith("No numbered paragraph is different")
    second = make({**TEXTS, "d.txt": LATER})
    assert verify_files(second.files.files) == []
    new = [row for row in concordance(second) if row[2] == "new"]
    assert new
    numbers = {p.n for p in second.files.outcome("public/").paragraphs if p.n}
    was = {p.n for p in first.files.outcome("public/").paragraphs if p.n}
    told = "".join(row[0] for row in concordance(second))
    assert all(str(n) in told or "–" in told for n in numbers)
    assert any("C-0004" in row[3] for row in concordance(second))
    assert len(was) < len(numbers)


def test_the_same_snapshot_gives_the_same_bytes_after_a_publication_too(make: Make) -> None:
    run = make(TEXTS)
    before = run.files.manifest.snapshot
    published(run)
    one, two = run.again(), run.again()
    assert fixed(one) == fixed(two)
    assert one.files.manifest.snapshot == two.files.manifest.snapshot != before


def test_annex_5_tells_nobody_of_what_is_not_for_everybody(make: Make, tmp_path: Path) -> None:
    inner = tmp_path / "forum" / "inner"
    inner.mkdir(parents=True)
    first = make(TEXTS, MEMBERS)
    published(first)
    (inner / "secret.txt").write_text("Only members may read that the treasurer has resigned.")
    second = first.again()
    assert verify_files(second.files.files) == []
    assert not any("C-0004" in cell for row in concordance(second) for cell in row)
    assert "C-0004" in second.files.files["ledger.csv"].decode()


def test_a_run_that_breaks_a_promise_is_not_published(make: Make) -> None:
    run = make(TEXTS)
    path = Path(str(run.result.folder)) / "public" / "outcome.html"
    path.write_text(path.read_text(encoding="utf-8") + "<p>More</p>", encoding="utf-8")
    with pytest.raises(UnusableForum, match="digest is not the manifest's"):
        published(run)
    with open_store(run.forum) as store:
        assert versions(store) == ()


def test_what_is_no_run_of_this_forum_is_not_published(make: Make, tmp_path: Path) -> None:
    run = make(TEXTS)
    folder = Path(str(run.result.folder))
    with pytest.raises(UnusableForum, match="A dry run leaves none"):
        publish_run(run.forum, tmp_path, Asked(label="Draft I", by="A"), datetime.now(UTC))
    other = tmp_path / "other"
    shutil.copytree(run.forum, other, ignore=shutil.ignore_patterns(".bpforum"))
    with pytest.raises(UnusableForum, match="not made from this forum's store"):
        publish_run(other, folder, Asked(label="Draft I", by="A"), datetime.now(UTC))
    toml = (other / "forum.toml").read_text(encoding="utf-8")
    (other / "forum.toml").write_text(toml.replace('"small"', '"other"'), encoding="utf-8")
    with pytest.raises(UnusableForum, match="another forum's run"):
        publish_run(other, folder, Asked(label="Draft I", by="A"), datetime.now(UTC))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["label"] = "Final"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(UnusableForum, match="its manifest was"):
        published(run, "Final")


def test_a_document_is_published_once_and_withdrawn_by_a_new_decision(make: Make) -> None:
    run = make(TEXTS)
    one = published(run)
    with pytest.raises(UnusableForum, match="published as v1 already"):
        published(run, "Final")
    later = datetime.now(UTC) + timedelta(days=9)
    with open_store(run.forum) as store:
        extended = decide_on(store, "v1", later, "A", "asked for", datetime.now(UTC))
        assert extended.extensions[-1].closes == later
        gone = decide_on(store, "v1", False, "A", "a name stood in it", datetime.now(UTC))
        assert not gone.stands
        with pytest.raises(UnusableForum, match="was withdrawn before"):
            decide_on(store, "v1", False, "A", "again", datetime.now(UTC))
        with pytest.raises(UnusableForum, match="no published version 'v2'"):
            decide_on(store, "v2", False, "A", "no", datetime.now(UTC))
        assert [one.id for one in versions(store)] == ["v1"]
        assert store.verify_chain() is None
    assert concordance(run.again()) == ()
    two = published(make({**TEXTS, "d.txt": LATER}))
    assert (two.id, two.n) == ("v2", 2)
    assert one.seal != two.seal


def clear_all(run: Compiled) -> list[str]:
    names = []
    for section in run.files.outcome().sections:
        if is_to_be_cleared(section):
            decide(run, "clear", section.id, {"seal": section_seal(section)}, "A. Coordinator")
            names.append(section.id)
    return names


def test_only_a_document_that_is_cleared_to_the_last_section_has_its_label(make: Make) -> None:
    run = make(TEXTS)
    names = clear_all(run)
    cleared = run.again(label="Draft I")
    assert verify_files(cleared.files.files) == []
    for view in ("", "public/"):
        outcome = cleared.files.outcome(view)
        assert outcome.cover.label == "Draft I"
        assert "Draft I," in next(p.text for p in outcome.paragraphs if p.id == "status_citation")
    with pytest.raises(UnusableForum, match="the document says 'Draft I'"):
        published(cleared, "Final")
    assert published(cleared).printed == "Draft I"
    # What is new is not cleared, though the section was.
    grown = make({**TEXTS, "d.txt": LATER}, label="Draft II")
    assert grown.files.outcome().cover.label == "Compilation of inputs: working document"
    assert any("reads otherwise than when it was cleared" in x for x in grown.result.attention)
    decide(cleared, "clear", names[0], False, "A. Coordinator")
    taken_back = cleared.again(label="Draft I")
    assert taken_back.files.outcome().cover.label != "Draft I"


def test_the_command_publishes_and_says_what_it_published(make: Make) -> None:
    run = make(TEXTS)
    folder = str(Path(str(run.result.folder)).parent)
    arguments = ["publish", folder, "--label", "Draft I", "--by", "A", "--closes", "2036-12-06"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "published as v1: Compilation of inputs" in done.stdout
    closing = ["decide", str(run.forum), "--kind", "publish", "--target", "v1", "--by", "A"]
    value = '{"closes": "2036-12-20T23:59:00Z"}'
    assert CliRunner().invoke(app, [*closing, "--value", value, "--why", "asked"]).exit_code == 0
    forged = json.dumps({"label": "Final", "printed": "Final", "run": "r", "seal": "0" * 64,
                         "opens": "2026-12-20T23:59:00Z"})  # fmt: skip
    refused = CliRunner().invoke(app, [*closing, "--value", forged])
    assert refused.exit_code != 0
    with open_store(run.forum) as store:
        [version] = versions(store)
    assert version.closes == datetime(2036, 12, 6, 23, 59, 59, tzinfo=UTC)
    assert version.extensions[0].reason == "asked"
    assert CliRunner().invoke(app, ["verify", "--store", str(run.forum)]).exit_code == 0
