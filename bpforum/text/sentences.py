"""Cuts prose into sentences, in English, Spanish, French and what is written like them.

Only spans are handed out, so that a sentence is always exactly what stands in the text.
"""

import re

_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s|$)|[。！？]|\n\s*\n")
_OPENS = re.compile(r"[\s\"'“‘«(\[¿¡–—-]*")
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof st sr sra srta dra ing lic mme mlle m no nos nr art arts fig figs sec
    para paras vol pp p ed eds cf vs etc al e.g i.e eg ie approx dept gov inc ltd co corp
    jan feb mar apr jun jul aug sep sept oct nov dec núm pág ee.uu ej p.ej av resp ch u.s
    u.k u.n a.m p.m ph.d res rev
    """.split()
)


def split(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """The sentences of `text` as half-open spans; `start` is where `text` begins in its whole.

    Spans are in order, without white space at their ends; together they hold all other characters.
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    for match in _END.finditer(text):
        mark = match.group()
        end = match.end() if mark.strip() else match.start()
        if mark.strip() and mark[0] == "." and not _ends_sentence(text, begin, match):
            continue
        _add(spans, text, begin, end, start)
        begin = match.end()
    _add(spans, text, begin, len(text), start)
    return tuple(spans)


def _add(spans: list[tuple[int, int]], text: str, begin: int, end: int, start: int) -> None:
    piece = text[begin:end]
    stripped = piece.strip()
    if stripped:
        first = begin + len(piece) - len(piece.lstrip())
        spans.append((start + first, start + first + len(stripped)))


def _ends_sentence(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a full stop ends one: not after an abbreviation or initial, not before lower case."""
    before = re.search(r"[^\s(\[“\"'«]*$", text[max(begin, match.start() - 24) : match.start()])
    word = before.group() if before else ""
    after = _OPENS.match(text, match.end())
    follows = text[after.end() : after.end() + 1] if after else ""
    if not follows:
        return True
    if follows.islower():
        return False
    if word.lower() in _ABBREVIATIONS:
        # "etc. The" and "a.m. The" may end one; "Dr. The" does not.
        return word.lower() in ("etc", "a.m", "p.m", "al") and follows.isupper()
    is_initial = len(word) == 1 and word.isalpha() and word.isupper()
    is_number = len(word) <= 2 and word.isdigit() and text[begin : match.start()].strip() == word
    return not (is_initial or is_number)
