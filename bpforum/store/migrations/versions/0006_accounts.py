"""Who may use the pages: accounts, one-time links, and who is signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), nullable=False),
        *[
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("name", "email", "organisation", "roles", "since")
        ],
        sa.Column("closed_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_email", "accounts", ["email"])
    op.create_table(
        "links",
        sa.Column("token", sa.Text(), nullable=False),
        *[
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("account", "made_at", "expires_at")
        ],
        sa.Column("used_at", sa.Text()),
        sa.PrimaryKeyConstraint("token", name="pk_links"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_links_account"),
    )
    op.create_table(
        "signed_in",
        sa.Column("token", sa.Text(), nullable=False),
        *[
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("account", "since", "expires_at")
        ],
        sa.Column("ended_at", sa.Text()),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_signed_in"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_signed_in_account"),
        sa.UniqueConstraint("number", name="uq_signed_in_number"),
    )
    op.create_index("ix_signed_in_account", "signed_in", ["account"])
