"""The example forum is what its README says it is; how it is compiled is tested elsewhere."""

import csv
import difflib
import email
import email.policy
import email.utils
import importlib.util
import io
import json
import mailbox
import re
import sys
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from models.forum import Forum, SourceConfig
from models.submission import Fate

EXAMPLES = Path(__file__).parents[3] / "examples"
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
FORUM = Forum.model_validate(tomllib.loads((EXAMPLES / "forum.toml").read_text(encoding="utf-8")))
FOLDERS = [source for source in FORUM.sources if source.kind == "folder"]
CALL = FORUM.calls[0]
UNOPENABLE = ("inbox/upload-interrupted.docx", "inbox/not-really-text.txt")
CONTAINERS = {
    "inbox/answers-by-spreadsheet.xlsx": 3,
    "inbox/federacion-de-altura.zip": 2,
    "inbox/networks-list.mbox": 3,
}
"""What holds several submissions, and how many."""
DECISIONS = [
    json.loads(line) for line in (EXAMPLES / "decisions.jsonl").read_text("utf-8").splitlines()
]


def table(heading: str) -> list[list[str]]:
    """The cells of the README's table under `heading`, without its two head lines."""
    part = README.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def received_files() -> list[str]:
    files = [
        path.relative_to(EXAMPLES).as_posix()
        for source in FOLDERS
        for path in (EXAMPLES / source.path).rglob("*")
        if path.is_file()
    ]
    return sorted(files)


def register(source_id: str) -> dict[str, dict[str, str]]:
    source = next(source for source in FOLDERS if source.id == source_id)
    assert source.register_file
    lines = (EXAMPLES / source.register_file).read_text(encoding="utf-8")
    return {line["path"]: line for line in csv.DictReader(io.StringIO(lines))}


