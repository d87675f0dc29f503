"""The JSON Schemas of the output files, generated from the models; `python -m bpforum.schemas`.

They are committed in `docs/schemas/`, and a test holds them to the models.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from bpforum.text.counting.balance import Balance
from models.decision import Decision
from models.outcome import Outcome
from models.practice import Practices
from models.record import Record
from models.run import Changes, Manifest
from models.theme import Themes

FILES: dict[str, type[BaseModel]] = {
    "outcome.json": Outcome,
    "record.json": Record,
    "themes.json": Themes,
    "changes.json": Changes,
    "practices.json": Practices,
    "balance.json": Balance,
    "manifest.json": Manifest,
    "decisions.jsonl": Decision,
}
"""The file that each model is written to; `decisions.jsonl` holds one a line."""


def schema(name: str) -> str:
    """The schema of the output file `name`, as JSON text."""
    made = FILES[name].model_json_schema(mode="serialization")
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        **{key: value for key, value in made.items() if key != "title"},
    }
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def file_name(name: str) -> str:
    """Where the schema of `name` is kept: `outcome.json` → `outcome.schema.json`."""
    return name.split(".")[0] + ".schema.json"


def write_all(folder: Path) -> None:
    """Writes every schema into `folder`."""
    for name in FILES:
        (folder / file_name(name)).write_text(schema(name), encoding="utf-8")


if __name__ == "__main__":
    write_all(Path("docs/schemas"))
