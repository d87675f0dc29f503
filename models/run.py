"""A run: one compilation, its manifest and its changes."""

from models.assistance import Assistance
from models.base import Instant, Model
from models.decision import Decision, Unapplied
from models.ids import Digest, PassageId, Reference, Slug
from models.theme import ProposedMove, ThemeStatus


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
    folder: str = ""
    """The forum's folder on the machine that ran it."""
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
    """new, added, split (off another), accepted, declined, renamed, set_aside, taken_up, merged,
    grown, shrunk, gone."""
    by: str
    """`machine`, `forum.toml`, `withdrawal`, or the id of a decision: also of one that holds no
    longer, where that is why."""
    before: int
    after: int
    status: ThemeStatus = "standing"
    """`proposed`: the machine proposes it, and nobody accepted it yet."""
    into: str = ""
    """Of a merged theme, the one that stays."""
    decisions: tuple[str, ...] = ()
    """All decisions that took passages to it or from it since the run before."""


class PassageMove(Model):
    """A passage that stands elsewhere than in the run before; only people do that."""

    passage: PassageId
    contribution: Reference
    from_place: str
    """A theme's id, or the kind of its being in none."""
    to_place: str
    by: str
    """The id of the decision: also of one that holds no longer."""


class Changes(Model):
    """`changes.json`: against the previous run."""

    run: str
    previous: str | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    themes: tuple[ThemeChange, ...]
    stood: tuple[str, ...] = ()
    """The ids of the themes of the run before: each is there, or a decision is why not."""
    moved: tuple[PassageMove, ...] = ()
    """Not those of merged themes, nor what came new."""
    proposed_moves: tuple[ProposedMove, ...] = ()
    """Old passages that would stand better elsewhere: to be decided on, nothing was moved."""
    applied: tuple[Decision, ...]
    not_applicable: tuple[Unapplied, ...]
    in_part: tuple[Unapplied, ...] = ()
    """Of those applied, what of them could not be."""
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
    snapshot: str = ""
    """The digest of what it was made of."""
