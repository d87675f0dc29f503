"""Owns what a page extract leaves of links and emphasis; alters no word and no other mark.

`[improved](#)` becomes `improved`. Emphasis in asterisks goes only where such links or balloons
show that the text was extracted: elsewhere asterisks may be the author's own.
"""

import re
from collections.abc import Iterator

from bpforum.readers.recognition.edits import Edit

_LINK = re.compile(r"\[((?:[^\[\]\n\\]|\\.){1,1000})\]\(#[^\s()]{0,200}\)")
_ESCAPED = re.compile(r"\\(?=[()\[\]*_#])")
_STRONG = re.compile(r"(?<!\*)\*\*(?=[^\s*])([^*]{1,600}?)(?<=[^\s*])\*\*(?!\*)")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*(?![\w*])")


def is_extract(text: str) -> bool:
    """Whether a link to nowhere shows that `text` was taken from a page."""
    return "](#" in text and _LINK.search(text) is not None


def residue_edits(text: str) -> Iterator[Edit]:
    """What to cut so that links and emphasis of an extract read as plain text."""
    for link in _LINK.finditer(text):
        yield Edit(link.start(), link.start() + 1)
        for sign in _ESCAPED.finditer(text, link.start(1), link.end(1)):
            yield Edit(sign.start(), sign.end())
        yield Edit(link.end(1), link.end())
    for strong in _STRONG.finditer(text):
        if "\n\n" not in strong[1]:
            yield Edit(strong.start(), strong.start(1))
            yield Edit(strong.end(1), strong.end())
    for emphasis in _EMPHASIS.finditer(text):
        yield Edit(emphasis.start(), emphasis.start(1))
        yield Edit(emphasis.end(1), emphasis.end())
