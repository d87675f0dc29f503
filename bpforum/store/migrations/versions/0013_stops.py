"""Who asked when that a run under way be stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Adds the columns."""
    for name in ("stop_asked_at", "stop_asked_by"):
        op.add_column("run_requests", sa.Column(name, sa.Text()))
