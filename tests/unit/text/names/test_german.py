"""What German grammar shows."""

import pytest

from bpforum.text.names import german


@pytest.mark.parametrize(
    ("phrase", "before", "expected"),
    [
        ("fehlende Radwege", "", True),
        ("fehlenden Radwegen", "", False),
        ("grüne Pfeil", "der", False),
        ("grüner Pfeil", "ein", True),
        ("hoher Priorität", "mit", False),
        ("sicheres Netz", "ein", True),
        ("Radweg", "der", True),
        ("Paletten benötigt Platz", "mit", False),
    ],
)
def test_a_phrase_stands_alone_where_its_adjective_ends_so(
    phrase: str, before: str, expected: bool
) -> None:
    assert german.stands_alone(phrase.split(), before) is expected


def test_streets_and_kinds_of_street() -> None:
    assert german.is_street("Vogelsangerstr")
    assert german.is_plural_street("Fahrradstraßen")
    assert not german.is_plural_street("Fahrradstraße")
    assert not german.is_street("Beleuchtung")


def test_two_capitals_in_a_row_are_a_name() -> None:
    assert german.is_double_name(["Bahnhof", "Ehrenfeld"])
    assert not german.is_double_name(["Licht", "am", "Rad"])
