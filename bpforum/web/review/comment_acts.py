"""Answers to comments, one or many at once, and recommendations, which answer nothing yet."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.recording import Unusable, Wish
from bpforum.reviewing import comments, outline
from bpforum.reviewing.acts import Done, Stale
from bpforum.web.review.comments import comment_page, queue_page
from bpforum.web.review.desk import DECIDING, EDITING, Desk, open_desk
from bpforum.web.security.posted import Posted, several, words
from models.decision import Decision
from models.submission import Reason

router = APIRouter()
_MOST = 200


@router.post("/review/comments", dependencies=[DECIDING])
def answer_many(request: Request, form: Posted) -> Response:
    """The same answer to all that were ticked; those that others answered meanwhile are told."""
    desk = open_desk(request, "comments")
    chosen = list(dict.fromkeys(several(form, "comments")))[:_MOST]
    code, reason = words(form, "disposition"), words(form, "reason")
    typed = {"disposition": code, "reason": reason, "comments": chosen}
    if not chosen or not code:
        name = "comments" if not chosen else "disposition"
        told = Reason(code="missing", message=f"{name}_missing", where=f"many-{name}")
        return queue_page(desk, 422, problems=[told], typed=typed)
    done: list[Decision] = []
    stale: list[str] = []
    for reference in chosen:
        value = {"disposition": code, "reason": reason}
        result = desk.draft.acts.record(
            Wish("dispose", reference, value), desk.account, request.app.state.site.now(),
            words(form, f"seen-{reference}"),
        )  # fmt: skip
        if isinstance(result, Unusable):
            told = _told(result, "many-")
            return queue_page(desk, 422, problems=[told], typed=typed)
        if isinstance(result, Stale):
            stale.append(reference)
        else:
            done.append(result.decision)
    if stale:
        desk.draft.standing.refresh()
        return queue_page(desk, 409, stale=stale, done_count=len(done), typed=typed)
    query = words(form, "query")
    return desk.back(f"/review/comments?{query}" if query else "/review/comments", done[-1])


@router.post("/review/comments/{reference}", dependencies=[EDITING])
def decide(request: Request, reference: str, form: Posted) -> Response:
    """`act` is `dispose`, which a coordinator may, or `recommend` or `remark`."""
    desk, act = open_desk(request, "comments"), words(form, "act")
    line = comments.comment(desk.draft.index, reference)
    if line is None or act not in ("dispose", "recommend", "remark"):
        raise HTTPException(404)
    if act == "dispose" and not desk.account.has("coordinator"):
        raise HTTPException(403)
    code, reason = words(form, "disposition"), words(form, "reason")
    typed = {
        "disposition": code,
        "reason": reason,
        "paragraphs": words(form, "paragraphs"),
        "act": act,
    }
    value: Any = words(form, "text")
    if act != "remark":
        named, unknown = _paragraphs(desk, words(form, "paragraphs"))
        if unknown:
            told = Reason(code="invalid", message="paragraphs_unknown", where="paragraphs")
            return comment_page(desk, reference, 422, problems=[told], typed=typed)
        value = {"disposition": code, "reason": reason}
        if act == "dispose":
            value["paragraphs"] = named
    # A recommendation takes no answer's place: only what answers may be stale.
    seen = words(form, "seen") if act == "dispose" else ""
    result = desk.draft.acts.record(
        Wish(act, reference, value), desk.account, request.app.state.site.now(), seen
    )
    if isinstance(result, Unusable):
        return comment_page(desk, reference, 422, problems=[_told(result)], typed=typed)
    if isinstance(result, Stale):
        desk.draft.standing.refresh()
        return comment_page(desk, reference, 409, stale=True, typed=typed)
    return _next(desk, form, result)


def _next(desk: Desk, form: Posted, done: Done) -> Response:
    query = words(form, "query")
    where = f"/review/comments?{query}" if words(form, "from_queue") else ""
    return desk.back(where or f"/review/comments/{done.decision.target}", done.decision)


def _paragraphs(desk: Desk, said: str) -> tuple[list[str], list[str]]:
    """Ids of the paragraphs that `said` names by number or id, and what names none."""
    found: list[str] = []
    unknown: list[str] = []
    for one in said.replace(",", " ").split():
        if one.isdecimal() and len(one) < 7:
            rows = outline.where(desk.draft.index, "", f"number = {int(one)}", 1)
            name = rows[0].id if rows else ""
        else:
            line = outline.paragraph(desk.draft.index, one)
            name = line.id if line else ""
        (found if name else unknown).append(name or one)
    return found, unknown


def _told(result: Unusable, before: str = "") -> Reason:
    if result.field == "reason":
        return Reason(code="missing", message="reason_missing", where=f"{before}reason")
    return Reason(code="missing", message="disposition_missing", where=f"{before}disposition")
