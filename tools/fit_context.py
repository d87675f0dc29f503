"""Fits the matrix that turns what words say alone into what they say among others.

    python tools/fit_context.py FOLDER [FILE]

FOLDER holds the public texts that bpforum/text/encoders/context/README.md names, each as its
repository has it; FILE is written (by default the one that ships). The same texts give the same
numbers. It takes some three minutes and 2 GB.

A text's tokens, as the universal encoder reads it whole, come to a sum of 512 numbers. Here a
ridge regression finds the matrix that brings the sum of what its words say alone (1280 numbers)
nearest to that, drawn towards the network's own last matrix. A tenth of the texts is held out, to
say how near it comes.
"""

import csv
import re
import sys
from collections.abc import Iterator
from copy import copy
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from bpforum.text.encoders.isolated import IsolatedWords, pieces_of
from bpforum.text.encoders.universal import universal
from bpforum.text.encoders.words import split, windows

RIDGE = 1e-3
LAWS = 150
SHIPPED = Path(__file__).parent.parent / "bpforum/text/encoders/context/universal.npz"
TATOEBA = "ara cmn deu fra ita jpn kor nld pol por rus spa tha tur".split()
DECLARATION = "arb cmn_hans eng fra ita jpn kor nld pol por_PT rus spa tha tur".split()


def texts(folder: Path) -> Iterator[str]:
    """Everything that is fitted on, in one order."""
    for code in TATOEBA:
        pair = folder / "LASER/data/tatoeba/v1"
        yield from _threes((pair / f"tatoeba.{code}-eng.{code}").read_text("utf-8").splitlines())
        if code in ("deu", "fra", "spa"):
            yield from _threes((pair / f"tatoeba.{code}-eng.eng").read_text("utf-8").splitlines())
    for code in DECLARATION:
        yield from (folder / f"nltk_data/udhr2/{code}.txt").read_text("utf-8").splitlines()
    for path in sorted((folder / "openData").glob("*/comments.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row["comment-body"] for row in csv.DictReader(file))
    for path in sorted((folder / "code-civil").rglob("Article *.md")):
        yield from path.read_text("utf-8").split("----", 1)[-1].split("\n\n")
    laws = (folder / "legalize-pe/pe").glob("LEY-[0-9]*.md")
    laws = (path for path in laws if 4_000 < path.stat().st_size < 40_000)
    for path in sorted(laws, key=lambda path: sha256(path.name.encode()).digest())[:LAWS]:
        body = path.read_text("utf-8").split("---", 2)[-1]
        yield from (one for one in re.split(r"\n\s*\n", body) if one.lstrip()[:1] not in "#*|-")


def _threes(lines: list[str]) -> Iterator[str]:
    """Short sentences alone, some as people type them into a box, and three together."""
    for number, line in enumerate(lines):
        yield line
        if number % 3 == 1:
            yield line.lower().strip(".?!¿¡。？！")
        if number % 3 == 0:
            yield " ".join(lines[number : number + 3])


def sums_of_whole_texts(network: Any, read: list[str]) -> Any:
    """What the network has before its dense layers, n x 512: these let it through unchanged."""
    opened, same = copy(network), np.eye(512, dtype=np.float32)
    opened.p1 = np.hstack([same, -same])
    opened.d0, opened.d1 = np.zeros((512, 1), np.float32), np.zeros((1, 1024), np.float32)
    opened.d2, opened.d3 = np.zeros((1024, 1), np.float32), np.zeros((1, 512), np.float32)
    # So small that tanh is straight and the length is not brought to 1 but divided by eps.
    opened.p3 = np.vstack([same, -same]) * np.float32(1e-9)
    return opened.encode(read).astype(np.float64) * 1e3


def dense(network: Any, mean: Any) -> Any:
    """The network's dense layers, to unit rows."""
    mean = mean.astype(np.float32)
    first = np.maximum(mean @ network.d0, 0)
    second = np.maximum(mean @ network.p1 + first @ network.d1, 0)
    made = np.tanh(second @ network.p3 + np.maximum(second @ network.d2, 0) @ network.d3)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def main(folder: Path, target: Path) -> None:
    """Reads, fits, tells how near it came, writes."""
    network, tokenizer = universal()._model, universal()._tokenizer
    bags = []
    for text in dict.fromkeys(" ".join(one.split()) for one in texts(folder)):
        words, start = split(text), 0
        for stop in windows(len(words)):
            if stop - start >= 2:
                bags.append(words[start:stop])
            start = stop
    known = {word: number for number, word in enumerate(dict.fromkeys(w for b in bags for w in b))}
    print(f"{len(bags)} windows of {len(known)} different words")
    found = [pieces_of(word, tokenizer) for word in known]
    counts = np.array([len(one) for one in found], dtype=np.float64)
    said = np.zeros((len(found), 1280), dtype=np.float32)
    said[counts > 0] = IsolatedWords(network).say([one for one in found if one])
    columns = [known[word] for bag in bags for word in bag]
    ends = np.cumsum([0, *map(len, bags)])
    table = csr_matrix((np.ones(len(columns), np.float32), columns, ends), (len(bags), len(known)))
    tokens = table @ counts
    root = np.sqrt(tokens + 2)[:, None]
    inputs = np.column_stack([table @ said, tokens, np.diff(ends), np.ones(len(bags))]) / root
    wanted = sums_of_whole_texts(network, ["".join(bag).strip() for bag in bags])
    own = network.cnn_W.astype(np.float64)
    each = network.ln_b @ own + network.cnn_b
    prior = np.vstack([network.ln_g[:, None] * own, each, np.zeros(512), 2 * each])
    held = np.arange(len(bags)) % 10 == 0
    square = inputs[~held].T @ inputs[~held]
    ridge = RIDGE * np.diag(square)
    ridge[1280:] = 0
    rest = inputs[~held].T @ (wanted[~held] - inputs[~held] @ prior)
    fitted = prior + np.linalg.solve(square + np.diag(ridge), rest)
    # Features differ in size by a hundred times: even, they lose less by being made whole.
    sizes = np.sqrt(np.square(said, dtype=np.float64).mean(axis=0)).astype(np.float32)
    turn = fitted[:1280] * sizes[:, None]
    steps = (np.abs(turn).max(axis=0) / 127).astype(np.float32)
    numbers = np.rint(turn / steps).astype(np.int8)
    kept = np.vstack([numbers * steps.astype(np.float64) / sizes[:, None], fitted[1280:]])
    for name, matrix in (("alone", prior), ("fitted", fitted), ("kept", kept)):
        near = dense(network, inputs[held] @ matrix) * dense(network, wanted[held])
        print(f"{name}: cosine {near.sum(axis=1).mean():.4f} on {held.sum()} held-out windows")
    added = fitted[1280:].astype(np.float32)
    target.parent.mkdir(exist_ok=True)
    np.savez_compressed(target, turn=numbers, steps=steps, sizes=sizes, added=added)
    print(f"{target}: {target.stat().st_size} bytes")
    print(f"SHA-256 {sha256(target.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    with threadpool_limits(1):
        main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else SHIPPED)
