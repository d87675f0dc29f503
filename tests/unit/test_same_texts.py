"""What a run says of same texts is read from its file, and held against itself."""

from typing import Any

import pytest
from pydantic import ValidationError

from bpforum.run_files import RunFiles
from bpforum.run_folder import json_bytes
from bpforum.same_texts import find_contradictions
from models.passage import PlacedPassage
from models.theme import DuplicateGroup, Item, Theme, Themes


def item(n: int) -> Item:
    return Item(contribution=f"C-{n:04d}", source="inbox", external_id=str(n))


def group(*numbers: int) -> DuplicateGroup:
    first, *others = map(item, numbers)
    return DuplicateGroup(representative=first, members=tuple(others), kind="exact")


def passage(n: int, **more: Any) -> PlacedPassage:
    return PlacedPassage(
        id=f"p{n:012d}", contribution=f"C-{n:04d}", source="inbox", external_id=str(n),
        start=0, end=3, text="Yes", language="en", score=0.5, assigned_by="machine", **more,
    )  # fmt: skip


def read(themes: Themes) -> RunFiles:
    return RunFiles({"themes.json": json_bytes(themes)})


def test_themes_are_read_whole_or_without_same_texts() -> None:
    themes = Themes(
        themes=(Theme(id="T-01", label="Bands", passages=(passage(1),)),),
        unplaced=(passage(2),),
        duplicates=(group(1, 3, 4), group(2, 5)),
    )
    run = read(themes)
    assert run.themes == themes
    assert run.themes_alone == themes.model_copy(update={"duplicates": ()})
    assert run.same_texts == [("C-0001", ["C-0003", "C-0004"]), ("C-0002", ["C-0005"])]


def test_what_the_model_refuses_is_refused() -> None:
    whole = json_bytes(Themes(duplicates=(group(1, 2),)))
    for broken in (whole.replace(b"exact", b"other"), whole.replace(b"C-0002", b"2"), whole[:-3]):
        run = RunFiles({"themes.json": broken})
        with pytest.raises(ValidationError):
            _ = run.themes_alone


def test_contradictions_are_told() -> None:
    themes = Themes(
        unplaced=(
            passage(2, duplicate_of="C-0001", cited=True), passage(3, duplicate_of="C-0003"),
            passage(4, duplicate_of="C-0001"),
        ),
        duplicates=(group(1, 2, 3), group(3, 4), group(5, 4)),
    )  # fmt: skip
    run = read(themes)
    assert find_contradictions(run.themes_alone, run.same_texts) == [
        "C-0004 is a copy in 2 groups",
        "C-0003 stands for others, but is itself a copy",
        "passage p000000000002 is cited, but is the text of C-0001",
        "passage p000000000003 is called a copy of itself",
    ]
