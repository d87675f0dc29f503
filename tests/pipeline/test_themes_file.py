"""The themes' files are written without making values of what is in them: these would be written
with the very same bytes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.run_folder import json_bytes
from bpforum.store import open_store
from bpforum.verify import verify_files
from models.theme import SubAnchor, Themes
from tests.pipeline.conftest import Compiled, Make, decide


@pytest.mark.parametrize("path", ["themes.json", "public/themes.json"])
def test_they_are_what_their_model_writes(example: Compiled, path: str) -> None:
    data = (Path(str(example.result.folder)) / path).read_bytes()
    themes = Themes.model_validate_json(data)
    assert json_bytes(themes) == data
    assert themes.themes
    assert themes.duplicates


def test_no_part_of_a_theme_is_called_by_a_name_that_is_withheld(make: Make) -> None:
    name = "The mast of Odalys Ferrand"
    sent = (
        "Name: Odalys Ferrand\nOrganisation: Cabo Norte Mesh\n\n"
        "Villages that own their mast decide together what it costs."
    )
    forum = make({"a.txt": sent, "b.txt": "Batteries fail in the rainy season in the valley."})
    with open_store(forum.forum) as store:
        first, *others = store.anchors()
        part = SubAnchor(
            id=f"{first.id}.1", label=name, key_phrases=(name,), centroid=first.centroid,
            mass=3.0, floor=0.1, members=first.members[:3],
        )  # fmt: skip
        memory = store.last_run()
        assert memory is not None
        anchors = (first.model_copy(update={"subthemes": (part,)}), *others)
        earlier = memory.manifest.model_copy(update={"run": "earlier"})
        memory = memory.model_copy(update={"manifest": earlier})
        store.save_run(memory, at=datetime.now(UTC), anchored=anchors)
    [named] = [one for one in forum.files.record.contributions if one.contributors]
    decide(forum, "consent", named.reference, "name_withheld", "A. Secretary")
    again = forum.again()
    assert verify_files(again.files.files) == []
    [own] = again.files.themes.themes[0].subthemes
    assert own.label == name
    told = Themes.model_validate_json(again.files.files["public/themes.json"])
    [shown] = told.themes[0].subthemes
    assert shown.label == "The mast of [name withheld]" == shown.key_phrases[0]
