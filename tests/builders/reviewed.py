"""A compiled forum to review: the example, comments on its paragraphs, and a person's paragraph."""

import csv
import json
import shutil
from pathlib import Path

from bpforum.pipeline import compile_forum
from models.run import CompileRequest

REPOSITORY = Path(__file__).parents[2]
HUMAN = "th_theme_2_who"
"""A paragraph that a person wrote, while contributions still came in."""
COMMENTED = "th_theme_3_who"
COLUMNS = (
    "external_id", "received_at", "text", "name", "organisation", "stakeholder_group", "kind",
    "about", "paragraph", "comment_type", "proposed_change", "rationale", "position", "consent",
)  # fmt: skip
COMMENTS = [
    ("k1", "The count is right, the wording is not.", "Ines Varela", "Cabo Mesh", "Civil society",
     COMMENTED, "editorial", "Thirteen contributions speak of subsidies.", "shorter", "support"),
    ("k2", "A grant is no subsidy.", "Tomas Lindqvist", "Fjallnat", "Technical community",
     COMMENTED, "technical", "", "", "oppose"),
    ("k3", "A comma is missing.", "Ada Osei", "", "Government", COMMENTED, "editorial",
     "Thirteen contributions, of 75.", "", ""),
    ("k4", "This sums it up well.", "Ada Osei", "", "Government", "summary_counts", "general", "",
     "", "support"),
    ("k5", "Where did the part on masts go?", "Ines Varela", "Cabo Mesh", "Civil society",
     "th_gone_who", "general", "", "", ""),
    ("k6", "The whole draft is too long for a village meeting.", "Noor Haddad", "", "Government",
     "", "general", "", "", "neutral"),
]  # fmt: skip


def make_reviewed(folder: Path) -> Path:
    """The forum below `folder`, compiled once; its folder. Runs go to `folder/outputs`."""
    forum = folder / "forum"
    shutil.copytree(
        REPOSITORY / "examples", forum, ignore=shutil.ignore_patterns(".bpforum", "outputs")
    )
    with (forum / "on-the-draft.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(COLUMNS)
        for n, (key, text, name, body, group, on, kind, proposed, why, position) in enumerate(
            COMMENTS, start=1
        ):
            at = f"2026-09-{n:02d}T10:00:00Z"
            write.writerow(
                [key, at, text, name, body, group, "comment", "Draft I", on, kind, proposed, why,
                 position, "full"]
            )  # fmt: skip
    columns = ", ".join(f'{one} = "{one}"' for one in COLUMNS)
    with (forum / "forum.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[sources]]\nid = "draft-comments"\nkind = "csv"\npath = "on-the-draft.csv"\n'
            f"columns = {{ {columns} }}\n"
        )
    edit = {
        "id": "e1", "kind": "edit_paragraph", "target": HUMAN, "by": "R. Inchausti",
        "value": "A fund that nobody touches, and somebody who climbs: that is what lasts.",
        "at": "2026-07-01T10:00:00Z",
    }  # fmt: skip
    with (forum / "decisions.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(edit) + "\n")
    compile_forum(CompileRequest(folder=str(forum), out=str(folder / "outputs")))
    return forum
