"""Owns PDF files as readings: text in reading order, notes, remarks, fields; runs nothing in them.

A page without letters is said to have none and never guessed at. Hidden letters are put aside as
notes of kind `field` whose id begins with `hidden`, for the secretariat's eyes only.
"""

from collections.abc import Iterable, Sequence

import pypdfium2

from bpforum.readers import flags
from bpforum.readers.characters import Cleaner
from bpforum.readers.pdf.attachments import read_attachments
from bpforum.readers.pdf.document import OpenedPdf, open_pdf, refuse
from bpforum.readers.pdf.drawings import read_drawings
from bpforum.readers.pdf.glyphs import GlyphReader, Run, TooManyLetters
from bpforum.readers.pdf.layout import lay_out
from bpforum.readers.pdf.legible import is_legible
from bpforum.readers.pdf.lines import Edges, make_lines
from bpforum.readers.pdf.margins import Page, take_margins, take_notes
from bpforum.readers.pdf.remarks import PageRemarks, read_remarks
from bpforum.readers.pdf.text import body_size, write_pages
from models.contribution import MarginComment, Note
from models.reading import Reading
from models.submission import Rejected

MOST_LETTERS = 2_000_000
_FEW_LETTERS = 40
"""A page-filling picture with fewer letters is a scan that somebody stamped."""
_MOST_LISTED = 12
_TRANSCRIBE = (
    "Ask the sender for the text; or a person can add a transcription: bpforum decide … "
    "--kind transcribe …"
)
RECOGNISED = "text that a machine recognised in pictures, which may hold errors"
FIELDS = "holds a filled-in form, whose values stand in the text"


def read_pdf(data: bytes) -> Reading | Rejected:
    """A PDF as a reading, or why it is none. Time is linear in the number of letters."""
    opened = open_pdf(data)
    if isinstance(opened, Rejected):
        return opened
    try:
        return _read(opened)
    except TooManyLetters:
        return refuse(
            "too-much-content",
            f"This file holds more than {MOST_LETTERS:,} letters.",
            "Ask for it in parts.",
        )
    except pypdfium2.PdfiumError:
        return refuse("damaged", "This file is damaged or cut off; it cannot be read.")
    finally:
        opened.close()


