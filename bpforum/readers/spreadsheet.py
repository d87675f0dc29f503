"""Owns what the sheets of a workbook show, cell by cell, as text; refuses to say what it means.

Formulas are never run: the value that was saved with one is what its cell shows. Hidden rows and
columns are read like the others, for what is filtered out of sight was received all the same.
"""

import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import python_calamine as calamine
from pydantic import TypeAdapter

from bpforum.bounded import Limits, run_bounded
from bpforum.errors import ChildFailed
from bpforum.readers.characters import Cleaner
from bpforum.readers.guard import inspect
from bpforum.readers.sheet_errors import find_errors
from models.base import Model
from models.submission import Rejected

_FUNCTION = "bpforum.readers.spreadsheet:answer"
_OLE = b"\xd0\xcf\x11\xe0"
_REJECTED = b"rejected:"
_MOST_SHEETS = 200
_MOST_CELLS = 20_000_000
"""Of all sheets together, with the empty ones between the first and the last that hold something.
Excel's largest sheet has 17 billion."""
_MOST_MERGED = 10_000
_SAVE = (
    "Open it in a spreadsheet program, save it anew as .xlsx without a password, or its table as "
    "CSV in UTF-8, and use that."
)
_COPY = (
    "Copy the table alone into a new workbook, save that as .xlsx, or as CSV in UTF-8, and use it."
)

Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column: rows from 1, columns from 0."""


Row = tuple[int, tuple[str, ...]]
"""A row's number as the program shows it, and its cells from column A.

Empty cells at its end are left out. An error is the word that stands for it, such as `#REF!`.
"""


class Worksheet(Model):
    """A sheet: its rows that are not empty, in order, and which cells were made one."""

    name: str
    is_hidden: bool = False
    rows: tuple[Row, ...] = ()
    merged: tuple[Merged, ...] = ()


_SHEETS: TypeAdapter[tuple[Worksheet, ...]] = TypeAdapter(tuple[Worksheet, ...])


def unpack_spreadsheet(
    data: bytes, limits: Limits | None = None
) -> tuple[Worksheet, ...] | Rejected:
    """The sheets of an .xlsx, .xlsm, .xlsb, .xls or .ods, read in a child process within `limits`.

    In the workbook's order, those that are hidden among them.
    """
    try:
        packed = run_bounded(_FUNCTION, data, limits=limits)
        if packed.startswith(_REJECTED):
            return Rejected.model_validate_json(packed.removeprefix(_REJECTED))
        return _SHEETS.validate_json(packed)
    except ChildFailed as failure:
        return _failed(failure.code)
    except ValueError:
        return _failed("crashed")


def answer(payload: bytes) -> bytes:
    """The child's side of `unpack_spreadsheet`."""
    found = read_spreadsheet(payload)
    if isinstance(found, Rejected):
        return _REJECTED + found.model_dump_json().encode()
    return _SHEETS.dump_json(found)


def read_spreadsheet(data: bytes) -> tuple[Worksheet, ...] | Rejected:
    """The sheets of a workbook, read in this process: what the child runs."""
    cleared = inspect("table.xls" if data.startswith(_OLE) else "table.xlsx", data)
    if isinstance(cleared, Rejected):
        first = cleared.reasons[0]
        remedy = first.remedy if first.code == "too-large" else _SAVE
        return _refuse(first.code, first.message, remedy)
    if cleared.kind != "spreadsheet":
        return _refuse("not-a-spreadsheet", "This file is no spreadsheet.", _SAVE)
    try:
        with calamine.load_workbook(BytesIO(data)) as book:
            return _sheets(book, find_errors(data))
    except calamine.PasswordError:
        return _refuse("password", "This spreadsheet is protected by a password.", _SAVE)
    except (calamine.CalamineError, ValueError, LookupError, OSError, zlib.error):
        return _refuse("damaged", "This spreadsheet is damaged or cut off.", _SAVE)


def _sheets(
    book: calamine.CalamineWorkbook, errors: dict[str, dict[tuple[int, int], str]]
) -> tuple[Worksheet, ...] | Rejected:
    if len(book.sheet_names) > _MOST_SHEETS:
        return _refuse("too-many-sheets", f"It has more than {_MOST_SHEETS} sheets.", _COPY)
    sheets, cells, cleaner = [], 0, Cleaner()
    for about in book.sheets_metadata:
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        cells += sheet.height * sheet.width
        if cells > _MOST_CELLS:
            return _too_large(about.name)
        first = sheet.start[1] if sheet.start else 0
        merged = sorted((a + 1, b, c + 1, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
        sheets.append(
            Worksheet(
                name=cleaner.clean(about.name),
                is_hidden=about.visible is not calamine.SheetVisibleEnum.Visible,
                rows=tuple(_rows(sheet, first, errors.get(about.name, {}), cleaner)),
                merged=tuple(merged[:_MOST_MERGED]),
            )
        )
    return tuple(sheets)


def _rows(
    sheet: calamine.CalamineSheet,
    first: int,
    errors: dict[tuple[int, int], str],
    cleaner: Cleaner,
) -> Iterator[Row]:
    before = ("",) * first
    wrong: dict[int, dict[int, str]] = {}
    for (row, column), word in errors.items():
        wrong.setdefault(row, {})[column] = word
    for number, values in enumerate(sheet.iter_rows(), 1):
        if values.count("") == len(values) and number not in wrong:
            continue
        cells = [value if type(value) is str else _shown(value) for value in values]
        together = "".join(cells)
        if not (together.isascii() and together.isprintable()):
            cells = [cleaner.clean(cell) for cell in cells]
        for column, word in wrong.get(number, {}).items():
            if 0 <= column - first < len(cells) and not cells[column - first]:
                cells[column - first] = word
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield number, (*before, *cells)


def _shown(value: float | str | bool | time | date | datetime | timedelta) -> str:
    """As ISO 8601 where it is a time; a number without the noise of its binary form."""
    if type(value) is float:
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else _number(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds").removesuffix(":00")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


_EXPONENT = re.compile(r"e([+-]\d+)$")


def _number(value: float) -> str:
    """15 digits, as many as a spreadsheet keeps, without an exponent where that can be."""
    written = format(value, ".15g")
    found = _EXPONENT.search(written)
    if found and abs(int(found[1])) <= 30:
        return format(Decimal(written), "f")
    return written


def _too_large(name: str) -> Rejected:
    return _refuse(
        "sheet-too-large",
        f"The sheet {name!r} has more cells than can be read, or cells far away from its table.",
        _COPY,
    )


_FAILURES = {
    "timeout": ("took-too-long", "Reading this spreadsheet took too long, and was stopped."),
    "memory": ("too-much-memory", "This spreadsheet needs more memory than is allowed."),
    "crashed": (
        "reader-stopped",
        "This spreadsheet cannot be opened: it is damaged, or has cells very far from its table.",
    ),
    "refused-output": ("too-much-content", "This spreadsheet holds more than can be taken in."),
}


def _failed(code: str) -> Rejected:
    return _refuse(*_FAILURES.get(code, _FAILURES["crashed"]), _COPY)


def _refuse(code: str, message: str, remedy: str) -> Rejected:
    return Rejected.because(code, message, remedy=remedy)
