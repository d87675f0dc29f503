"""What many fits agree upon."""

import numpy as np

from bpforum.text import consensus
from bpforum.text.vectors import unit
from tests.unit.text.toy import around

TOPICS = [n % 4 for n in range(120)]
ROWS = unit(around(TOPICS, spread=0.6))
PEOPLE = [f"person {n % 30}" for n in range(120)]


def test_a_consensus_finds_real_topics_and_calls_them_firm() -> None:
    labels, firm = consensus.agree(ROWS, PEOPLE, 4)
    assert all(len({TOPICS[n] for n in np.flatnonzero(labels == one)}) == 1 for one in range(4))
    assert min(firm) > 0.9


def test_groups_of_noise_are_not_firm() -> None:
    noise = unit(np.random.default_rng(1).normal(size=(120, 64)))
    _, firm = consensus.agree(noise, PEOPLE, 8)
    assert max(firm) < 0.5


def test_few_rows_have_one_fit() -> None:
    labels, firm = consensus.agree(ROWS[:20], PEOPLE[:20], 4)
    assert (len(set(labels.tolist())), firm) == (4, [1.0] * 4)


def test_few_contributors_do_not_stop_it() -> None:
    labels, _ = consensus.agree(ROWS, ["one", "two"] * 60, 4)
    assert len(set(labels.tolist())) == 4
