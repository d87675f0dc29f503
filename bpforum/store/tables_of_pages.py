"""Owns the shape of the tables that only the pages use; the record's own are in `tables.py`.

Tokens are never kept: only their digests are, so that whoever reads the database cannot sign in.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from bpforum.store.tables import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # In lower case; empty where it is not known.
    Column("email", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("closed_at", Text),
    Index(None, "email"),
)

links = Table(
    "links",
    metadata,
    Column("token", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
)
"""One-time links to sign in with, by the digest of their token."""

signed_in = Table(
    "signed_in",
    metadata,
    Column("token", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("since", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("ended_at", Text),
    # What the browser calls itself, for the person to recognise it by.
    Column("agent", Text, nullable=False),
    Column("number", Integer, nullable=False, unique=True),
    Index(None, "account"),
)
"""Who is signed in, by the digest of the cookie's token; `number` names one without its token."""

declarations = Table(
    "declarations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("text", Text, nullable=False),
)
"""What `forum.toml` was after each change by the pages, and before one by hand."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    # What it tells of: the same thing is told once.
    Column("key", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # Blanked when it was sent: an address is kept no longer than it is needed.
    Column("address", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("next_try", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_at", Text),
    Column("given_up_at", Text),
    Column("failure", Text, nullable=False),
    Index(None, "sent_at", "next_try"),
)
"""Notices to be sent."""

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token", Text, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
    Column("ended_at", Text),
)
"""What programs sign in with, by the digest of the token."""

hooks = Table(
    "hooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    # What its messages are signed with: both sides need it as it is.
    Column("secret", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("next_try", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failing_since", Text),
    Column("failure", Text, nullable=False),
    Column("ended_at", Text),
)
"""Who is told of events; how far each was told is a place in the audit chain."""
