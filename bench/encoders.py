"""How fast the encoders are, and whether they bring meanings together rather than languages.

    python bench/encoders.py [folder of SIB-200 with eng_Latn, fra_Latn and spa_Latn]

Speed is in texts per CPU second on one thread. Agreement is the v-measure of k-means groups with
the sentences' topics, and with their languages, where less is better.
"""

import sys
from pathlib import Path
from time import process_time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score
from threadpoolctl import threadpool_limits

from bpforum.text.encoders import Encoder, HashingEncoder, UniversalEncoder

LANGUAGES = ("eng_Latn", "fra_Latn", "spa_Latn")
SENTENCE = "Networks should stay open to everybody , and those who run them should say how ".split()


def speed(encoder: Encoder, words: int, count: int) -> float:
    """Texts per CPU second."""
    chance = np.random.default_rng(words)
    texts = [" ".join(chance.choice(SENTENCE, words)) for _ in range(count)]
    encoder.encode(texts[:1])
    began = process_time()
    encoder.encode(texts)
    return count / (process_time() - began)


def agreement(encoder: Encoder, folder: Path) -> tuple[float, float]:
    """With topics, with languages."""
    lines = [
        (language, *line.split("\t")[1:])
        for language in LANGUAGES
        for line in (folder / language / "test.tsv").read_text("utf-8").splitlines()[1:]
    ]
    languages, topics, texts = zip(*lines, strict=True)
    rows = encoder.encode(texts)
    found = [KMeans(len(set(topics)), random_state=seed).fit(rows).labels_ for seed in range(3)]
    return (
        float(np.mean([v_measure_score(topics, labels) for labels in found])),
        float(np.mean([v_measure_score(languages, labels) for labels in found])),
    )


if __name__ == "__main__":
    with threadpool_limits(1):
        for one in (UniversalEncoder(), HashingEncoder()):
            rates = ", ".join(
                f"{words} words {speed(one, words, 200):.0f}/s" for words in (30, 120)
            )
            print(f"{one.name}: {rates}")
            if sys.argv[1:]:
                topic, language = agreement(one, Path(sys.argv[1]))
                print(f"  topics {topic:.3f}, languages {language:.3f}")
