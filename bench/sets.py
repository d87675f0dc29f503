"""Labelled texts to measure on: owns how they are found and sampled; ships none of them.

A set is a table `<name>.tsv` with the columns text, label and language (an ISO 639-1 code) in a
folder that is given. Real material of others lies beside the project, never in it.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models.passage import Passage

MOST = 3000
"""Texts of a set that are looked at, where nothing else is said."""
_SHARED = {"eng_Latn": "en", "spa_Latn": "es", "fra_Latn": "fr"}


@dataclass(frozen=True)
class LabelledSet:
    """Texts with the labels that people gave them, all of one length."""

    name: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    languages: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Each text as a passage, everybody speaking for themselves."""
        return tuple(
            Passage(
                id=f"p{number:012x}",
                contribution=f"C-{number + 1:04d}",
                source="bench",
                external_id=str(number),
                start=0,
                end=len(text),
                text=text,
                language=language,
            )
            for number, (text, language) in enumerate(zip(self.texts, self.languages, strict=True))
        )


def read(folders: Sequence[Path], most: int = MOST) -> Iterator[LabelledSet]:
    """The sets in `folders`, each a sample of at most `most` texts, the same each time.

    A text that stands twice counts once. SIB-200 and the German contributions are also read in
    the form in which they lie among the shared data.
    """
    csv.field_size_limit(sys.maxsize)
    for folder in folders:
        for path in sorted(folder.glob("*.tsv")):
            yield sampled(path.stem, _rows(path, "text", "label", "language"), most)
        sib = folder / "sib200"
        if sib.is_dir():
            rows = [
                (text, label, language)
                for code, language in _SHARED.items()
                for path in sorted((sib / code).glob("*.tsv"))
                for text, label, _ in _rows(path, "text", "category", "")
            ]
            yield sampled("sib200-en-es-fr", rows, most)
        german = folder / "german-citizens/cycling-moers-ehrenfeld.csv"
        if german.is_file():
            found = _rows(german, "text", "main_category_level1", "", delimiter=",")
            yield sampled("cycling-german", [(t, label, "de") for t, label, _ in found], most)


def sampled(name: str, rows: Sequence[tuple[str, str, str]], most: int) -> LabelledSet:
    """At most `most` of (text, label, language), chosen and ordered by the texts' digests."""
    known = {" ".join(text.split()): (label, language) for text, label, language in rows}
    known.pop("", None)
    chosen = sorted(known, key=lambda text: sha256(text.encode()).digest())[:most]
    return LabelledSet(
        name,
        tuple(chosen),
        tuple(known[text][0] for text in chosen),
        tuple(known[text][1] for text in chosen),
    )


def _rows(
    path: Path, text: str, label: str, language: str, delimiter: str = "\t"
) -> list[tuple[str, str, str]]:
    quoting = csv.QUOTE_NONE if path.parent.parent.name == "sib200" else csv.QUOTE_MINIMAL
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row[text], row[label], row.get(language) or "")
            for row in csv.DictReader(file, delimiter=delimiter, quoting=quoting)
        ]
