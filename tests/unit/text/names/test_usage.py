"""How often who uses which phrase."""

from bpforum.text.names import phrases, usage

KEY = phrases.key_of(["reserve", "fund"], "en")


def count(*texts: str, people: list[str] | None = None) -> usage.Usage:
    return usage.count(texts, people or [str(n) for n in range(len(texts))], "en", frozenset())


def test_one_person_counts_three_times_at_most() -> None:
    loud = count(*["The reserve fund is closed."] * 9, people=["loud"] * 9)
    assert loud[KEY].count == 3
    assert count(*["The reserve fund is closed."] * 9)[KEY].count == 9


def test_a_form_inside_a_clause_is_shown_before_one_that_opens_it() -> None:
    found = count("Reserve Fund.", "Reserve fund for all.", "We have a reserve fund.")
    assert found[KEY].form() == ("reserve", "fund")


def test_phrases_cut_out_of_longer_ones_are_not_complete() -> None:
    found = count("The village reserve fund committee met.", "The reserve fund is closed.")
    assert found[KEY].completeness == 0.5


def test_log_odds_are_high_for_what_only_one_theme_says_and_low_for_what_all_say() -> None:
    here = count(*["The reserve fund of the village."] * 6)
    there = count(*["The spectrum fee of the village."] * 6)
    odds = usage.log_odds(here, both := usage.total([here, there]), usage.mass(both))
    assert odds[KEY] > odds["village"] + 0.3
    assert abs(odds["village"]) < 0.1


def test_a_single_phrase_in_all_that_was_said_has_odds_too() -> None:
    alone = count("The reserve fund.")
    odds = usage.log_odds({KEY: alone[KEY]}, {KEY: alone[KEY]}, alone[KEY].count)
    assert 0 <= odds[KEY] < 100


def test_a_total_adds_up() -> None:
    one, two = count("The reserve fund."), count("A reserve fund.", "My reserve fund.")
    assert usage.total([one, two])[KEY].count == 3
