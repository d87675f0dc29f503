"""Goes through all submissions as lines of JSON, without making any of them; writes nothing.

A line is what Pydantic would write: the columns hold JSON already, or words that are quoted alike.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, select

from bpforum.columns import part_of
from bpforum.received import CORRECTS, Batch, Received, key_of
from bpforum.store import submissions
from bpforum.store.rows import instant_of
from bpforum.store.standing import TERMS, newest, terms_of_row
from bpforum.store.tables import ERASED, received, terms
from models.base import Instant
from models.ids import number_of, reference
from models.submission import Submission

_AT_ONCE = 1000
_NO_FRACTION = ".000000Z"
_COLUMNS = (
    "number", "source", "external_id", "version", "digest", "size", "media_type", "channel",
    "received_at", "fields", "trouble", "parent",
)  # fmt: skip
_Row = tuple[Any, ...]
_BOOLS, _NULL = ("false", "true"), "null"
_received_at = itemgetter(_COLUMNS.index("received_at"))
_telling = itemgetter(*map(_COLUMNS.index, ("number", "version", "media_type", "fields")))


class InStore(Received):
    """What one consistent view of the database holds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._batches: list[Batch] | None = None
        self._successor: dict[int, int] = {}
        self._vanished: set[int] = set()

    def __iter__(self) -> Iterator[Submission]:
        return submissions.each(self._connection)

    def batches(self) -> Iterator[Batch]:
        """All of them, in order; their lines the first time that they are gone through."""
        if self._batches is not None:
            yield from self._batches
            return
        known = []
        for batch in self._told():
            yield batch
            known.append(Batch(batch.numbers, batch.keys, batch.odd))
        self._batches = known

    def of(self, batch: Batch) -> Mapping[int, Submission]:
        """The submissions of a batch that was given, by number."""
        first, last = batch.numbers[0], batch.numbers[-1]
        query = select(received).where(received.c.number.between(first, last))
        under = newest(self._connection, batch.numbers)
        return {
            number: submissions.submission_of(
                row, under[number], self._successor.get(number), number in self._vanished
            )
            for row in self._connection.execute(query).mappings()
            for number in (row["number"],)
        }

    def _told(self) -> Iterator[Batch]:
        told, embargoes = _terms(self._connection)
        marks = submissions.marked(self._connection)
        self._successor = submissions.successors(self._connection)
        query = select(*(received.c[name] for name in _COLUMNS)).order_by(received.c.number)
        rows = plain_rows(self._connection, query)
        for _, some in groupby(rows, key=lambda row: part_of(row[0])):
            part = list(some)
            for row in part if marks else ():
                number, parent = row[0], row[-1]
                # A parent's number is smaller than those of what it holds.
                if marks.get(number, False) or parent in self._vanished:
                    self._vanished.add(number)
            yield self._batch(part, told, embargoes)

    def _batch(
        self,
        rows: Sequence[_Row],
        told: Mapping[int, str],
        embargoes: Mapping[int, Instant],
    ) -> Batch:
        numbers = [row[0] for row in rows]
        lines = _lines(rows, told, self._vanished)
        keys = b"".join(map(key_of, lines))
        odd = {
            number: self._as_it_stands(lines[n], version)
            for n, (number, version, media_type, fields) in enumerate(map(_telling, rows))
            if version > 1 or number in self._successor or media_type == ERASED
            or CORRECTS in fields
        }  # fmt: skip
        if odd:
            lines = [
                odd[number].model_dump_json().encode() if number in odd else line
                for number, line in zip(numbers, lines, strict=True)
            ]
        in_a_row = numbers[-1] - numbers[0] + 1 == len(numbers)
        return Batch(
            numbers=range(numbers[0], numbers[-1] + 1) if in_a_row else numbers,
            keys=keys,
            odd=odd,
            lines=b"\n".join((*lines, b"")),
            latest=instant_of(max(map(_received_at, rows))),
            embargoes=[(n, embargoes[n]) for n in numbers if n in embargoes] if embargoes else (),
        )

    def _as_it_stands(self, line: bytes, version: int) -> Submission:
        """The submission whose line is told as if it were the only version."""
        one = Submission.model_validate_json(line)
        later = self._successor.get(number_of(one.reference) or 0)
        update = {"version": version, "superseded_by": reference(later) if later else None}
        return one.model_copy(update=update)


def _lines(rows: Iterable[_Row], told: Mapping[int, str], vanished: Container[int]) -> list[bytes]:
    """Of each row its line, as if it were the only version."""
    words = _Quoted()
    return [
        (
            f'{{"reference":"C-{number:04d}","source":{words[source]},"external_id":{quoted(name)},'
            f'"version":1,"digest":"{digest}","size":{size},"media_type":{words[media_type]},'
            f'"channel":{words[channel]},"received_at":"{at.replace(_NO_FRACTION, "Z")}",'
            f'{told[number]},"fields":{fields},"trouble":{words[trouble]},'
            f'"parent":{_NULL if parent is None else quoted(reference(parent))},'
            f'"superseded_by":null,"vanished":{_BOOLS[number in vanished]},'
            f'"erased":{_BOOLS[media_type == ERASED]}}}'
        ).encode()
        for number, source, name, _, digest, size, media_type, channel, at, fields, trouble, parent
        in rows
    ]  # fmt: skip


class _Quoted(dict[str, str]):
    """Words as JSON has them; most come again and again."""

    def __missing__(self, words: str) -> str:
        self[words] = said = quoted(words)
        return said


def plain_rows(connection: Connection, query: Select[Any]) -> Iterator[_Row]:
    """The rows as the driver gives them: of a million, what is made of each in between counts."""
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(compiled))
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
    finally:
        cursor.close()


def _terms(connection: Connection) -> tuple[dict[int, str], dict[int, Instant]]:
    """The newest terms of each as a line has them, and until when it is under embargo."""
    query = select(terms.c.number, *(terms.c[name] for name in TERMS)).order_by(terms.c.id)
    words = _Terms()
    told = {row[0]: words[row[1:]] for row in plain_rows(connection, query)}
    until = words.embargoes
    return told, {n: until[said] for n, said in told.items() if said in until} if until else {}


class _Terms(dict[_Row, str]):
    """Terms as a line has them, by the row's values: thousands came under the same."""

    def __init__(self) -> None:
        super().__init__()
        self.embargoes: dict[str, Instant] = {}
        """Until when, by what a line has."""

    def __missing__(self, values: _Row) -> str:
        one = terms_of_row(dict(zip(TERMS, values, strict=True)))
        self[values] = said = one.model_dump_json()[1:-1]
        if one.embargo_until:
            self.embargoes[said] = one.embargo_until
        return said
