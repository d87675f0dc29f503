"""Folds what was told of a run into its steps, each with its counts and its time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.base import Instant
from models.run_request import RunEvent

ORDER = ("collect", "read", "validate", "compare", "cut", "encode", "group", "assist", "draft",
         "render", "verify")  # fmt: skip
"""The steps of a compile that are shown before they have begun, but `assist`, which is optional."""


@dataclass
class Step:
    """One step of the run, in all its parts."""

    name: str
    began: Instant | None = None
    ended: Instant | None = None
    counted: str = ""
    received: int | None = None
    passed: int | None = None
    words: str = ""

    @property
    def state(self) -> str:
        """waiting, running or done."""
        if self.began is None:
            return "waiting"
        return "done" if self.ended else "running"

    @property
    def seconds(self) -> float:
        """From its first part's beginning to its last part's end."""
        return (self.ended - self.began).total_seconds() if self.began and self.ended else 0.0


@dataclass
class Told:
    """The steps of a run's newest attempt, and what was said about the request itself."""

    steps: list[Step] = field(default_factory=list)
    remarks: list[RunEvent] = field(default_factory=list)


def told_by(events: Sequence[RunEvent], kind: str, *, over: bool) -> Told:
    """The steps so far; of a compile that is not `over`, with those to come."""
    told = Told()
    found: dict[str, Step] = {}
    for event in events:
        if not event.step:
            told.remarks.append(event)
            if event.words and found:
                found = {}  # it began again
            continue
        step = found.setdefault(event.step, Step(event.step))
        if event.ended:
            step.ended = event.at
            step.counted = event.counted or step.counted
            step.received = _sum(step.received, event.received)
            step.passed = _sum(step.passed, event.passed)
        elif event.words:
            step.words = event.words
        else:
            step.began = step.began or event.at
            step.ended = None
    if kind == "compile" and not over:
        known = [name for name in ORDER if name in found or name != "assist"]
        told.steps = [found.get(name) or Step(name) for name in known]
        told.steps += [step for name, step in found.items() if name not in ORDER]
    else:
        told.steps = list(found.values())
    return told


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)
