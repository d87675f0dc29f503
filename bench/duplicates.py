"""How well and how fast same texts are found, by the way in which they differ; beside MinHash.

    python bench/duplicates.py 10000 [100000 ...] [--prose FOLDER] [--alone .1] [--peer] [--growth]

Half of the comments are written alone, half are letters of campaigns of about fifty: as they are,
with a greeting, with one word in twenty changed, with a paragraph of thirty words added, cut to
three fifths, and, as what is not to be joined for certain, with 15 % and 30 % of the words changed.
Texts are drawn with the frequencies of a natural language, or are windows of real prose, none of
them used twice. A table is printed of the share of each kind that stands in its campaign's largest
group, of precision (grouped texts that belong with most of their group), CPU and memory.
"""

import argparse
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from time import process_time

import numpy as np

from bpforum.text.copies import duplicates

WORDS, LETTER = 100, 120
CAMPAIGN = 50
VOCABULARY = 30_000
GREETING = "Dear members of the commission, I write to you as a citizen of this country."
SURE = ("as it is", "greeting", "5 % edits", "paragraph added", "cut to 60 %")
KINDS = (*SURE, "15 % edits", "30 % edits")
Words = list[str]
Groups = list[list[str]]


@dataclass(frozen=True)
class Comments:
    """Texts by key, and of each the campaign (-1 for none) and the kind of copy."""

    texts: list[tuple[str, str]]
    campaigns: dict[str, int]
    kinds: dict[str, str]


def drawn(chance: np.random.Generator) -> Callable[[int], Words]:
    """Windows of words with the frequencies of a natural language."""
    known = [f"w{number}" for number in range(VOCABULARY)]
    at_hand: Words = []

    def window(count: int) -> Words:
        if len(at_hand) < count:
            numbers = chance.zipf(1.2, 100_000) % VOCABULARY
            at_hand.extend(map(known.__getitem__, numbers.tolist()))
        found = at_hand[-count:]
        del at_hand[-count:]
        return found

    return window


def read(folders: Sequence[Path]) -> Callable[[int], Words]:
    """Windows of the prose in the folders' .txt and .tsv files, one after the other."""

    def words() -> Iterator[str]:
        for folder in folders:
            for path in sorted([*folder.glob("**/*.txt"), *folder.glob("*.tsv")]):
                with path.open(encoding="utf-8", errors="replace") as lines:
                    for line in lines:
                        yield from (line.split("\t")[0] if path.suffix == ".tsv" else line).split()

    rest = words()

    def window(count: int) -> Words:
        found = [word for word, _ in zip(rest, range(count), strict=False)]
        if len(found) < count:
            raise SystemExit("There is not so much prose: ask for fewer comments.")
        return found

    return window


def vary(
    letter: Words, kind: str, window: Callable[[int], Words], chance: np.random.Generator
) -> str:
    """One signatory's copy of the letter."""
    words = list(letter)
    if kind.endswith("edits"):
        changes = round(len(words) * int(kind.split()[0]) / 100)
        for place in chance.permutation(len(words))[:changes].tolist():
            words[place] = f"x{chance.integers(VOCABULARY)}"
    elif kind == "greeting":
        words = [*GREETING.split(), *words]
    elif kind == "paragraph added":
        words += window(30)
    elif kind == "cut to 60 %":
        words = words[: round(0.6 * len(words))]
    return " ".join(words)


