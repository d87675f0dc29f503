"""A request that something be run, what came of it, and when the forum's own schedule is paused."""

from typing import Literal

from pydantic import Field

from models.base import Instant, Model

RunKind = Literal["compile", "collect", "sweep", "remind"]
RunTrigger = Literal["page", "schedule", "command", "api"]
RunState = Literal["waiting", "running", "done", "failed", "stopped", "withdrawn"]

WITHDRAWN = "withdrawn"
"""The failure's code of a request that a person took back before it was begun."""
STOPPED = "stopped"
"""The failure's code of a run that a person ended while it was under way."""


class RunParameters(Model):
    """What a run is asked to do; all of it for `compile` alone."""

    label: str | None = Field(default=None, max_length=200)
    cut_off: Instant | None = None
    dry_run: bool = False


class RunFailure(Model):
    """Why a run came to nothing: a stable code, and words for a secretary."""

    code: str
    words: str


class RunOutcome(Model):
    """What a run came to, in numbers: neither names nor words of anybody."""

    folder: str | None = None
    """The run folder; None for a dry run, and for all but a compile."""
    received: int = 0
    fresh: int = 0
    """How many of them came in by this run."""
    cited: int = 0
    themes: int = 0
    fates: dict[str, int] = Field(default_factory=dict)
    flags: dict[str, int] = Field(default_factory=dict)
    attention: int = 0
    """How many things a secretary should look at."""
    snapshot: str = ""
    """The digest of what it was made of: runs of one snapshot leave the same document."""


class RunEvent(Model):
    """Something that happened to a request, for whoever looks on."""

    at: Instant
    step: str = ""
    """Of the pipeline; empty where it is about the request itself."""
    words: str = ""
    counted: str = ""
    """What is counted: submissions, passages … ; empty where nothing is."""
    received: int | None = None
    passed: int | None = None
    ended: bool = False
    """The step is over; its counts are final."""


class RunRequest(Model):
    """A row of the queue, as facts with their times."""

    id: str
    kind: RunKind
    by: str
    trigger: RunTrigger
    parameters: RunParameters = RunParameters()
    requested_at: Instant
    due: Instant | None = None
    """Of a scheduled run: the time that it was to start at."""
    attempts: int = 0
    """How often it was handed out."""
    claimed_at: Instant | None = None
    claimed_by: str = ""
    """The process: `host:number:token`."""
    started_at: Instant | None = None
    stop_asked_at: Instant | None = None
    stop_asked_by: str = ""
    finished_at: Instant | None = None
    run: str = ""
    """The run's id, where it made one."""
    outcome: RunOutcome | None = None
    failure: RunFailure | None = None
    flow_run: str = ""
    """Prefect's id of it: a link at most."""

    @property
    def state(self) -> RunState:
        """What the facts come to."""
        if self.finished_at is not None:
            if self.failure is None:
                return "done"
            by_hand: dict[str, RunState] = {WITHDRAWN: "withdrawn", STOPPED: "stopped"}
            return by_hand.get(self.failure.code, "failed")
        return "running" if self.claimed_at is not None else "waiting"


class RunLock(Model):
    """Who may run something in this forum, until when, unless it is renewed."""

    owner: str
    request: str
    since: Instant
    until: Instant


class SchedulePause(Model):
    """Somebody paused the schedule of a kind of run, or let it go on."""

    kind: RunKind
    paused: bool
    by: str
    at: Instant


class WorkerSign(Model):
    """A worker that is there, and what it knows of Prefect's server."""

    owner: str
    started_at: Instant
    seen_at: Instant
    prefect_url: str = ""
    """Of the server's own pages; empty while none answers."""
    trouble: str = ""
    """Why none answers, in words."""
