"""What programs sign in with, and who is told of events."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "api_tokens",
        *_texts("token", "id", "account", "name", "since", "expires_at"),
        sa.Column("used_at", sa.Text()),
        sa.Column("ended_at", sa.Text()),
        sa.PrimaryKeyConstraint("token", name="pk_api_tokens"),
        sa.UniqueConstraint("id", name="uq_api_tokens_id"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_api_tokens_account"),
    )
    op.create_table(
        "hooks",
        *_texts("id", "url", "secret", "events", "since"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_texts("next_try"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.Text()),
        *_texts("failure"),
        sa.Column("ended_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_hooks"),
    )
