"""Runs the store's migrations on the connection of `Database.migrate`; opens none itself."""

from alembic import context

from bpforum.store import tables_of_pages  # noqa: F401 - these tables belong to it too
from bpforum.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
