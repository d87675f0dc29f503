"""What a collect does: looks into all sources and reads what is new; makes no document."""

from pathlib import Path

from bpforum.pipeline import Runner, collect_only
from bpforum.progress import Tell
from models.run_request import RunOutcome


def perform(folder: Path, run: Runner, tell: Tell) -> RunOutcome:
    """Collects once; sources that did not answer are told in words."""
    counts = collect_only(folder, tell, run=run)
    for one in counts:
        if one.problem:
            tell(f"Source {one.source} stopped: {one.problem}")
    return RunOutcome(
        received=sum(one.received for one in counts),
        fresh=sum(one.new + one.changed for one in counts),
        attention=sum(bool(one.problem) + one.troubled for one in counts),
    )
