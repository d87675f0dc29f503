"""Owns briefing notes: what makes a text one, and its outline; its deadlines are `deadlines`'."""

import re
from collections.abc import Sequence

from bpforum.readers.recognition.outline import outline_marks
from bpforum.readers.recognition.text_lines import TextLine
from models.reading import Block

_TITLE = re.compile(
    r"\b(?:briefing (?:note|paper|document|book)|background brief(?:ing)?|backgrounder"
    r"|nota informativa|nota de antecedentes|documento informativo|note d['\u2019]information"
    r"|note de synthèse|note de cadrage|dossier d['\u2019]information)\b",
    re.IGNORECASE,
)
_NOTE_SIGNS = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079*\u2020\u2021]+")
_TITLE_LINES = 6


def briefing_title(lines: Sequence[TextLine], title: str) -> str:
    """The title, or the first short line near the top, that calls the text a briefing; or empty."""
    top = [line.bare for line in lines[:_TITLE_LINES] if len(line.text) <= 120]
    clean = (_NOTE_SIGNS.sub("", words) for words in (title, *top))
    return next((one for one in clean if _TITLE.search(one) and not one.endswith(".")), "")


def agenda_marks(lines: Sequence[TextLine]) -> tuple[Block, ...]:
    """The items of the briefing's outline, with level and number."""
    return tuple(outline_marks(lines))
