"""How well what a draft cites covers what each stakeholder group said, beside chance.

    python bench/representation.py [the folder of shared data] [a folder with argkp's tables]

Compiles every collection that is there with the whole pipeline and prints the representation audit
of its document: for each group the contributors, the coverage by the passages cited and quoted, its
mean over random selections of as many, and the difference; last, the smallest difference of any
group anywhere. ArgKP is `arguments_train.csv` with the columns argument, topic and stance; each
topic is a forum of its own, its stances the groups.
"""

import csv
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bpforum.pipeline import compile_forum
from bpforum.text.counting.balance import Balance
from bpforum.text.counting.representation import Selection
from models.run import CompileRequest

TOPICS = 6
"""Of ArgKP's, from its beginning, that are forums of their own."""
_COLUMNS = ("id", "name", "stakeholder_group", "country", "language", "position", "text")


@dataclass(frozen=True)
class Collection:
    """A forum's folder, ready to be compiled."""

    name: str
    folder: Path


def collections(data: Path, argkp: Path | None, scratch: Path) -> Iterator[Collection]:
    """Every collection that is there."""
    example = scratch / "example"
    ours = Path(__file__).parents[1] / "examples"
    shutil.copytree(ours, example, ignore=shutil.ignore_patterns(".bpforum"))
    yield Collection("example forum", example)
    if (path := data / "netmundial").exists():
        yield _netmundial(path, scratch / "netmundial")
    for conversation in ("bg2050-volunteers", "brexit-consensus"):
        if (path := data / "polis" / conversation).exists():
            rows = list(_polis(path))
            yield _table(f"polis {conversation}", scratch / conversation, rows)
    if (path := data / "themefinder-gambling-synthetic").exists():
        for part in ("question_part_1", "question_part_2"):
            rows = list(_gambling(path, part))
            yield _table(f"gambling {part[-1]}", scratch / f"gambling{part[-1]}", rows)
    if argkp and (path := argkp / "arguments_train.csv").exists():
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for n, topic in enumerate(list(dict.fromkeys(r["topic"] for r in rows))[:TOPICS]):
            mine = [
                {"text": r["argument"], "stakeholder_group": {"1": "Pro", "-1": "Con"}[r["stance"]]}
                for r in rows
                if r["topic"] == topic
            ]
            yield _table(f"ArgKP: {topic[:40]}", scratch / f"argkp{n}", mine)


def _netmundial(path: Path, folder: Path) -> Collection:
    """The texts as files, what their pages say of them in the register."""
    (folder / "inbox").mkdir(parents=True)
    keys = {"Region": "country", "Organization": "organisation", "Sector": "stakeholder_group"}
    with (folder / "register.csv").open("w", encoding="utf-8", newline="") as file:
        register = csv.DictWriter(file, ("path", "name", *keys.values()))
        register.writeheader()
        for page in sorted(path.glob("*A.txt")):
            text = page.with_name(page.name.replace("A", "B"))
            shutil.copy(text, folder / "inbox" / text.name)
            row = {"path": text.name}
            for line in page.read_bytes().decode("cp1252", "replace").splitlines()[:15]:
                key, _, value = line.partition(":")
                if key.strip() in keys and value.strip():
                    row.setdefault(keys[key.strip()], value.strip())
            register.writerow(row)
    (folder / "forum.toml").write_text(
        '[forum]\nid = "bench"\ntitle = "Future of Internet Governance"\ncycle = "2014"\n'
        'profile = "netmundial"\n[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n'
        'register = "register.csv"\n',
        encoding="utf-8",
    )
    return Collection("NETmundial", folder)


