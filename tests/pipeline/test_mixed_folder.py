"""A folder of 300 mixed files, 30 of them broken or hostile: each is a line in the ledger."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from bpforum.bounded import Limits
from bpforum.readers.read import read_submissions
from bpforum.settings import load_settings
from tests.builders.ole import compound, outlook
from tests.builders.word import dele, docx, ins, p
from tests.builders.workbook import xlsx
from tests.builders.zips import squeezed, zipped
from tests.security.test_hostile_files import READ, REFUSED, noise

ROOT = Path(__file__).parents[2]
FILES, HOSTILE = 300, 30
SUBJECTS = ("towers", "licences", "training", "tariffs", "spectrum", "repairs", "exchanges")
PEOPLE = ("villages", "regulators", "operators", "schools", "cooperatives", "islands")
WORK = """
import resource, sys, time
from pathlib import Path
from bpforum.pipeline import collect_only
counts = collect_only(Path(sys.argv[1]), lambda message: None)
print(counts[0].received, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def words(n: int) -> str:
    subject, people = SUBJECTS[n % len(SUBJECTS)], PEOPLE[n % len(PEOPLE)]
    return (
        f"In our experience {subject} decide whether {people} stay connected, and contribution {n} "
        f"shows how {people} that share {subject} spend {n + 3} per cent less in their year {n}."
    )


def mail(n: int, attached: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = f"Sender {n} <sender{n}@example.org>"
    message["Subject"] = f"Contribution {n}"
    message["Date"] = "Mon, 05 Sep 2016 10:00:00 +0000"
    message["Message-ID"] = f"<m{n}@example.org>"
    message.set_content(words(n))
    for name, data in attached.items():
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()


def page(n: int) -> bytes:
    return f"<html><body><h1>View {n}</h1><p>{words(n)}</p></body></html>".encode()


def report(n: int) -> bytes:
    return docx(p(f"View {n}") + p(words(n), ins(" And it grows."), dele(" And it shrinks.")))


def captions(n: int) -> bytes:
    return f"WEBVTT\n\n00:01.000 --> 00:09.000\n<v Speaker {n}>{words(n)}\n".encode()


def box(n: int) -> bytes:
    return b"".join(
        b"From x Mon Sep  5 10:00:00 2016\n" + mail(1000 * k + n, {}) + b"\n" for k in (1, 2)
    )


# What is built, its suffix, and of how many submissions it consists.
GOOD: tuple[tuple[str, Callable[[int], bytes], int], ...] = (
    (".txt", lambda n: words(n).encode(), 1),
    (".html", page, 1),
    (".docx", report, 1),
    (".eml", lambda n: mail(n, {}), 1),
    (".eml", lambda n: mail(n, {"a.docx": report(n + 2000), "b.txt": words(n + 3000).encode()}), 3),
    (".zip", lambda n: zipped({"a.txt": words(n).encode(), "b/c.html": page(n + 4000)}), 2),
    (".mbox", box, 2),
    (".msg", lambda n: compound(outlook(words={0x37: f"View {n}", 0x1000: words(n)})), 1),
    (".xlsx", lambda n: xlsx([["Organisation", "Comment"], [f"Body {n}", words(n)]]), 1),
    (".vtt", captions, 1),
    (".md", lambda n: f"# View {n}\n\n{words(n)}\n".encode(), 1),
)


def hostile() -> dict[str, tuple[str, bytes]]:
    """What it is → its suffix and bytes."""
    found = {what: (Path(name).suffix, build()) for what, (name, build, _) in REFUSED.items()}
    for what in ("On On On", "a page of open comments", "a tower of accents"):
        name, build = READ[what]
        found[what] = (Path(name).suffix, build())
    found["an archive of zeros"] = (".zip", squeezed(200 * 2**20))
    found["noise as an archive"] = (".zip", b"PK\x03\x04" + noise(2_000))
    found["noise as a message"] = (".msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(4_000))
    found["noise as a PDF"] = (".pdf", b"%PDF-1.7\n" + noise(20_000))
    found["half a million captions"] = (".vtt", b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\nx\n\n"
                                        * 500_000)  # fmt: skip
    found["a sheet that is none"] = (".xlsx", zipped({"xl/workbook.xml": b"<x/>"}))
    return found


@pytest.fixture(scope="module")
def dangers() -> dict[str, tuple[str, bytes]]:
    return hostile()


@pytest.mark.slow
def test_each_hostile_file_ends_within_the_limits_that_are_set(
    dangers: dict[str, tuple[str, bytes]],
) -> None:
    settings = load_settings()
    assert (settings.reader_memory_mb, settings.reader_seconds) == (512, 10)
    limits = Limits(memory=512 * 2**20, cpu_seconds=10, wall_seconds=30)
    took = {}
    for what, (suffix, data) in dangers.items():
        started = time.monotonic()
        [_] = read_submissions([("x", f"x{suffix}", data, {})], limits=limits)
        took[what] = time.monotonic() - started
    slow = {what: round(seconds, 1) for what, seconds in took.items() if seconds > 30}
    assert not slow


@pytest.mark.slow
def test_every_file_and_every_attachment_is_a_line_and_the_parent_stays_small(
    tmp_path: Path, dangers: dict[str, tuple[str, bytes]]
) -> None:
    assert len(dangers) == HOSTILE
    forum = tmp_path / "forum"
    inbox = forum / "inbox"
    inbox.mkdir(parents=True)
    (forum / "forum.toml").write_text(
        '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n'
        '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n',
        encoding="utf-8",
    )
    expected = 0
    for n in range(FILES - HOSTILE):
        suffix, build, things = GOOD[n % len(GOOD)]
        (inbox / f"good-{n:03d}{suffix}").write_bytes(build(n))
        expected += things
    for n, (suffix, data) in enumerate(dangers.values()):
        (inbox / f"bad-{n:02d}{suffix}").write_bytes(data)
        expected += 1
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(forum)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    _, megabytes = map(int, done.stdout.split())
    assert megabytes < 1024
    subprocess.run(
        [sys.executable, "-c", "from bpforum.cli import main; main()", "compile", str(forum),
         "--out", str(tmp_path / "out")],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    run = next(path for path in (tmp_path / "out").iterdir() if path.is_dir())
    lines = list(csv.DictReader((run / "ledger.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == expected
    bad = [line for line in lines if line["external_id"].startswith("bad-")]
    assert len(bad) == HOSTILE
    assert all(line["reason"] for line in bad if line["fate"] == "quarantined")
    good = [line for line in lines if line["external_id"].startswith("good-")]
    assert [line for line in good if line["fate"] in ("quarantined", "failed")] == []
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    suffixes = [GOOD[n % len(GOOD)][0] for n in range(FILES - HOSTILE)]
    archives = sum(suffix in (".zip", ".mbox", ".xlsx") for suffix in suffixes)
    assert len(manifest["containers"]) >= archives
