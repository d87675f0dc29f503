"""What a folder hands over: every file, once, in order, and never anything outside it."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.errors import UnusableForum
from bpforum.readers.guard import MOST_BYTES
from bpforum.sources import Source
from models.ids import digest
from models.submission import Received
from tests.builders.ole import compound, filetime, outlook
from tests.builders.zips import zipped

Opened = Callable[..., Source]
ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(os.name == "nt", reason="links, pipes and bytes in names need POSIX")


def _names(source: Source) -> list[str]:
    return [item.external_id for item in source.collect()]


def _troubled(source: Source) -> dict[str, str]:
    return {item.external_id: item.trouble for item in source.collect() if item.trouble}


def _one(source: Source) -> Received:
    (item,) = source.collect()
    return item


def test_files_come_in_the_order_of_their_paths_with_their_bytes(
    inbox: Path, folder_source: Opened
) -> None:
    for name in ("b.txt", "a/z.eml", "a/b/c.docx", "Z.md"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(name.encode())
    items = list(folder_source().collect())
    assert [item.external_id for item in items] == ["Z.md", "a/b/c.docx", "a/z.eml", "b.txt"]
    assert [item.data.decode() for item in items] == [item.external_id for item in items]
    assert [item.channel for item in items] == ["file", "file", "mail", "file"]
    assert items[2].media_type == "message/rfc822"


@pytest.mark.parametrize("within", [False, True])
def test_a_saved_mail_came_when_it_says_it_was_sent(
    inbox: Path, folder_source: Opened, within: bool
) -> None:
    sent = datetime(2016, 9, 5, 10, tzinfo=UTC)
    mails = {
        "a.eml": b"From: Ann <a@x.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\n\nYes.\n",
        "b.msg": compound(outlook(words={0x1000: "Yes."}, numbers={0x0039: filetime(sent)})),
    }
    if within:
        (inbox / "mails.zip").write_bytes(zipped(mails))
    for name, data in () if within else mails.items():
        (inbox / name).write_bytes(data)
    assert [(one.received_at, one.channel) for one in folder_source().collect()] == [
        (sent, "mail"), (sent, "mail")
    ]  # fmt: skip


def test_an_empty_folder_hands_over_nothing(folder_source: Opened) -> None:
    assert _names(folder_source()) == []


def test_collecting_twice_hands_over_the_same(inbox: Path, folder_source: Opened) -> None:
    (inbox / "a.txt").write_text("a")
    (inbox / "empty.txt").write_bytes(b"")
    assert list(folder_source().collect()) == list(folder_source().collect())


def test_what_programs_leave_about_is_no_contribution(inbox: Path, folder_source: Opened) -> None:
    for name in (".hidden", ".DS_Store", "~$letter.docx", "Thumbs.db", "desktop.ini",
                 ".git/config", "__MACOSX/._a.txt", ".~lock.a.odt#", "kept~.txt"):  # fmt: skip
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_text("x")
    assert _names(folder_source()) == ["kept~.txt"]


def test_a_file_came_when_it_was_last_changed(inbox: Path, folder_source: Opened) -> None:
    (inbox / "a.txt").write_text("a")
    os.utime(inbox / "a.txt", (1_700_000_000, 1_700_000_000))
    assert _one(folder_source()).received_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_name_is_normalised(inbox: Path, folder_source: Opened) -> None:
    (inbox / "e\u0301te\u0301.txt").write_text("a")
    assert _names(folder_source()) == ["été.txt"]


def test_a_file_over_the_limit_is_quarantined_unread(inbox: Path, folder_source: Opened) -> None:
    with (inbox / "film.mp4").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with (inbox / "just.bin").open("wb") as file:
        file.truncate(MOST_BYTES)
    film, just = folder_source().collect()
    assert "larger than 50 MB" in film.trouble
    assert film.data == b""
    assert (just.trouble, len(just.data)) == ("", MOST_BYTES)


@posix
def test_links_out_of_the_folder_are_reported_and_not_followed(
    tmp_path: Path, inbox: Path, folder_source: Opened
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "more.txt").write_text("secret")
    (inbox / "real.txt").write_text("real")
    (inbox / "to-secret.txt").symlink_to(tmp_path / "secret.txt")
    (inbox / "to-folder").symlink_to(tmp_path / "elsewhere")
    (inbox / "round").symlink_to(inbox / "round")
    (inbox / "nowhere.txt").symlink_to(tmp_path / "gone")
    (inbox / "within.txt").symlink_to(inbox / "real.txt")
    (inbox / "self").symlink_to(inbox)
    items = list(folder_source().collect())
    assert set(_troubled(folder_source())) == {
        "nowhere.txt", "round", "to-folder", "to-secret.txt",
    }  # fmt: skip
    assert {item.external_id: item.data for item in items if not item.trouble} == {
        "real.txt": b"real", "within.txt": b"real",
    }  # fmt: skip


@posix
def test_a_pipe_does_not_stop_the_collecting(inbox: Path, folder_source: Opened) -> None:
    os.mkfifo(inbox / "pipe")
    assert "not a regular file" in _troubled(folder_source())["pipe"]


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such names")
def test_a_name_that_is_not_utf8_is_told_apart(inbox: Path, folder_source: Opened) -> None:
    for name in (b"a\xe9.txt", b"a\xe8.txt"):
        (Path(os.fsdecode(os.fsencode(inbox) + b"/" + name))).write_text("a")
    assert _names(folder_source()) == [r"a\xe8.txt", r"a\xe9.txt"]


@posix
def test_what_may_not_be_read_is_reported_and_the_rest_goes_on(inbox: Path) -> None:
    (inbox / "closed").mkdir()
    (inbox / "closed" / "a.txt").write_text("a")
    (inbox / "locked.txt").write_text("a")
    (inbox / "open.txt").write_text("a")
    (inbox / "locked.txt").chmod(0)
    (inbox / "closed").chmod(0)
    program = (
        "import os, sys, json; from pathlib import Path\n"
        "from zoneinfo import ZoneInfo; from bpforum.sources import open_source\n"
        "from models.forum import SourceConfig; ZoneInfo('UTC')\n"
        # Permissions do not hold for the superuser.
        "os.getuid() or (os.setgid(65534), os.setuid(65534))\n"
        "config = SourceConfig(id='inbox', kind='folder', path='inbox')\n"
        "items = open_source(config, Path(sys.argv[1])).collect()\n"
        "print(json.dumps({item.external_id: item.trouble for item in items}))"
    )
    _let_through(inbox)
    try:
        told = subprocess.run(
            [sys.executable, "-c", program, str(inbox.parent)],
            check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        ).stdout  # fmt: skip
    finally:
        (inbox / "closed").chmod(0o700)
    refused = "permission denied. Allow bpforum to read it."
    assert refused in told.split("closed/")[1].split("locked.txt")[0]
    assert refused in told.split("locked.txt")[1].split("open.txt")[0]
    assert told.endswith('"open.txt": ""}\n')


def _let_through(inbox: Path) -> None:
    """pytest's folders are for their owner alone; another user has to get as far as the inbox."""
    for place in (inbox, *inbox.parents):
        if place.owner() == inbox.owner() and "pytest" in str(place):
            place.chmod(0o755)


