"""Owns whether the letters of a PDF's page say what a reader sees; refuses to guess what they are.

Where a file keeps no table from its drawn letters to characters, or a wrong one, what comes out of
it is another text than the one on the page.
"""

from collections.abc import Sequence
from unicodedata import category, normalize

from bpforum.readers.pdf.glyphs import SAMPLE, Letters
from bpforum.readers.pdf.lines import Line

_FEWEST = 20
_MOST_UNKNOWN = 0.3
_FEWEST_LATIN = 80
_FEWEST_VOWELS = 0.2
"""Of Latin letters: no language has so few; letters moved along the alphabet have."""
_VOWELS = frozenset("aeiouyAEIOUY")
_UNKNOWN = ("Cc", "Co", "Cn", "Cs")
_SAMPLE = 20_000


def is_legible(letters: Letters, lines: Sequence[Line]) -> bool:
    """Whether the text of a page can be believed; few letters always can."""
    if letters.count < _FEWEST:
        return True
    text = "".join(line.text for line in lines)[:_SAMPLE]
    visible = len(text.replace(" ", "")) or 1
    strange = sum(1 for one in text if category(one) in _UNKNOWN or one == "\ufffd")
    if (
        letters.unmapped > _MOST_UNKNOWN * min(letters.count, SAMPLE)
        or strange > _MOST_UNKNOWN * visible
    ):
        return False
    latin = [one for one in normalize("NFD", text) if one.isascii() and one.isalpha()]
    if len(latin) < _FEWEST_LATIN or 2 * len(latin) < visible:
        return True
    return sum(one in _VOWELS for one in latin) >= _FEWEST_VOWELS * len(latin)
