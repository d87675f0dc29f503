"""Owns the shape of the tables of what is filed by pages; what was filed is in `received`.

Keys and tokens are never kept: only their digests are. Addresses for mail, drafts and registrations
are private: they are in no reading, no record and no output, and go with what is erased.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from bpforum.store.tables import metadata

filings = Table(
    "filings",
    metadata,
    Column("key", Text, nullable=False),
    # Of bytes, fields and attachments: the same content under the same key is the same filing.
    Column("content", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("number", Integer, ForeignKey("received.number"), nullable=False),
    PrimaryKeyConstraint("key", "content"),
    Index(None, "source", "external_id"),
)
"""Which content came under which key, and as which submission."""

filing_links = Table(
    "filing_links",
    metadata,
    Column("token", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("until", Text),
    Column("at", Text, nullable=False),
    Index(None, "source", "external_id"),
)
"""Who has the token of a link may read the filing and, by `edit`, change it until its time."""

filing_contacts = Table(
    "filing_contacts",
    metadata,
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("email", Text, nullable=False),
    PrimaryKeyConstraint("source", "external_id"),
)
"""Where the receipt goes. Rendered nowhere."""

filing_remarks = Table(
    "filing_remarks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index(None, "source", "external_id"),
)
"""What organisers and speakers said of a note, for its rapporteur and the secretariat."""

form_drafts = Table(
    "form_drafts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("form", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""What was typed and not filed yet."""

registrations = Table(
    "registrations",
    metadata,
    Column("key", Text, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("call", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index(None, "call"),
)
"""Who registered by a call's form: never in the ledger, nor in anything that is made of it."""