def test_a_folder_that_is_not_there_says_where_to_mend_it(folder_source: Opened) -> None:
    with pytest.raises(UnusableForum, match=r"sources\.inbox\.path: .*missing does not exist"):
        folder_source(path="missing")


def test_a_file_is_no_folder(inbox: Path, folder_source: Opened) -> None:
    (inbox / "a.txt").write_text("a")
    with pytest.raises(UnusableForum, match="is a file"):
        folder_source(path="inbox/a.txt")


@pytest.mark.parametrize("path", [".", "..", "inbox/.."])
def test_a_source_may_not_hold_the_forum_itself(folder_source: Opened, path: str) -> None:
    with pytest.raises(UnusableForum, match="holds the forum itself"):
        folder_source(path=path)


def test_a_folder_may_lie_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, folder_source: Opened
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "a.txt").write_text("a")
    assert _names(folder_source(path=str(elsewhere))) == ["a.txt"]


def test_an_archive_in_the_folder_is_what_is_in_it_and_its_digest_is_kept(
    inbox: Path, folder_source: Opened
) -> None:
    data = zipped({"b.txt": b"b", "a/c.txt": b"c"})
    (inbox / "late.zip").write_bytes(data)
    (inbox / "cut.zip").write_bytes(data[:-30])
    (inbox / "z.txt").write_text("z")
    source = folder_source()
    assert _names(source) == ["cut.zip", "late.zip/b.txt", "late.zip/a/c.txt", "z.txt"]
    assert source.containers() == {"late.zip": digest(data)}
    assert "damaged or cut off" in _troubled(source)["cut.zip"]


def test_the_register_speaks_of_an_archive_and_of_each_thing_in_it(
    tmp_path: Path, inbox: Path, folder_source: Opened
) -> None:
    (inbox / "x.zip").write_bytes(zipped({"a.txt": b"a", "b.txt": b"b"}))
    (tmp_path / "register.csv").write_text(
        "path,organisation,title,received_at\n"
        "x.zip,Network,All,2016-10-01\nx.zip/b.txt,Union,Ours,\nx.zip/gone.txt,Nobody,,\n"
    )
    a, b, gone = folder_source(register="register.csv").collect()
    assert a.fields["organisation"] == "Network"
    assert (b.fields["organisation"], b.fields["title"]) == ("Union", "Ours")
    assert a.received_at == b.received_at == datetime(2016, 10, 1, tzinfo=UTC)
    assert "does not have it" in gone.trouble
