"""Owns the shape of the store's tables; how they came to be is in `migrations/`.

Times are text in UTC with microseconds, so that they sort; JSON is text in canonical form.
The tables in `GROWING` only ever grow: triggers refuse the rest.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

received = Table(
    "received",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    # 1, or more where one collect brought the same id more than once.
    Column("occurrence", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("parent", Integer, ForeignKey("received.number")),
    # Of digest, fields and whether there was trouble: a new version is one with another content.
    Column("content", Text, nullable=False),
    UniqueConstraint("source", "external_id", "occurrence", "version"),
    Index(None, "parent", sqlite_where=text("parent is not null")),
    CheckConstraint("number >= 1 and occurrence >= 1 and version >= 1", name="counted_from_one"),
)
"""What was received, with the bytes' digest. The reference is made of `number`."""

ERASED = "application/x.bpforum.erased"
"""The media type of a row whose content was erased."""

terms = Table(
    "terms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, ForeignKey("received.number"), nullable=False),
    Column("at", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("embargo_until", Text),
    Column("consent_basis", Text, nullable=False),
    Column("consent_scope", Text),
    Column("consent_detail", Text, nullable=False),
    Column("call", Text),
    Column("session", Text),
    Index(None, "number"),
)
"""Under which terms, by the forum's declaration of that time; the newest of a number holds."""

presences = Table(
    "presences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, ForeignKey("received.number"), nullable=False),
    Column("at", Text, nullable=False),
    Column("gone", Integer, nullable=False),
    Index(None, "number"),
)
"""When a thing was no longer in its source, and when it was there again."""

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "target"),
)

own_inputs = Table(
    "own_inputs",
    metadata,
    Column("decision", Text, primary_key=True),
    Column("references", Text, nullable=False),
)
"""Decisions that people made on their own organisation's input, and on what of it."""

looks = Table(
    "looks",
    metadata,
    Column("account", Text, primary_key=True),
    Column("run", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Text, nullable=False),
)
"""What each account last saw of the draft: the run, and the newest decision."""

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
)

anchors = Table(
    "anchors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("data", Text, nullable=False),
)
"""The theme anchors after a run; the newest row holds."""

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("data", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("fields", Text, primary_key=True),
    Column("reader", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False),
)
"""A cache: what a reader found in these bytes, so that a file is read once."""

vectors = Table(
    "vectors",
    metadata,
    Column("encoder", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""A cache: a text's vector by the text's digest, float32 little-endian."""

row_bytes = Table(
    "row_bytes",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""The bytes of tables' rows by digest: a file for each of a million would take minutes to sync."""

row_keys = Table(
    "row_keys",
    metadata,
    Column("number", Integer, ForeignKey("received.number"), primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("content", Text, nullable=False),
)
"""A cache: by which a table's source knows a row again before it is made a submission of."""

worked_out = Table(
    "worked_out",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("basis", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""A cache: what earlier runs made of what was received, some hundred submissions a part."""

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("model", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("view", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("data", Text, nullable=False),
    UniqueConstraint("model", "asked", "theme", "view"),
)
"""What language models answered about themes, and from whose words; never what they were asked."""

cursors = Table(
    "cursors",
    metadata,
    Column("source", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""Where collecting from a service goes on; written with what came before it, or not at all."""

fetches = Table(
    "fetches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Index(None, "source"),
)
"""Each answer of a service: where what was received came from."""

erasures = Table(
    "erasures",
    metadata,
    Column("number", Integer, ForeignKey("received.number"), primary_key=True),
    Column("at", Text, nullable=False),
    Column("decision", Text, nullable=False),
    # Of source and external id: what was erased is not taken in again from its source.
    Column("identity", Text, nullable=False),
    Index(None, "identity"),
)
"""What was erased, and by which decision."""

retired = Table(
    "retired",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("at", Text, nullable=False),
)
"""Originals that were destroyed when their time was over; the text as read stays."""

GROWING = ("received", "terms", "presences", "decisions", "audit", "fetches", "erasures", "retired")
"""The tables that are never changed or shortened; but what was erased is blanked."""
