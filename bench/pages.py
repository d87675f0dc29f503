"""What the server spends on each page of a forum: 300 contributions, and 1,500 comments.

    python -m bench.pages [FOLDER] [--contributions 300] [--comments 1500]

Makes the forum where FOLDER has none, compiles it twice (before there are comments on its
paragraphs, and with them), leaves it where a FOLDER was named, publishes it, and files as many
comments on the published version by the API. Measured are CPU milliseconds of a request, the median
of nine, and the bytes of the answer, before it is packed and as it is sent. The words are those of
`bench/crowd.py`; whoever proposes a wording changes some words of the paragraph. A third of the
comments is answered before measuring.
"""

import argparse
import csv
import json
import re
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - seeded
from tempfile import TemporaryDirectory
from typing import Any

from bench.crowd import HEAD, Crowd, write_forum

_COLUMNS = (
    "external_id", "received_at", "text", "name", "organisation", "stakeholder_group", "country",
    "language", "consent", "audience", "kind", "about", "paragraph", "comment_type",
    "proposed_change", "rationale", "position", "in_reply_to",
)  # fmt: skip
_TYPES = ("general", "technical", "editorial", "editorial", "question")
_START = datetime(2026, 9, 1, tzinfo=UTC)


def make_forum(folder: Path, contributions: int = 300, comments: int = 1500) -> Path:
    """A forum of that size below `folder`, compiled; its newest run folder."""
    write_forum(folder, contributions)
    run = _compile(folder)
    draft = json.loads((run / "outcome.json").read_text(encoding="utf-8"))
    paragraphs = [
        (one["id"], one["text"])
        for section in draft["sections"] if not section["annex"]
        for one in section["paragraphs"] if one["role"] in ("body", "item") and one["n"]
    ]  # fmt: skip
    with (folder / "on-the-draft.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(_COLUMNS)
        write.writerows(_comments(paragraphs, comments))
    with (folder / "forum.toml").open("a", encoding="utf-8") as file:
        columns = ", ".join(f'{one} = "{one}"' for one in _COLUMNS)
        file.write(
            '\n[[sources]]\nid = "draft-comments"\nkind = "csv"\npath = "on-the-draft.csv"\n'
            f"columns = {{ {columns} }}\n"
        )
    return _compile(folder)


def _comments(paragraphs: list[tuple[str, str]], n: int) -> list[tuple[str, ...]]:
    chance, rows = Random(11), []
    for number, row in enumerate(Crowd(seed=3).rows(n), start=1):
        said = dict(zip(HEAD, row, strict=True))
        paragraph, text = chance.choice(paragraphs)
        kind = chance.choice(_TYPES)
        proposed = ""
        if kind == "editorial" or chance.random() < 0.3:
            words = text.split()[:60]
            words[chance.randrange(len(words))] = chance.choice(["clearly", "in part", ""])
            proposed = " ".join(words)
        if chance.random() < 0.02:
            paragraph = "th_gone_1_who"
        rows.append(
            (
                f"dc-{number}", (_START + timedelta(minutes=7 * number)).isoformat(), said["text"],
                said["name"], said["organisation"], said["group"], said["country"],
                said["language"], "full", "public", "comment", "Draft I", paragraph, kind,
                proposed, "it reads better" if proposed else "",
                chance.choice(["support", "oppose", "neutral", ""]),
                f"dc-{number - 1}" if number > 1 and chance.random() < 0.05 else "",
            )
        )  # fmt: skip
    return rows


def _compile(folder: Path) -> Path:
    from bpforum.pipeline import compile_forum
    from models.run import CompileRequest

    result = compile_forum(CompileRequest(folder=str(folder), out=f"{folder}-out"))
    return Path(str(result.folder))


OPEN = (
    ("home", "/"),
    ("practice form", "/practice"),
    ("session note, pick a session", "/note"),
    ("published draft", "/published/v1"),
    ("published draft, its text's last page", "{text_end}"),
    ("published draft, annex of contributions", "/published/v1/part/annex_1"),
    ("published draft, annex of contributions, last page", "{annex_1_end}"),
    ("published draft, annex of comments", "/published/v1/part/annex_2"),
    ("published draft, annex of comments, last page", "{annex_2_end}"),
    ("published draft, annex of balance", "/published/v1/part/annex_6"),
    ("published draft, a paragraph", "/published/v1/on/{on}"),
    ("published draft, the whole", "/published/v1/all/whole"),
    ("comment form", "/published/v1/comment?on={on}&scope=paragraph"),
    ("what became of a comment", "/comments/{filed}"),
    ("compendium", "/compendium"),
    ("comments to moderate", "/comments"),
    ("runs", "/runs"),
    ("set-up", "/setup"),
    ("people", "/people"),
    ("API: submissions, 50", "/api/v1/submissions"),
)
REVIEW = (
    ("inbox", "/review"),
    ("text, three panes", "/review/text?section={section}"),
    ("text, a paragraph with sources", "/review/text?paragraph={paragraph}"),
    ("themes", "/review/themes"),
    ("themes, last page", "/review/themes?theme={theme}&page=4"),
    ("comments, open", "/review/comments"),
    ("comments, editorial", "/review/comments?state=&type=editorial"),
    ("comments, answered", "/review/comments?state=answered"),
    ("one comment", "/review/comments/{comment}"),
    ("to confirm", "/review/confirm"),
    ("checks", "/review/checks"),
    ("checks of a section", "/review/checks?section={section}"),
    ("decisions", "/review/decisions"),
    ("a source in full", "/review/source/C-0001"),
    ("who is here", "/review/here"),
)


def measure(folder: Path, run: Path, comments: int) -> None:
    """Prints a table of pages, of an edit and of an answer."""
    from starlette.testclient import TestClient

    from bpforum.settings import Settings
    from bpforum.store import open_store
    from bpforum.web.app import make_app
    from bpforum.web.site import Site

    with open_store(folder) as store:
        site = Site(folder, store, Settings(sends_a_minute=100_000), outputs=run.parent)
        now = site.now()
        roles = ("administrator", "coordinator")
        account = store.accounts.invite("A. Coordinator", "", roles, at=now, by="bench")
        link = store.accounts.make_link(account.id, at=now, by="bench")
        client = TestClient(make_app(site), base_url="http://testserver", follow_redirects=False)
        token = _field(client.get("/").text, "form_token")
        client.post(f"/sign-in/{link}", data={"form_token": token, "next": "/"})
        began = time.process_time()
        client.get("/review/text")
        print(f"the index of the run, made once: {time.process_time() - began:.2f} CPU s\n")
        names = _names(client)
        bearer = {"authorization": f"Bearer {store.tokens.make(account.id, 'bench', at=now)}"}
        names |= _comment(client, bearer, run, comments)
        third = re.findall(r'id="(C-\d+)"', client.get("/review/comments").text)
        answer = {"form_token": token, "act": "dispose", "disposition": "noted"}
        spent = []
        for _ in range(int(names["comments"]) // 45):
            for reference in third:
                began = time.process_time()
                client.post(f"/review/comments/{reference}", data=answer)
                spent.append(time.process_time() - began)
            third = re.findall(r'id="(C-\d+)"', client.get("/review/comments").text)
        print("| page | CPU ms | kB | sent |\n|---|---|---|---|")
        for name, path in (*OPEN, *REVIEW):
            times, size, sent = [], 0, 0
            for _ in range(9):
                began = time.process_time()
                found = client.get(path.format(**names), headers=bearer)
                times.append(time.process_time() - began)
                size, sent = len(found.content), int(found.headers["content-length"])
                assert found.status_code == 200, (path, found.status_code)
            spent_on = 1000 * statistics.median(times)
            print(f"| {name} | {spent_on:.1f} | {size / 1000:.0f} | {sent / 1000:.0f} |")
        print(f"| an answer to a comment, recorded | {1000 * statistics.median(spent):.1f} | | |")
        edit = {"form_token": token, "act": "edit", "text": "New words."}
        times = []
        for _ in range(9):
            began = time.process_time()
            client.post(f"/review/paragraph/{names['paragraph']}", data=edit)
            times.append(time.process_time() - began)
        print(f"| an edit, recorded | {1000 * statistics.median(times):.1f} | | |")


def _comment(client: Any, bearer: dict[str, str], run: Path, n: int) -> dict[str, str]:
    """Publishes the run and files `n` comments on it; a paragraph and a comment of it."""
    asked = {"run": run.name, "label": "Draft I"}
    client.post("/api/v1/publications", json=asked, headers=bearer)
    began = time.process_time()
    client.get("/published/v1")
    print(f"the index of the version, made once: {time.process_time() - began:.2f} CPU s\n")
    text = client.get("/api/v1/publications/v1/outcome.json").json()
    numbered = [one["id"] for section in text["sections"] for one in section["paragraphs"]
                if one["n"] and not section["annex"]]  # fmt: skip
    chance, filed = Random(5), ""
    for number, row in enumerate(Crowd(seed=9).rows(n)):
        said = dict(zip(HEAD, row, strict=True))
        target = {"scope": "paragraph", "document": "v1", "paragraph": chance.choice(numbered)}
        filing = {
            "kind": "comment", "form": "bench", "consent": "full", "target": target,
            "filer": {"name": said["name"]}, "answers": [{"text": said["text"]}],
        }  # fmt: skip
        headers = {**bearer, "idempotency-key": f"bench-{number:020d}"}
        made = client.post("/api/v1/filings", json={"filing": filing}, headers=headers)
        filed = made.json()["receipt"]["reference"]
        decision = {"kind": "hold", "target": filed, "value": False}
        client.post("/api/v1/decisions", json=decision, headers=bearer)
    ends = {f"{part}_end": _last_page(client, part) for part in ("text", "annex_1", "annex_2")}
    return {"on": numbered[len(numbered) // 2], "filed": filed, **ends}


def _last_page(client: Any, part: str) -> str:
    """The address of the last page of a part of the draft."""
    first = "/published/v1" + ("" if part == "text" else f"/part/{part}")
    numbers = re.findall(rf'href="{first}\?page=(\d+)"', client.get(first).text)
    return f"{first}?page={max(map(int, numbers))}" if numbers else first


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _names(client: Any) -> dict[str, str]:
    """A section, paragraph, theme and comment that are there, and how many comments are open."""
    section = re.findall(r"section=(th_\w+)", client.get("/review/text").text)[0]
    page = client.get(f"/review/text?section={section}").text
    quote = re.findall(rf'id="p-({section}_p\w+)"', page)
    comments = client.get("/review/comments").text
    theme = re.findall(r"theme=(theme-\d+)", client.get("/review/themes").text)[0]
    return {
        "section": section, "paragraph": quote[0], "theme": theme,
        "comment": re.findall(r'id="(C-\d+)"', comments)[0],
        "comments": re.findall(r"(\d+) comments, in the order", comments)[0],
    }  # fmt: skip


def main() -> None:
    """Makes the forum, where there is none, and measures its pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--contributions", type=int, default=300)
    parser.add_argument("--comments", type=int, default=1500)
    asked = parser.parse_args()
    from bpforum.run_folder import latest

    with TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch) / "forum"
        run = latest(Path(f"{folder}-out"))
        run = run or make_forum(folder, asked.contributions, asked.comments)
        measure(folder, run, asked.comments)


if __name__ == "__main__":
    main()
