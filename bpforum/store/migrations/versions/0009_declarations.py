"""What forum.toml was, after each change by the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("at", "by", "digest", "text")],
        sa.PrimaryKeyConstraint("id", name="pk_declarations"),
    )
