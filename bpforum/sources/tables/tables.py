"""Opens a file as the tables it holds, one for each sheet of a workbook; says nothing of columns.

A workbook is read in a child process; text is split here, in time linear in its length.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bpforum.readers.kind import kind_of
from bpforum.readers.spreadsheet import Worksheet, unpack_spreadsheet
from bpforum.sources.tables.column_words import is_known
from bpforum.sources.tables.columns import Table
from bpforum.sources.tables.headings import table_of
from bpforum.sources.tables.sheet import MOST_ROWS, Line, read_rows, too_many_rows
from models.submission import Reason, Rejected

_NO_TABLE = ("docx", "office", "pdf", "outlook", "archive")


@dataclass(frozen=True)
class Tables:
    """The tables of one file that have anything in them; those of hidden sheets apart."""

    shown: tuple[Table, ...]
    hidden: tuple[Table, ...] = ()

    def every(self) -> tuple[Table, ...]:
        """Those that are shown, then the hidden ones."""
        return self.shown + self.hidden


def open_tables(
    name: str, data: bytes, expected: Collection[str] = (), most: int = MOST_ROWS
) -> Tables | Rejected:
    """The tables in a file called `name`; the header of each is where the `expected` names are.

    Without any the words that headers often have tell where it is. At most `most` rows in all.
    """
    kind = kind_of(name, data)
    if isinstance(kind, Rejected) and data.startswith((b"PK", b"\xd0\xcf")):
        return kind
    if kind == "spreadsheet":
        sheets = unpack_spreadsheet(data)
        if isinstance(sheets, Rejected):
            return sheets
        if sum(len(one.rows) for one in sheets) > most:
            return too_many_rows(most)
        return Tables(
            tuple(_table(one, expected) for one in sheets if one.rows and not one.is_hidden),
            tuple(_table(one, expected) for one in sheets if one.rows and one.is_hidden),
        )
    if kind in _NO_TABLE:
        return _no_table()
    rows = read_rows(data, expected, most)
    if isinstance(rows, Rejected):
        return rows if rows.reasons[0].code == "too-many-rows" else _no_table()
    table = table_of(rows.lines, expected=expected, knows=is_known, delimiter=rows.delimiter)
    return Tables((table,) if rows.lines else ())


def _table(sheet: Worksheet, expected: Collection[str]) -> Table:
    lines = [Line(number, cells) for number, cells in sheet.rows]
    return table_of(lines, expected=expected, knows=is_known, merged=sheet.merged, sheet=sheet.name)


def _no_table() -> Rejected:
    return Rejected(
        reasons=(
            Reason(
                code="no-table",
                message="This file is no table.",
                remedy="Export it as .xlsx, or as CSV in UTF-8.",
            ),
        )
    )
