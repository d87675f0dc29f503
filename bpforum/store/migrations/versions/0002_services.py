"""Services that are asked over the network, erasure, and originals kept for a time only."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NEW_GROWING = ("fetches", "erasures", "retired")
_KEPT = ("number", "source", "received_at", "parent")
"""What of a submission stays when it is erased."""


def upgrade() -> None:
    """Makes the tables, and lets a row be blanked whose erasure has been written."""
    text, integer = sa.Text(), sa.Integer()
    op.create_table(
        "cursors",
        *[sa.Column(name, text, nullable=False) for name in ("source", "cursor", "at")],
        sa.PrimaryKeyConstraint("source", name="pk_cursors"),
    )
    op.create_table(
        "fetches",
        sa.Column("id", integer),
        *[
            sa.Column(name, kind, nullable=False)
            for name, kind in (
                ("source", text), ("url", text), ("at", text), ("status", integer),
                ("digest", text), ("size", integer),
            )
        ],
        sa.PrimaryKeyConstraint("id", name="pk_fetches"),
    )  # fmt: skip
    op.create_index("ix_fetches_source", "fetches", ["source"])
    op.create_table(
        "erasures",
        sa.Column("number", integer, autoincrement=False),
        *[sa.Column(name, text, nullable=False) for name in ("at", "decision", "identity")],
        sa.PrimaryKeyConstraint("number", name="pk_erasures"),
        sa.ForeignKeyConstraint(["number"], ["received.number"], name="fk_erasures_number"),
    )
    op.create_index("ix_erasures_identity", "erasures", ["identity"])
    op.create_table(
        "retired",
        *[sa.Column(name, text, nullable=False) for name in ("digest", "at")],
        sa.PrimaryKeyConstraint("digest", name="pk_retired"),
    )
    for table in _NEW_GROWING:
        for act in ("update", "delete"):
            op.execute(
                f"create trigger {table}_refuses_{act} before {act} on {table} "
                f"begin select raise(abort, '{table} only grows: {act} refused'); end"
            )
    op.execute("drop trigger received_refuses_update")
    changed = " or ".join(f"new.{name} is not old.{name}" for name in _KEPT)
    op.execute(
        "create trigger received_refuses_update before update on received "  # noqa: S608
        "when not exists (select 1 from erasures where number = old.number) "
        f"or {changed} "
        "begin select raise(abort, 'received only grows: update refused'); end"
    )
    op.execute("drop trigger decisions_refuses_update")
    op.execute(
        "create trigger decisions_refuses_update before update on decisions "
        "when new.value is not 'null' or new.why is not '' or new.id is not old.id "
        "or new.kind is not old.kind or new.target is not old.target or new.by is not old.by "
        "or new.at is not old.at or not exists (select 1 from erasures where "
        "old.target = printf('C-%04d', number) or old.target like printf('C-%04d/%%', number)) "
        "begin select raise(abort, 'decisions only grows: update refused'); end"
    )
