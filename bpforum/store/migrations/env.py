"""Runs the store's migrations on the connection of `Database.migrate`; opens none itself."""

from alembic import context

from bpforum.store import (  # noqa: F401 - these tables belong to it too
    tables_of_filings,
    tables_of_pages,
)
from bpforum.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