def write(
    count: int, window: Callable[[int], Words], kinds: Sequence[str] = KINDS, alone: float = 0.5
) -> Comments:
    """So many comments, in an order of chance; the same each time."""
    chance = np.random.default_rng(1)
    sent = count - round(alone * count)
    letters = [window(LETTER) for _ in range(max(1, sent // CAMPAIGN))]
    made = []
    for number in range(count):
        campaign = int(chance.integers(len(letters))) if number < sent else -1
        kind = kinds[number % len(kinds)] if number < sent else ""
        text = vary(letters[campaign], kind, window, chance) if kind else " ".join(window(WORDS))
        made.append((text, campaign, kind))
    order = chance.permutation(count).tolist()
    keys = [f"c{place}" for place in order]
    return Comments(
        list(zip(keys, [text for text, _, _ in made], strict=True)),
        dict(zip(keys, [campaign for _, campaign, _ in made], strict=True)),
        dict(zip(keys, [kind for _, _, kind in made], strict=True)),
    )


def ours(texts: Sequence[tuple[str, str]]) -> Groups:
    """The product's groups."""
    return [[group.representative, *group.members] for group in duplicates.compare(texts).groups]


def minhash(texts: Sequence[tuple[str, str]]) -> Groups:
    """What `rensa` gives with 128 permutations in 32 bands and a union of all pairs above .5."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    sketches = []
    root = list(range(len(texts)))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for number, (_, text) in enumerate(texts):
        words = text.lower().split()
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update([" ".join(words[n : n + 3]) for n in range(len(words) - 2)])
        for other in index.query(sketch):
            if find(other) != find(number) and sketch.jaccard(sketches[other]) >= 0.5:
                root[find(number)] = find(other)
        index.insert(number, sketch)
        sketches.append(sketch)
    groups: dict[int, list[str]] = defaultdict(list)
    for number, (key, _) in enumerate(texts):
        groups[find(number)].append(key)
    return [group for group in groups.values() if len(group) > 1]


def judged(groups: Groups, comments: Comments) -> tuple[dict[str, float], float, int]:
    """Recall by kind, precision, and how many texts of no campaign are in a group."""
    right = Counter[str]()
    largest: dict[int, list[str]] = defaultdict(list)
    grouped = belong = alone = 0
    for group in groups:
        of = Counter(comments.campaigns[key] for key in group)
        grouped += len(group)
        alone += of[-1]
        campaign, most = max(of.items(), key=lambda pair: (pair[0] != -1, pair[1]))
        belong += most if campaign != -1 else 0
        mine = [key for key in group if comments.campaigns[key] == campaign]
        if campaign != -1 and len(mine) > len(largest[campaign]):
            largest[campaign] = mine
    for keys in largest.values():
        right.update(comments.kinds[key] for key in keys)
    whole = Counter(comments.kinds.values())
    recall = {kind: right[kind] / whole[kind] for kind in KINDS if whole[kind]}
    return recall, belong / grouped if grouped else 1.0, alone


def peak() -> float:
    """The most memory that this process has held, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(count: int, prose: Sequence[Path], peer: bool, share: float) -> None:
    """One row of the table for us, and one for the peer where asked."""
    window = read(prose) if prose else drawn(np.random.default_rng(2))
    comments = write(count, window, alone=share)
    held = peak()
    for name, method in (("ours", ours), ("rensa, 32 bands, J ≥ .5", minhash))[: 1 + peer]:
        began = process_time()
        groups = method(comments.texts)
        took = process_time() - began
        recall, precision, alone = judged(groups, comments)
        memory = f"{peak() - held:.0f}" if name == "ours" else ""
        cells = [f"{recall[kind]:.3f}" for kind in KINDS]
        print(
            f"| {'prose' if prose else 'drawn'} | {count:,} | {name} | {' | '.join(cells)} "
            f"| {precision:.4f} | {alone} | {took:.1f} | {memory} |",
            flush=True,
        )


def growth(sizes: Sequence[int], prose: Sequence[Path]) -> None:
    """CPU and memory by size, each in a process of its own, with the exponents between them."""
    print("\n| comments | CPU-s | exponent | MB above the texts |\n| --- | --- | --- | --- |")
    before: tuple[int, float] | None = None
    for size in sizes:
        again = [sys.executable, __file__, str(size), "--one"]
        for folder in prose:
            again += ["--prose", str(folder)]
        told = subprocess.run(again, capture_output=True, text=True, check=True).stdout.split()
        took, memory = float(told[0]), float(told[1])
        grown = f"{log(took / before[1]) / log(size / before[0]):.2f}" if before else ""
        print(f"| {size:,} | {took:.1f} | {grown} | {memory:.0f} |", flush=True)
        before = size, took


def one(count: int, prose: Sequence[Path]) -> None:
    """CPU seconds and memory for one size, with campaigns of copies that are to be found."""
    window = read(prose) if prose else drawn(np.random.default_rng(2))
    texts = write(count, window, SURE).texts
    held, began = peak(), process_time()
    duplicates.compare(texts)
    print(process_time() - began, peak() - held)


def main(arguments: Sequence[str]) -> None:
    """Prints the tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("sizes", nargs="*", type=int, default=[10_000])
    asked.add_argument("--prose", action="append", type=Path, default=[])
    asked.add_argument("--peer", action="store_true", help="rensa's MinHash beside")
    asked.add_argument("--alone", type=float, default=0.5, help="share of comments written alone")
    asked.add_argument("--growth", action="store_true", help="CPU and memory by size alone")
    asked.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args(arguments)
    if given.one:
        return one(given.sizes[0], given.prose)
    if given.growth:
        return growth(given.sizes, given.prose)
    print(
        f"| texts | comments | method | {' | '.join(KINDS)} | precision | others grouped | CPU-s "
        "| MB above the texts |\n" + "| --- " * (len(KINDS) + 7) + "|"
    )
    for size in given.sizes:
        measure(size, given.prose, given.peer, given.alone)
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
