"""What passages are told to be is asked anew only where texts, forms or cuts have changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.kinds_told import told_of
from bpforum.made_parts import made_parts as parts_of
from bpforum.text.columns import Rows
from bpforum.text.kinds import Told
from models.block import Block
from models.contribution import Contribution
from models.ids import passage_id
from models.passage import Passage
from tests.unit.made import as_made
from tests.unit.text.counting.test_counts import contribution

TEXTS = st.sampled_from(
    ["We recommend it.", "Lamps.", "Practices", "Question: why?", "For example.", "It should be."]
)

pytestmark = pytest.mark.usefixtures("parts_of_three")


def written(number: int, lines: Sequence[str], kind: str = "contribution") -> Contribution:
    """Each line a block; those of one word are headings."""
    text, blocks, at = "\n".join(lines), [], 0
    for line in lines:
        is_head = " " not in line
        end = at + len(line)
        blocks.append(Block(kind="heading" if is_head else "paragraph", start=at, end=end, level=1))
        at = end + 1
    return contribution(number, text=text, blocks=blocks, kind=kind)


def cut(ones: Sequence[Contribution], together: bool) -> tuple[list[Passage], Rows]:
    """A passage for each line, or one for all."""
    pieces, owners = [], []
    for row, one in enumerate(ones):
        spans = [(0, len(one.text))] if together else [(x.start, x.end) for x in one.blocks]
        for start, end in spans:
            words = one.text[start:end]
            name = passage_id(one.reference, start, words)
            pieces.append(
                Passage(id=name, contribution=one.reference, source="inbox", external_id="1",
                        start=start, end=end, text=words)
            )  # fmt: skip
            owners.append(row)
    return pieces, np.array(owners, dtype=np.int64)


def by_reference(ones: Sequence[Contribution]) -> Mapping[str, Contribution]:
    return {one.reference: one for one in ones}


@st.composite
def forums(draw: Any) -> list[Contribution]:
    return [
        written(n, draw(st.lists(TEXTS, max_size=3)), draw(st.sampled_from(["comment", "note"])))
        for n in draw(st.lists(st.integers(1, 14), unique=True).map(sorted))
    ]


@settings(max_examples=60, deadline=None)
@given(forums(), st.booleans(), st.booleans(), st.data())
def test_it_is_the_same_whatever_was_kept(
    ones: list[Contribution], before: bool, after: bool, data: st.DataObject
) -> None:
    kept: dict[int, bytes] = {}
    pieces, owners = cut(ones, before)
    told_of(pieces, owners, ones, parts_of(ones, as_made(ones)), (), kept.update)
    for number, packed in list(kept.items()):
        damage = data.draw(st.sampled_from(["none", "none", "cut", "swap", "far"]))
        if damage == "cut":
            kept[number] = packed[: data.draw(st.integers(0, len(packed)))]
        elif damage == "swap":
            kept[number] = data.draw(st.sampled_from(list(kept.values())))
        elif damage == "far":
            kept[number] = packed[:16] + b"\xff" * (len(packed) - 16)
    kept_back = data.draw(st.lists(st.booleans(), min_size=len(ones), max_size=len(ones)))
    now = [
        one if same else written(int(one.reference[2:]), data.draw(st.lists(TEXTS, max_size=2)))
        for one, same in zip(ones, kept_back, strict=True)
    ]
    keys = as_made(now)
    now = [one.model_copy() if data.draw(st.booleans()) else one for one in now]
    pieces, owners = cut(now, after)
    found = told_of(pieces, owners, now, parts_of(now, keys), sorted(kept.items()))
    assert found.codes.tolist() == Told.by(pieces, by_reference(now)).codes.tolist()


def test_what_is_as_it_was_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ones = [
        written(n, ["Practices", f"We lend lamp {n}.", "We recommend it."]) for n in range(1, 8)
    ]
    keys, kept = as_made(ones), dict[int, bytes]()
    pieces, owners = cut(ones, together=False)
    whole = told_of(pieces, owners, ones, parts_of(ones, keys), (), kept.update)
    assert whole.codes.any()
    asked: list[int] = []
    by = Told.by

    def noted(some: Sequence[Passage], known: Mapping[str, Contribution]) -> Told:
        asked.append(len(some))
        return by(some, known)

    monkeypatch.setattr(Told, "by", noted)
    parts = list(parts_of(ones, keys))
    found = told_of(pieces, owners, ones, parts, sorted(kept.items()))
    assert (found.codes.tolist(), asked) == (whole.codes.tolist(), [])
    # Cut in another place, of the same contributions.
    pieces, owners = cut(ones, together=True)
    told_of(pieces, owners, ones, parts, sorted(kept.items()))
    assert asked == [3, 3, 1]


def test_passages_in_no_order_are_asked_one_by_one() -> None:
    ones = [written(n, ["We recommend it."]) for n in range(1, 6)]
    pieces, owners = cut(ones, together=True)
    found = told_of(pieces[::-1], owners[::-1], ones, parts_of(ones, as_made(ones)))
    assert found.codes.tolist() == Told.by(pieces[::-1], by_reference(ones)).codes.tolist()
