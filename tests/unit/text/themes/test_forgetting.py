"""What themes are called holds no word that was taken back with its text."""

from typing import Any

from bpforum.text.themes.forgetting import forget
from models.theme import Anchor, SubAnchor

TEXTS = ["Wooden poles stand in the valley.", "What the poles cost, the valley pays."]


def anchor(label: str, *phrases: str, **more: Any) -> Anchor:
    return Anchor(
        id="theme-1", label=label, key_phrases=phrases, encoder="e", centroid=(1.0,), mass=3,
        floor=0.1, **more,
    )  # fmt: skip


def test_what_is_still_said_stays() -> None:
    one = anchor("Wooden poles", "wooden poles", "valley and cost")
    kept = one.model_copy(update={"key_phrases": ("wooden poles",)})
    assert forget([one], TEXTS) == [kept]
    assert forget([kept], TEXTS) == [kept]


def test_a_label_gives_way_to_a_phrase_that_is_left_or_to_the_id() -> None:
    [found] = forget([anchor("Zebrawood masts", "zebrawood masts", "wooden poles")], TEXTS)
    assert (found.label, found.key_phrases) == ("Wooden poles", ("wooden poles",))
    [found] = forget([anchor("Zebrawood masts", "zebrawood")], TEXTS)
    assert (found.label, found.key_phrases) == ("theme-1", ())


def test_no_two_themes_get_one_name() -> None:
    ones = [anchor("Wooden poles"), anchor("Zebrawood", "wooden poles", "valley")]
    assert [one.label for one in forget(ones, TEXTS)] == ["Wooden poles", "Valley"]


def test_what_people_pinned_keeps_its_name() -> None:
    pinned = anchor("Capacity building", pinned=True)
    assert forget([pinned], TEXTS) == [pinned]


def test_sub_themes_forget_too_whatever_their_theme_is_called() -> None:
    part = SubAnchor(
        id="theme-1.1", label="Zebrawood; poles", key_phrases=("zebrawood", "wooden poles"),
        centroid=(1.0,), mass=3, floor=0.1,
    )  # fmt: skip
    for pinned in (False, True):
        [found] = forget([anchor("Wooden poles", subthemes=(part,), pinned=pinned)], TEXTS)
        assert [one.label for one in found.subthemes] == ["Wooden poles"]
        assert [one.key_phrases for one in found.subthemes] == [("wooden poles",)]
