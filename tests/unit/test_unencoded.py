"""Which passages may have no vector yet."""

from collections.abc import Sequence

from bpforum.unencoded import Unencoded
from models.passage import Passage
from tests.unit.text.toy import passage

PIECES = [passage(f"Text {n}.", n) for n in (1, 2, 500, 501, 1200)]
SILENT = passage("Thanks.", 3).model_copy(update={"substantive": False})


def asked(kept: dict[int, bytes], pieces: Sequence[Passage], encoder: str = "e") -> list[str]:
    unencoded = Unencoded(encoder, iter(sorted(kept.items())), kept.update)
    found = [one.text for one in unencoded.of(pieces)]
    unencoded.close()
    return found


def test_parts_that_are_as_they_were_encoded_are_not_asked_for_again() -> None:
    kept: dict[int, bytes] = {}
    every = [one.text for one in PIECES]
    assert asked(kept, PIECES) == every
    assert asked(kept, PIECES) == []
    assert asked(kept, [*PIECES, passage("More.", 1201)]) == ["Text 1200.", "More."]
    assert asked(kept, [*PIECES[:2], passage("Other.", 500), *PIECES[3:]]) == [
        "Text 1.", "Text 2.", "Other.", "Text 1200.",
    ]  # fmt: skip
    assert asked(kept, PIECES[1:]) == ["Text 2.", "Text 500."]
    assert asked(kept, PIECES, "another") == every
    assert asked(kept, []) == []


def test_what_says_nothing_stands_at_the_end_and_is_always_asked_for() -> None:
    kept: dict[int, bytes] = {}
    every = [one.text for one in (*PIECES, SILENT)]
    assert asked(kept, [*PIECES, SILENT]) == every
    assert asked(kept, [*PIECES, SILENT]) == ["Thanks."]
    assert asked(kept, [SILENT]) == ["Thanks."]


def test_what_was_never_finished_or_is_damaged_is_asked_for_again() -> None:
    kept: dict[int, bytes] = {}
    assert list(Unencoded("e", (), kept.update).of(PIECES)) == PIECES
    assert kept == {}
    asked(kept, PIECES)
    kept[1] = kept[1][:-1]
    assert asked(kept, PIECES) == ["Text 501."]
