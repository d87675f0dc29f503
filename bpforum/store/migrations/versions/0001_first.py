"""The first tables: what was received and its terms, decisions, the audit chain, runs, caches.

A migration stays as it was released, so it repeats the tables instead of importing them.
There is no way back: a store is restored from its backup.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_GROWING = ("received", "terms", "presences", "decisions", "audit")


def upgrade() -> None:
    """Makes the tables, and the triggers that let the growing ones only grow."""
    text, integer = sa.Text(), sa.Integer()
    op.create_table(
        "received",
        sa.Column("number", integer, autoincrement=False),
        *[
            sa.Column(name, kind, nullable=False)
            for name, kind in (
                ("source", text), ("external_id", text), ("occurrence", integer),
                ("version", integer), ("digest", text), ("size", integer), ("media_type", text),
                ("channel", text), ("received_at", text), ("fields", text), ("trouble", text),
            )
        ],
        sa.Column("parent", integer),
        sa.Column("content", text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_received"),
        sa.ForeignKeyConstraint(["parent"], ["received.number"], name="fk_received_parent"),
        sa.UniqueConstraint(
            "source", "external_id", "occurrence", "version", name="uq_received_source"
        ),
        sa.CheckConstraint(
            "number >= 1 and occurrence >= 1 and version >= 1",
            name=op.f("ck_received_counted_from_one"),
        ),
    )  # fmt: skip
    op.create_table(
        "terms",
        sa.Column("id", integer),
        sa.Column("number", integer, nullable=False),
        sa.Column("at", text, nullable=False),
        sa.Column("audience", text, nullable=False),
        sa.Column("embargo_until", text),
        sa.Column("consent_basis", text, nullable=False),
        sa.Column("consent_scope", text),
        sa.Column("consent_detail", text, nullable=False),
        sa.Column("call", text),
        sa.Column("session", text),
        sa.PrimaryKeyConstraint("id", name="pk_terms"),
        sa.ForeignKeyConstraint(["number"], ["received.number"], name="fk_terms_number"),
    )
    op.create_index("ix_terms_number", "terms", ["number"])
    op.create_table(
        "presences",
        sa.Column("id", integer),
        sa.Column("number", integer, nullable=False),
        sa.Column("at", text, nullable=False),
        sa.Column("gone", integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_presences"),
        sa.ForeignKeyConstraint(["number"], ["received.number"], name="fk_presences_number"),
    )
    op.create_index("ix_presences_number", "presences", ["number"])
    op.create_table(
        "decisions",
        sa.Column("seq", integer),
        *[
            sa.Column(name, text, nullable=False)
            for name in ("id", "kind", "target", "value", "by", "at", "why")
        ],
        sa.PrimaryKeyConstraint("seq", name="pk_decisions"),
        sa.UniqueConstraint("id", name="uq_decisions_id"),
    )
    op.create_table(
        "audit",
        sa.Column("seq", integer, autoincrement=False),
        *[
            sa.Column(name, text, nullable=False)
            for name in ("at", "actor", "action", "subject", "payload", "previous", "digest")
        ],
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("digest", name="uq_audit_digest"),
    )
    op.create_table(
        "anchors",
        sa.Column("id", integer),
        *[sa.Column(name, text, nullable=False) for name in ("at", "digest", "data")],
        sa.PrimaryKeyConstraint("id", name="pk_anchors"),
    )
    op.create_table(
        "runs",
        sa.Column("id", integer),
        *[sa.Column(name, text, nullable=False) for name in ("run", "at", "data")],
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("run", name="uq_runs_run"),
    )
    op.create_table(
        "readings",
        *[
            sa.Column(name, text, nullable=False)
            for name in ("digest", "fields", "reader", "kind", "data")
        ],
        sa.PrimaryKeyConstraint("digest", "fields", "reader", name="pk_readings"),
    )
    op.create_table(
        "vectors",
        sa.Column("encoder", text, nullable=False),
        sa.Column("digest", text, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "digest", name="pk_vectors"),
    )
    for table in _GROWING:
        for act in ("update", "delete"):
            op.execute(
                f"create trigger {table}_refuses_{act} before {act} on {table} "
                f"begin select raise(abort, '{table} only grows: {act} refused'); end"
            )
