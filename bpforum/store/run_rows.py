"""Reads what was asked to be run from its row; owns no table."""

from sqlalchemy import RowMapping

from bpforum.store.rows import instant_of
from models.run_request import RunFailure, RunOutcome, RunParameters, RunRequest

_TIMES = ("requested_at", "due", "claimed_at", "started_at", "stop_asked_at", "finished_at")


def request_of(row: RowMapping) -> RunRequest:
    """The request of a row of `run_requests`."""
    times = {name: instant_of(row[name]) if row[name] else None for name in _TIMES}
    return RunRequest(
        **{name: row[name] for name in ("id", "kind", "by", "trigger", "attempts", "claimed_by",
                                        "run", "flow_run")},
        **times,
        stop_asked_by=row["stop_asked_by"] or "",
        parameters=RunParameters.model_validate_json(row["parameters"]),
        outcome=RunOutcome.model_validate_json(row["outcome"]) if row["outcome"] else None,
        failure=RunFailure.model_validate_json(row["failure"]) if row["failure"] else None,
    )  # fmt: skip
