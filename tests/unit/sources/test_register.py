"""What a folder's register says of its files."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.errors import UnusableForum
from bpforum.sources import Source
from models.ids import digest
from models.submission import Received

Opened = Callable[..., Source]


@pytest.fixture
def collected(tmp_path: Path, inbox: Path, folder_source: Opened) -> Callable[..., list[Received]]:
    """Collects from an inbox with a.txt and sub/b.eml, under a register of these lines."""
    (inbox / "sub").mkdir()
    (inbox / "a.txt").write_text("a")
    (inbox / "sub" / "b.eml").write_text("b")

    def collect(register: str, **config: object) -> list[Received]:
        (tmp_path / "register.csv").write_text(register, encoding="utf-8")
        return list(folder_source(register="register.csv", **config).collect())

    return collect


def test_a_line_tells_who_and_when_and_how(collected: Callable[..., list[Received]]) -> None:
    one, other = collected(
        "path,received_at,Name,organisation,stakeholder_group,consent,channel,audience,notes\n"
        "a.txt,2026-05-03 14:22, Zoë ,Asociación,Civil society,without my name,by hand,,call her\n",
        timezone="America/Bogota",
    )
    assert one.received_at == datetime(2026, 5, 3, 19, 22, tzinfo=UTC)
    assert one.channel == "by hand"
    assert one.fields == {
        "received_at": "2026-05-03 14:22", "name": "Zoë", "organisation": "Asociación",
        "stakeholder_group": "Civil society", "consent": "without my name",
    }  # fmt: skip
    assert (other.fields, other.channel, other.trouble) == ({}, "mail", "")


@pytest.mark.parametrize("path", ["sub/b.eml", "./sub/b.eml", r"sub\b.eml", " sub/b.eml "])
def test_a_path_is_known_however_it_is_written(
    collected: Callable[..., list[Received]], path: str
) -> None:
    assert collected(f"path,name\n{path},Ann\n")[1].fields == {"name": "Ann"}


def test_headers_may_be_in_any_language_where_they_are_mapped(
    collected: Callable[..., list[Received]],
) -> None:
    items = collected("Archivo;Nombre\na.txt;Ann\n", columns={"path": "archivo", "name": "Nombre"})
    assert items[0].fields == {"name": "Ann"}


def test_a_line_without_its_file_is_reported(collected: Callable[..., list[Received]]) -> None:
    lost, nameless = collected("path,name\ngone.txt,Ann\n,Bo\n")[2:][::-1]
    if lost.external_id != "gone.txt":
        lost, nameless = nameless, lost
    assert (lost.external_id, lost.fields) == ("gone.txt", {"name": "Ann"})
    assert "in line 2, but the folder does not have it" in lost.trouble
    assert nameless.trouble == "Line 3 of the register names no file."


def test_two_lines_that_differ_are_for_a_person_to_settle(
    collected: Callable[..., list[Received]],
) -> None:
    one, other = collected("path,name\na.txt,Ann\nsub/b.eml,Bo\na.txt,Eve\nsub/b.eml,Bo\n")
    assert "two things of this file, in lines 2 and 4" in one.trouble
    assert (other.trouble, other.fields) == ("", {"name": "Bo"})


def test_an_embargo_is_read_in_the_forums_time_zone(
    collected: Callable[..., list[Received]],
) -> None:
    one, other = collected(
        "path,embargo_until\na.txt,2026-12-01\nsub/b.eml,after the vote\n", timezone="Asia/Tokyo"
    )
    assert one.fields["embargo_until"] == "2026-11-30T15:00:00+00:00"
    assert "'after the vote' cannot be understood" in other.trouble


def test_a_day_is_read_in_the_order_of_the_registers_other_days(
    collected: Callable[..., list[Received]],
) -> None:
    one, other = collected("path,received_at\na.txt,03/09/2026\nsub/b.eml,14/09/2026 10:00\n")
    assert one.received_at.isoformat() == "2026-09-03T00:00:00+00:00"
    assert other.received_at.isoformat() == "2026-09-14T10:00:00+00:00"
    alone, _ = collected("path,received_at\na.txt,03/09/2026\n")
    assert "not understood" in alone.fields["received_at_problem"]


def test_the_register_is_no_contribution_and_its_digest_is_told(
    inbox: Path, folder_source: Opened
) -> None:
    (inbox / "log.csv").write_text("path\n")
    source = folder_source(register="log.csv")
    assert list(source.collect()) == []
    assert source.containers() == {"log.csv": digest(b"path\n")}


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ("file,name\na.txt,Ann\n", "has no column 'path'; its columns are file, name"),
        ("path,name,Name\na.txt,,\n", None),
        ("path,path\na.txt,\n", "the column 'path' 2 times"),
        ("", "has no column 'path'; its columns are none"),
    ],
)
def test_a_register_that_cannot_be_used_says_why(
    collected: Callable[..., list[Received]], register: str, said: str | None
) -> None:
    if said is None:  # `name` is written exactly so once
        assert len(collected(register)) == 2
        return
    with pytest.raises(UnusableForum, match=said):
        collected(register)


def test_a_register_that_is_not_there_is_named(folder_source: Opened) -> None:
    with pytest.raises(UnusableForum, match=r"sources\.inbox\.register: .*'log.csv'"):
        folder_source(register="log.csv")
