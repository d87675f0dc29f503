"""Owns who may sign in, by which one-time links, and who is signed in; sends nothing.

Tokens leave this module once, when they are made; the store holds their digests.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bpforum.errors import StoreError
from bpforum.store import audit
from bpforum.store.database import Database
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables_of_pages import accounts, links, signed_in
from models.account import Account, Role
from models.base import Instant, Model
from models.ids import digest

LINK_LASTS = timedelta(days=3)
SESSION_LASTS = timedelta(hours=12)
_BYTES = 32


class SignedIn(Model):
    """A browser in which somebody is signed in."""

    number: int
    since: Instant
    expires_at: Instant
    agent: str


class Accounts:
    """The accounts of a forum. Each act is audited by the account's id, never by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Account, ...]:
        """Everybody, closed accounts too, in the order in which they came."""
        with self._database.read() as connection:
            rows = connection.execute(select(accounts).order_by(accounts.c.since, accounts.c.id))
            return tuple(account_of(row) for row in rows.mappings())

    def names(self) -> dict[str, str]:
        """Everybody's name by the id of the account."""
        return {one.id: one.name for one in self.all()}

    def find(self, account: str) -> Account | None:
        """The account with an id."""
        with self._database.read() as connection:
            return _find(connection, account)

    def of_email(self, email: str) -> Account | None:
        """The open account with an address, in any case of letters."""
        with self._database.read() as connection:
            row = connection.execute(
                select(accounts).where(
                    accounts.c.email == email.strip().lower(),
                    accounts.c.email != "",
                    accounts.c.closed_at.is_(None),
                )
            ).mappings().first()  # fmt: skip
            return account_of(row) if row else None

    def invite(
        self,
        name: str,
        email: str,
        roles: Sequence[Role],
        *,
        organisation: str = "",
        at: Instant,
        by: str,
    ) -> Account:
        """A new account. Raises StoreError where the address has an open one already."""
        email = email.strip().lower()
        made = Account(
            id="a" + secrets.token_hex(6), name=name.strip(), email=email,
            organisation=organisation.strip(), roles=tuple(roles), since=at,
        )  # fmt: skip
        with self._database.write() as connection:
            taken = (
                email
                and connection.execute(
                    select(accounts.c.id).where(
                        accounts.c.email == email, accounts.c.closed_at.is_(None)
                    )
                ).first()
            )
            if taken:
                raise StoreError("There is an account with this e-mail address already.")
            connection.execute(
                insert(accounts).values(
                    id=made.id, name=made.name, email=email, organisation=made.organisation,
                    roles=canonical(made.roles), since=text_of(at),
                )
            )  # fmt: skip
            _tell(connection, "account.invited", made.id, {"roles": list(roles)}, at=at, by=by)
        return made

    def give_roles(self, account: str, roles: Sequence[Role], *, at: Instant, by: str) -> None:
        """Puts `roles` in place of those the account had.

        Raises StoreError where nobody would be left who can give roles.
        """
        with self._database.write() as connection:
            if "administrator" not in roles:
                _keep_an_administrator(connection, account)
            connection.execute(
                update(accounts)
                .where(accounts.c.id == account)
                .values(roles=canonical(tuple(roles)))
            )
            _tell(connection, "account.roles", account, {"roles": list(roles)}, at=at, by=by)

    def close(self, account: str, *, at: Instant, by: str) -> None:
        """Ends an account and everything it is signed in with."""
        with self._database.write() as connection:
            _keep_an_administrator(connection, account)
            connection.execute(
                update(accounts).where(accounts.c.id == account).values(closed_at=text_of(at))
            )
            _end(connection, account, at)
            _tell(connection, "account.closed", account, {}, at=at, by=by)

    def make_link(
        self, account: str, *, at: Instant, by: str, lasts: timedelta = LINK_LASTS
    ) -> str:
        """The token of a new link that signs `account` in once."""
        token = secrets.token_urlsafe(_BYTES)
        with self._database.write() as connection:
            connection.execute(
                insert(links).values(
                    token=_digest(token), account=account, made_at=text_of(at),
                    expires_at=text_of(at + lasts),
                )
            )  # fmt: skip
            _tell(connection, "account.link", account, {}, at=at, by=by)
        return token

    def link_is_good(self, token: str, *, at: Instant) -> bool:
        """Whether a link could sign somebody in now; using it is `sign_in`'s."""
        with self._database.read() as connection:
            return _usable(connection, token, at) is not None

    def sign_in(self, token: str, *, at: Instant, agent: str = "") -> str | None:
        """Uses a link up; the token of the new session, or None where the link is no good."""
        with self._database.write() as connection:
            account = _usable(connection, token, at)
            if account is None:
                return None
            connection.execute(
                update(links).where(links.c.token == _digest(token)).values(used_at=text_of(at))
            )
            return _begin(connection, account, at, agent)

    def begin_session(self, account: str, *, at: Instant, agent: str = "") -> str:
        """The token of a new session, for somebody whom another service vouches for."""
        with self._database.write() as connection:
            return _begin(connection, account, at, agent)

    def session(self, token: str, *, at: Instant) -> Account | None:
        """Who is signed in with a session's token, while it lasts."""
        with self._database.read() as connection:
            row = connection.execute(
                select(accounts)
                .join(signed_in, signed_in.c.account == accounts.c.id)
                .where(
                    signed_in.c.token == _digest(token),
                    signed_in.c.ended_at.is_(None),
                    signed_in.c.expires_at > text_of(at),
                    accounts.c.closed_at.is_(None),
                )
            ).mappings().first()  # fmt: skip
            return account_of(row) if row else None

    def session_ends(self, token: str) -> Instant | None:
        """When a session is over; None where there is none."""
        with self._database.read() as connection:
            query = select(signed_in.c.expires_at).where(signed_in.c.token == _digest(token))
            ends = connection.execute(query).scalar()
        return instant_of(ends) if ends else None

    def sessions(self, account: str, *, at: Instant) -> tuple[SignedIn, ...]:
        """Where an account is signed in now."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(signed_in)
                .where(
                    signed_in.c.account == account,
                    signed_in.c.ended_at.is_(None),
                    signed_in.c.expires_at > text_of(at),
                )
                .order_by(signed_in.c.number)
            ).mappings()
            return tuple(
                SignedIn(
                    number=row["number"], since=instant_of(row["since"]),
                    expires_at=instant_of(row["expires_at"]), agent=row["agent"],
                )
                for row in rows
            )  # fmt: skip

    def was_signed_in(self, account: str) -> bool:
        """Whether an account was ever signed in."""
        with self._database.read() as connection:
            found = select(signed_in.c.number).where(signed_in.c.account == account)
            return connection.execute(found.limit(1)).first() is not None

    def sign_out(self, token: str, *, at: Instant) -> None:
        """Ends one session."""
        with self._database.write() as connection:
            account = connection.execute(
                select(signed_in.c.account).where(signed_in.c.token == _digest(token))
            ).scalar()
            connection.execute(
                update(signed_in)
                .where(signed_in.c.token == _digest(token), signed_in.c.ended_at.is_(None))
                .values(ended_at=text_of(at))
            )
            if account:
                _tell(connection, "account.signed_out", account, {}, at=at, by=account)

    def sign_out_everywhere(self, account: str, *, at: Instant, by: str) -> None:
        """Ends all sessions of an account."""
        with self._database.write() as connection:
            _end(connection, account, at)
            _tell(connection, "account.signed_out", account, {"all": True}, at=at, by=by)


def _begin(connection: Connection, account: str, at: Instant, agent: str) -> str:
    token = secrets.token_urlsafe(_BYTES)
    newest = connection.execute(select(func.max(signed_in.c.number))).scalar() or 0
    connection.execute(
        insert(signed_in).values(
            token=_digest(token), account=account, since=text_of(at),
            expires_at=text_of(at + SESSION_LASTS), agent=agent[:200], number=newest + 1,
        )
    )  # fmt: skip
    _tell(connection, "account.signed_in", account, {}, at=at, by=account)
    return token


def _usable(connection: Connection, token: str, at: Instant) -> str | None:
    """The account that a link signs in, while it is good."""
    found = connection.execute(
        select(links.c.account)
        .join(accounts, accounts.c.id == links.c.account)
        .where(
            links.c.token == _digest(token),
            links.c.used_at.is_(None),
            links.c.expires_at > text_of(at),
            accounts.c.closed_at.is_(None),
        )
    ).scalar()
    return str(found) if found else None


def _keep_an_administrator(connection: Connection, without: str) -> None:
    rows = connection.execute(select(accounts).where(accounts.c.closed_at.is_(None))).mappings()
    if not any(row["id"] != without and "administrator" in row["roles"] for row in rows):
        raise StoreError(
            "Somebody has to be able to give roles: make another person administrator first."
        )


def _end(connection: Connection, account: str, at: Instant) -> None:
    connection.execute(
        update(signed_in)
        .where(signed_in.c.account == account, signed_in.c.ended_at.is_(None))
        .values(ended_at=text_of(at))
    )
    connection.execute(
        update(links)
        .where(links.c.account == account, links.c.used_at.is_(None))
        .values(used_at=text_of(at))
    )


def _find(connection: Connection, account: str) -> Account | None:
    row = connection.execute(select(accounts).where(accounts.c.id == account)).mappings().first()
    return account_of(row) if row else None


def account_of(row: RowMapping) -> Account:
    """The account that a row holds."""
    return Account(
        id=row["id"], name=row["name"], email=row["email"], organisation=row["organisation"],
        roles=json.loads(row["roles"]), since=instant_of(row["since"]),
        closed_at=instant_of(row["closed_at"]) if row["closed_at"] else None,
    )  # fmt: skip


def _tell(
    connection: Connection, action: str, account: str, payload: dict[str, object], *,
    at: Instant, by: str,
) -> None:  # fmt: skip
    entry = audit.Entry(action=action, subject=account, payload=payload)
    audit.append(connection, [entry], at=at, actor=by)


def _digest(token: str) -> str:
    return digest(token.encode())
