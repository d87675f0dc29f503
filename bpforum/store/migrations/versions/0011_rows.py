"""The bytes of tables' rows, and how they are known again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Makes the tables; rows that are files stay files."""
    op.create_table(
        "row_bytes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_row_bytes"),
    )
    op.create_table(
        "row_keys",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_row_keys"),
        sa.ForeignKeyConstraint(["number"], ["received.number"], name="fk_row_keys_number"),
    )
