"""Which encoder gives what: agreement with people's labels, likeness to the slow one, and speed.

    python -m bench.encoders [FOLDER ...] [--most 2000] [--comments 100000]

FOLDER holds labelled sets (`bench/sets.py`), and may hold more matter for comments: files such as
`es-laws.txt`, named after their language, with one text a line. Without one, comments are invented.

Agreement is the v-measure of k-means groups, as many as there are labels, with the labels: the mean
over seeds, with its standard error; for mixed languages also with the languages, where less is
better. Speed is CPU time on one thread, for comments of one to five sentences that are drawn from
all that matter, each sentence once before any comes again: a cold start, with every word new. The
slow encoder is timed on a sample of the same comments in the same run, as bpforum uses it (a text
at a time) and as its library does (in batches, where a text's last bits hang on its neighbours).
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import process_time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score
from threadpoolctl import threadpool_limits

from bench import sets
from bench.crowd import Crowd
from bench.sets import LabelledSet
from bpforum.text.encoders import KINDS, Vectors
from bpforum.text.encoders.universal import universal

SLOW = "multilingual"
SAMPLE = 500
"""Comments that the slow encoder is timed on, before and after the fast ones."""
INVENTED = 10_000
"""Comments, where no matter is given."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SHARES = {"en": 0.4, "es": 0.3, "fr": 0.2, "de": 0.1}
"""Of comments in several languages, as far as there is matter."""


def agreement(texts: LabelledSet, rows: Vectors, seeds: int) -> tuple[float, float, float]:
    """v-measure with the labels, its standard error, and v-measure with the languages."""
    groups = len(set(texts.labels))
    # Hundreds of groups take minutes and hardly differ between seeds.
    found = [
        KMeans(groups, n_init=3 if groups <= 30 else 1, random_state=seed).fit(rows).labels_
        for seed in range(seeds if groups <= 100 else 2)
    ]
    with_labels = [v_measure_score(texts.labels, one) for one in found]
    with_languages = [v_measure_score(texts.languages, one) for one in found]
    error = float(np.std(with_labels, ddof=1) / len(found) ** 0.5)
    return float(np.mean(with_labels)), error, float(np.mean(with_languages))


def show_agreement(given: Iterable[LabelledSet], seeds: int) -> None:
    """A line for each set; texts of languages that an encoder does not know are not given to it."""
    print(f"| set | texts, labels | {' | '.join(KINDS)} | cosine, {SLOW} to fast |")
    print("|---" * (len(KINDS) + 3) + "|")
    made = {name: kind.make() for name, kind in KINDS.items()}
    for texts in given:
        cells, rows = [], {}
        mixed = len(set(texts.languages)) > 1
        for name, encoder in made.items():
            rows[name] = encoder.encode(texts.texts)
            v, error, language = agreement(texts, rows[name], seeds)
            cells.append(f"{v:.3f} ±{error:.3f}" + (f" (language {language:.2f})" if mixed else ""))
        near = (rows[SLOW] * rows["multilingual-fast"]).sum(axis=1).mean()
        size = f"{len(texts)}, {len(set(texts.labels))}"
        print(f"| {texts.name} | {size} | {' | '.join(cells)} | {near:.3f} |", flush=True)


def matter(folders: Sequence[Path], given: Sequence[LabelledSet]) -> dict[str, list[str]]:
    """Sentences by language, each once."""
    found: dict[str, dict[str, None]] = {}
    texts = [pair for one in given for pair in zip(one.languages, one.texts, strict=True)]
    for folder in folders:
        for path in sorted(folder.glob("*.txt")):
            texts += [(path.name[:2], line) for line in path.read_text("utf-8").splitlines()]
    for language, text in texts:
        for sentence in _SENTENCE.split(" ".join(text.split())):
            if 10 <= len(sentence) <= 600:
                found.setdefault(language, {})[sentence] = None
    return {language: sorted(sentences) for language, sentences in found.items()}


def comments(sentences: Sequence[str], count: int, seed: int) -> list[str]:
    """`count` comments of one to five sentences."""
    chance = np.random.default_rng(seed)
    order: list[int] = []
    made = []
    for size in chance.choice([1, 2, 3, 5], count, p=[0.6, 0.25, 0.12, 0.03]):
        while len(order) < size:
            order += chance.permutation(len(sentences)).tolist()
        made.append(" ".join(sentences[order.pop()] for _ in range(size)))
    return made


def show_speed(title: str, texts: Sequence[str], names: Sequence[str]) -> None:
    """Seconds of each fast encoder for all `texts`, and how many times the slow one's speed."""
    words = sum(len(text.split()) for text in texts) / len(texts)
    sample = [texts[n] for n in np.linspace(0, len(texts) - 1, SAMPLE, dtype=int)]
    slow = KINDS[SLOW].make()
    slow.encode(sample[:1])
    one_by_one, batched = [], []
    fast: dict[str, float] = {}
    for name in (*names, ""):
        one_by_one.append(_seconds(slow.encode, sample) / SAMPLE)
        batched.append(_seconds(universal().encode, sample) / SAMPLE)
        if name:
            KINDS[name].make().encode([""])
            fast[name] = _seconds(KINDS[name].make().encode, texts)
    alone, batch = np.mean(one_by_one), np.mean(batched)
    print(
        f"\n{title}: {len(texts):,} comments of {words:.0f} words. {SLOW}: {1000 * alone:.2f} ms "
        f"each, in its library's batches {1000 * batch:.2f} ms"
    )
    for name, seconds in fast.items():
        each = seconds / len(texts)
        print(
            f"  {name}: {seconds:.1f} s, {1000 * each:.3f} ms each: {alone / each:.1f} times as "
            f"fast, {batch / each:.1f} times as fast as in batches",
            flush=True,
        )


def _seconds(encode: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    began = process_time()
    encode(texts)
    return process_time() - began


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the tables."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("folders", nargs="*", type=Path)
    asked.add_argument("--most", type=int, default=2000, help="texts of a set")
    asked.add_argument("--seeds", type=int, default=6)
    asked.add_argument("--comments", type=int, default=100_000, help="0: no speed")
    asked.add_argument("--only-speed", action="store_true")
    options = asked.parse_args(arguments)
    with threadpool_limits(1):
        if not options.folders:
            crowd = Crowd()
            letters = [crowd.letter() for _ in range(min(options.comments, INVENTED))]
            show_speed("Invented", letters, ("multilingual-fast", "english-fast", "spelling"))
            return
        if not options.only_speed:
            show_agreement(sets.read(options.folders, options.most), options.seeds)
        if not options.comments:
            return
        found = matter(options.folders, list(sets.read(options.folders, sys.maxsize)))
        mixed, languages = _mixed(found, options.comments)
        show_speed(f"Mixed ({languages})", mixed, ("multilingual-fast", "spelling"))
        if "en" in found:
            english = comments(found["en"], options.comments, 1)
            show_speed("English alone", english, ("multilingual-fast", "english-fast"))


def _mixed(found: dict[str, list[str]], count: int) -> tuple[list[str], str]:
    """`count` comments by `_SHARES`, in disorder, and their languages in words."""
    shares = {language: _SHARES[language] for language in _SHARES if language in found}
    whole = sum(shares.values())
    made: list[str] = []
    for seed, (language, share) in enumerate(shares.items()):
        made += comments(found[language], round(count * share / whole), seed)
    order = np.random.default_rng(0).permutation(len(made))
    told = ", ".join(f"{share / whole:.0%} {language}" for language, share in shares.items())
    return [made[number] for number in order], told


if __name__ == "__main__":
    main()
