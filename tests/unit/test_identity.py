"""Promise 5 from the files: what changes.json tells is held against themes.json."""

from collections.abc import Mapping
from typing import Any

import pytest

from bpforum.identity import find_losses
from models.passage import PlacedPassage
from models.run import Changes, PassageMove, ThemeChange
from models.theme import ProposedMove, Theme, Themes
from tests.builders.groupings import decided, pid

PLACED = PlacedPassage(
    id=pid(1), contribution="C-0001", source="inbox", external_id="a", start=0, end=1, text="a",
    language="en", score=0.5, assigned_by="d00001",
)  # fmt: skip
THEMES = Themes(themes=(Theme(id="theme-1", label="Masts", passages=(PLACED,)),))
HOLDS = Changes(
    run="r", previous="q", new=(), changed=(), gone=(), new_evidence={}, not_applicable=(),
    stood=("theme-1", "theme-2"), applied=(decided("merge", "theme-2", "theme-1"),),
    themes=(
        ThemeChange(id="theme-2", label="Old", change="merged", by="d00001", before=3, after=0),
    ),
)  # fmt: skip


def change(**parts: Any) -> dict[str, Any]:
    return {"themes": (HOLDS.themes[0].model_copy(update=parts),)}


def test_a_run_in_which_people_decided_has_nothing_wrong() -> None:
    assert find_losses(HOLDS, THEMES) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (change(by="machine"), "only people may do that"),
        (change(by="d77"), "by d77, no decision"),
        (change(id="theme-1"), "themes.json says otherwise"),
        (change(id="theme-1", change="renamed", by="machine"), "only people"),
        (change(id="theme-3", change="accepted", by="machine"), "only people"),
        ({"themes": ()}, "vanished without a decision"),
        ({"applied": ()}, "is no decision"),
        ({"moved": (PassageMove(passage=pid(1), contribution="C-0001", from_place="theme-2",
                                to_place="theme-1", by="machine"),)}, "moved by machine"),
        ({"proposed_moves": (ProposedMove(passage=pid(1), from_theme="theme-2",
                                          to_theme="theme-1", gain=0.1),)}, "only proposed to go"),
    ],
)  # fmt: skip
def test_what_breaks_the_promise_is_found(broken: Mapping[str, Any], words: str) -> None:
    found = find_losses(HOLDS.model_copy(update=broken), THEMES)
    assert any(words in one for one in found), found
