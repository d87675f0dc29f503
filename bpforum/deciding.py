"""Records a decision in a forum's store; applying it is the next run's work."""

from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from bpforum.decision_forms import find_problem
from bpforum.decisions import KINDS
from bpforum.decisions.values import is_reference
from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from bpforum.ledger import disposition_codes
from bpforum.profiles import load_profile
from bpforum.settings import load_settings
from bpforum.store import open_store
from models.decision import Decision, DecisionKind

_OF_THE_DRAFT = (*KINDS, "edit_paragraph")
"""About themes, passages and paragraphs; all others are about a submission, as a `move` may be."""


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
    with open_store(folder, load_settings().database_url) as store:
        if kind not in _OF_THE_DRAFT or (kind == "move" and is_reference(target)):
            reference = target.partition("/")[0]
            if reference not in {one.reference for one in store.submissions()}:
                raise UnusableForum(
                    f"--target: there is no submission {reference!r}; references, such as C-0001, "
                    "stand in the ledger.csv of a run."
                )
        taken = {decision.id for decision in store.decisions()}
        number = len(taken) + 1
        while f"d{number:03d}" in taken:
            number += 1
        try:
            decision = Decision(
                id=identifier or f"d{number:03d}", kind=kind, target=target, value=value,
                by=by, at=at, why=why,
            )  # fmt: skip
        except ValidationError as error:
            raise UnusableForum(
                "; ".join(
                    f"--{one['loc'][0]}: "
                    + ("it is empty" if one["type"] == "string_too_short" else one["msg"])
                    for one in error.errors()
                )
            ) from error
        profile = load_profile(load_forum(folder).forum.profile, folder)
        if problem := find_problem(decision, disposition_codes(profile)):
            raise UnusableForum(f"{problem}. Nothing was recorded.")
        store.add_decisions([decision], at=at, by=by)
    return decision


def _nearest(kind: str) -> str:
    near = get_close_matches(kind.replace("-", "_"), get_args(DecisionKind), n=1)
    return f"did you mean {near[0]!r}? Otherwise " if near else ""
