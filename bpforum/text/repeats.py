"""Lines that a document repeats: owns finding running titles and tables of contents, drops none.

What stands three times in one text is a running title or a stamp; a short line that is a heading
further down is an entry of the table of contents.
"""

import re
from collections import Counter
from collections.abc import Sequence

from bpforum.folding import folded

TIMES = 3
FEWEST, MOST = 3, 20
"""Words of a running title: a file that holds a word a line repeats "the" and "of"."""
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"^\s*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d+(?:\.\d+)+)\s+"
)
_LEADERS = re.compile(r"(?:[.\u2026_\s]{3,}|\s)\d{1,4}\s*$")
_CAPTION = re.compile(
    r"(?:table|figure|fig\.|box|chart|graph|tabla|cuadro|figura|gr[aá]fico|tableau|encadr[eé]"
    r"|graphique|tabelle|abbildung|abb\.)\s*\d+",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 25
_COMPARED = 40
"""Characters of an entry that are compared with a heading: the end is often worded otherwise."""
_ENDS = (".", "!", "?", ";", ",")


def running(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of `lines` that are running titles: short, no sentence, and there three times."""
    keys = [_DIGITS.sub("0", folded(line)) if _is_title(line) else "" for line in lines]
    counts = Counter(filter(None, keys))
    return frozenset(n for n, key in enumerate(keys) if counts[key] >= TIMES)


def contents(lines: Sequence[str], headings: Sequence[str]) -> frozenset[int]:
    """The numbers of `lines` that only announce one of `headings` (other lines of the text)."""
    known = {key for heading in headings if (key := _entry(heading))}
    return frozenset(n for n, line in enumerate(lines) if _is_title(line) and _entry(line) in known)


def is_caption(text: str) -> bool:
    """Whether this names a table or picture and says no sentence."""
    words = text.split()
    return (
        len(words) <= _LONGEST_CAPTION
        and _CAPTION.match(text) is not None
        and not text.rstrip().endswith(_ENDS)
    )


def _is_title(line: str) -> bool:
    if len(line) >= 300 or line.rstrip().endswith(_ENDS):
        return False
    return FEWEST <= len(line.split()) <= MOST


def _entry(line: str) -> str:
    words = _NUMBER.sub("", _LEADERS.sub("", line[:300]))
    return folded(words)[:_COMPARED].rstrip("s ") if len(words.split()) > 1 else ""
