"""Owns who may come back to a filing: links by their tokens' digests, addresses, remarks."""

from collections.abc import Mapping, Sequence
from typing import get_args

from sqlalchemy import Connection, delete, insert, select, tuple_
from sqlalchemy.dialects.sqlite import insert as insert_or

from bpforum.store import audit
from bpforum.store.rows import instant_of, text_of
from bpforum.store.tables_of_filings import (
    filing_contacts,
    filing_links,
    filing_remarks,
    filings,
)
from models.base import Instant, Model
from models.ids import Digest, Slug
from models.receipt import LinkKind, Remark

Filing = tuple[Slug, str]
"""Source and external id."""
_ALL = (filings, filing_links, filing_contacts, filing_remarks)


class Link(Model):
    """What a token opens."""

    source: Slug
    external_id: str
    kind: LinkKind
    until: Instant | None


def find(connection: Connection, token: Digest) -> Link | None:
    """The link whose token has this digest."""
    query = select(filing_links).where(filing_links.c.token == token)
    row = connection.execute(query).mappings().first()
    if row is None or row["kind"] not in get_args(LinkKind):
        return None
    until = instant_of(row["until"]) if row["until"] else None
    return Link(source=row["source"], external_id=row["external_id"], kind=row["kind"], until=until)


def add_own(
    connection: Connection, links: Sequence[tuple[Digest, Filing, Instant | None]], *, at: Instant
) -> None:
    """The filers' own links; they come with the filing, whose audit entry tells of it."""
    rows = [_row(token, filing, "edit", until, at) for token, filing, until in links]
    if rows:
        connection.execute(insert_or(filing_links).on_conflict_do_nothing(), rows)


def add(
    connection: Connection,
    token: Digest,
    filing: Filing,
    kind: LinkKind,
    until: Instant | None,
    *,
    at: Instant,
    by: str,
) -> None:
    """A link more."""
    connection.execute(insert(filing_links), [_row(token, filing, kind, until, at)])
    entry = audit.Entry(
        action="filing.link_made", subject=filing[1],
        payload={"source": filing[0], "kind": kind, "until": text_of(until) if until else ""},
    )  # fmt: skip
    audit.append(connection, [entry], at=at, actor=by)


def add_remark(
    connection: Connection, filing: Filing, name: str, words: str, *, at: Instant, by: str
) -> None:
    """Keeps a remark on a note."""
    row = {
        "source": filing[0], "external_id": filing[1], "name": name, "words": words,
        "at": text_of(at),
    }  # fmt: skip
    connection.execute(insert(filing_remarks), [row])
    entry = audit.Entry(action="filing.remarked", subject=filing[1], payload={"source": filing[0]})
    audit.append(connection, [entry], at=at, actor=by)


def remarks(connection: Connection, filing: Filing) -> tuple[Remark, ...]:
    """The remarks on a note, in order."""
    query = select(filing_remarks).where(
        filing_remarks.c.source == filing[0], filing_remarks.c.external_id == filing[1]
    )
    rows = connection.execute(query.order_by(filing_remarks.c.id)).mappings()
    return tuple(
        Remark(name=row["name"], words=row["words"], at=instant_of(row["at"])) for row in rows
    )


def all_remarks(connection: Connection) -> tuple[tuple[str, Remark], ...]:
    """All remarks with the external ids of their notes, the newest first."""
    query = select(filing_remarks).order_by(filing_remarks.c.id.desc())
    return tuple(
        (
            row["external_id"],
            Remark(name=row["name"], words=row["words"], at=instant_of(row["at"])),
        )
        for row in connection.execute(query).mappings()
    )


def put_emails(connection: Connection, emails: Mapping[Filing, str]) -> None:
    """Where receipts go; the last address given holds."""
    rows = [
        {"source": source, "external_id": name, "email": email}
        for (source, name), email in emails.items()
    ]
    if rows:
        statement = insert_or(filing_contacts)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["source", "external_id"], set_={"email": statement.excluded.email}
            ),
            rows,
        )


def email(connection: Connection, filing: Filing) -> str:
    """Where the receipt of a filing goes, or empty."""
    query = select(filing_contacts.c.email).where(
        filing_contacts.c.source == filing[0], filing_contacts.c.external_id == filing[1]
    )
    return connection.execute(query).scalar() or ""


def forget(connection: Connection, erased: Sequence[Filing]) -> None:
    """Takes away all that is kept beside what was erased."""
    for table in _ALL:
        connection.execute(
            delete(table).where(tuple_(table.c.source, table.c.external_id).in_(erased))
        )


def _row(
    token: Digest, filing: Filing, kind: LinkKind, until: Instant | None, at: Instant
) -> dict[str, str | None]:
    return {
        "token": token, "source": filing[0], "external_id": filing[1], "kind": kind,
        "until": text_of(until) if until else None, "at": text_of(at),
    }  # fmt: skip
