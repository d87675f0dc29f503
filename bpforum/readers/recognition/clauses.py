"""Owns the headings of numbered clauses in formal documents; touches no clause with a sentence."""

import re
from collections.abc import Iterator

from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.text_lines import lines_of
from models.reading import Block, Reading

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,3}){0,5})(?:bis|ter|quater)?\s{1,4}(?=[^\W\d_])(\S.*)")
_PARTS = re.compile(
    r"(?:background|introduction|discussion|proposals?|conclusions?|recommendations?|summary"
    r"|antecedentes|introducción|discusión|debate|propuestas?|conclusión|conclusiones|resumen"
    r"|contexte|propositions?|recommandations?|résumé)\W{0,2}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(r"\d{1,2}\s[A-Za-zéû]{3,10}\s\d{4}")
_MOST_WORDS = 9


def clause_marks(reading: Reading) -> Iterator[Block]:
    """`3.2 Cybersecurity`, `3bis Methods` and `Proposal` as headings, with their depth.

    A number with a full stop behind it (`1. Some countries`) counts items and heads no clause.
    """
    for line in lines_of(reading):
        if len(line.text) > 110 or line.kind in ("masthead", "furniture", "row"):
            continue
        bare = line.bare
        match = _NUMBERED.fullmatch(bare)
        if match and _is_title(match[2]) and not _MONTH_FIRST.fullmatch(bare):
            yield mark(
                line.bare_start, line.bare_start + len(bare), "heading", 1 + match[1].count(".")
            )
        elif _PARTS.fullmatch(bare) and line.kind != "heading":
            yield mark(line.start, line.end, "heading", 1)


def _is_title(words: str) -> bool:
    return (
        len(words.split()) <= _MOST_WORDS
        and not words.endswith((".", ";", ",", ":"))
        and words[0].isupper()
    )
