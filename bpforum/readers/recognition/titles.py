"""Owns the title that a document has without saying so: its first short line above a text."""

import re

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition.dates import find_dates
from models.reading import Reading

_LABEL = re.compile(
    r"(?:abstract|document|documento|summary|introduction|background|dear\b.*|hello\b.*|estimad.*"
    r"|madame.*|monsieur.*|cher.*|annex.*|preamble.*|keywords\b.*)\W{0,3}",
    re.IGNORECASE,
)
_NOTE_SIGNS = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079\u2020\u2021*]+$")
_LONGEST, _LONG_TEXT = 140, 160


def implied_title(reading: Reading) -> str:
    """The first heading, or first short line above a longer paragraph; else empty."""
    text = reading.text
    blocks = [block for block in reading.blocks if block.kind not in ("masthead", "furniture")]
    for n, block in enumerate(blocks[:3]):
        words = " ".join(text[block.start : min(block.end, block.start + 400)].split())
        if len(words) > _LONGEST:
            return ""
        if _LABEL.fullmatch(words):
            continue
        below = blocks[n + 1 : n + 4]
        leads = block.kind == "heading" or any(b.end - b.start > _LONG_TEXT for b in below)
        stops = words.endswith((".", ";", ",", ":")) or (find_dates(words) and len(words) < 40)
        if not leads or stops or block.kind in ("item", "row", "quoted") or len(words.split()) < 2:
            return ""
        return without_contact_data(_NOTE_SIGNS.sub("", words))
    return ""
