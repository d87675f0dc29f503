"""Same texts: what is joined, what never is, and that the order of arrival decides nothing."""

from functools import cache
from itertools import combinations
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.copies.duplicates import MOST_VARIANTS, Group, Held, compare, find, is_short

NETMUNDIAL = Path(__file__).parents[4] / "../shared/data/netmundial"
Words = list[str]


def prose(seed: int, words: int) -> Words:
    """Words in an order that no other seed has."""
    chosen = np.random.default_rng(seed).integers(0, 5000, words)
    return [f"word{number}" for number in chosen]


def write(words: Words) -> str:
    return " ".join(words)


def edited(words: Words, *places: int) -> Words:
    return [f"other{place}" if place in places else word for place, word in enumerate(words)]


@cache
def shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return set(zip(words, words[1:], words[2:], strict=False))


def jaccard(one: str, other: str) -> float:
    return len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))


def grouped(groups: tuple[Group, ...]) -> list[tuple[str, ...]]:
    return [(group.representative, *group.members) for group in groups]


def test_case_space_and_punctuation_make_no_difference() -> None:
    texts = [
        ("c3", "We agree — don’t  wait for next year!"),
        ("c1", "we AGREE\nDon't wait for next year"),
        ("c2", "We agree: wait for the next year."),
    ]
    assert find(texts) == (Group(representative="c1", members=("c3",), kind="exact"),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("👍", "👎"),
        ("", ""),
        ("…", "?!"),
        ("I agree with this", "I agree with that"),
        ("कि", "का"),
        ("同意这个建议", "不同意这个建议"),
    ],
)
def test_short_texts_are_copies_only_if_they_say_the_same(one: str, other: str) -> None:
    assert find([("c1", one), ("c2", other)]) == ()


def test_a_small_edit_is_a_near_copy_and_the_earliest_represents_it() -> None:
    words = prose(1, 60)
    texts = [("c10", write(words)), ("c9", write(edited(words, 30))), ("c11", write(prose(2, 60)))]
    assert find(texts) == (Group(representative="c9", members=("c10",), kind="near"),)


def test_exact_copies_of_a_near_copy_are_members_too() -> None:
    words = prose(1, 60)
    near = write(edited(words, 30))
    texts = [("c1", write(words)), ("c2", near), ("c3", near.upper() + ".")]
    assert grouped(find(texts)) == [("c1", "c2", "c3")]


def test_a_text_within_one_up_to_twice_as_long_is_a_copy() -> None:
    words = prose(1, 100)
    held = write(edited(words, 50))
    longer = write(words + prose(2, 96))
    assert jaccard(held, longer) < 0.5
    found = compare([("c1", longer), ("c2", held)])
    assert grouped(found.groups) == [("c1", "c2")]
    assert found.holdings == ()


@pytest.mark.parametrize("times", [2, 20, 200])
def test_a_letter_is_found_in_a_text_however_long_and_represents_it(times: int) -> None:
    letter = prose(1, 100)
    around = [prose(seed, 100) for seed in range(2, 2 + times)]
    parts = [*around[1:], edited(letter, 20, 70), around[0]]
    longer = write([word for part in parts for word in part])
    others = [(f"c{n}", write(prose(n, 80))) for n in range(500, 560)]
    found = compare([("c1", longer), ("c2", write(letter)), *others])
    assert found.groups == (Group(representative="c2", members=("c1",), kind="near"),)
    assert found.holdings == (Held(text="c1", held="c2"),)


def test_a_long_text_sent_twice_keeps_its_own_group_and_tells_what_it_holds() -> None:
    letter = prose(1, 100)
    longer = write(letter + prose(2, 300))
    found = compare([("c1", longer), ("c2", write(letter)), ("c3", longer), ("c4", write(letter))])
    assert grouped(found.groups) == [("c1", "c3"), ("c2", "c4")]
    assert found.holdings == (Held(text="c1", held="c2"),)


def test_a_text_that_holds_several_is_in_the_group_of_the_longest() -> None:
    one, other = prose(1, 100), prose(2, 140)
    digest = write(prose(3, 200) + one + prose(4, 200) + other)
    found = compare([("c1", write(one)), ("c2", write(other)), ("c3", digest)])
    assert grouped(found.groups) == [("c2", "c3")]
    assert found.holdings == (Held(text="c3", held="c2"), Held(text="c3", held="c1"))


