"""Mail addresses, telephone numbers and postal addresses, by every way in, reach no output."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bpforum.cli import app
from tests.builders.loopback import Loopback, Reply
from tests.builders.ole import compound, outlook
from tests.builders.word import docx, p
from tests.builders.workbook import xlsx
from tests.builders.zips import zipped

MAIL, PHONE = "quill.canary@example.org", "+44 20 7946 0991"
SAID = (
    "Community networks need shared towers, since no village can pay for one alone and operators "
    "have little reason to build there"
)
WORDS = f"{SAID}. Write to {MAIL} or ring {PHONE} for the figures."
TOML = """
[forum]
id = "f"
title = "F"
cycle = "2026"
[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
[[sources]]
id = "survey"
kind = "csv"
path = "survey.csv"
columns = { text = "answer", name = "name" }
[[sources]]
id = "comments"
kind = "json"
url = "URL/comments"
items = "data"
columns = { external_id = "id", text_html = "body", name = "author" }
"""


def mail(n: int, attached: dict[str, bytes] | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = f"Quill Canary <{MAIL}>"
    message["To"] = MAIL
    message["Subject"] = f"Our view {n}, ring {PHONE}"
    message["Date"] = "Mon, 05 Sep 2016 10:00:00 +0000"
    message["Message-ID"] = f"<canary-{n}@example.org>"
    message.set_content(f"{WORDS} ({n})\n\n-- \nQuill Canary\n{MAIL}\n{PHONE}\n")
    for name, data in (attached or {}).items():
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()


def files() -> dict[str, bytes]:
    return {
        "a.txt": f"{WORDS} (txt)".encode(),
        "b.html": f"<p>{WORDS} (html) <a href='mailto:{MAIL}'>{MAIL}</a></p>".encode(),
        "c.docx": docx(
            p(f"{WORDS} (docx)"),
            comments=f'<w:comment w:id="0" w:author="{MAIL}">{p(f"Ring {PHONE}")}</w:comment>',
        ),
        "d.eml": mail(1, {"inner.zip": zipped({"e.txt": f"{WORDS} (zip in mail)".encode()})}),
        "f.mbox": b"".join(
            b"From x Mon Sep  5 10:00:00 2016\n" + mail(n).replace(b"\r\n", b"\n") + b"\n"
            for n in (2, 3)
        ),
        "g.msg": compound(outlook(words={0x37: "Our view", 0x1000: f"{WORDS} (msg)"})),
        "h.xlsx": xlsx([["Organisation", "Comment"], ["Canary Bay", f"{WORDS} (xlsx)"]]),
        "i.vtt": f"WEBVTT\n\n00:01.000 --> 00:09.000\n<v Quill Canary>{WORDS} (vtt)\n".encode(),
        "j.md": f"# Our view\n\n{WORDS} (md)\n".encode(),
        "broken.docx": b"PK\x03\x04" + MAIL.encode() + PHONE.encode(),
    }


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    folder = tmp_path / "forum"
    (folder / "inbox").mkdir(parents=True)
    for name, data in files().items():
        (folder / "inbox" / name).write_bytes(data)
    (folder / "survey.csv").write_text(
        f'name,e-mail,telephone,answer\nQ. Canary,{MAIL},{PHONE},"{WORDS} (csv)"\n',
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("as_json", [False, True])
def test_no_output_and_no_line_on_the_terminal_holds_them(
    forum: Path, tmp_path: Path, as_json: bool
) -> None:
    comment = {"id": 1, "body": f"<p>{WORDS} (json)</p>", "author": f"Q. Canary <{MAIL}>"}
    with Loopback() as server:
        server.route("/comments", Reply.json({"data": [comment]}))
        toml = TOML.replace("URL", server.url)
        (forum / "forum.toml").write_text(toml, encoding="utf-8")
        done = CliRunner().invoke(
            app,
            ["compile", str(forum), "--out", str(tmp_path / "out"), *["--json"] * as_json],
            catch_exceptions=False,
        )
    assert done.exit_code == 0, done.output
    run = next(path for path in (tmp_path / "out").iterdir() if path.is_dir())
    record = json.loads((run / "record.json").read_text(encoding="utf-8"))
    texts = [one["text"] for one in record["contributions"] + record["comments"]]
    assert sum(SAID in " ".join(text.split()) for text in texts) == 13, "each was read"
    assert sum("█" in text for text in texts) == 13, "and masked"
    for path in sorted(run.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            for secret in (MAIL, "quill.canary", PHONE, "7946 0991"):
                assert secret.encode() not in data, path
    for secret in (MAIL, "quill.canary", PHONE):
        assert secret not in done.output
