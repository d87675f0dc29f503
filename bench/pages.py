"""A forum to review: 300 contributions, and 1,500 comments on the paragraphs of its draft.

    python -m bench.pages FOLDER [--contributions 300] [--comments 1500]

Makes it, compiles it twice (before there are comments, and with them), and leaves it. The words
are those of `bench/crowd.py`; whoever proposes a wording changes some words of the paragraph.
"""

import argparse
import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - seeded

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


def main() -> None:
    """Makes the forum and says where its run is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--contributions", type=int, default=300)
    parser.add_argument("--comments", type=int, default=1500)
    asked = parser.parse_args()
    print(make_forum(asked.folder, asked.contributions, asked.comments))


if __name__ == "__main__":
    main()
