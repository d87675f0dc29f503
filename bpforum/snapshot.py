"""What one run compiles, frozen: the same snapshot gives the same bytes (promise 3)."""

import codecs
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bpforum.decisions.holding import Holding, holding
from bpforum.drafting.revision import Earlier
from bpforum.errors import UnusableForum
from bpforum.readers.masking import mask
from bpforum.received import received_of
from models.decision import Decision
from models.forum import Forum
from models.ids import reference
from models.submission import Submission
from models.theme import Anchor

DECISIONS = "decisions.jsonl"
NOTHING_PUBLISHED = Earlier()


@dataclass(frozen=True)
class Snapshot:
    """Everything that the bytes of the outcome depend on, but the software itself."""

    forum: Forum
    references: tuple[str, ...]
    """Of all submissions, in order."""
    received: str
    """SHA-256 of the submissions' JSON, a line each, their fields in the model's order."""
    newest: datetime | None
    """When the latest of them was received."""
    held: Holding
    """What people decided, and which of it was taken back again."""
    anchors: tuple[Anchor, ...]
    cut_off: datetime | None
    embargoed: tuple[str, ...]
    """References whose embargo is running: the only thing taken from the clock."""
    label: str = ""
    """The label asked for; the document has it once people have cleared every section."""
    earlier: Earlier = NOTHING_PUBLISHED
    """What was published: annex 5 compares with the last version that stands."""
    answers: str | None = None
    """Digest of what a language model answered and its name; None where none was asked."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions that hold."""
        return self.held.kept

    @property
    def digest(self) -> str:
        """SHA-256 of the snapshot's canonical JSON. Anchors are left out on purpose: they are
        made by the first run, and an unchanged forum's second run must have the same snapshot.
        """
        canonical = json.dumps(
            {
                "forum": self.forum.model_dump(mode="json"),
                "received": self.received,
                "decisions": [one.model_dump(mode="json") for one in self.held.everything],
                "cut_off": self.cut_off.isoformat() if self.cut_off else None,
                "embargoed": self.embargoed,
                # Without a model the snapshot is what it always was.
                **({"answers": self.answers} if self.answers else {}),
                **({"label": self.label} if self.label != self.forum.outcome.label else {}),
                **({"published": seal} if (seal := self._seal) else {}),
            },
            sort_keys=True,
            ensure_ascii=False,
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def _seal(self) -> str:
        published = self.earlier.published
        return published.version.seal if published else ""

    @property
    def as_of(self) -> datetime | None:
        """The document's date: the cut-off's, else the latest input's."""
        return self.cut_off or self.newest


def freeze(
    forum: Forum,
    submissions: Iterable[Submission],
    decisions: Sequence[Decision],
    anchors: Sequence[Anchor],
    cut_off: datetime | None,
    now: datetime,
    label: str | None = None,
    earlier: Earlier = NOTHING_PUBLISHED,
) -> Snapshot:
    """The snapshot as of `now`; `submissions` are gone through once, and none is held."""
    references: list[str] = []
    embargoed: list[str] = []
    newest: datetime | None = None
    digest = hashlib.sha256()
    for batch in received_of(submissions).batches():
        references += map(reference, batch.numbers)
        embargoed += [reference(number) for number, until in batch.embargoes if until > now]
        newest = max(filter(None, (newest, batch.latest)), default=None)
        digest.update(batch.lines)
    return Snapshot(
        forum=forum,
        references=tuple(references),
        received=digest.hexdigest(),
        newest=newest,
        held=holding(tuple(map(_without_contact_data, decisions))),
        anchors=tuple(anchors),
        cut_off=cut_off,
        embargoed=tuple(embargoed),
        label=label or forum.outcome.label,
        earlier=earlier,
    )


def _without_contact_data(decision: Decision) -> Decision:
    """Addresses and numbers in people's words are masked as in any text: outputs print them."""
    said = {"value": _masked(decision.value), "why": mask(decision.why), "by": mask(decision.by)}
    return decision.model_copy(update=said)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list):
        return [_masked(one) for one in value]
    if isinstance(value, dict):
        return {key: _masked(one) for key, one in value.items()}
    return value


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions in the forum folder's `decisions.jsonl`; none where there is no such file.

    Raises UnusableForum naming every line that cannot be read.
    """
    path = folder / DECISIONS
    if not path.exists():
        return ()
    decisions, problems = [], []
    # Lines end at line feeds alone: other separators may stand within what somebody transcribed.
    lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n")
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            decisions.append(Decision.model_validate_json(line))
        except ValidationError as error:
            what = "; ".join(
                f"{'.'.join(map(str, one['loc'])) or 'the line'}: {one['msg']}"
                for one in error.errors()
            )
            problems.append(f"{DECISIONS}, line {n}: {what}")
    if problems:
        raise UnusableForum(
            "Decisions that cannot be read; mend or remove these lines:\n  "
            + "\n  ".join(problems),
            tuple(problems),
        )
    return tuple(decisions)
