"""Writes CSV whose cells are safe to open in a spreadsheet; reads nothing."""

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(value: str) -> str:
    """`value`, with a quote before it where a spreadsheet would run it as a formula."""
    if value[:1].isalnum():  # as nearly every cell begins
        return value
    return "'" + value if value.lstrip().startswith(_STARTS) else value


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 CSV with CRLF line ends (RFC 4180)."""
    made = io.BytesIO()
    text = io.TextIOWrapper(made, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    text.flush()
    return made.getvalue()
