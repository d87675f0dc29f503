"""Reads finished runs for the pages: their figures, what is not in the document, what changed.

Run folders never change: what was read is kept for the last few.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from bpforum.run_figures import RunFigures, figures_of, ledger_of, sessions_with_note
from bpforum.run_folder import MANIFEST
from models.ledger import LedgerLine
from models.run import Changes, Manifest

_KEPT = 8
URGENT = ("quarantined", "failed", "held", "refused", "not_reflected", "next_version",
          "carried_over", "not_substantive", "withdrawn", "counted", "same_text_as",
          "superseded_by", "language_version_of", "attached_to")  # fmt: skip
"""The fates of what is not in the document, in the order in which somebody should look."""
_MOST = 5_000
"""Lines of one fate that are shown: all of them are in ledger.csv."""


@dataclass(frozen=True)
class FinishedRun:
    """What one run left."""

    folder: Path
    manifest: Manifest
    figures: RunFigures
    changes: Changes | None
    rest: dict[str, tuple[LedgerLine, ...]]
    """By fate, what is neither cited nor listed."""
    noted: frozenset[str]
    """The sessions that a note is about."""
    lines: dict[str, LedgerLine]
    """The lines of what somebody may want to mend, by reference."""


def read_run(outputs: Path, run: str) -> FinishedRun | None:
    """The run of that id; None where there is none, or none that this version can read."""
    if not run or "/" in run or "\\" in run or run.startswith("."):
        return None
    folder = outputs / run
    return _read(folder) if (folder / MANIFEST).is_file() else None


@lru_cache(maxsize=_KEPT)
def _read(folder: Path) -> FinishedRun | None:
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        figures = figures_of(folder)
        rest: dict[str, list[LedgerLine]] = {}
        for line in ledger_of(folder):
            if line.fate not in ("reflected", "listed"):
                lines = rest.setdefault(line.fate, [])
                if len(lines) < _MOST:
                    lines.append(line)
        changes = _changes(folder)
        noted = sessions_with_note(folder)
    except (OSError, ValidationError, ValueError, KeyError):
        return None
    order = {fate: n for n, fate in enumerate(URGENT)}
    ranked = sorted(rest.items(), key=lambda pair: order.get(pair[0], 99))
    return FinishedRun(
        folder, manifest, figures, changes, {fate: tuple(lines) for fate, lines in ranked}, noted,
        {line.reference: line for _, lines in ranked for line in lines},
    )  # fmt: skip


def _changes(folder: Path) -> Changes | None:
    try:
        return Changes.model_validate(json.loads((folder / "changes.json").read_bytes()))
    except (OSError, ValidationError, ValueError):
        return None
