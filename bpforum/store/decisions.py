"""Owns people's decisions as they came in: appended once by their id, never removed.

Only an erasure changes one: it takes away what the decision quotes (`bpforum/store/erasure.py`).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from bpforum.errors import StoreError
from bpforum.store import audit
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables import decisions as table
from bpforum.store.tables import erasures
from models.base import Instant
from models.decision import Decision
from models.ids import Digest, digest, number_of, reference

_AT_ONCE = 500


def add(connection: Connection, decisions: Iterable[Decision], *, at: Instant, by: str) -> int:
    """Adds those whose id is not known; how many.

    Raises StoreError, and adds none, where a known id comes with another content.
    """
    decisions = list(decisions)
    known = _known(connection, sorted({one.id for one in decisions}))
    erased = _erased(connection, {one.target.partition("/")[0] for one in decisions})
    fresh = []
    for decision in decisions:
        row = decision_row(decision)
        if decision.kind != "erase" and decision.target.partition("/")[0] in erased:
            row |= {"value": "null", "why": ""}  # it must not bring back what was destroyed
        if decision.id not in known:
            known[decision.id] = row
            fresh.append(row)
        elif seal(known[decision.id]) != seal(row) and not _is_blanked(known[decision.id], row):
            raise StoreError(
                f"The decision {decision.id!r} is in the store already, with another content. "
                "Decisions are never changed: give the new one an id of its own."
            )
    if fresh:
        connection.execute(insert(table), fresh)
    audit.append(
        connection,
        [
            audit.Entry(action="decision.added", subject=row["id"], payload={"row": seal(row)})
            for row in fresh
        ],
        at=at,
        actor=by,
    )
    return len(fresh)


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = select(table).where(table.c.id.in_(ids[start : start + _AT_ONCE]))
        found |= {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    return found


def _erased(connection: Connection, targets: Collection[str]) -> frozenset[str]:
    """Those of `targets` that are references of what was erased."""
    numbers = sorted(number for one in targets if (number := number_of(one)) is not None)
    found: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        query = select(erasures.c.number).where(erasures.c.number.in_(some))
        found |= {reference(n) for n in connection.execute(query).scalars()}
    return frozenset(found)


def _is_blanked(known: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether the store's is this decision, without what was erased of it."""
    blank = {"value": "null", "why": ""}
    return seal(known) == seal({**row, **blank})


def read_all(connection: Connection) -> tuple[Decision, ...]:
    """All decisions, in the order in which they came in."""
    rows = connection.execute(select(table).order_by(table.c.seq)).mappings()
    return tuple(decision_of(row) for row in rows)


def decision_row(decision: Decision) -> dict[str, Any]:
    """The row that holds `decision`. Raises StoreError for a value that JSON cannot hold."""
    try:
        value = canonical(decision.value)
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreError(
            f"The decision {decision.id!r} has a value that JSON cannot hold: {error}."
        ) from error
    return {
        "id": decision.id,
        "kind": decision.kind,
        "target": decision.target,
        "value": value,
        "by": decision.by,
        "at": text_of(decision.at),
        "why": decision.why,
    }


def decision_of(row: RowMapping | Mapping[str, Any]) -> Decision:
    """The decision that a row holds."""
    return Decision(
        id=row["id"],
        kind=row["kind"],
        target=row["target"],
        value=json.loads(row["value"]),
        by=row["by"],
        at=instant_of(row["at"]),
        why=row["why"],
    )


def seal(row: RowMapping | Mapping[str, Any]) -> Digest:
    """The digest of a row, which the audit chain holds."""
    names = sorted(column.name for column in table.columns if column.name != "seq")
    return digest(canonical([row[name] for name in names]).encode())
