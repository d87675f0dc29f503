"""Requests for runs, their events and their lock; pauses of schedules; workers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables; pauses only grow."""
    text, integer = sa.Text(), sa.Integer()

    def texts(*names: str) -> list[sa.Column[str]]:
        return [sa.Column(name, text, nullable=False) for name in names]

    op.create_table(
        "run_requests",
        sa.Column("number", integer),
        *texts("id"),
        sa.Column("key", text),
        *texts("kind", "by", "trigger", "parameters", "requested_at"),
        sa.Column("due", text),
        sa.Column("attempts", integer, nullable=False),
        sa.Column("claimed_at", text),
        *texts("claimed_by"),
        *[sa.Column(name, text) for name in ("started_at", "finished_at")],
        *texts("run"),
        *[sa.Column(name, text) for name in ("outcome", "failure")],
        *texts("flow_run"),
        sa.PrimaryKeyConstraint("number", name="pk_run_requests"),
        sa.UniqueConstraint("id", name="uq_run_requests_id"),
        sa.UniqueConstraint("key", name="uq_run_requests_key"),
    )
    op.create_index("ix_run_requests_finished_at", "run_requests", ["finished_at"])
    op.create_table(
        "run_events",
        sa.Column("id", integer),
        *texts("request", "at", "data"),
        sa.PrimaryKeyConstraint("id", name="pk_run_events"),
        sa.ForeignKeyConstraint(["request"], ["run_requests.id"], name="fk_run_events_request"),
    )
    op.create_index("ix_run_events_request", "run_events", ["request"])
    op.create_table(
        "run_lock",
        *texts("name", "owner", "request", "since", "until"),
        sa.PrimaryKeyConstraint("name", name="pk_run_lock"),
        sa.ForeignKeyConstraint(["request"], ["run_requests.id"], name="fk_run_lock_request"),
    )
    op.create_table(
        "schedule_pauses",
        sa.Column("id", integer),
        *texts("kind"),
        sa.Column("paused", integer, nullable=False),
        *texts("by", "at"),
        sa.PrimaryKeyConstraint("id", name="pk_schedule_pauses"),
    )
    op.create_table(
        "schedules_known",
        *texts("kind", "cron", "zone", "since"),
        sa.PrimaryKeyConstraint("kind", name="pk_schedules_known"),
    )
    op.create_table(
        "workers",
        *texts("owner", "started_at", "seen_at", "prefect_url", "trouble"),
        sa.PrimaryKeyConstraint("owner", name="pk_workers"),
    )
    for act in ("update", "delete"):
        op.execute(
            f"create trigger schedule_pauses_refuses_{act} before {act} on schedule_pauses "
            f"begin select raise(abort, 'schedule_pauses only grows: {act} refused'); end"
        )
