"""How long finding same texts takes, on generated letters; says nothing about real ones.

    python bench/duplicates.py 10000 [100000 ...]

Texts have 100 words with the frequencies of a natural language. Half are written alone, half are
letters of campaigns of about 50, with up to four words changed. The last line of each size is the
hard case: one letter of which everybody changed every sixth word or so.
"""

import resource
import sys
from time import process_time

import numpy as np

from bpforum.text import duplicates

WORDS = 100
CAMPAIGN = 50
VOCABULARY = 30_000


def letter(chance: np.random.Generator) -> list[str]:
    """A text of its own."""
    return [f"w{number % VOCABULARY}" for number in chance.zipf(1.2, WORDS).tolist()]


def edit(words: list[str], changes: int, chance: np.random.Generator) -> str:
    """The letter with some words replaced."""
    edited = list(words)
    for place in chance.integers(0, WORDS, changes).tolist():
        edited[place] = f"w{chance.integers(VOCABULARY)}"
    return " ".join(edited)


def campaigns(count: int, chance: np.random.Generator) -> tuple[list[tuple[str, str]], list[int]]:
    """Texts by key, and for each its campaign, or -1."""
    originals = [letter(chance) for _ in range(max(1, count // 2 // CAMPAIGN))]
    texts, senders = [], []
    for number in range(count):
        campaign = int(chance.integers(len(originals))) if number % 2 else -1
        words = originals[campaign] if number % 2 else letter(chance)
        changes = int(chance.integers(5)) if number % 2 else 0
        texts.append((f"c{number}", edit(words, changes, chance)))
        senders.append(campaign)
    return texts, senders


def diffuse(count: int, chance: np.random.Generator) -> list[tuple[str, str]]:
    """One letter, of which everybody changed about every sixth word."""
    original = letter(chance)
    return [(f"c{number}", edit(original, 17, chance)) for number in range(count)]


def measure(count: int) -> None:
    """Print CPU seconds, and how many members of campaigns were found."""
    chance = np.random.default_rng(1)
    texts, senders = campaigns(count, chance)
    began = process_time()
    groups = duplicates.find(texts)
    took = process_time() - began
    campaign = {key: sender for (key, _), sender in zip(texts, senders, strict=True)}
    joined = [[campaign[key] for key in (g.representative, *g.members)] for g in groups]
    found = sum(len(group) for group in joined)
    wrong = sum(len(set(group)) > 1 or -1 in group for group in joined)
    print(
        f"{count} texts: {took:.1f} CPU-s, {len(groups)} groups, {wrong} of them mixed, "
        f"{found} of {count // 2} letters grouped, "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most"
    )
    texts = diffuse(count // 10, chance)
    began = process_time()
    groups = duplicates.find(texts)
    print(f"{len(texts)} loosely alike: {process_time() - began:.1f} CPU-s, {len(groups)} groups")


if __name__ == "__main__":
    for size in sys.argv[1:] or ["10000"]:
        measure(int(size))
