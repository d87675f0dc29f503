"""Words of quantity are borne out by counts or refused, in three languages."""

import pytest

from bpforum.text.counting.quantities import is_borne_out


@pytest.mark.parametrize(
    ("words", "n", "total"),
    [
        ("Most write of masts.", 11, 20),
        ("The majority writes of masts.", 11, 20),
        ("Many write of masts.", 6, 20),
        ("Several write of masts.", 3, 20),
        ("Some write of masts.", 2, 20),
        ("Algunos escriben de mástiles.", 2, 20),
        ("Plusieurs parlent de mâts.", 3, 20),
        ("Three contributions write of masts.", 3, 9),
        ("3 written contributions speak of masts.", 3, 9),
        ("Masts are on foremost roofs, manyfold and almost.", 1, 3),
        ("Seven dollars buy an arrester.", 1, 3),
        ("Broadband on allotments.", 1, 3),
        ("Each network pays a fee every month.", 1, 3),
        ("Cada red paga una cuota.", 1, 3),
    ],
)
def test_the_printed_rule_allows_its_own_words(words: str, n: int, total: int) -> None:
    assert is_borne_out(words, n, total)


@pytest.mark.parametrize(
    ("words", "n", "total"),
    [
        ("Most write of masts.", 10, 20),
        ("Most write of masts.", 9, 9),
        ("Many write of masts.", 11, 20),
        ("Several write of masts.", 2, 20),
        ("Some write of masts.", 1, 20),
        ("Some and most write of masts.", 2, 20),
        ("MOST write of masts.", 2, 20),
        ("All write of masts.", 20, 20),
        ("No one writes of masts.", 0, 20),
        ("Half write of masts.", 10, 20),
        ("Each contribution writes of masts.", 20, 20),
        ("Every single participant writes of masts.", 20, 20),
        ("Each of them writes of masts.", 20, 20),
        ("Cada uno escribe de mástiles.", 20, 20),
        ("A widely held view.", 10, 20),
        ("Todos escriben de mástiles.", 20, 20),
        ("Personne ne parle de mâts.", 1, 20),
        ("Chaque contribution parle de mâts.", 20, 20),
        ("Two contributions write of masts.", 3, 9),
        ("Two contributors write of masts.", 2, 9),
        ("5 of the governments and 5 countries.", 5, 9),
        ("Dos países escriben.", 2, 9),
        ("Deux organisations écrivent.", 2, 9),
    ],
)
def test_all_others_are_refused(words: str, n: int, total: int) -> None:
    assert not is_borne_out(words, n, total)