def _polis(path: Path) -> Iterator[Mapping[str, str]]:
    """Statements let through by the moderators; the author's group is that of the votes."""
    group = {}
    if (votes := path / "participants-votes.csv").exists():
        with votes.open(encoding="utf-8") as file:
            group = {row["participant"]: row["group-id"] for row in csv.DictReader(file)}
    with (path / "comments.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["moderated"] != "-1":
                cluster = group.get(row["author-id"], "")
                yield {
                    "name": f"Author {row['author-id']}",
                    "stakeholder_group": f"Cluster {cluster}" if cluster else "",
                    "text": row["comment-body"],
                }


def _gambling(path: Path, part: str) -> Iterator[Mapping[str, str]]:
    """Answers with the country of the respondent as group, and the position."""
    country = {
        row["response_id"]: row["demographic_data"]["Do you live in:"]
        for row in _lines(path / "inputs" / "respondents.jsonl")
    }
    position = {
        row["response_id"]: row["position"]
        for found in path.glob(f"outputs/mapping/*/{part}/sentiment.jsonl")
        for row in _lines(found)
    }
    for row in _lines(path / "inputs" / part / "responses.jsonl"):
        yield {
            "text": row["response"],
            "stakeholder_group": country[row["response_id"]],
            "position": position[row["response_id"]],
        }


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _table(name: str, folder: Path, rows: Sequence[Mapping[str, str]]) -> Collection:
    """A forum of one table, with a profile whose groups are those in the table."""
    (folder / "profiles").mkdir(parents=True)
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, _COLUMNS)
        table.writeheader()
        table.writerows({"id": str(n), "language": "en", **row} for n, row in enumerate(rows, 1))
    groups = sorted({row.get("stakeholder_group", "") for row in rows} - {""})
    ids = [group.lower().replace(" ", "_") for group in groups]
    (folder / "profiles" / "bench.toml").write_text(
        'id = "bench"\ntitle = "Bench"\nextends = "igf"\n'
        + ("" if groups else "groups = []\n")
        + "".join(
            f'[[groups]]\nid = "{one}"\nlabel = {{ en = "{label}" }}\n'
            for one, label in zip(ids, groups, strict=True)
        ),
        encoding="utf-8",
    )
    columns = {"external_id": "id"} | {one: one for one in _COLUMNS if one != "id"}
    (folder / "forum.toml").write_text(
        f'[forum]\nid = "bench"\ntitle = "Bench"\ncycle = "1"\nprofile = "bench"\n'
        '[[sources]]\nid = "answers"\nkind = "csv"\npath = "answers.csv"\n'
        f"columns = {{ {', '.join(f'{k} = {json.dumps(v)}' for k, v in columns.items())} }}\n",
        encoding="utf-8",
    )
    return Collection(name, folder)


def balance_of(collection: Collection) -> Balance:
    """`balance.json` of the collection, compiled."""
    out = collection.folder.parent / f"{collection.folder.name}-out"
    result = compile_forum(CompileRequest(folder=str(collection.folder), out=str(out)))
    text = (Path(str(result.folder)) / "balance.json").read_text(encoding="utf-8")
    return Balance.model_validate_json(text)


def show(what: str, selection: Selection) -> list[float]:
    """Prints an audit's rows by group; the differences."""
    rows = [*([selection.overall] if selection.overall else ()), *selection.by_group]
    for n, row in enumerate(rows):
        name = "everybody" if n == 0 else row.id or "not stated"
        print(
            f"  {what if n == 0 else '':12s} {selection.passages if n == 0 else '':>5} "
            f"{name:32s} {row.contributors:4d}  {row.coverage:6.3f} {row.random:6.3f} "
            f"{row.difference:+6.3f}   {row.not_reflected:5.1%} {row.not_reflected_random:5.1%}"
        )
    return [row.difference for row in rows]


def main(data: Path, argkp: Path | None = None) -> None:
    """Compile every collection and print its audit."""
    worst: dict[str, tuple[float, str]] = {}
    with TemporaryDirectory() as scratch:
        for collection in collections(data, argkp, Path(scratch)):
            began = process_time()
            found = balance_of(collection).representation
            if found is None:
                continue
            print(
                f"\n{collection.name}: {found.contributors} contributors, {found.passages} "
                f"passages, {found.could_be_cited} of them could be cited; "
                f"{process_time() - began:.0f} CPU s"
            )
            for what, selection in (("cited", found.cited), ("quoted", found.quoted)):
                least = min(show(what, selection), default=0.0)
                worst[what] = min(worst.get(what, (1.0, "")), (least, collection.name))
    for what, (least, where) in worst.items():
        print(f"\nsmallest difference to chance, {what}: {least:+.3f} ({where})")


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:] or ["../shared/data"]))
