"""Writes CSV whose cells are safe to open in a spreadsheet; reads nothing."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MAY_RUN = re.compile(r"[,\n]\s*[=+\-@＝＋－＠]")
"""Finds every cell that `safe_cell` changes, and perhaps others, where all stand between these."""
_ROWS_AT_ONCE = 500


def safe_cell(value: str) -> str:
    """`value`, with a quote before it where a spreadsheet would run it as a formula."""
    if value[:1].isalnum():  # as nearly every cell begins
        return value
    return "'" + value if value.lstrip().startswith(_STARTS) else value


class Table:
    """A CSV file that is made row by row: UTF-8 with CRLF line ends (RFC 4180)."""

    def __init__(self, head: Sequence[str], write: Callable[[bytes], object]) -> None:
        """Hands its bytes to `write`, some hundred rows at once. To be closed after the last."""
        self._columns, self._write = len(head), write
        self._rows: list[Sequence[str]] = []
        self.add(head)

    def add(self, row: Sequence[str]) -> None:
        """The next row, of as many cells as the head. Raises ValueError where it has others."""
        if len(row) != self._columns:
            raise ValueError(f"a row has {len(row)} cells in place of {self._columns}")
        self._rows.append(row)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._hand_on()

    def close(self) -> None:
        """Hands on what is left."""
        if self._rows:
            self._hand_on()

    def _hand_on(self) -> None:
        rows, self._rows = self._rows, []
        lines = [",".join(row) for row in rows]
        # Looked at together: for each cell by itself it takes three times as long.
        if _MAY_RUN.search("\n" + "\n".join(lines)):
            rows = [tuple(map(safe_cell, row)) for row in rows]
            lines = [",".join(row) for row in rows]
        commas = self._columns - 1
        text = "\r\n".join(
            _quoted(row)
            if line.count(",") != commas or '"' in line or "\n" in line or "\r" in line or not line
            else line
            for row, line in zip(rows, lines, strict=True)
        )
        self._write(f"{text}\r\n".encode())


def _quoted(row: Sequence[str]) -> str:
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\r\n").writerow(row)
    return made.getvalue()[:-2]


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """All `rows` below the `head`."""
    made = io.BytesIO()
    table = Table(head, made.write)
    for row in rows:
        table.add(row)
    table.close()
    return made.getvalue()
