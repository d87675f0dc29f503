"""Owns what programs sign in with: tokens of an account, each with a name and an end."""

import secrets
from datetime import timedelta

from sqlalchemy import insert, select, update

from bpforum.store import audit
from bpforum.store.accounts import account_of
from bpforum.store.database import Database
from bpforum.store.rows import instant_of, text_of
from bpforum.store.tables_of_pages import accounts, api_tokens
from models.account import Account
from models.api import ApiToken
from models.base import Instant
from models.ids import digest

LASTS = timedelta(days=365)
PREFIX = "bpf_"
"""How every token begins, so that one that was published by mistake can be found."""
_SEEN_AGAIN = timedelta(hours=1)


class Tokens:
    """The tokens of a forum's accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, account: str, name: str, *, at: Instant) -> str:
        """A new token; only its digest is kept."""
        token, name_of_it = PREFIX + secrets.token_urlsafe(32), "t" + secrets.token_hex(6)
        with self._database.write() as connection:
            connection.execute(
                insert(api_tokens).values(
                    token=digest(token.encode()), id=name_of_it, account=account, name=name[:100],
                    since=text_of(at), expires_at=text_of(at + LASTS),
                )
            )  # fmt: skip
            entry = audit.Entry(action="token.made", subject=name_of_it, payload={})
            audit.append(connection, [entry], at=at, actor=account)
        return token

    def account(self, token: str, *, at: Instant) -> Account | None:
        """Whose token it is, while it holds."""
        sealed = digest(token.encode())
        with self._database.read() as connection:
            row = connection.execute(
                select(accounts, api_tokens.c.used_at)
                .join(api_tokens, api_tokens.c.account == accounts.c.id)
                .where(
                    api_tokens.c.token == sealed,
                    api_tokens.c.ended_at.is_(None),
                    api_tokens.c.expires_at > text_of(at),
                    accounts.c.closed_at.is_(None),
                )
            ).mappings().first()  # fmt: skip
        if row is None:
            return None
        if not row["used_at"] or instant_of(row["used_at"]) < at - _SEEN_AGAIN:
            with self._database.write(lasting=False) as connection:
                connection.execute(
                    update(api_tokens)
                    .where(api_tokens.c.token == sealed)
                    .values(used_at=text_of(at))
                )
        return account_of(row)

    def of(self, account: str, *, at: Instant) -> tuple[ApiToken, ...]:
        """The tokens of an account that hold."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(api_tokens)
                .where(
                    api_tokens.c.account == account,
                    api_tokens.c.ended_at.is_(None),
                    api_tokens.c.expires_at > text_of(at),
                )
                .order_by(api_tokens.c.since, api_tokens.c.id)
            ).mappings()
            return tuple(
                ApiToken(
                    id=row["id"], name=row["name"], since=instant_of(row["since"]),
                    expires_at=instant_of(row["expires_at"]),
                    used_at=instant_of(row["used_at"]) if row["used_at"] else None,
                )
                for row in rows
            )  # fmt: skip

    def end(self, account: str, token: str, *, at: Instant) -> None:
        """Ends the token of an account that has the id `token`."""
        with self._database.write() as connection:
            ended = connection.execute(
                update(api_tokens)
                .where(
                    api_tokens.c.id == token, api_tokens.c.account == account,
                    api_tokens.c.ended_at.is_(None),
                )
                .values(ended_at=text_of(at))
            )  # fmt: skip
            if ended.rowcount:
                entry = audit.Entry(action="token.ended", subject=token, payload={})
                audit.append(connection, [entry], at=at, actor=account)
