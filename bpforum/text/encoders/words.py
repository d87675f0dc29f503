"""The words of a text as the fast multilingual encoder counts them; owns where long texts part.

A word is a run of letters and digits or a run of marks, with the space before it where there is
one: the vocabulary's pieces tell beginnings of words from the rest.
"""

import re
import sys
import unicodedata
from itertools import groupby

WINDOW = 28
"""Words of a window, marks included: what the network was made for is a sentence."""
LONGEST_WORD = 24
"""Characters; what is longer is cut, so that scripts without spaces have words too."""


def _combining() -> str:
    """The marks that stand on letters, for a character class: `\\w` leaves them out."""
    codes = [c for c in range(sys.maxunicode) if unicodedata.category(chr(c))[0] == "M"]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda p: p[1] - p[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


_LETTERS = rf"\w{_combining()}"
_WORD = re.compile(rf" ?[{_LETTERS}]{{1,{LONGEST_WORD}}}| ?[^\s{_LETTERS}]{{1,{LONGEST_WORD}}}")


def split(text: str) -> list[str]:
    """The words of `text`, each with its space."""
    return _WORD.findall(" " + " ".join(text.split()))


def windows(count: int) -> list[int]:
    """Where the windows of a text of `count` words end: as even as can be, of about `WINDOW`."""
    parts = max(1, round(count / WINDOW))
    return [count * part // parts for part in range(1, parts + 1)]