def test_what_two_long_texts_hold_joins_them_to_it_and_not_to_one_another() -> None:
    letter = prose(1, 60)
    long = [write(prose(n, 200) + letter + prose(n + 10, 100)) for n in (2, 3)]
    assert compare([("c1", long[0]), ("c2", long[1])]).groups == ()
    found = compare([("c1", long[0]), ("c2", long[1]), ("c3", write(letter))])
    assert grouped(found.groups) == [("c3", "c1", "c2")]


def test_less_alike_texts_are_offered_the_most_alike_first_and_never_grouped() -> None:
    base = prose(1, 100)
    texts = [
        ("c1", write(base)),
        ("c2", write(base[:50] + prose(2, 50))),
        ("c3", write(base[:60] + prose(3, 40))),
        ("c4", write(prose(4, 100))),
        ("c5", write(prose(5, 300) + base[:70])),
    ]
    found = compare(texts)
    assert found.groups == ()
    shown = [(one.one, one.other, one.kind) for one in found.variants]
    assert shown == [("c1", "c5", "held"), ("c1", "c3", "alike"), ("c1", "c2", "alike"),
                     ("c2", "c3", "alike")]  # fmt: skip
    assert all(0.3 <= one.likeness < 0.8 for one in found.variants)


def test_a_crowd_of_variants_offers_a_bounded_number() -> None:
    shared = prose(1, 80)
    texts = [(f"c{n}", write(shared + prose(n, 80))) for n in range(10, 900)]
    found = compare(texts)
    assert found.groups == ()
    assert 20 < len(found.variants) <= MOST_VARIANTS


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Yes, I agree.", True),
        ("I agree with the proposal", True),
        ("Yes\nNo\nYes\nI agree\nNo opinion\nYes", True),
        ("Yes, I agree with the proposal above.", False),
        ("\n".join(f"More money for matter {n}" for n in range(6)), False),
        ("我同意这个建议", True),
        ("我们认为互联网治理应当由各方共同参与", False),
        ("", True),
    ],
)
def test_short_answers_are_often_the_same_without_being_copied(text: str, short: bool) -> None:
    assert is_short(text) is short
    assert bool(find([("c1", text), ("c2", text)])) is not short


def test_texts_that_count_only_as_a_whole_are_copies_only_of_their_like() -> None:
    words = prose(1, 60)
    texts = [("c1", write(words)), ("c2", write(edited(words, 3))), ("c3", write(words))]
    found = compare(texts, only_equal=frozenset(["c2"]))
    assert grouped(found.groups) == [("c1", "c3")]


Parts = list[tuple[int, int]]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=4, max_size=14),
    st.integers(0, 2**32),
)
def test_whatever_is_pasted_into_what_groups_hold_nothing_unlike_and_order_decides_nothing(
    pasted: Parts, seed: int
) -> None:
    """Texts with letters and one another in them: like, holding or apart, never chained."""
    chance = np.random.default_rng(seed)
    letters = [prose(n, 40 + 20 * n) for n in range(3)]
    texts = {f"c{n}": write(letter) for n, letter in enumerate(letters)}
    for letter, times in pasted:
        n = len(texts)
        before = list(texts.values())[int(chance.integers(n))].split() if n % 3 == 0 else []
        texts[f"c{n}"] = write([*prose(100 + n, 50 * times), *letters[letter], *before])
    shuffled = [(str(key), texts[str(key)]) for key in chance.permutation(list(texts))]

    found = compare(shuffled)
    assert found == compare(list(texts.items()))
    home: dict[str, str] = {}
    for representative, *members in grouped(found.groups):
        mine = shingles(texts[representative])
        for one in members:
            theirs = shingles(texts[one])
            shared = len(mine & theirs)
            assert (
                jaccard(texts[representative], texts[one]) >= 0.5
                or shared >= 0.9 * min(len(mine), len(theirs))
                or shared >= 0.8 * len(mine)
            )
            assert one not in home
            home[one] = representative
        home[representative] = representative
    for one, other in combinations(texts, 2):
        if jaccard(texts[one], texts[other]) >= 0.7:
            assert home.get(one, one) == home.get(other, other)


def test_letters_with_half_of_the_words_in_common_are_not_copies() -> None:
    shared = prose(1, 50)
    letters = [(f"c{n}", write(shared + prose(n, 50))) for n in range(10, 40)]
    assert find(letters) == ()


