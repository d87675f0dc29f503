"""What is kept of entries is used where they are as they were, and is what reading them gives."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.made_parts import made_parts as parts_of
from bpforum.registers import register_of
from bpforum.text.counting.entries import Entries
from bpforum.text.counting.register import Register
from models.contribution import Contribution, Contributor
from tests.unit.made import as_made
from tests.unit.text.counting.test_counts import contribution

NAMES = st.sampled_from(["", "Ana", "ana ", "Ben", "\u00e9\u4e00"])

pytestmark = pytest.mark.usefixtures("parts_of_three")


def told(register: Register) -> dict[str, object]:
    """All of it in words."""
    names = ("kinds", "languages", "scopes", "groups", "origins", "voices", "positions")
    found: dict[str, object] = {name: getattr(register, name).values() for name in names}
    return found | {"words": register.words.tolist(), "tally": register.tally()}


@st.composite
def numbered(draw: Any) -> list[Contribution]:
    numbers = draw(st.lists(st.integers(1, 14), unique=True).map(sorted))
    return [
        contribution(n, Contributor(name=draw(NAMES), organisation=draw(NAMES)), text=draw(NAMES))
        for n in numbers
    ]


@settings(max_examples=60, deadline=None)
@given(numbered(), st.data())
def test_it_is_the_same_whatever_was_kept(ones: list[Contribution], data: st.DataObject) -> None:
    kept: dict[int, bytes] = {}
    register_of(ones, parts_of(ones, as_made(ones)), (), kept.update)
    for number, packed in list(kept.items()):
        damage = data.draw(st.sampled_from(["none", "none", "cut", "turn", "swap", "gone"]))
        if damage == "cut":
            kept[number] = packed[: data.draw(st.integers(0, len(packed) - 1))]
        elif damage == "turn":
            at = data.draw(st.integers(0, len(packed) - 1))
            kept[number] = packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :]
        elif damage == "swap":
            kept[number] = data.draw(st.sampled_from(list(kept.values())))
        elif damage == "gone":
            del kept[number]
    changed = [data.draw(st.sampled_from(["none", "none", "name", "copy", "gone"])) for _ in ones]
    now = [
        one.model_copy(update={"language": "es"} if what == "name" else {})
        for one, what in zip(ones, changed, strict=True)
        if what != "gone"
    ]
    keys = as_made(now)
    now = [
        one.model_copy(update={"text": "b c"}) if data.draw(st.booleans()) else one for one in now
    ]
    found = register_of(now, parts_of(now, keys), sorted(kept.items()))
    assert told(found) == told(Register.of(now))


def test_what_is_as_it_was_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ones = [contribution(n, text=f"Text {n}.") for n in range(1, 8)]
    keys, kept = as_made(ones), dict[int, bytes]()
    whole = told(register_of(ones, parts_of(ones, keys), (), kept.update))
    assert sorted(kept) == [0, 1, 2]
    read: list[str] = []
    of = Entries.of

    def noted(some: Sequence[Contribution]) -> Entries:
        read.extend(one.reference for one in some)
        return of(some)

    monkeypatch.setattr(Entries, "of", noted)
    new: dict[int, bytes] = {}
    assert told(register_of(ones, parts_of(ones, keys), sorted(kept.items()), new.update)) == whole
    assert (read, new) == ([], {})
    ones[4] = ones[4].model_copy(update={"language": "es"})  # by hand: it has no key any more
    found = register_of(ones, parts_of(ones, keys), sorted(kept.items()), new.update)
    assert read == ["C-0004", "C-0005", "C-0006"]
    assert (found.languages.values()[4], new) == ("es", {})


def test_what_json_cannot_hold_is_read_each_time() -> None:
    ones = [contribution(1, Contributor(name="\ud800"))]
    kept: dict[int, bytes] = {}
    found = register_of(ones, parts_of(ones, as_made(ones)), (), kept.update)
    assert (found.voices.values(), kept) == (["\ud800"], {})
