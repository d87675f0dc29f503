"""How well passages are grouped, how steady themes are, and how long it takes.

    python bench/themes.py [the folder of shared data]

Prints, for each set that is there: the number of themes that the rule chooses, agreement of the
grouping with people's own codes (v-measure and adjusted Rand index), for three languages also the
agreement with the language (less is better), what becomes of themes when the last fifth of the
contributors arrives later, CPU seconds on one thread, and the names, to be read.
"""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np
from sklearn.metrics import adjusted_rand_score, v_measure_score

from bpforum.text import anchors, passages
from bpforum.text.anchors import Context
from bpforum.text.encoders import UniversalEncoder
from bpforum.text.vectors import Encoded
from models.audience import Consent
from models.contribution import Contribution
from models.passage import Passage
from models.theme import Anchor

ENCODER = UniversalEncoder()
LANGUAGES = {"eng_Latn": "en", "spa_Latn": "es", "fra_Latn": "fr"}


@dataclass(frozen=True)
class Matter:
    """A set: passages with people's codes, where there are any."""

    name: str
    passages: tuple[Passage, ...]
    codes: Mapping[str, str]
    title: str = ""


def sets(data: Path) -> Iterator[Matter]:
    """Every set that is there."""
    if (path := data / "netmundial").exists():
        title = "Global Multistakeholder Meeting on the Future of Internet Governance"
        texts = [
            file.read_bytes().decode("cp1252", "replace") for file in sorted(path.glob("*B.txt"))
        ]
        pieces = [p for n, text in enumerate(texts) for p in passages.cut(contribution(n, text))]
        english = [one.model_copy(update={"language": "en"}) for one in pieces if one.substantive]
        yield Matter("NETmundial", tuple(english), {}, title)
    if (path := data / "german-citizens/cycling-moers-ehrenfeld.csv").exists():
        with path.open(encoding="utf-8") as file:
            rows = [(r["text"], r["main_category_level1"], "de") for r in csv.DictReader(file)]
        yield whole("cycling (German)", rows)
    if (path := data / "sib200").exists():
        rows = []
        for code, language in LANGUAGES.items():
            with (path / code / "train.tsv").open(encoding="utf-8") as file:
                for row in csv.DictReader(file, delimiter="\t"):
                    if int(row["index_id"]) % 3 == sorted(LANGUAGES).index(code):
                        rows.append((row["text"], row["category"], language))
        yield whole("SIB-200 (three languages)", rows)


def contribution(number: int, text: str, language: str = "en") -> Contribution:
    """A contribution that says `text`."""
    return Contribution.model_validate(
        {
            "reference": f"C-{number:04d}",
            "source": "bench",
            "external_id": str(number),
            "digest": "0" * 64,
            "kind": "contribution",
            "text": text,
            "language": language,
            "received_at": "2026-01-01T00:00:00Z",
            "audience": "public",
            "consent": Consent(basis="notice", scope="full"),
        }
    )


def whole(name: str, rows: Sequence[tuple[str, str, str]]) -> Matter:
    """A set of texts that are a passage each; empty ones are left out."""
    rows = [row for row in rows if row[0]]
    pieces = [
        Passage(
            id=f"p{number:012x}",
            contribution=f"C-{number:04d}",
            source="bench",
            external_id=str(number),
            start=0,
            end=len(text),
            text=text,
            language=language,
        )
        for number, (text, _, language) in enumerate(rows)
    ]
    codes = {one.id: code for one, (_, code, _) in zip(pieces, rows, strict=True)}
    return Matter(name, tuple(pieces), codes)


def main(data: Path) -> None:
    """Print all figures."""
    for matter in sets(data):
        print(f"\n{matter.name}: {len(matter.passages)} passages")
        began = process_time()
        rows = ENCODER.encode([one.text for one in matter.passages])
        print(f"  encoding {process_time() - began:.1f} CPU s")
        context = Context(encoder=ENCODER.name, encode=ENCODER.encode, title=matter.title)
        began = process_time()
        themes = fit(matter.passages, rows, context)
        print(f"  {len(themes)} themes with their names in {process_time() - began:.1f} CPU s")
        agreement(matter, themes)
        growth(matter, rows, context)
        for one in themes:
            print(f"  {len(one.members):5d}  {one.label}")


def fit(pieces: Sequence[Passage], rows: Encoded, context: Context) -> tuple[Anchor, ...]:
    """The themes of `pieces`, everybody speaking for themselves."""
    voices = {one.id: one.contribution for one in pieces}
    return anchors.fit(pieces, rows, (), voices, [True] * len(pieces), context)


def agreement(matter: Matter, themes: Sequence[Anchor]) -> None:
    """How far the themes are people's codes, and how far they are languages."""
    home = {member: one.id for one in themes for member in one.members}
    placed = [one for one in matter.passages if one.id in home]
    found = [home[one.id] for one in placed]
    if matter.codes:
        codes = [matter.codes[one.id] for one in placed]
        v, ari = v_measure_score(codes, found), adjusted_rand_score(codes, found)
        print(f"  with {len(set(codes))} codes of people: v {v:.3f}, ARI {ari:.3f}")
    if len({one.language for one in placed}) > 1:
        print(f"  with the language: v {v_measure_score([p.language for p in placed], found):.3f}")


def growth(matter: Matter, rows: Encoded, context: Context) -> None:
    """What the last fifth of the contributors does to the themes of the others."""
    people = sorted({one.contribution for one in matter.passages})
    late = set(np.random.default_rng(0).permutation(people)[: len(people) // 5].tolist())
    early = [n for n, one in enumerate(matter.passages) if one.contribution not in late]
    before = fit([matter.passages[n] for n in early], rows[early], context)
    voices = {one.id: one.contribution for one in matter.passages}
    usable = [True] * len(matter.passages)
    taken = replace(context, taken=[one.id for one in before])
    after = anchors.grow(matter.passages, rows, before, voices, usable, taken)
    again = {member: one.id for one in after for member in one.members}
    kept = [again[member] == one.id for one in before for member in one.members]
    new = [one.label for one in after if one.status == "proposed"]
    print(
        f"  a fifth later: {sum(kept)} of {len(kept)} keep their theme; proposed: {new or 'none'}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
