"""The words of a text as the fast multilingual encoder counts them; owns where long texts part.

A word is a run of letters and digits or a run of marks, with the space before it where there is
one: the vocabulary's pieces tell beginnings of words from the rest.
"""

import re
import unicodedata
from functools import cache
from itertools import groupby

WINDOW = 28
"""Words of a window, marks included: what the network was made for is a sentence."""
LONGEST_WORD = 24
"""Characters; what is longer is cut, so that scripts without spaces have words too."""
_LAST_MARK = 0x20000
"""Beyond stand ideographs, and marks that choose among shapes of one."""


def split(text: str) -> list[str]:
    """The words of `text`, each with its space."""
    return _word().findall(" " + " ".join(text.split()))


def windows(count: int) -> list[int]:
    """Where the windows of a text of `count` words end: as even as can be, of about `WINDOW`."""
    parts = max(1, round(count / WINDOW))
    return [count * part // parts for part in range(1, parts + 1)]


@cache
def _word() -> re.Pattern[str]:
    """A word with its space. `\\w` leaves out the marks that stand on letters, as in Thai."""
    codes = [code for code in range(_LAST_MARK) if unicodedata.category(chr(code))[0] == "M"]
    runs: list[list[int]] = []
    for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]):
        runs.append([code for _, code in run])
    letters = r"\w" + "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)
    size = f"{{1,{LONGEST_WORD}}}"
    return re.compile(f" ?[{letters}]{size}| ?[^\\s{letters}]{size}")
