"""What is filed by pages: keys, links, addresses, drafts, remarks, registrations."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_FILING = ("source", "external_id")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Makes the tables, and what finds the things that came inside others."""
    op.create_index(
        "ix_received_parent", "received", ["parent"], sqlite_where=sa.text("parent is not null")
    )
    op.create_table(
        "filings",
        *_texts("key", "content", *_FILING),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "content", name="pk_filings"),
        sa.ForeignKeyConstraint(["number"], ["received.number"], name="fk_filings_number"),
    )
    op.create_index("ix_filings_source", "filings", list(_FILING))
    op.create_table(
        "filing_links",
        *_texts("token", *_FILING, "kind"),
        sa.Column("until", sa.Text()),
        *_texts("at"),
        sa.PrimaryKeyConstraint("token", name="pk_filing_links"),
    )
    op.create_index("ix_filing_links_source", "filing_links", list(_FILING))
    op.create_table(
        "filing_contacts",
        *_texts(*_FILING, "email"),
        sa.PrimaryKeyConstraint(*_FILING, name="pk_filing_contacts"),
    )
    op.create_table(
        "filing_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts(*_FILING, "name", "words", "at"),
        sa.PrimaryKeyConstraint("id", name="pk_filing_remarks"),
    )
    op.create_index("ix_filing_remarks_source", "filing_remarks", list(_FILING))
    op.create_table(
        "form_drafts",
        *_texts("key", "form", "data", "at"),
        sa.PrimaryKeyConstraint("key", name="pk_form_drafts"),
    )
    op.create_table(
        "registrations",
        *_texts("key", "id", "call", "answers", "at"),
        sa.PrimaryKeyConstraint("key", name="pk_registrations"),
        sa.UniqueConstraint("id", name="uq_registrations_id"),
    )
    op.create_index("ix_registrations_call", "registrations", ["call"])
