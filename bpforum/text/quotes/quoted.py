"""Finds what stands between quotation marks in running words; judges none of it."""

import re

_PAIRS = {"“": "”", "«": "»", "„": "“", "‘": "’", '"': '"', "‹": "›"}
_MARKS = frozenset('“”«»„"‹›〝〞「」『』＂')
"""What may not be left over. Single marks may: they are apostrophes too."""
_SINGLE = re.compile(r"(?<![\w'’])['‘]([^'‘’]+)['’](?!\w)")


def parts(text: str) -> tuple[tuple[str, bool], ...] | None:
    """`text` cut into (words, whether they are quoted), without the marks; None for odd marks.

    Quotations within quotations belong to the outer one.
    """
    found: list[tuple[str, bool]] = []
    at = begin = 0
    while at < len(text):
        single = _SINGLE.match(text, at) if text[at] in "'‘" else None
        if text[at] in _PAIRS and (text[at] != "‘" or single):
            end = single.end() - 1 if single else _closing(text, at)
            if end is None:
                return None
        elif single:
            end = single.end() - 1
        elif text[at] in _MARKS:
            return None
        else:
            at += 1
            continue
        inside = text[at + 1 : end]
        # French sets spaces inside its marks; they belong to the marks.
        found += [(text[begin:at], False), (inside.strip() if text[at] in "«‹" else inside, True)]
        at = begin = end + 1
    found.append((text[begin:], False))
    return tuple((words, quoted) for words, quoted in found if words or quoted)


def _closing(text: str, at: int) -> int | None:
    """Where what is opened at `at` is closed; None where it is not."""
    opens, closes, depth = text[at], _PAIRS[text[at]], 1
    for place in range(at + 1, len(text)):
        if text[place] == closes:
            depth -= 1
            if depth == 0:
                return place
        elif text[place] == opens:
            depth += 1
    return None
