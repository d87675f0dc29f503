"""Goes through all submissions as lines of JSON, without making any of them; writes nothing.

A line is what Pydantic would write: the columns hold JSON already, or words that are quoted alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted
from typing import Any

from sqlalchemy import Connection, Select, select

from bpforum.columns import part_of
from bpforum.received import CORRECTS, Batch, Received, key_of
from bpforum.store import submissions
from bpforum.store.rows import instant_of
from bpforum.store.standing import TERMS, newest, terms_of_row
from bpforum.store.tables import ERASED, received, terms
from models.base import Instant
from models.ids import reference
from models.submission import Submission

_AT_ONCE = 1000
_NO_FRACTION = ".000000Z"
_COLUMNS = (
    "number", "source", "external_id", "version", "digest", "size", "media_type", "channel",
    "received_at", "fields", "trouble", "parent",
)  # fmt: skip


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
        words: dict[str, str] = {}
        made, part = _Making(), 0
        query = select(*(received.c[name] for name in _COLUMNS)).order_by(received.c.number)
        for row in plain_rows(self._connection, query):
            (number, source, name, version, digest, size, media_type, channel, received_at, fields,
             trouble, parent) = row  # fmt: skip
            if part_of(number) != part:
                if made.numbers:
                    yield made.batch()
                made, part = _Making(), part_of(number)
            # A parent's number is smaller than those of what it holds.
            is_gone = marks.get(number, False) or parent in self._vanished
            if is_gone:
                self._vanished.add(number)
            later, is_erased = self._successor.get(number), media_type == ERASED
            for one in (source, media_type, channel):
                if one not in words:
                    words[one] = quoted(one)
            at = received_at
            if at.endswith(_NO_FRACTION):
                at = at[: -len(_NO_FRACTION)] + "Z"
            begin = (
                f'{{"reference":"C-{number:04d}","source":{words[source]},"external_id":'
                f'{quoted(name)},"version":'
            )
            middle = (
                f',"digest":"{digest}","size":{size},"media_type":{words[media_type]},"channel":'
                f'{words[channel]},"received_at":"{at}",{told[number]},"fields":{fields},"trouble":'
                f'{quoted(trouble) if trouble else _EMPTY},"parent":'
                f'{_name(parent) if parent else _NULL},"superseded_by":'
            )
            end = f',"vanished":{_BOOLS[is_gone]},"erased":{_BOOLS[is_erased]}}}'
            line = f"{begin}1{middle}null{end}"
            made.keys.append(key_of(line.encode()))
            is_odd = version > 1 or later or is_erased
            if is_odd:
                line = f"{begin}{version}{middle}{_name(later) if later else _NULL}{end}"
            if is_odd or CORRECTS in fields:
                made.odd[number] = Submission.model_validate_json(line)
            made.numbers.append(number)
            made.lines.append(line + "\n")
            if number in embargoes:
                made.embargoes.append((number, embargoes[number]))
            if received_at > made.latest:
                made.latest = received_at
        if made.numbers:
            yield made.batch()


@dataclass
class _Making:
    """A batch while it is made."""

    numbers: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    odd: dict[int, Submission] = field(default_factory=dict)
    embargoes: list[tuple[int, Instant]] = field(default_factory=list)
    latest: str = ""

    def batch(self) -> Batch:
        first, last = self.numbers[0], self.numbers[-1]
        in_a_row = last - first + 1 == len(self.numbers)
        return Batch(
            numbers=range(first, last + 1) if in_a_row else self.numbers,
            keys=b"".join(self.keys),
            odd=self.odd,
            lines="".join(self.lines).encode(),
            latest=instant_of(self.latest),
            embargoes=self.embargoes,
        )


def plain_rows(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver gives them: of a million, what is made of each in between counts."""
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(compiled))
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
    finally:
        cursor.close()


_EMPTY, _NULL = '""', "null"
_BOOLS = ("false", "true")


def _name(number: int) -> str:
    return f'"{reference(number)}"'


def _terms(connection: Connection) -> tuple[dict[int, str], dict[int, Instant]]:
    """The newest terms of each as a line has them, and until when it is under embargo."""
    columns = [terms.c[name] for name in TERMS]
    query = select(terms.c.number, *columns).order_by(terms.c.id)
    newest: dict[int, tuple[Any, ...]] = {}
    same: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for number, *values in plain_rows(connection, query):
        key = tuple(values)
        newest[number] = same.setdefault(key, key)
    made = {key: terms_of_row(dict(zip(TERMS, key, strict=True))) for key in same}
    told = {key: one.model_dump_json()[1:-1] for key, one in made.items()}
    until = {key: one.embargo_until for key, one in made.items() if one.embargo_until}
    embargoes = {n: until[key] for n, key in newest.items() if key in until} if until else {}
    return {number: told[key] for number, key in newest.items()}, embargoes
