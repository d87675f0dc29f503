"""What language models answered, so that a question is asked once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table."""
    names = ("model", "asked", "theme", "view", "sources", "data")
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer()),
        *[sa.Column(name, sa.Text(), nullable=False) for name in names],
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("model", "asked", "theme", "view", name="uq_answers_model"),
    )
