"""What a finished run's folder says of what was received, in counts and lines; computes no fate.

Run folders never change, so whoever shows them may keep what is read here.
"""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bpforum.record_file import PACKED, WHOLE
from models.base import Instant, Model
from models.forum import Forum
from models.ledger import LedgerLine
from models.session import Session
from models.submission import Fate

_UNUSABLE: tuple[Fate, ...] = ("quarantined", "failed")
_INCLUDED: tuple[Fate, ...] = ("reflected", "listed")
_LATE = "received after the date"


class RunFigures(Model):
    """The counts that a secretary looks at first."""

    received: int
    valid: int
    attention: int
    """Quarantined or failed: somebody has to do something."""
    late: int
    alike: int
    included: int
    by_fate: dict[str, int]
    by_source: dict[str, int]
    by_group: dict[str, int]
    """By the profile's id; empty where it was not stated."""
    by_region: dict[str, int]
    by_language: dict[str, int]


def ledger_of(folder: Path) -> tuple[LedgerLine, ...]:
    """The lines of a run's ledger, in order of reference."""
    with (folder / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            LedgerLine.model_validate(
                {
                    **row,
                    "flags": tuple(filter(None, row["flags"].split("; "))),
                    "reflected_in": tuple(row["reflected_in"].split()),
                }
            )
            for row in csv.DictReader(file)
        )


def figures_of(folder: Path) -> RunFigures:
    """The counts of a run, from its ledger and its balance."""
    lines = ledger_of(folder)
    fates = Counter(line.fate for line in lines)
    unusable = sum(fates[fate] for fate in _UNUSABLE)
    balance = json.loads((folder / "balance.json").read_text("utf-8"))

    def counts(key: str) -> dict[str, int]:
        return {one["id"]: one["contributions"] for one in balance.get(key, ())}

    return RunFigures(
        received=len(lines),
        valid=len(lines) - unusable,
        attention=unusable,
        late=sum(_LATE in line.flags for line in lines),
        alike=fates["same_text_as"],
        included=sum(fates[fate] for fate in _INCLUDED),
        by_fate={str(fate): n for fate, n in fates.most_common()},
        by_source=dict(Counter(line.source for line in lines).most_common()),
        by_group=counts("by_group"),
        by_region=counts("by_region"),
        by_language=counts("by_language"),
    )


def sessions_with_note(folder: Path) -> frozenset[str]:
    """The ids of the sessions that a note of the run is about."""
    return frozenset(
        one["session"]
        for one in _contributions(folder)
        if one.get("kind") == "note" and one.get("session")
    )


def sessions_without_note(forum: Forum, folder: Path | None, now: Instant) -> tuple[Session, ...]:
    """Sessions that have begun, or have no time, and that no note of the run is about."""
    noted = sessions_with_note(folder) if folder else frozenset()
    return tuple(
        one
        for one in forum.sessions
        if one.id not in noted and (one.starts is None or one.starts <= now)
    )


def _contributions(folder: Path) -> Iterator[dict[str, str]]:
    whole, packed = folder / WHOLE, folder / PACKED
    if whole.is_file():
        yield from json.loads(whole.read_text("utf-8"))["contributions"]
    elif packed.is_file():
        with gzip.open(packed, "rt", encoding="utf-8") as lines:
            for line in lines:
                if '"kind":"note"' in line.replace(" ", ""):
                    yield from json.loads(line).values()
