"""Owns the lines that close a text with its author's name; marks them, and reads nothing else."""

import re
from collections.abc import Iterator

from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.masthead_keys import fold
from bpforum.readers.recognition.text_lines import TextLine, lines_of
from models.reading import Block, Reading

_CLOSING = re.compile(
    r"(?:(?:with )?(?:kind|best|warm|many)(?:est)? (?:regards|wishes|thanks)|regards|all the best"
    r"|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|respectfully(?: submitted)?|thank you"
    r"|thanks|(?:un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|atentamente|gracias"
    r"|(?:bien )?cordialement|bien à vous|salutations(?: distinguées)?|merci)\s?[,.!]?",
    re.IGNORECASE,
)
_MOST_LINES, _LONGEST = 7, 80


def signature_marks(reading: Reading) -> Iterator[Block]:
    """The closing words, the author's name and what follows them, as masthead.

    Only at the end of a text, below a sentence, and where a formula or the known name opens it.
    """
    known = {fold(reading.fields.get(key, "")) for key in ("name", "organisation")} - {""}
    lines = [line for line in lines_of(reading) if line.kind not in ("quoted", "furniture")]
    last = lines[-_MOST_LINES:]
    for n, line in enumerate(last):
        opens = _CLOSING.fullmatch(line.bare) or fold(line.bare.rstrip(",")) in known
        above = lines[: len(lines) - len(last) + n]
        if opens and all(_is_short(one) for one in last[n:]) and any(map(_is_text, above)):
            yield from (mark(one.start, one.end, "masthead") for one in last[n:])
            return


def _is_short(line: TextLine) -> bool:
    plain = line.kind in (None, "paragraph", "heading", "masthead")
    return plain and len(line.text) <= _LONGEST and not re.search(r"\w{3}[.?!]$", line.text)


def _is_text(line: TextLine) -> bool:
    return line.kind not in ("masthead", "heading") and len(line.text.split()) >= 6
