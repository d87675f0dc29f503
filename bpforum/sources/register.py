"""Reads a folder's correspondence register: a CSV that a secretary keeps, a line a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from bpforum.errors import UnusableForum
from bpforum.sources.fields import REGISTER_FIELDS
from bpforum.sources.tables.day_order import day_order, year_first
from bpforum.sources.tables.sheet import match_header, read_sheet
from models.ids import Digest, digest
from models.submission import Rejected


@dataclass(frozen=True)
class RegisterLine:
    """What a register says of one path; `trouble` where it says two things."""

    number: int
    cells: dict[str, str]
    trouble: str = ""


@dataclass(frozen=True)
class Register:
    """A register's lines by path, and the digest of its file."""

    lines: dict[str, RegisterLine] = field(default_factory=dict)
    digest: Digest = ""


def read_register(path: Path, columns: Mapping[str, str]) -> Register:
    """The register in the file `path`; `columns` says which of its headers is which of our fields.

    A field that `columns` does not name has the header of its own name, where there is one.
    Raises UnusableForum where the file cannot be read or does not say which line is which file's.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableForum(f"The register {path} cannot be read: {error.strerror}.") from error
    headers = {name: columns.get(name, name) for name in REGISTER_FIELDS}
    sheet = read_sheet(data, headers.values())
    if isinstance(sheet, Rejected):
        raise UnusableForum(f"The register {path} is not a CSV file; save it as CSV in UTF-8.")
    places: dict[str, int] = {}
    for name, header in headers.items():
        found = match_header(sheet.header, header)
        if len(found) > 1:
            raise UnusableForum(
                f"The register {path} has the column {header!r} {len(found)} times; rename all but "
                "one."
            )
        if found:
            places[name] = found[0]
        elif name in columns or name == "path":
            raise UnusableForum(
                f"The register {path} has no column {header!r}; its columns are "
                f"{', '.join(cell.strip() for cell in sheet.header) or 'none'}."
            )
    found_lines = [
        {name: line.cells[at] for name, at in places.items() if at < len(line.cells)}
        for line in sheet.lines
    ]
    order = day_order(cells.get("received_at", "") for cells in found_lines)
    lines: dict[str, RegisterLine] = {}
    for line, cells in zip(sheet.lines, found_lines, strict=True):
        if "received_at" in cells:
            cells["received_at"] = year_first(cells["received_at"], order)
        name = normal_path(cells.pop("path", ""))
        before = lines.get(name)
        trouble = line.trouble
        if before and before.cells != cells:
            trouble = (
                f"The register says two things of this file, in lines {before.number} and "
                f"{line.number}; remove one."
            )
        if not before or trouble:
            lines[name] = RegisterLine(line.number, cells, trouble)
    return Register(lines, digest(data))


def normal_path(words: str) -> str:
    """A path as people write it, as our external ids are: NFC, with `/`, without `./`."""
    plain = normalize("NFC", words.strip()).replace("\\", "/")
    return PurePosixPath(plain).as_posix() if plain else ""