def test_chinese_copies_are_found_without_spaces_between_words() -> None:
    text = "我们认为互联网治理应当由各方共同参与并且尊重人权和文化多样性" * 2
    changed = text.replace("文化", "语言", 1)
    assert grouped(find([("c1", text), ("c2", changed)])) == [("c1", "c2")]


def test_the_middle_of_a_short_chain_represents_it() -> None:
    words = prose(1, 100)
    left = write(edited(words, 5, 15, 25, 35, 45))
    right = write(edited(words, 55, 65, 75, 85, 95))
    middle = write(words)
    assert min(jaccard(left, middle), jaccard(middle, right)) >= 0.7
    assert jaccard(left, right) < 0.6
    further = write(edited(words, 51, 55, 58, 65, 75, 85, 95))
    texts = [("c1", left), ("c2", further), ("c3", middle)]
    assert jaccard(left, further) < 0.5
    assert jaccard(further, right) >= 0.7
    assert grouped(find([*texts, ("c4", right)])) == [("c3", "c1", "c2", "c4")]


def test_a_long_chain_is_cut() -> None:
    words = prose(1, 100)
    chain = [edited(words, *range(0, 4 * n, 4)) for n in range(26)]
    texts = [(f"c{n}", write(one)) for n, one in enumerate(chain)]
    found = grouped(find(texts))
    assert len(found) > 1
    assert sorted(key for group in found for key in group) == sorted(key for key, _ in texts)


Edit = tuple[int, int]
"""How far back the text is that was edited, and in how many places."""


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), min_size=6, max_size=24),
    st.integers(0, 2**32),
)
def test_copies_share_a_group_and_chains_join_nothing_unlike(edits: list[Edit], seed: int) -> None:
    chance = np.random.default_rng(seed)
    written = [prose(7, 50)]
    for number, (back, count) in enumerate(edits):
        places = set(chance.integers(0, 50, count).tolist())
        base = written[max(0, len(written) - back)]
        written.append([f"new{number}x{p}" if p in places else w for p, w in enumerate(base)])
    texts = {f"c{number}": write(words) for number, words in enumerate(written)}
    shuffled = [(str(key), texts[str(key)]) for key in chance.permutation(list(texts))]

    found = grouped(find(shuffled))
    assert found == grouped(find(list(texts.items())))

    for representative, *members in found:
        assert all(jaccard(texts[representative], texts[one]) >= 0.5 for one in members)

    home = {key: number for number, keys in enumerate(found) for key in keys}
    chains = connected(texts)
    for one, other in combinations(texts, 2):
        if jaccard(texts[one], texts[other]) >= 0.7 and has_middle(chains[one], texts):
            assert home[one] == home[other]


def connected(texts: dict[str, str]) -> dict[str, set[str]]:
    """For each text all that it is connected to by pairs of Jaccard .7."""
    chains = {key: {key} for key in texts}
    for one, other in combinations(texts, 2):
        if jaccard(texts[one], texts[other]) >= 0.7 and chains[one] is not chains[other]:
            joined = chains[one] | chains[other]
            chains |= dict.fromkeys(joined, joined)
    return chains


def has_middle(chain: set[str], texts: dict[str, str]) -> bool:
    return any(all(jaccard(texts[a], texts[b]) >= 0.5 for b in chain) for a in chain)


def test_a_crowd_of_variants_of_one_letter_is_one_group() -> None:
    chance = np.random.default_rng(3)
    words = prose(1, 100)
    texts = [(f"c{n}", write(edited(words, *chance.integers(0, 100, 2)))) for n in range(800)]
    (group,) = find(texts)
    assert len(group.members) == 799


def test_a_template_with_as_much_of_everybodys_own_costs_no_comparison_of_all_with_all() -> None:
    template = prose(1, 100)
    texts = [(f"c{number}", write(template + prose(number, 30))) for number in range(2, 1002)]
    began = process_time()
    (group,) = find(texts)
    assert len(group.members) == 999
    assert process_time() - began < 5


@pytest.mark.skipif(not NETMUNDIAL.is_dir(), reason="the recorded contributions are not here")
def test_real_contributions_that_arrived_twice_are_found_and_no_others() -> None:
    texts = [
        (path.stem, " ".join(path.read_text("cp1252", errors="replace").splitlines()))
        for path in sorted(NETMUNDIAL.glob("*.txt"))
    ]
    found = grouped(find(texts))
    assert len(found) >= 19
    assert all(len(group) == 2 and group[0][:3] == group[1][:3] for group in found)
