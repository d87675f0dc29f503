"""Owns the boxes of a registration form; never guesses which one was ticked.

Empty and ticked boxes come in many glyphs, and an extraction may lose or exchange some. A box is
chosen only where exactly one is clearly ticked; where glyphs are mixed or one is missing, and none
is clearly ticked, the field is ambiguous and a person has to look. Values of text fields (names,
phones, hotels …) are never read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.text_lines import TextLine
from models.call import FormField
from models.reading import Block

_EMPTY = (
    "\u2610\u25a1\u25fb\u25fd\u2751\u2752\u274f\u2750\u25a2\u25cb\u25ef\uf06f\uf0a8\uf071\uf072"
)
_TICKED = "\u2611\u2612\u2713\u2714\u2717\u2718\u25a0\u25c9\u25cf\u25fc\uf0fe\uf0fd\uf052\uf078"
_BOX = re.compile(rf"[{_EMPTY}{_TICKED}]|\[[ xX_\u2713\u2714]?\]|\([ xX]\)")
_TITLES = re.compile(r"(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Sr|Sra|Srta|M|Mme|Mlle)\b\.?", re.IGNORECASE)
_TEXT_FIELDS = re.compile(
    r"(?P<name>(?:family|first|last|given|full|middle) names?|surname|apellidos?|nombres?"
    r"|prénom|nom)\s{0,3}(?:[:\t ]|$)",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:hotel|tel|fax|e-?mail|phone|address|signature|passport|date of birth|firma|dirección"
    r"|adresse|teléfono|téléphone)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\b(?:(?:registration|inscription|enrolment|nomination|application) form"
    r"|formulario de (?:inscripción|registro)"
    r"|(?:formulaire|bulletin) d['e\u2019]\s?(?:inscription|enregistrement))\b",
    re.IGNORECASE,
)
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Choice:
    words: str
    glyph: str
    """Empty where the box was lost."""
    title: bool


def find_form(page: Sequence[TextLine]) -> tuple[tuple[FormField, ...], tuple[Block, ...]]:
    """The fields of a form on `page`, and row blocks for its lines; both may be empty."""
    lines = list(_form_lines(page))
    choices = list(_choices(lines))
    if sum(1 for choice in choices if choice.glyph) < _FEWEST:
        return (), ()
    fields = []
    titles = [choice for choice in choices if choice.title]
    others = [choice for choice in choices if not choice.title]
    if titles:
        fields.append(_field("title", titles))
    fields += [FormField(name=name) for name in _names(lines)]
    if others:
        fields.append(_field("category", others))
    return tuple(fields), tuple(mark(line.start, line.end, "row") for line in lines)


def form_title(page: Sequence[TextLine]) -> str:
    """The heading that names the form, in small letters, or `registration form`."""
    for line in page:
        heading = _HEADING.search(line.bare) if len(line.text) <= 80 else None
        if heading:
            return heading[0].lower()
    return "registration form"


def _form_lines(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """From the first line with a box to the last line of the form."""
    boxed = [n for n, line in enumerate(lines) if _is_boxed(line)]
    if not boxed:
        return
    last = boxed[-1]
    for n, line in enumerate(lines[last + 1 : last + 12], last + 1):
        if len(line.text) > 120 or not (_PRIVATE.search(line.text) or line.text.endswith(":")):
            break
        last = n
    yield from lines[boxed[0] : last + 1]


def _is_boxed(line: TextLine) -> bool:
    return len(line.text) < 400 and _BOX.search(line.text) is not None


def _choices(lines: Sequence[TextLine]) -> Iterator[_Choice]:
    for n, line in enumerate(lines):
        if len(line.text) > 400:
            continue
        beside = any(_is_boxed(one) for one in lines[n : n + 2])
        for cell in re.split(r"\t|\s{3,}|\s\|\s", line.text):
            yield from _in_cell(cell.strip(), beside)


def _in_cell(cell: str, beside: bool) -> Iterator[_Choice]:
    """The choices of one cell; one without a box counts where boxes stand below and beside it."""
    boxes = list(_BOX.finditer(cell))
    if not boxes:
        if beside and _is_choice(cell):
            yield _Choice(cell, "", False)
        return
    for n, box in enumerate(boxes):
        end = boxes[n + 1].start() if n + 1 < len(boxes) else len(cell)
        words = cell[box.end() : end].strip(" \t:;,")
        title = _TITLES.match(words)
        if title:
            yield _Choice(title[0], box[0], True)
            words = words[title.end() :].strip()
            if words and _is_choice(words):
                yield _Choice(words, "", False)
        elif words:
            yield _Choice(words, box[0], False)


def _is_choice(words: str) -> bool:
    named = _TEXT_FIELDS.match(words) or _PRIVATE.search(words)
    return bool(words) and not named and ":" not in words and len(words.split()) <= 10


def _field(name: str, choices: Sequence[_Choice]) -> FormField:
    ticked = [choice for choice in choices if _is_ticked(choice.glyph)]
    glyphs = {choice.glyph for choice in choices if not _is_ticked(choice.glyph)}
    # A lost box may have been the ticked one, and so may the odd glyph among empty ones.
    doubtful = len(ticked) > 1 or (not ticked and len(glyphs) > 1)
    return FormField(
        name=name,
        choices=tuple(dict.fromkeys(without_contact_data(choice.words) for choice in choices)),
        chosen=without_contact_data(ticked[0].words) if len(ticked) == 1 else None,
        ambiguous=doubtful,
    )


def _is_ticked(glyph: str) -> bool:
    return glyph in _TICKED if len(glyph) == 1 else any(char in "xX\u2713\u2714" for char in glyph)


def _names(lines: Sequence[TextLine]) -> list[str]:
    found: dict[str, None] = {}
    for line in lines:
        match = _TEXT_FIELDS.match(line.text) if len(line.text) < 400 else None
        if match:
            found.setdefault(match["name"])
    return list(found)
