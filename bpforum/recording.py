"""Records one decision in a forum's store, checked for its form; applying it is the next run's.

What it costs does not grow with the forum. Where a page says what its reader saw, it records
nothing that was decided on an older state of things.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from bpforum.decision_forms import find_problem
from bpforum.decisions import KINDS
from bpforum.decisions.marks import OF_PARAGRAPHS
from bpforum.decisions.values import is_reference
from bpforum.ledger import disposition_codes, disposition_of
from bpforum.store import DecisionBook, Overtaken
from models.base import Instant
from models.decision import Decision, DecisionKind
from models.ids import Reference
from models.profile import Profile

_ABOUT_THE_DRAFT = (
    *KINDS, *OF_PARAGRAPHS, "edit_paragraph", "remark", "take_back", "clear", "publish",
)  # fmt: skip
"""About themes, passages, paragraphs and versions; all others are about a submission, as a `move`
or a `remark` may be."""
_FOR_GOOD = ("erase", "publish")
NEEDS_REASON = ("not_accepted", "out_of_scope", "deferred", "accepted_modified")
"""Answers to a comment for which its author is owed a reason."""


@dataclass(frozen=True)
class Wish:
    """What somebody decides, before it is a decision."""

    kind: str
    target: str
    value: Any = None
    why: str = ""


@dataclass(frozen=True)
class Maker:
    """Who decides: the name in the decision, and the actor of the audit chain."""

    name: str
    actor: str


@dataclass(frozen=True)
class Unusable:
    """Nothing was recorded: what is wrong, in words, and at which field."""

    field: str
    words: str


def record(
    book: DecisionBook,
    profile: Profile,
    wish: Wish,
    maker: Maker,
    at: Instant,
    *,
    identifier: str | None = None,
    about: Collection[str] = (),
    is_current: Callable[[Sequence[Decision]], bool] = lambda found: True,
    own_input: Collection[Reference] = (),
) -> Decision | Unusable | Overtaken:
    """The decision as it was recorded, or why it was not.

    `is_current` is shown all that was decided `about` these targets so far. Raises StoreError.
    """
    if problem := _problem_with_target(book, wish):
        return problem

    def make(free: str) -> Decision:
        return Decision(
            id=identifier or free, kind=wish.kind, target=wish.target, value=wish.value,
            by=maker.name, at=at, why=wish.why,
        )  # fmt: skip

    try:
        trial = make("trial")
    except ValidationError as error:
        first = error.errors()[0]
        empty = first["type"] == "string_too_short"
        return Unusable(str(first["loc"][0]), "it is empty" if empty else first["msg"])
    if problem := _problem_with_version(book, trial):
        return problem
    if words := find_problem(trial, disposition_codes(profile)):
        option, _, said = words.partition(": ")
        return Unusable(option.removeprefix("--"), said)
    return book.record(
        make, about=about, is_current=is_current, own_input=own_input, at=at, actor=maker.actor
    )


def lacks_reason(wish: Wish) -> bool:
    """Whether it answers a comment in a way that its author is owed a reason for, without one.

    The command takes such answers, since a file of them may come from elsewhere; pages do not.
    """
    if wish.kind != "dispose":
        return False
    given = wish.value if isinstance(wish.value, dict) else {"disposition": wish.value}
    reason = given.get("reason")
    return given.get("disposition") in NEEDS_REASON and not (reason and str(reason).strip())


def _problem_with_target(book: DecisionBook, wish: Wish) -> Unusable | None:
    if wish.kind not in get_args(DecisionKind):
        return Unusable("kind", f"there is no decision {wish.kind!r}")
    if wish.kind == "take_back":
        earlier = book.find(wish.target)
        if earlier is None:
            return Unusable("target", f"there is no decision {wish.target!r}")
        if earlier.kind in _FOR_GOOD:
            return Unusable("target", f"a decision of the kind {earlier.kind} is not taken back so")
        return None
    about_draft = wish.kind in _ABOUT_THE_DRAFT
    if about_draft and not (wish.kind in ("move", "remark") and is_reference(wish.target)):
        return None
    reference = wish.target.partition("/")[0]
    if book.knows(reference):
        return None
    return Unusable(
        "target",
        f"there is no submission {reference!r}; references, such as C-0001, stand in the "
        "ledger.csv of a run.",
    )


def _problem_with_version(book: DecisionBook, trial: Decision) -> Unusable | None:
    if trial.kind != "publish":
        return None
    if isinstance(trial.value, dict) and "seal" in trial.value:
        how = "a version is made by `bpforum publish RUN_DIR` alone, which freezes its files"
        return Unusable("value", how)
    if all(decision.kind != "publish" for _, decision in book.on([trial.target])):
        return Unusable("target", f"there is no published version {trial.target!r}")
    return None


def answer_of(decision: Decision) -> tuple[str, str]:
    """The code and the reason of a disposition or a recommendation."""
    value = decision.value if isinstance(decision.value, dict) else {}
    return disposition_of(decision), str(value.get("reason") or "")
