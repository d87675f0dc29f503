"""Positions and kinds, from a table to the files: as declared, and nothing read into words."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.pipeline.conftest import Compiled, compiled

FOR = (
    "The licence for small networks should be free, since nobody else will connect these valleys.",
    "A free licence for small networks would let us buy batteries instead of stamps.",
    "Small networks in the valleys need a free licence more than they need a grant.",
    "With a free licence our small network could pay its technician in the winter.",
)
AGAINST = (
    "A free licence for small networks is unfair to operators who pay for the same spectrum.",
    "Nobody looks after spectrum that is free, and small networks would suffer from it first.",
)
ADVICE = "We recommend that the register of licences be published every month by the regulator."
TOML = """[forum]
id = "licences"
title = "Licences"
cycle = "1"
[[calls]]
id = "call-1"
title = "Call"
questions = [
  { id = "q1", text = "Should licences be free?" },
  { id = "q2", text = "Describe one practice.", kind = "practice" },
]
[[sources]]
id = "answers"
kind = "csv"
path = "answers.csv"
call = "call-1"
columns = { external_id = "id", name = "name", stakeholder_group = "group", position = "position" }
questions = { q1 = "q1", q2 = "q2" }
"""


def forum(folder: Path, first: str, second: str) -> Compiled:
    """Four of civil society declare the `first` position, two of government the `second`."""
    made = folder / first
    made.mkdir()
    (made / "forum.toml").write_text(TOML, encoding="utf-8")
    rows = ["id,name,group,position,q1,q2"]
    for n, text in enumerate(FOR):
        practice = "Our members lend a ladder to whoever wants to climb the mast." if n == 0 else ""
        rows.append(f'{n},Ann {n},Civil society,{first},"{text}","{practice}"')
    rows += [f'1{n},Bob {n},Government,{second},"{t}",' for n, t in enumerate(AGAINST)]
    rows.append(f'20,Eve,Government,,"{ADVICE}",')
    (made / "answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return compiled(made, folder / "out")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Compiled, Compiled]:
    folder = tmp_path_factory.mktemp("positions")
    return forum(folder, "support", "oppose"), forum(folder, "oppose", "support")


def load(one: Compiled, name: str) -> Any:
    return json.loads(one.files.files[name])


def counts(one: Compiled, view: str = "") -> dict[str, int]:
    found: dict[str, int] = {}
    for theme in load(one, view + "themes.json")["themes"]:
        if theme["question"] == "q1":
            for position in theme["positions"]:
                found[position["position"]] = found.get(position["position"], 0) + position["n"]
    return found


def test_swapped_positions_are_seen_swapped_in_every_file(both: tuple[Compiled, Compiled]) -> None:
    one, other = both
    assert counts(one) == counts(one, "public/") == {"support": 4, "oppose": 2}
    assert counts(other) == counts(other, "public/") == {"oppose": 4, "support": 2}

    def audited(found: Compiled) -> dict[str, tuple[int, float]]:
        rows = load(found, "balance.json")["representation"]["cited"]["by_position"]
        return {row["id"]: (row["contributors"], row["coverage"]) for row in rows}

    before, after = audited(one), audited(other)
    assert (before["support"], before["oppose"]) == (after["oppose"], after["support"])
    assert before[""] == after[""]
    assert before[""][0] == 1  # who declared nothing is of no position, whatever the words say

    def told(found: Compiled) -> str:
        return " ".join(p.text for p in found.files.outcome().paragraphs if "_positions" in p.id)

    swapped = told(one).replace("support", "x").replace("oppose", "support").replace("x", "oppose")
    assert sorted(told(other).split()) == sorted(swapped.split())
    assert told(other) != told(one)


def test_each_position_that_spoke_is_quoted(both: tuple[Compiled, Compiled]) -> None:
    one, _ = both
    quoted = {
        citation.contribution
        for paragraph in one.files.outcome().paragraphs
        for citation in paragraph.citations
        if citation.quoted
    }
    positions = {c.position for c in one.files.everything.values() if c.reference in quoted}
    assert {"support", "oppose"} <= positions


def test_kinds_say_who_says_so(both: tuple[Compiled, Compiled]) -> None:
    one, _ = both
    themes = load(one, "themes.json")["themes"]
    says = {p["text"]: p["says"] for theme in themes for p in theme["passages"]}
    ladder = next(text for text in says if "lend a ladder" in text)
    assert says[ladder] == {"kind": "practice", "said_by": "question"}
    assert says[ADVICE] == {"kind": "recommendation", "said_by": "wording"}
    table = pq.read_table(io.BytesIO(one.files.files["passages.parquet"])).to_pylist()
    columns = {row["text"]: (row["says"], row["said_by"]) for row in table}
    assert columns[ladder] == ("practice", "question")
    assert columns[ADVICE] == ("recommendation", "wording")


def test_what_wording_suggests_is_asked_of_the_editor_and_never_told(
    both: tuple[Compiled, Compiled],
) -> None:
    one, _ = both
    outcome = one.files.outcome()
    advised = next(c.reference for c in one.files.everything.values() if ADVICE in c.text)
    prompts = [p for p in outcome.paragraphs if p.id.endswith("_kinds")]
    assert any(p.role == "prompt" and advised in p.text for p in prompts)
    assert not [p for p in one.files.outcome("public/").paragraphs if p.id.endswith("_kinds")]
    items = [p.text for p in outcome.paragraphs if p.role == "item" and p.id.startswith("mk_")]
    assert any("lend a ladder" in text for text in items)
    assert not any("We recommend that" in text for text in items)


def test_the_compendium_holds_what_the_question_asked_for(both: tuple[Compiled, Compiled]) -> None:
    one, _ = both
    for view in ("", "public/"):
        [found] = load(one, view + "practices.json")["proposed"]
        assert (found["basis"], "lend a ladder" in found["text"]) == ("question", True)
        source = one.files.everything[found["contribution"]]
        assert source.text[found["start"] : found["end"]] == found["text"]


def test_the_public_audit_is_by_group_and_region_and_of_three_or_more(
    both: tuple[Compiled, Compiled],
) -> None:
    one, _ = both
    balance = load(one, "public/balance.json")["representation"]
    for selection in (balance["cited"], balance["quoted"]):
        assert selection["by_language"] == selection["by_position"] == []
        assert selection["not_reflected"] == []
        rows = [selection["overall"], *selection["by_group"], *selection["by_region"]]
        assert min(row["contributors"] for row in rows) >= 3
    assert load(one, "balance.json")["representation"]["cited"]["by_position"]
    annex = next(s for s in one.files.outcome("public/").sections if s.id == "annex_6")
    assert {b.id for b in annex.blocks if b.type == "table"} >= {"audit_group"}
    assert "audit_position" not in {b.id for b in annex.blocks if b.type == "table"}


def test_a_language_that_we_have_no_name_for_is_told_by_its_code(tmp_path: Path) -> None:
    made = tmp_path / "forum"
    (made / "inbox").mkdir(parents=True)
    (made / "forum.toml").write_text(
        '[forum]\nid = "f"\ntitle = "F"\ncycle = "1"\nlanguages = ["en", "pl"]\n'
        '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n',
        encoding="utf-8",
    )
    polish = "Sieci wiejskie powinny płacić mniej, ponieważ obsługują niewielu ludzi w dolinach."
    (made / "inbox" / "a.txt").write_text(polish, encoding="utf-8")
    (made / "inbox" / "b.txt").write_text(FOR[0], encoding="utf-8")
    paragraphs = compiled(made, tmp_path / "out").files.outcome().paragraphs
    [quoted] = [one for one in paragraphs if polish in one.text and one.role == "quote"]
    assert quoted.flags == ("in pl",)
