"""Records a decision that somebody types; what it may say, `recording` knows."""

from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from bpforum.profiles import load_profile
from bpforum.recording import Maker, Unusable, Wish, record
from bpforum.settings import load_settings
from bpforum.store import Overtaken, open_store
from models.decision import Decision, DecisionKind


def record_decision(
    folder: Path,
    kind: str,
    target: str,
    value: Any,
    by: str,
    why: str,
    identifier: str | None,
    at: datetime,
) -> Decision:
    """The decision as it was recorded. Raises UnusableForum where it cannot be one."""
    if kind not in get_args(DecisionKind):
        raise UnusableForum(
            f"--kind: there is no decision {kind!r}; {_nearest(kind)}write one of "
            + ", ".join(get_args(DecisionKind))
        )
    profile = load_profile(load_forum(folder).forum.profile, folder)
    with open_store(folder, load_settings().database_url) as store:
        recorded = record(
            store.decision_book, profile, Wish(kind, target, value, why), Maker(by, by), at,
            identifier=identifier,
        )  # fmt: skip
    if isinstance(recorded, Unusable):
        said = f"--{recorded.field}: {recorded.words}".rstrip(".")
        raise UnusableForum(f"{said}. Nothing was recorded.")
    if isinstance(recorded, Overtaken):  # nobody asked whether it is
        raise UnusableForum("Others decided about it meanwhile. Nothing was recorded.")
    return recorded


def _nearest(kind: str) -> str:
    near = get_close_matches(kind.replace("-", "_"), get_args(DecisionKind), n=1)
    return f"did you mean {near[0]!r}? Otherwise " if near else ""
