"""The API's decisions: read, and made as on the review page; refused where somebody was faster."""

from fastapi import APIRouter, Request, Response

from bpforum.recording import Maker, Unusable, Wish, record
from bpforum.store import Overtaken
from bpforum.web.api import answers
from bpforum.web.api.problems import Refused
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.roles import allow, signed_in
from models.api import DecisionWish, Page
from models.decision import Decision, DecisionKind
from models.submission import Reason

router = APIRouter(prefix=PREFIX, tags=["decisions"])
_STAFF = [allow("secretariat", "coordinator", "editor")]
NOT_HERE: tuple[DecisionKind, ...] = ("publish",)
"""Kinds that have a way of their own."""


@router.get("/decisions", dependencies=_STAFF, response_model=Page[Decision])
def decisions(request: Request, asked: answers.Asked, target: str = "") -> Response:
    """All decisions, or those on one target, in the order in which they came in."""
    book = request.app.state.site.store.decision_book
    if target:
        found = [one for _, one in book.on([target])]
        return answers.page(request, asked, found, lambda one: one.id, Decision)
    numbered = book.after(int(asked.after) if asked.after.isdigit() else 0, asked.limit + 1)
    some = numbered[: asked.limit]
    more = str(some[-1][0]) if len(numbered) > len(some) else None
    return answers.of(request, Page[Decision](items=tuple(one for _, one in some), next=more))


@router.post("/decisions", dependencies=[allow("secretariat", "coordinator")], status_code=201,
             response_model=Decision)  # fmt: skip
def decide(request: Request, wish: DecisionWish) -> Response:
    """Records a decision; the next run applies it, or says why it cannot."""
    site, account = request.app.state.site, signed_in(request)
    if wish.kind in NOT_HERE:
        raise Refused(422, "other_way", "Publish by POST to /publications")
    result = record(
        site.store.decision_book, site.profile,
        Wish(kind=wish.kind, target=wish.target, value=wish.value, why=wish.why),
        Maker(account.name, account.id), site.now(), about=[wish.target],
        is_current=lambda found: wish.seen is None or len(found) == wish.seen,
    )  # fmt: skip
    if isinstance(result, Unusable):
        errors = [Reason(code="unusable", message=result.words, where=result.field)]
        raise Refused(422, "unusable", "It cannot be decided so", result.words, errors)
    if isinstance(result, Overtaken):
        raise Refused(
            409, "stale", "Somebody decided about this meanwhile",
            ", ".join(one.id for one in result.since),
        )  # fmt: skip
    return answers.of(request, result, status=201)
