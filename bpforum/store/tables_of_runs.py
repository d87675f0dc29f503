"""Owns the shape of the tables about runs that were asked for; how they came to be is in
`migrations/`."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from bpforum.store.tables import metadata

run_requests = Table(
    "run_requests",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    # What makes asking twice the same as asking once: a form's token, a schedule's time.
    Column("key", Text, unique=True),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("requested_at", Text, nullable=False),
    Column("due", Text),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Text),
    Column("claimed_by", Text, nullable=False),
    Column("started_at", Text),
    Column("stop_asked_at", Text),
    Column("stop_asked_by", Text),
    Column("finished_at", Text),
    Column("run", Text, nullable=False),
    Column("outcome", Text),
    Column("failure", Text),
    Column("flow_run", Text, nullable=False),
    Index(None, "finished_at"),
)
"""What was asked to be run: a queue, and the history of it."""

run_events = Table(
    "run_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request", Text, ForeignKey("run_requests.id"), nullable=False),
    Column("at", Text, nullable=False),
    Column("data", Text, nullable=False),
    Index(None, "request"),
)
"""What happened to each, in order."""

run_lock = Table(
    "run_lock",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("request", Text, ForeignKey("run_requests.id"), nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
)
"""One row while something runs, so that nothing else does."""

schedule_pauses = Table(
    "schedule_pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("paused", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""Who paused a schedule, or let it go on; the newest of a kind holds."""

schedules_known = Table(
    "schedules_known",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("cron", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("since", Text, nullable=False),
)
"""Since when a schedule is as it is: what was due before was not missed."""

workers = Table(
    "workers",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("started_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("prefect_url", Text, nullable=False),
    Column("trouble", Text, nullable=False),
)
"""The workers that are there."""
