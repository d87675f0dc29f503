"""Reads delimited text as rows of cells, whatever program wrote it; refuses to lose a row.

The csv module cannot be used: an unclosed quotation mark makes it swallow the rest of the file
into one cell without a word, and its limit on a cell's size is global.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from bpforum.readers.encoding import decode_text
from models.submission import Reason, Rejected

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 16_384
"""As in Excel."""
MOST_ROWS = 2_000_000
_LOOKED_AT = 20
"""Rows from the top that show which delimiter it is."""
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the number of the line it begins on, its cells, and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    trouble: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in any cell."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """The header, and the rows below it that are not empty."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    delimiter: str
    encoding: str


@dataclass(frozen=True)
class Rows:
    """All rows that are not empty."""

    lines: tuple[Line, ...]
    delimiter: str
    encoding: str


def read_sheet(data: bytes, expected: Collection[str] = ()) -> Sheet | Rejected:
    """The rows in `data`; Rejected where it is no text.

    The delimiter is the one under which most of the `expected` headers stand in a row, then the one
    under which most rows at the top are equally wide, then the widest. Cells are cleaned (NFC,
    `\\n`), not trimmed.
    """
    rows = read_rows(data, expected)
    if isinstance(rows, Rejected):
        return rows
    head = rows.lines[0] if rows.lines else Line(1, ())
    return Sheet(head.cells, rows.lines[1:], rows.delimiter, rows.encoding)


def read_rows(
    data: bytes, expected: Collection[str] = (), most: int = MOST_ROWS
) -> Rows | Rejected:
    """The same, without saying which of the rows are the header; at most `most` rows."""
    decoded = decode_text(data)
    if isinstance(decoded, Rejected):
        return decoded
    text, first = decoded.text, 1
    if told := _SEPARATOR_LINE.match(text):
        text, first, delimiter = text[told.end() :], 2, told[1]
    else:
        delimiter = _delimiter(text, expected)
    lines = (line for line in split_lines(text, delimiter, first) if not line.is_empty)
    kept = tuple(islice(lines, most + 1))
    return Rows(kept, delimiter, decoded.encoding) if len(kept) <= most else too_many_rows(most)


def too_many_rows(most: int) -> Rejected:
    """The refusal of a table that is longer than can be held."""
    return Rejected(
        reasons=(
            Reason(
                code="too-many-rows",
                message=f"This table has more than {most:,} rows.",
                remedy="Split it into several files.",
            ),
        )
    )


def match_header(header: tuple[str, ...], name: str) -> list[int]:
    """The columns that `name` means: written exactly so, else but for case and white space."""
    exact = [at for at, cell in enumerate(header) if cell == name]
    return exact or [
        at for at, cell in enumerate(header) if plain_header(cell) == plain_header(name)
    ]


def split_lines(text: str, delimiter: str, first: int = 1) -> Iterator[Line]:
    """The rows of `text`, in time linear in its length."""
    at, number = 0, first
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text.find('"', at, end) < 0:  # most lines of most files, and much faster
            yield _plain_line(text[at:end], number, delimiter)
            at, number = end + 1, number + 1
            continue
        cells: list[str] = []
        trouble, start, opened = "", at, number
        while True:
            cell, at, closed = _cell(text, at, delimiter)
            if not closed:
                trouble = f"The quotation mark opened in line {opened} is never closed."
            cells.append(cell)
            if at >= len(text) or text[at] == "\n":
                break
            if len(cells) >= MOST_COLUMNS:
                cells[-1], at, trouble = cell + text[at:end], max(at, end), _too_wide(opened)
                break
            at += 1
        at += 1
        number += text.count("\n", start, at)
        yield Line(opened, tuple(cells), trouble)


def _plain_line(words: str, number: int, delimiter: str) -> Line:
    if words.count(delimiter) >= MOST_COLUMNS:
        return Line(number, (words,), _too_wide(number))
    return Line(number, tuple(words.split(delimiter)))


def _too_wide(number: int) -> str:
    return (
        f"Line {number} has more than {MOST_COLUMNS:,} cells, which no table has; look whether it "
        "belongs to this file."
    )


def _cell(text: str, at: int, delimiter: str) -> tuple[str, int, bool]:
    """The cell that begins at `at`, where it ends, and whether its quotation mark was closed."""
    begin = at
    while begin < len(text) and text[begin] == " ":
        begin += 1
    if begin < len(text) and text[begin] == '"':
        if quoted := _QUOTED.match(text, begin):
            rest, end = _until(text, quoted.end(), delimiter)
            if not rest.strip():
                return quoted[1].replace('""', '"'), end, True
            if "\n" not in quoted[1]:
                return _sloppy(text[begin:end].rstrip()), end, True
            # The next mark belongs to another row: this one was never closed.
        cell, end = _until(text, at, delimiter)
        return cell, end, False
    cell, end = _until(text, at, delimiter)
    return cell, end, True


def _sloppy(cell: str) -> str:
    """Marks that were not doubled: `"he said "yes" twice"` is `he said "yes" twice`."""
    return cell[1:-1] if cell.endswith('"') else cell


def _until(text: str, at: int, delimiter: str) -> tuple[str, int]:
    line_end = text.find("\n", at)
    line_end = len(text) if line_end < 0 else line_end
    end = text.find(delimiter, at, line_end)
    end = line_end if end < 0 else end
    return text[at:end], end


def _delimiter(text: str, expected: Collection[str]) -> str:
    best, best_score = DELIMITERS[0], (-1, 0, 0)
    for delimiter in DELIMITERS:
        rows = (line.cells for line in split_lines(text, delimiter) if not line.is_empty)
        top = list(islice(rows, _LOOKED_AT))
        found = max((sum(bool(match_header(row, x)) for x in expected) for row in top), default=0)
        at = next((n for n, row in enumerate(top) if len(row) > 1), 0)
        width = len(top[at]) if top else 1
        agreeing = sum(1 for row in top if len(row) == width > 1)
        agreeing -= sum(1 for row in top[at:] if len(row) == 1 < width)
        if (found, agreeing, width) > best_score:
            best, best_score = delimiter, (found, agreeing, width)
    return best


def plain_header(words: str) -> str:
    """A header but for case and white space."""
    return " ".join(words.casefold().split())
