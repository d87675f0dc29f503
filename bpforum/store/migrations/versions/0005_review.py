"""Finds decisions by what they are about, and remembers what pages need to know of them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the index and the tables."""
    op.create_index("ix_decisions_target", "decisions", ["target"])
    op.create_table(
        "own_inputs",
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("references", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("decision", name="pk_own_inputs"),
    )
    op.create_table(
        "looks",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_looks"),
    )
