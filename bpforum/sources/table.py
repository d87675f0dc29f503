"""Owns collecting the rows of a CSV export, one submission each; reads mapped columns alone."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bpforum.errors import UnusableForum
from bpforum.readers.row import MEDIA_TYPE, pack_row
from bpforum.sources.sheet import Line, Sheet, match_header, read_sheet
from bpforum.sources.telling import said_of
from models.forum import SourceConfig
from models.ids import Digest, digest
from models.submission import Received, Rejected

LARGEST = 500 * 1024 * 1024
"""In bytes; the whole file is held in memory."""

_NOT_FIELDS = ("external_id", "text", "question")


class TableSource:
    """The rows of a delimited text file, in its order."""

    def __init__(self, config: SourceConfig, folder: Path, zone: ZoneInfo) -> None:
        self._config = config
        self._path = folder / config.path
        self._zone = zone
        self._where = f"sources.{config.id}"
        self._digest: Digest | None = None
        if not (config.columns.get("text") or config.questions):
            raise UnusableForum(
                f"{self._where}: say which columns hold what people wrote: "
                'columns = { text = "…" } or questions = { q1 = "…" }.'
            )
        self._status()

    def collect(self) -> Iterator[Received]:
        """The rows that are not empty; one with a mistake in it comes with `trouble`."""
        data = self._data()
        self._digest = digest(data)
        wanted = [*self._config.columns.values(), *self._config.questions.values()]
        sheet = read_sheet(data, wanted)
        del data
        if isinstance(sheet, Rejected):
            raise UnusableForum(
                f"{self._where}.path: {self._path} is not a CSV file; export it as CSV in UTF-8."
            )
        columns = self._places(sheet, "columns", self._config.columns)
        questions = self._places(sheet, "questions", self._config.questions)
        changed = datetime.fromtimestamp(self._status().st_mtime, UTC)
        first: dict[str, int] = {}
        for number, line in enumerate(sheet.lines, 1):
            cells = {name: _cell(line, at) for name, at in columns.items()}
            answers = [(name, _cell(line, at)) for name, at in questions.items()]
            said = said_of(
                {name: cell for name, cell in cells.items() if name not in _NOT_FIELDS},
                self._zone,
                otherwise_at=changed,
                channel="table",
            )
            name = " ".join(cells.get("external_id", "").split()) or f"row-{number}"
            twice = (
                f"The id {name!r} stands in line {first[name]} already; that row was taken in. "
                "Give this one an id of its own, or remove it."
                if name in first
                else ""
            )
            first.setdefault(name, line.number)
            yield Received(
                external_id=name,
                data=pack_row(
                    cells.get("text", "").strip(),
                    cells.get("question", "").strip(),
                    [(question, answer) for question, answer in answers if answer],
                    said.fields,
                ),
                media_type=MEDIA_TYPE,
                received_at=said.received_at,
                channel=said.channel,
                fields=said.fields,
                trouble=twice or line.trouble or _overflow(line, sheet) or said.trouble,
            )

    def containers(self) -> dict[str, Digest]:
        """The table itself."""
        return {Path(self._config.path).as_posix(): self._digest or digest(self._data())}

    def _data(self) -> bytes:
        if self._status().st_size > LARGEST:
            raise UnusableForum(
                f"{self._where}.path: {self._path} is larger than {LARGEST // 2**20} MB; "
                "split it into several sources."
            )
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise self._unreadable(error) from error

    def _status(self) -> os.stat_result:
        try:
            status = self._path.stat()
        except FileNotFoundError as error:
            raise UnusableForum(
                f"{self._where}.path: there is no file {self._path}; put it there, or correct path."
            ) from error
        except OSError as error:
            raise self._unreadable(error) from error
        if not stat.S_ISREG(status.st_mode):
            raise UnusableForum(f"{self._where}.path: {self._path} is not a file.")
        return status

    def _unreadable(self, error: OSError) -> UnusableForum:
        return UnusableForum(f"{self._where}.path: {self._path} cannot be read: {error.strerror}.")

    def _places(self, sheet: Sheet, key: str, wanted: dict[str, str]) -> dict[str, int]:
        """For each mapped name its column. Raises UnusableForum, naming all that have none."""
        places, wrong = {}, []
        for name, header in wanted.items():
            found = match_header(sheet.header, header)
            if len(found) == 1:
                places[name] = found[0]
            else:
                what = "there is no column" if not found else "more than one column is called"
                wrong.append(f"{self._where}.{key}.{name}: {what} {header!r}")
        if wrong:
            headers = ", ".join(repr(" ".join(cell.split())) for cell in sheet.header)
            raise UnusableForum(
                "\n".join([*wrong, f"The columns of {self._path} are: {headers or 'none'}."]),
                tuple(wrong),
            )
        return places


def _cell(line: Line, at: int) -> str:
    """Exports often leave out empty cells at the end of a row."""
    return line.cells[at].strip() if at < len(line.cells) else ""


def _overflow(line: Line, sheet: Sheet) -> str:
    beyond = [cell for cell in line.cells[len(sheet.header) :] if cell.strip()]
    if not beyond:
        return ""
    return (
        f"Line {line.number} has {len(line.cells)} cells under {len(sheet.header)} headers: a cell "
        f"with {sheet.delimiter!r} in it needs quotation marks around it."
    )
