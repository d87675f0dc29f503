"""What themes of real collections are called, to be read: owns no figure but their number.

    python bench/names.py FOLDER [FOLDER ...] [--most 800]

For each labelled set (`bench/sets.py`), and the NETmundial contributions where they are: themes
with their firmness, size, name, key phrases and parts, made as in a first compile, everybody
speaking for themselves.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import sets
from bpforum.text import passages
from bpforum.text.encoders import UniversalEncoder
from bpforum.text.themes import anchors
from bpforum.text.themes.anchors import Context
from models.audience import Consent
from models.contribution import Contribution
from models.passage import Passage

_TITLE = "Global Multistakeholder Meeting on the Future of Internet Governance"


def collections(
    folders: Sequence[Path], most: int
) -> Iterator[tuple[str, tuple[Passage, ...], str]]:
    """Name, passages and the event's title of each."""
    for folder in folders:
        files = sorted((folder / "netmundial").glob("*B.txt"))
        texts = [file.read_bytes().decode("cp1252", "replace") for file in files]
        cut = [p for n, text in enumerate(texts) for p in passages.cut(_contribution(n, text))]
        if cut:
            english = [one.model_copy(update={"language": "en"}) for one in cut if one.substantive]
            yield "netmundial", tuple(english), _TITLE
    for one in sets.read(folders, most):
        yield one.name, one.passages, ""


def _contribution(number: int, text: str) -> Contribution:
    return Contribution.model_validate(
        {
            "reference": f"C-{number:04d}",
            "source": "bench",
            "external_id": str(number),
            "digest": "0" * 64,
            "kind": "contribution",
            "text": text,
            "language": "en",
            "received_at": "2026-01-01T00:00:00Z",
            "audience": "public",
            "consent": Consent(basis="notice", scope="full"),
        }
    )


def main(arguments: Sequence[str]) -> None:
    """Prints a list for each collection."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--most", type=int, default=800)
    given = asked.parse_args(arguments)
    encoder = UniversalEncoder()
    for name, pieces, title in collections(given.folders, given.most):
        rows = encoder.encode([one.text for one in pieces])
        voices = {one.id: one.contribution for one in pieces}
        context = Context(
            encoder=encoder.name,
            encode=encoder.encode,
            title=title,
            languages=sorted({one.language for one in pieces}),
        )
        themes = anchors.fit(pieces, rows, (), voices, [True] * len(pieces), context)
        print(f"\n{name}: {len(pieces)} passages, {len(themes)} themes")
        for one in themes:
            firm = "    " if one.firmness is None else f"{one.firmness:.2f}"
            print(f"  {len(one.members):5d} {firm}  {one.label}  ({', '.join(one.key_phrases)})")
            for part in one.subthemes:
                print(f"  {len(part.members):16d}  {part.label}")


if __name__ == "__main__":
    main(sys.argv[1:])