class _Pages:
    """What the pages of a document hold, page by page."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.pictures: list[int] = []
        self.illegible: list[int] = []
        self.recognised: list[int] = []
        self.damaged: list[int] = []
        self.hidden: list[str] = []
        self.comments: list[MarginComment] = []
        self.fields = 0
        self.launches = False

    def read(self, opened: OpenedPdf) -> None:
        glyphs = GlyphReader(MOST_LETTERS)
        for n in range(opened.pages):
            try:
                page = opened.document[n]
            except pypdfium2.PdfiumError:
                self.damaged.append(n + 1)
                continue
            try:
                text_page = page.get_textpage()
                try:
                    self._read_page(n + 1, opened, page.raw, text_page.raw, glyphs)
                finally:
                    text_page.close()
            except pypdfium2.PdfiumError:
                self.damaged.append(n + 1)
            finally:
                page.close()

    def _read_page(
        self, number: int, opened: OpenedPdf, page: object, text_page: object, glyphs: GlyphReader
    ) -> None:
        drawings = read_drawings(page)
        letters = glyphs.read(text_page, drawings)
        level, upright = drawings.rules_in(letters.turn)
        dots = [letters.turn.box(*dot) for dot in drawings.dots]
        lines = make_lines(letters.runs, Edges(level, upright), dots)
        remarks = read_remarks(opened, page, text_page, letters.turn, lines, number)
        self._note(remarks)
        if letters.count < _FEW_LETTERS and (
            drawings.is_picture or (not letters.count and drawings.things and not remarks.values)
        ):
            self.pictures.append(number)
        if not is_legible(letters, lines):
            self.illegible.append(number)
            lines = []
        elif letters.recognised:
            self.recognised.append(number)
        frame = letters.turn.box(*drawings.frame)
        made = Page(number, [*lines, *remarks.values], frame.y0, frame.y1)
        made.rules = sorted(level, key=lambda rule: (rule.y0, rule.x0))
        made.margins += make_lines(letters.turned, Edges((), ()))
        self.pages.append(made)
        hidden = _words(letters.hidden)
        if hidden:
            self.hidden.append(hidden)

    def _note(self, remarks: PageRemarks) -> None:
        self.comments += remarks.comments
        self.fields += len(remarks.values)
        self.launches = self.launches or remarks.launches


def _read(opened: OpenedPdf) -> Reading | Rejected:
    found = _Pages()
    found.read(opened)
    if found.damaged and not found.pages:
        return refuse("damaged", "This file is damaged or cut off; it cannot be read.")
    cleaner = Cleaner()
    take_margins(found.pages)
    for page in found.pages:
        page.areas = lay_out(page.lines, page.rules)
    body = body_size(found.pages)
    for page in found.pages:
        take_notes(page, body)
    written = write_pages(found.pages, cleaner)
    blocks = written.text.blocks()
    if all(block.kind == "furniture" for block in blocks):
        if found.illegible:
            return _refuse_letters(len(found.illegible), opened.pages)
        if found.pictures:
            return _refuse_pictures(len(found.pictures), opened.pages)
    hidden = [
        Note(kind="field", id=f"hidden-{n}", text=cleaner.clean(text))
        for n, text in enumerate(found.hidden, start=1)
    ]
    attached, flagged = read_attachments(opened.document)
    return Reading(
        text=written.text.text(),
        title=written.title,
        blocks=blocks,
        notes=(*written.notes, *hidden),
        comments=tuple(found.comments),
        properties=opened.properties,
        attachments=attached,
        flags=(*opened.flags, *cleaner.flags(), *_flags(found), *flagged),
    )


def _flags(found: _Pages) -> Iterable[str]:
    if found.pictures:
        yield _pages(
            found.pictures, "has no text that can be read", "have no text that can be read"
        )
    if found.illegible:
        yield _pages(
            found.illegible, "has letters that cannot be read", "have letters that cannot be read"
        )
    if found.damaged:
        yield _pages(found.damaged, "is damaged and was not read", "are damaged and were not read")
    if found.recognised:
        yield RECOGNISED
    if found.hidden:
        yield flags.HIDDEN
    if found.fields:
        yield FIELDS
    if found.launches:
        yield "holds a link that runs or opens something, which was not followed"


def _pages(numbers: Sequence[int], one: str, many: str) -> str:
    """`page 3 has …`, `pages 3, 5 and 9 more have …`."""
    if len(numbers) == 1:
        return f"page {numbers[0]} {one}"
    listed = ", ".join(map(str, numbers[:_MOST_LISTED]))
    more = len(numbers) - _MOST_LISTED
    return f"pages {listed}{f' and {more} more' if more > 0 else ''} {many}"


def _words(runs: Sequence[Run]) -> str:
    """The text of runs as drawn, for what is put aside."""
    pieces: list[str] = []
    for run in runs:
        if pieces and (run.spaced or run.broken):
            pieces.append("\n" if run.broken else " ")
        pieces.append("".join(run.letters))
    return "".join(pieces).strip()


def _refuse_pictures(pictures: int, pages: int) -> Rejected:
    what = (
        "its only page is a picture"
        if pages == 1
        else f"{pictures} of its {pages} pages are pictures"
    )
    return refuse(
        "no-text-layer", f"This file holds no text that can be read: {what}.", _TRANSCRIBE
    )


def _refuse_letters(illegible: int, pages: int) -> Rejected:
    return refuse(
        "no-text-layer",
        f"The letters of this file cannot be read ({illegible} of {pages} pages): "
        "it does not say which characters they are.",
        _TRANSCRIBE,
    )
