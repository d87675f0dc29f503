"""Owns collecting the rows of a table, one submission each; reads mapped columns alone.

A table is delimited text or a workbook: .xlsx, .xlsm, .xlsb, .xls, .ods. Where nobody said which
column is what, the proposal is used if it is certain, and shown if it is not.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bpforum.errors import UnusableForum
from bpforum.sources.tables.columns import Table, short_name
from bpforum.sources.tables.keys import KnownRows
from bpforum.sources.tables.mapping import Places, Proposal, find_places, toml_text
from bpforum.sources.tables.proposal import propose
from bpforum.sources.tables.reached import Bytes, Reached, more_of, names_of, reached_of
from bpforum.sources.tables.rows import rows_of
from bpforum.sources.tables.tables import Tables, open_tables
from models.base import Instant
from models.call import Question
from models.forum import SourceConfig
from models.ids import Digest, digest
from models.submission import Reason, Received, Rejected, Unchanged

LARGEST = 500 * 1024 * 1024
"""In bytes; the whole file is held in memory. Of a workbook the guard takes much less."""
_MOST_AMONG_FILES = 200_000
"""Rows of a table that lies among files; a longer one has to be a source of its own."""
_MOST_NAMES = 100


def table_rows(
    name: str, data: bytes, zone: ZoneInfo, at: Instant, questions: Sequence[Question] = ()
) -> tuple[Received, ...] | Rejected:
    """The rows of a table that came as a file among others, such as an .xlsx in an inbox.

    `name` is its path, and each row's id begins with it: `path/row-3`, or `path/` and the row's own
    id. `at` is when the file came, for rows that say no time. The columns are those proposed;
    where these are not certain the refusal shows the proposal as a source to declare. Bytes that
    are no table, or one without rows, are refused too. One row with a mistake has `trouble` set.
    """
    tables = open_tables(name, data, most=_MOST_AMONG_FILES)
    if isinstance(tables, Rejected):
        return tables
    if not any(table.lines for table in tables.every()):
        return _refused(
            "empty-table",
            "This table has no rows below its header.",
            "Ask for the rows, if it should have any.",
        )
    proposals = [(table, propose(table, questions)) for table in _with_rows(tables)]
    chosen = _certain(proposals)
    if isinstance(chosen, str):
        table, proposal = next((one for one in proposals if one[1].holds_words), proposals[0])
        source = _source_toml(name, table, proposal)
        return _refused(
            "table-unmapped",
            f"This is a table of {len(table.lines)} rows, and it cannot be told for certain which "
            f"of its columns hold what: {chosen}. Its columns are: {_names(table)}.",
            "Move it out of this folder and declare it in forum.toml as a source of its own, with "
            f"what is right of this:\n{source}",
        )
    table, proposal = chosen
    places = find_places(table, proposal.columns, proposal.questions)
    assert isinstance(places, Places)  # noqa: S101 - a proposal names what it found
    rows = rows_of(table, places, zone, otherwise_at=at, below=f"{name}/")
    return tuple(one for one in rows if isinstance(one, Received))


class TableSource:
    """The rows of a table, in its order."""

    def __init__(
        self,
        config: SourceConfig,
        folder: Path,
        zone: ZoneInfo,
        questions: Sequence[Question] = (),
    ) -> None:
        self._config = config
        self._path = folder / config.path
        self._zone = zone
        self._questions = questions
        self._where = f"sources.{config.id}"
        self._digest: Digest | None = None
        self._basis: Digest = ""
        self._reached: Reached | None = None
        if config.columns and not (config.columns.get("text") or config.questions):
            raise UnusableForum(
                f"{self._where}: say which columns hold what people wrote: "
                'columns = { text = "…" } or questions = { q1 = "…" }.'
            )
        self._status()

    def collect(self) -> Iterator[Received]:
        """The rows that are not empty; one with a mistake in it comes with `trouble`."""
        return (one for one in self._rows() if isinstance(one, Received))

    def collect_new(self, known: KnownRows, basis: Digest) -> Iterator[Received | Unchanged]:
        """The same, but of those that are `known` no more than that they are there.

        Where it is gone through to its end, `reached` tells how far that was; `basis`: of all that
        rows are read and taken in by.
        """
        self._basis = basis
        return self._rows(known)

    def collect_more(
        self, reached: str, known: KnownRows, basis: Digest
    ) -> tuple[int, Iterator[Received | Unchanged]] | None:
        """Where the table was only appended to since `reached`: how many rows stand before what is
        new, and the new ones. None where the whole is to be read.
        """
        self._reached = None
        before = Reached.model_validate_json(reached)
        more = more_of(self._data(), before, self._config, basis)
        if more is None:
            return None
        self._digest = more.reached.digest
        changed = datetime.fromtimestamp(self._status().st_mtime, UTC)
        rows = rows_of(
            more.table, more.places, self._zone, otherwise_at=changed, known=known,
            before=more.before, order=more.order,
        )  # fmt: skip
        return more.before, self._minding(rows, lambda: more.reached)

    def reached(self) -> str:
        """How far it was read, for `collect_more`; empty where any row was not whole."""
        return self._reached.model_dump_json() if self._reached else ""

    def _rows(self, known: KnownRows | None = None) -> Iterator[Received | Unchanged]:
        data = self._data()
        self._digest = digest(data)
        names = names_of(self._config)
        read = Bytes.of(data, self._digest) if known else None
        tables = open_tables(self._path.name, data, names)
        del data
        if isinstance(tables, Rejected):
            reason = tables.reasons[0]
            raise UnusableForum(
                f"{self._where}.path: {self._path} cannot be read as a table. "
                f"{reason.message} {reason.remedy}".rstrip()
            )
        tables = self._named_sheet(tables)
        if not tables.every():
            return
        table, places = self._declared(tables) if names else self._proposed(tables)
        changed = datetime.fromtimestamp(self._status().st_mtime, UTC)
        rows = rows_of(table, places, self._zone, otherwise_at=changed, known=known)
        yield from self._minding(
            rows,
            lambda: reached_of(read, self._config, table, places, self._basis) if read else None,
        )

    def _minding(
        self, rows: Iterator[Received | Unchanged], reached: Callable[[], Reached | None]
    ) -> Iterator[Received | Unchanged]:
        """`rows`, and how far they were read if all of them are whole."""
        is_whole = True
        for one in rows:
            is_whole = is_whole and (
                isinstance(one, Unchanged) or bool(one.key and not one.trouble)
            )
            yield one
        self._reached = reached() if is_whole else None

    def containers(self) -> dict[str, Digest]:
        """The table itself."""
        return {Path(self._config.path).as_posix(): self._digest or digest(self._data())}

    def _named_sheet(self, tables: Tables) -> Tables:
        wanted = self._config.sheet
        if not wanted:
            return tables
        for same in (str, str.casefold):
            found = [one for one in tables.every() if same(one.sheet) == same(wanted)]
            if found:
                return Tables(tuple(found[:1]))
        sheets = ", ".join(repr(one.sheet) for one in tables.every() if one.sheet)
        raise UnusableForum(
            f"{self._where}.sheet: {self._path} has no sheet {wanted!r} with anything in it; "
            f"it has {sheets or 'no sheets at all: leave this out'}."
        )

    def _declared(self, tables: Tables) -> tuple[Table, Places]:
        """The one sheet that has the declared columns. Raises UnusableForum, naming all misses."""
        for several in (tables.shown, tables.hidden):
            found = []
            for table in several:
                places = find_places(table, self._config.columns, self._config.questions)
                if isinstance(places, Places):
                    found.append((table, places))
            if len(found) > 1 and sum(bool(table.lines) for table, _ in found) > 1:
                sheets = " and ".join(repr(table.sheet) for table, _ in found)
                raise UnusableForum(
                    f"{self._where}.sheet: the sheets {sheets} of {self._path} have these columns; "
                    "say which one to read, and declare a source for each of the others."
                )
            if found:
                return next((one for one in found if one[0].lines), found[0])
        table = tables.every()[0]
        wrong = find_places(table, self._config.columns, self._config.questions)
        assert isinstance(wrong, tuple)  # noqa: S101 - else it had been found above
        wrong = tuple(f"{self._where}.{one}" for one in wrong)
        what = f"the sheet {table.sheet!r} of {self._path}" if table.sheet else str(self._path)
        raise UnusableForum(
            "\n".join([*wrong, f"The columns of {what} are: {_names(table)}."]), wrong
        )

    def _proposed(self, tables: Tables) -> tuple[Table, Places]:
        """What is proposed, if it is certain. Raises UnusableForum with the proposal if not."""
        proposals = [(table, propose(table, self._questions)) for table in _with_rows(tables)]
        chosen = _certain(proposals)
        if isinstance(chosen, str):
            table, proposal = next((one for one in proposals if one[1].holds_words), proposals[0])
            raise UnusableForum(self._told(chosen, table, proposal))
        table, proposal = chosen
        places = find_places(table, proposal.columns, proposal.questions)
        assert isinstance(places, Places)  # noqa: S101 - a proposal names what it found
        return table, places

    def _told(self, why: str, table: Table, proposal: Proposal) -> str:
        what = f"which columns of {self._path} hold what"
        lines = [
            f"{self._where}: it cannot be told for certain {what}: {why}.",
            "Correct this and put it into that source in forum.toml:",
            _mapping_toml(table, proposal),
            f"Its columns are: {_names(table)}.",
            *proposal.notes,
        ]
        return "\n".join(lines)

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


def _with_rows(tables: Tables) -> tuple[Table, ...]:
    """The tables to propose for: hidden ones only where no other has a row."""
    for several in (tables.shown, tables.hidden):
        if found := tuple(table for table in several if table.lines):
            return found
    return tables.every()[:1]


def _certain(proposals: Sequence[tuple[Table, Proposal]]) -> tuple[Table, Proposal] | str:
    """The table to read with its mapping; or why nobody can tell."""
    holding = [(table, proposal) for table, proposal in proposals if proposal.holds_words]
    if len(holding) > 1:
        sheets = ", ".join(repr(table.sheet) for table, _ in holding[:8])
        return f"the sheets {sheets} all hold what people wrote; name one with sheet = …"
    table, proposal = holding[0] if holding else proposals[0]
    if proposal.is_certain:
        return table, proposal
    return "; ".join(proposal.contested)


def _names(table: Table) -> str:
    names = [repr(short_name(one.name)) for one in table.columns[: _MOST_NAMES + 1]]
    more = f" and {len(table.columns) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more or "none"


def _mapping_toml(table: Table, proposal: Proposal) -> str:
    sheet = f"sheet = {toml_text(table.sheet)}\n" if table.sheet else ""
    return sheet + proposal.toml()


def _source_toml(name: str, table: Table, proposal: Proposal) -> str:
    return f'[[sources]]\nid = "table"\nkind = "csv"\npath = {toml_text(name)}\n' + _mapping_toml(
        table, proposal
    )


def _refused(code: str, message: str, remedy: str) -> Rejected:
    return Rejected(reasons=(Reason(code=code, message=message, remedy=remedy),))