def answers() -> list[dict[str, str]]:
    text = (EXAMPLES / "answers.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def mail(name: str) -> email.message.EmailMessage:
    data = (EXAMPLES / "inbox" / name).read_bytes()
    return email.message_from_bytes(data, policy=email.policy.default)


def received_at(name: str) -> datetime:
    """When the inbox's file `name` came: by the register, else by the mail's date."""
    written = register("inbox")[name]["received_at"]
    if written:
        return datetime.fromisoformat(written)
    if listed := mails_of_the_list().get(name):
        return email.utils.parsedate_to_datetime(listed["Date"])
    return email.utils.parsedate_to_datetime(str(mail(name)["Date"]))


def mails_of_the_list() -> dict[str, mailbox.mboxMessage]:
    """Those of the inbox's mailbox, by the name that each has as a submission."""
    box = mailbox.mbox(EXAMPLES / "inbox" / "networks-list.mbox", create=False)
    try:
        return {f"networks-list.mbox/{one['Message-ID'].strip('<>')}": one for one in box}
    finally:
        box.close()


def body(name: str) -> str:
    """What a person wrote in a text or mail of the inbox, without masthead."""
    if name.endswith(".eml"):
        part = mail(name).get_body(("plain",))
        assert part is not None
        return str(part.get_content())
    text = (EXAMPLES / "inbox" / name).read_text(encoding="utf-8")
    return text.split("\n\n", 1)[1] if text.startswith("Title:") else text


def raw_text(path: Path) -> str:
    """Everything that can be read in a file, also what no reader should show."""
    if path.suffix in (".docx", ".xlsx", ".zip"):
        with zipfile.ZipFile(path) as word:
            return "\n".join(word.read(name).decode("utf-8", "replace") for name in word.namelist())
    if path.suffix == ".eml":
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        return "\n".join(str(p.get_content()) for p in message.walk() if not p.is_multipart())
    data = path.read_bytes()
    if data.startswith(b"\xff\xfe"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    path = EXAMPLES / "build_documents.py"
    spec = importlib.util.spec_from_file_location("build_documents", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        # The forum folder is also a fixture of others: leave no compiled file in it.
        patch.setattr(sys, "dont_write_bytecode", True)
        patch.syspath_prepend(str(EXAMPLES))
        spec.loader.exec_module(module)
    return module


def test_the_readme_lists_every_file_that_is_received_once() -> None:
    listed = [name for row in table("What is in it") for name in quoted(row[0])]

    assert sorted(listed) == sorted(
        [*received_files(), "answers.csv", "inbox/2026-08-20-see-attached.eml/coastal-corridor.txt"]
    )


def test_the_readme_names_only_fates_that_there_are() -> None:
    fates = [fate for row in table("What is in it") for fate in quoted(row[2])]
    fates = [fate for fate in fates if fate not in ("public/", "110", "109")]

    assert set(fates) <= set(get_args(Fate))
    assert all(row[2] for row in table("What is in it"))


def test_the_readme_counts_what_is_received() -> None:
    counts = {source.path: 0 for source in FOLDERS}
    for name in received_files():
        counts[name.split("/")[0]] += 1
    inbox = counts["inbox"] + sum(CONTAINERS.values()) - len(CONTAINERS) + 1
    total = sum(counts.values()) - counts["inbox"] + inbox + len(answers())

    assert f"In all {total} things" in README
    assert f"The inbox has {counts['inbox']} files" in README
    assert f"which makes {inbox}." in README
    assert f"{len(answers())} survey rows, {counts['notes']} notes, 2 transcripts" in README


def test_containers_hold_what_is_counted() -> None:
    with zipfile.ZipFile(EXAMPLES / "inbox" / "federacion-de-altura.zip") as archive:
        files = archive.namelist()
    with zipfile.ZipFile(EXAMPLES / "inbox" / "answers-by-spreadsheet.xlsx") as workbook:
        rows = workbook.read("xl/worksheets/sheet1.xml").count(b"<row>") - 1
    messages = len(mails_of_the_list())

    assert [rows, len(files), messages] == list(CONTAINERS.values())


@pytest.mark.parametrize("source", FOLDERS, ids=lambda source: source.id)
def test_every_file_has_a_time_of_arrival_that_does_not_come_from_the_disk(
    source: SourceConfig,
) -> None:
    lines = register(source.id)
    within = [name for name in lines if "/" in name]

    assert within == (list(mails_of_the_list()) if source.id == "inbox" else [])
    assert sorted(set(lines) - set(within)) == sorted(
        path.name for path in (EXAMPLES / source.path).iterdir()
    )
    for name, line in lines.items():
        if line["received_at"]:
            assert datetime.fromisoformat(line["received_at"]).tzinfo
        elif name.endswith(".eml"):
            assert mail(name)["Date"]
        else:
            assert all(one["Date"] for one in mails_of_the_list().values())


def test_one_file_comes_in_the_grace_minutes_and_four_after_them() -> None:
    assert CALL.last_close
    minutes = {
        name: (received_at(name) - CALL.last_close).total_seconds() / 60
        for name in register("inbox")
        if name != "networks-list.mbox" and received_at(name) > CALL.last_close
    }

    in_grace = {name for name, late in minutes.items() if late <= CALL.grace_minutes}
    assert in_grace == {"baltic-regional-agency.txt"}
    assert set(minutes) - in_grace == {
        "caribbean-spectrum-office.txt", "2026-09-22-kanopi.eml",
        "proposal-one-form.docx", "proposal-mast-heights.txt",
    }  # fmt: skip
    assert [one.late_policy for one in CALL.deadlines] == ["refuse"]


def test_the_survey_has_an_id_that_comes_twice_and_empty_answers() -> None:
    ids = [row["ID"] for row in answers()]

    assert sorted({one for one in ids if ids.count(one) > 1}) == ["109"]
    assert any(not row["q1"] for row in answers())
    assert all(datetime.fromisoformat(row["created"]).tzinfo for row in answers())


def test_the_survey_has_the_columns_that_the_forum_maps() -> None:
    survey = next(source for source in FORUM.sources if source.id == "survey")

    assert {*survey.columns.values(), *survey.questions.values()} == set(answers()[0])
    assert set(survey.questions) == {question.id for question in CALL.questions}


def test_all_five_stakeholder_groups_write() -> None:
    inbox = "\n".join(
        (EXAMPLES / name).read_bytes().decode("cp1252", "replace")
        for name in received_files()
        if name.startswith("inbox/")
    )
    groups = [line["stakeholder_group"] for line in register("inbox").values()]
    for words in ("Stakeholder group", "Grupo", "Groupe "):
        groups += re.findall(rf"^{words}: (.+?)\s*$", inbox, re.MULTILINE)
    translated = {
        "Sociedad civil": "Civil society",
        "Société civile": "Civil society",
        "Gobierno": "Government",
        "Secteur privé": "Private sector",
    }
    counted = [translated.get(group, group) for group in groups if group]

    assert {group for group in counted if counted.count(group) >= 4} == {
        "Civil society",
        "Government",
        "Intergovernmental organisation",
        "Private sector",
        "Technical community",
    }


def test_the_sessions_show_every_rule_of_attribution() -> None:
    assert [session.attribution for session in FORUM.sessions] == [
        "named",
        "affiliation",
        "stakeholder_group",
        "none",
        "named",
        "none",
    ]


def test_the_campaign_is_one_letter_with_small_edits() -> None:
    row = next(row for row in table("What is in it") if "a campaign" in row[1])
    letters = [body(name.removeprefix("inbox/")).split() for name in quoted(row[0])]

    assert len(letters) == 6
    assert len({" ".join(letter) for letter in letters}) == 6
    for letter in letters[1:]:
        assert difflib.SequenceMatcher(a=letters[0], b=letter, autojunk=False).ratio() > 0.8


def test_the_text_that_came_twice_is_the_same(builder: ModuleType) -> None:
    source = builder.read_source(EXAMPLES / "plain" / "highlands-circle.md")

    assert source.body.split() == body("2026-08-12-highlands-circle.eml").split()


def test_the_wrapped_text_divides_words_at_line_ends() -> None:
    lines = body("open-exchange-rhine.txt").splitlines()

    assert max(map(len, lines)) <= 72
    assert sum(line.endswith("-") for line in lines) >= 4


def test_the_pdf_divides_words_at_the_ends_of_lines_and_of_a_page(builder: ModuleType) -> None:
    source = builder.read_source(EXAMPLES / "plain" / "kettle-hill-electricity.txt")
    first, second = source.body.split("---\n")

    assert first.endswith("Regis-\n")
    assert second.startswith("ters ")
    assert sum(line.endswith("-") for line in source.body.splitlines()) >= 4


def test_the_transcription_says_what_the_scan_says(builder: ModuleType) -> None:
    source = builder.read_source(EXAMPLES / "plain" / "vaitoa-radiogram.txt")
    [decision] = [one for one in DECISIONS if one["kind"] == "transcribe"]
    value = decision["value"]

    for paragraph in value["text"].split("\n\n"):
        assert paragraph.upper() in " ".join(source.body.split())
    assert value["author"] != value["second_reader"]


def test_every_letter_of_the_scan_has_a_drawing(builder: ModuleType) -> None:
    source = builder.read_source(EXAMPLES / "plain" / "vaitoa-radiogram.txt")
    letters = builder.read_letters(EXAMPLES / "plain" / "typewriter.txt")

    assert set("".join(source.body.split())) <= set(letters)
    assert {tuple(map(len, rows)) for rows in letters.values()} == {(5,) * 7}


def test_the_readme_tells_every_decision() -> None:
    told = [quoted(row[0])[0] for row in table("What people have decided")]

    assert sorted(told) == sorted(one["id"] for one in DECISIONS)
    assert all(one["by"] and one["why"] for one in DECISIONS)


def test_the_broken_files_are_broken() -> None:
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(EXAMPLES / "inbox" / "upload-interrupted.docx")
    assert (EXAMPLES / "inbox" / "empty.txt").read_bytes() == b""
    assert b"\x00" in (EXAMPLES / "inbox" / "not-really-text.txt").read_bytes()


def test_the_words_that_must_stay_out_of_public_stand_where_the_readme_says() -> None:
    for words, file, _ in table("What must never be found"):
        where = raw_text(EXAMPLES / quoted(file)[0])
        registered = register("inbox").get(Path(quoted(file)[0]).name, {})
        where += " ".join(registered.values())
        assert [word for word in quoted(words) if word not in where] == []


def test_the_words_that_must_stay_out_of_public_stand_nowhere_else() -> None:
    for words, file, _ in table("What must never be found"):
        others = "\n".join(
            raw_text(EXAMPLES / name)
            for name in ("answers.csv", *received_files())
            if name not in (quoted(file)[0], *UNOPENABLE)
        )
        assert [word for word in quoted(words) if word in others] == []


def test_addresses_and_numbers_belong_to_nobody() -> None:
    received = (EXAMPLES / name for name in received_files() if name not in UNOPENABLE)
    beside = (path for path in EXAMPLES.iterdir() if path.suffix in (".toml", ".md", ".csv"))
    text = "\n".join(raw_text(path) for path in [*received, *beside])
    hosts = set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
    numbers = re.findall(r"\+\d[\d ]{8,}", text)

    assert {".".join(host.split(".")[-2:]) for host in hosts} == {"example.org", "example.net"}
    assert numbers
    assert all(re.match(r"\+44 20 7946 0\d{3}|\+1 202 555 01\d\d", one) for one in numbers)


def test_what_is_built_is_built_of_its_plain_sources(builder: ModuleType) -> None:
    for name, data in builder.build(EXAMPLES).items():
        committed = (EXAMPLES / name).read_bytes()
        if name == "inbox/upload-interrupted.docx":
            assert committed.startswith(b"PK")
        elif name.endswith((".docx", ".xlsx")):
            # Parts, not bytes: another zlib or python-docx packs the same text differently.
            ours, theirs = (zipfile.ZipFile(io.BytesIO(one)) for one in (data, committed))
            for part in ("word/document.xml", "word/comments.xml", "xl/worksheets/sheet1.xml"):
                if part in theirs.namelist():
                    assert ours.read(part) == theirs.read(part), name
        else:
            assert data == committed, name


def test_building_twice_gives_the_same_bytes(builder: ModuleType) -> None:
    assert builder.build(EXAMPLES) == builder.build(EXAMPLES)


def test_the_whole_folder_is_small() -> None:
    files = [path for path in EXAMPLES.rglob("*") if path.is_file()]
    # After `make run` the forum's store lies there too.
    assert sum(p.stat().st_size for p in files if ".bpforum" not in p.parts) < 1_000_000
