"""A run: one compilation, its manifest and its changes."""

from models.assistance import Assistance
from models.base import Instant, Model
from models.decision import Decision, Unapplied
from models.ids import Digest, Slug


class StepCount(Model):
    """How many went into a step and how many came out."""

    step: str
    counted: str
    """What is counted: submissions, passages …"""
    received: int
    passed: int


class FileEntry(Model):
    """A file of the run folder; `path` is below it, with `/`."""

    path: str
    digest: Digest
    size: int


class ServiceTrace(Model):
    """What a service was asked, over all collects; each answer's address, time and digest are in
    the store."""

    source: Slug
    answers: int
    size: int
    """Bytes of all answers together."""
    first_at: Instant
    last_at: Instant


class Manifest(Model):
    """`manifest.json`: the only place, beside `changes.json`, for ids, hosts, paths and clocks."""

    run: str
    forum: str
    cycle: str
    label: str
    trigger: str
    engine: str
    started_at: Instant
    finished_at: Instant
    cut_off: Instant | None
    snapshot: Digest
    audit_head: Digest
    software: dict[str, str]
    configuration: dict[str, str]
    encoder: str
    steps: tuple[StepCount, ...]
    containers: dict[str, Digest]
    """Digest of each file that is not itself a submission, such as a CSV."""
    services: tuple[ServiceTrace, ...] = ()
    problems: tuple[str, ...] = ()
    """In words: sources that could not be collected from to their end, and what a language model
    was asked in vain."""
    assistance: Assistance | None = None
    """What a language model did; None where none was asked."""
    files: tuple[FileEntry, ...]


class ThemeChange(Model):
    """What became of a theme since the run before."""

    id: str
    label: str
    change: str
    """new, grown, shrunk, renamed, merged, split, gone."""
    by: str
    """`machine`, or the id of the decision."""
    before: int
    after: int


class Changes(Model):
    """`changes.json`: against the previous run."""

    run: str
    previous: str | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    themes: tuple[ThemeChange, ...]
    applied: tuple[Decision, ...]
    not_applicable: tuple[Unapplied, ...]
    new_evidence: dict[str, tuple[str, ...]]
    """Human paragraph id → passages that are new support for its theme."""


class CompileRequest(Model):
    """What one compilation is asked to do."""

    folder: str
    """The forum's folder."""
    out: str | None = None
    """Where run folders go; by default `outputs/<forum id>/<cycle>` below the current folder."""
    label: str | None = None
    cut_off: Instant | None = None
    dry_run: bool = False
    engine: str = "direct"
    trigger: str = "command"


class ThemeCount(Model):
    """A theme in a run's short table."""

    id: str
    label: str
    contributions: int
    passages: int


class CompileResult(Model):
    """What one compilation came to: the short table that it prints."""

    run: str
    folder: str | None
    """The run folder; None for a dry run."""
    received: int
    fresh: int
    """How many of them this run collected."""
    fates: dict[str, int]
    flags: dict[str, int]
    themes: tuple[ThemeCount, ...]
    unplaced: dict[str, int]
    files: tuple[FileEntry, ...]
    attention: tuple[str, ...]
    """What a secretary should look at: quarantined input, decisions that no longer apply …"""
    cited: int
    seconds: dict[str, float]
    """How long each step took; told, never written into the run folder."""
