"""Positions as declared."""

from bpforum.text.counting.positions import declared, plain
from models.contribution import Contribution
from tests.unit.text.counting.test_counts import contribution


def counts(*positions: str) -> list[tuple[str, int]]:
    ones: list[Contribution] = [
        contribution(n, position=position) for n, position in enumerate(positions, start=1)
    ]
    return [(position, len(who)) for position, who in declared(ones)]


def test_positions_are_counted_as_declared_the_most_declared_first() -> None:
    assert counts("against", "for", "for", "") == [("for", 2), ("against", 1)]
    assert counts("for", "against", "against", "") == [("against", 2), ("for", 1)]


def test_two_writings_of_one_are_one_and_a_translation_is_another() -> None:
    assert counts("For", "for ", "FOR", "for", "a favor") == [("for", 4), ("a favor", 1)]
    assert plain("  In  FAVOUR ") == "in favour"


def test_nobodys_position_is_inferred() -> None:
    silent = contribution(1, text="I am strongly against this; nobody should do it.")
    assert declared([silent]) == ()
