"""Whether the phrases of a theme belong together, as an outside encoder sees it: word intrusion.

    python bench/intrusion.py FOLDER [FOLDER ...] [--most 1500]

To a theme's key phrases (up to four) one of another theme's is added; the judge takes the phrase
with the lowest mean cosine to the others for the intruder. Printed is how often it is right, over
every choice of an intruder there is, beside the commonest single words by c-TF-IDF for the same
themes, and what a guess would reach. The judge has no part in grouping or naming: themes are made
and named with the universal encoder, and judged by wordllama's static weights and by MiniLM where
it is installed. Both know English alone, so that French and Spanish themes are made and named with
hashed pieces of words, and judged by the universal encoder.

After Chang et al., "Reading Tea Leaves: How Humans Interpret Topic Models", NIPS 2009, with an
encoder in the place of the human: it rewards phrases alike in meaning, not phrases that are used.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits

from bench.peers import MiniLM
from bench.sets import read, sampled
from bpforum.readers.plain import read_plain
from bpforum.text import passages
from bpforum.text.encoders import Encoder, EnglishEncoder, HashingEncoder, UniversalEncoder
from bpforum.text.names import stopwords
from bpforum.text.themes import anchors
from models.audience import Consent
from models.contribution import Contribution
from models.passage import Passage
from models.reading import Reading
from models.theme import Anchor

SHOWN = 4
"""Phrases of a theme that are shown to the judge, beside the intruder."""
MOST = 1500
"""Texts of a labelled set that are looked at."""
_JUDGED = {"en", "es", "fr"}


class Judge(Protocol):
    """An encoder that had no part in what it judges."""

    @property
    def name(self) -> str:
        """Which it is."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A unit row for each text."""
        ...


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


def sets(folders: Sequence[Path], most: int) -> Iterator[Matter]:
    """Every collection that is there, then the labelled sets in English, French or Spanish."""
    for data in folders:
        yield from _collections(data)
    for one in read(folders, most):
        spoken = sorted({*one.languages} & _JUDGED)
        for language in spoken if len(spoken) > 1 else {*one.languages} & {"en"}:
            mine = tuple(piece for piece in one.passages if piece.language == language)
            name = f"{one.name} ({language})" if len(spoken) > 1 else one.name
            if len({*one.languages}) == len(spoken):
                yield Matter(name, mine)


def _collections(data: Path) -> Iterator[Matter]:
    if (path := data / "netmundial").exists():
        title = "Global Multistakeholder Meeting on the Future of Internet Governance"
        made = [_read(n, file) for n, file in enumerate(sorted(path.glob("*B.txt")))]
        pieces = [one for text in made if text for one in passages.cut(text)]
        said = [one.model_copy(update={"language": "en"}) for one in pieces if one.substantive]
        yield Matter("NETmundial", tuple(said), title)
    for path in sorted((data / "polis").glob("*/comments.csv")):
        with path.open(encoding="utf-8") as file:
            texts = [row["comment-body"].strip() for row in csv.DictReader(file)]
        yield _whole(f"polis {path.parent.name}", texts)
    for part in sorted((data / "themefinder-gambling-synthetic/inputs").glob("question_part_*")):
        lines = (part / "responses.jsonl").read_text("utf-8").splitlines()
        asked = json.loads((part / "question.json").read_text("utf-8"))["question_text"]
        name = f"gambling, question {part.name[-1]}"
        yield _whole(name, [json.loads(line)["response"] for line in lines], asked)


def _whole(name: str, texts: Sequence[str], question: str = "") -> Matter:
    """A set of texts that are a passage each, everybody speaking once."""
    found = sampled(name, [(text, "", "en") for text in texts], len(texts))
    return Matter(name, found.passages, question=question)


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
    # Cut as texts are: "don't" is two tokens.
    cut = CountVectorizer().build_analyzer()
    stop = sorted({token for word in stopwords.of(language) for token in cut(word)})
    vectorizer = CountVectorizer(stop_words=stop)
    counts = vectorizer.fit_transform([" ".join(part) for part in texts]).toarray().astype(float)
    whole = counts.sum(axis=1, keepdims=True)
    weights = counts / np.maximum(whole, 1) * np.log1p(whole.mean() / counts.sum(axis=0))
    words = vectorizer.get_feature_names_out()
    return [[str(words[n]) for n in np.argsort(-row, kind="stable")[:shown]] for row in weights]


def intrusion(lists: Sequence[Sequence[str]], judge: Judge) -> tuple[float, float]:
    """How often the judge finds the intruder, and how often a guess would.

    The mean over themes with two phrases or more, and for each over all phrases of other themes.
    """
    lists = [list(phrases[:SHOWN]) for phrases in lists]
    everything = sorted({phrase for phrases in lists for phrase in phrases})
    rows = dict(zip(everything, judge.encode(everything), strict=True)) if everything else {}
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


def main(arguments: Sequence[str]) -> None:
    """Print a line for each set and judge."""
    parser = argparse.ArgumentParser(description="word intrusion, found by an outside encoder")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=MOST)
    given = parser.parse_args(arguments)
    english: list[Judge] = [EnglishEncoder()]
    with suppress(ModuleNotFoundError, StopIteration):
        english.append(MiniLM())
    print("| set | passages | themes | judge | our phrases | c-TF-IDF words | a guess |")
    print("| --- | ---: | ---: | --- | ---: | ---: | ---: |")
    with threadpool_limits(1):
        for matter in sets(given.folders, given.most):
            is_english = matter.language == "en"
            encoder: Encoder = UniversalEncoder() if is_english else HashingEncoder()
            made = themes(matter, encoder)
            home = {member: n for n, one in enumerate(made) for member in one.members}
            texts: list[list[str]] = [[] for _ in made]
            for one in matter.passages:
                if one.id in home:
                    texts[home[one.id]].append(one.text)
            words = single_words(texts, matter.language)
            for judge in english if is_english else [UniversalEncoder()]:
                ours, chance = intrusion([one.key_phrases for one in made], judge)
                theirs, _ = intrusion(words, judge)
                print(
                    f"| {matter.name} | {len(matter.passages)} | {len(made)} "
                    f"| {judge.name.split()[0]} | {ours:.2f} | {theirs:.2f} | {chance:.2f} |",
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


if __name__ == "__main__":
    main(sys.argv[1:])
