"""Owns the history of terms: what holds for each submission now, and since when; appends alone."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables import ERASED, received
from bpforum.store.tables import terms as table
from bpforum.store.terms import Terms, attached_terms, terms_of
from models.audience import Consent
from models.base import Instant
from models.call import Call
from models.forum import SourceConfig
from models.ids import Digest, digest
from models.session import Session

_AT_ONCE = 2000
_SEALED = sorted(column.name for column in table.columns if column.name != "id")
TERMS = tuple(c.name for c in table.columns if c.name not in ("id", "number", "at"))
"""The columns that say what holds."""
_TELLING = ("audience", "call", "consent", "embargo_until", "session")
"""The fields that terms follow from."""


def newest(connection: Connection, numbers: Collection[int] | None = None) -> dict[int, Terms]:
    """The terms that hold now, by number; with `numbers` of these alone."""
    last = select(func.max(table.c.id)).group_by(table.c.number)
    if numbers is not None:
        last = last.where(table.c.number.in_(numbers))
    columns = [table.c[name] for name in TERMS]
    rows = connection.execute(
        select(table.c.number, *columns).where(table.c.id.in_(last.scalar_subquery()))
    )
    # Thousands came under the same terms: they share them.
    known: dict[tuple[Any, ...], Terms] = {}
    found: dict[int, Terms] = {}
    for number, *values in rows:
        key = tuple(values)
        if key not in known:
            known[key] = terms_of_row(dict(zip(TERMS, key, strict=True)))
        found[number] = known[key]
    return found


def renew(
    connection: Connection,
    source: SourceConfig,
    call: Call | None,
    sessions: Sequence[Session],
    *,
    at: Instant,
    numbers: Sequence[int] | None = None,
    calls: Sequence[Call] = (),
) -> dict[int, Digest]:
    """Writes the terms of all that `source` ever brought where they are new or other than before.

    With `numbers` only of these, which have just come. Returns the digest of what was written, by
    number.
    """
    query = (
        select(received.c.number, received.c.parent, received.c.fields)
        .where(received.c.source == source.id)
        # What was erased says nothing of its audience any more: the terms of before hold.
        .where(received.c.media_type != ERASED)
        .order_by(received.c.number)
    )
    rows = connection.execute(
        query if numbers is None else query.where(received.c.number.in_(numbers))
    )
    # A parent's number is smaller than those of what it holds, so it is known when they come.
    now: dict[int, Terms] = {}
    worked_out: dict[tuple[str, ...], Terms] = {}
    for number, parent, text in rows:
        # Most say nothing of it: a million need not be parsed.
        fields = json.loads(text) if any(name in text for name in _TELLING) else {}
        key = tuple(fields.get(name, "") for name in _TELLING)
        if parent is not None:
            now[number] = attached_terms(fields, now[parent])
        else:
            if key not in worked_out:
                worked_out[key] = terms_of(fields, source, call, sessions, calls)
            now[number] = worked_out[key]
    # What has just come had none, and many a form has brought nothing yet.
    before = newest(connection) if now and numbers is None else {}
    return _append(connection, {n: t for n, t in now.items() if before.get(n) != t}, at)


def attach(
    connection: Connection, numbers: Sequence[int], parent: int, at: Instant
) -> dict[int, Digest]:
    """Writes the terms of what has just come inside `parent`."""
    owner = newest(connection, [parent])[parent]
    rows = connection.execute(
        select(received.c.number, received.c.fields).where(received.c.number.in_(numbers))
    )
    now = {number: attached_terms(json.loads(fields), owner) for number, fields in rows}
    return _append(connection, now, at)


def terms_row(number: int, terms: Terms, at: Instant) -> dict[str, Any]:
    """The row that says that `terms` hold for `number` since `at`."""
    return {
        "number": number,
        "at": text_of(at),
        "audience": terms.audience,
        "embargo_until": text_of(terms.embargo_until) if terms.embargo_until else None,
        "consent_basis": terms.consent.basis,
        "consent_scope": terms.consent.scope,
        "consent_detail": terms.consent.detail,
        "call": terms.call,
        "session": terms.session,
    }


def terms_of_row(row: RowMapping | Mapping[str, Any]) -> Terms:
    """The terms that a row holds."""
    until = row["embargo_until"]
    return Terms(
        audience=row["audience"],
        embargo_until=instant_of(until) if until else None,
        consent=Consent(
            basis=row["consent_basis"], scope=row["consent_scope"], detail=row["consent_detail"]
        ),
        call=row["call"],
        session=row["session"],
    )


def seal(row: RowMapping | Mapping[str, Any]) -> Digest:
    """The digest of a row of `terms`, which the audit chain holds."""
    return digest(canonical([row[name] for name in _SEALED]).encode())


def _append(connection: Connection, terms: Mapping[int, Terms], at: Instant) -> dict[int, Digest]:
    sealed: dict[int, Digest] = {}
    numbers = sorted(terms)
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        rows = [terms_row(number, terms[number], at) for number in some]
        connection.execute(insert(table), rows)
        sealed.update((row["number"], seal(row)) for row in rows)
    return sealed
