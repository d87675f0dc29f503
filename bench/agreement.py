"""Whether themes are what people would group: agreement with their labels, beside a peer's.

    python bench/agreement.py FOLDER [FOLDER ...] [--most 3000] [--picture FILE.svg]

For each labelled set (`bench/sets.py`): v-measure and adjusted Rand index of our themes, their
number chosen by our own rule, and of BERTopic's default components (UMAP, HDBSCAN) on the same
vectors (the mean of three seeds) and on MiniLM's. What the peer leaves out as noise counts as one
group, as its users get it. Time is CPU seconds on one thread, once everything is compiled; theirs
as a multiple of ours.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from time import process_time

import numpy as np
from sklearn.metrics import adjusted_rand_score, v_measure_score
from threadpoolctl import threadpool_limits

from bench import peers, picture, sets
from bench.sets import LabelledSet
from bpforum.text.encoders import UniversalEncoder
from bpforum.text.themes import partition
from bpforum.text.themes.matter import gather

SEEDS = 3
"""Of the peer, on the same vectors: its groups differ from seed to seed. We run as often."""


@dataclass(frozen=True)
class Figure:
    """One grouping of one set."""

    groups: int
    v: float
    ari: float
    left_out: float
    """Share of the texts that are in no group."""
    seconds: float
    by_language: float
    """v-measure with the language of the texts, where they are in several: less is better."""


def ours(texts: LabelledSet, rows: peers.Vectors, times: int) -> Figure:
    """Our themes, as many as our own rule makes, everybody speaking for themselves."""
    pieces = texts.passages
    voices = {one.id: one.contribution for one in pieces}
    label = dict(zip((one.id for one in pieces), texts.labels, strict=True))
    began = process_time()
    for _ in range(times):
        matter = gather(pieces, rows, voices, [True] * len(pieces))
        found = partition.divide(matter, None).clearest
    took = (process_time() - began) / times
    return _figure([label[one] for one in matter.ids], matter.languages, found, took)


def theirs(texts: LabelledSet, rows: peers.Vectors, seeds: int) -> Figure:
    """BERTopic's default components: the mean over so many seeds, which differ."""
    told = []
    for seed in range(seeds):
        began = process_time()
        found = peers.bertopic(rows, seed)
        told.append(_figure(texts.labels, texts.languages, found, process_time() - began))
    means = {
        one.name: float(np.mean([getattr(f, one.name) for f in told])) for one in fields(Figure)
    }
    return Figure(**{**means, "groups": round(means["groups"])})


def _figure(
    labels: Sequence[str], languages: Sequence[str], found: peers.Labels, took: float
) -> Figure:
    return Figure(
        groups=len(set(found.tolist()) - {-1}),
        v=float(v_measure_score(labels, found)),
        ari=float(adjusted_rand_score(labels, found)),
        left_out=float((found < 0).mean()),
        seconds=took,
        by_language=float(v_measure_score(languages, found)),
    )


def main(arguments: Sequence[str]) -> None:
    """Prints the table, and draws it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--most", type=int, default=sets.MOST)
    asked.add_argument("--picture", type=Path)
    given = asked.parse_args(arguments)
    encoder, minilm = UniversalEncoder(), peers.MiniLM()
    names: list[str] = []
    told: list[tuple[Figure, Figure, Figure, Figure]] = []
    print(
        "| set | texts, labels | ours: themes, v, ARI | UMAP + HDBSCAN: groups, left out, v, ARI "
        "| their CPU / ours | on MiniLM's vectors: ours v, ARI; theirs v, ARI |"
    )
    print("|---|---|---|---|---|---|")
    with threadpool_limits(1):
        peers.bertopic(np.random.default_rng(0).normal(size=(300, 64)).astype(np.float32))
        first = sets.sampled("first", [(f"text {n}", "", "en") for n in range(300)], 300)
        ours(first, encoder.encode(first.texts), 1)  # both are measured once they are loaded
        for one in sets.read(given.folders, given.most):
            rows, small = encoder.encode(one.texts), minilm.encode(one.texts)
            four = (
                ours(one, rows, SEEDS), theirs(one, rows, SEEDS),
                ours(one, small, 1), theirs(one, small, 1),
            )  # fmt: skip
            mine, other, mine_small, other_small = four
            print(
                f"| {one.name} | {len(one)}, {len(set(one.labels))} "
                f"| {mine.groups}, {mine.v:.3f}, {mine.ari:.3f} "
                f"| {other.groups}, {other.left_out:.0%}, {other.v:.3f}, {other.ari:.3f} "
                f"| {other.seconds / mine.seconds:.0f} "
                f"| {mine_small.v:.3f}, {mine_small.ari:.3f}; "
                f"{other_small.v:.3f}, {other_small.ari:.3f} |",
                flush=True,
            )
            names.append(one.name)
            told.append(four)
    if not told:
        sys.exit("There is no labelled set in these folders.")
    mean = [[np.mean([getattr(f[n], k) for f in told]) for k in ("v", "ari")] for n in range(4)]
    print(
        f"| mean | | {mean[0][0]:.3f}, {mean[0][1]:.3f} | {mean[1][0]:.3f}, {mean[1][1]:.3f} "
        f"| {np.mean([f[1].seconds / f[0].seconds for f in told]):.0f} "
        f"| {mean[2][0]:.3f}, {mean[2][1]:.3f}; {mean[3][0]:.3f}, {mean[3][1]:.3f} |"
    )
    for name, (mine, other, *_) in zip(names, told, strict=True):
        if mine.by_language or other.by_language:
            print(
                f"\nWith the language of {name}: ours {mine.by_language:.3f}, "
                f"theirs {other.by_language:.3f}."
            )
    if given.picture:
        series = {
            "bpforum: v-measure": [f[0].v for f in told],
            "UMAP + HDBSCAN: v-measure": [f[1].v for f in told],
            "bpforum: adjusted Rand index": [f[0].ari for f in told],
            "UMAP + HDBSCAN: adjusted Rand index": [f[1].ari for f in told],
        }
        given.picture.write_text(picture.bars(names, series), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
