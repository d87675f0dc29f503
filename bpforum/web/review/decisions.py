"""What people decided, the newest first, and how each is taken back: by a decision of its own."""

from fastapi import APIRouter, Request, Response

from bpforum.recording import Unusable
from bpforum.web.review.desk import EDITING, READING, Desk, open_desk
from bpforum.web.security.posted import Posted, words
from models.submission import Reason

router = APIRouter()
_MOST = 40


@router.get("/review/decisions", dependencies=[READING])
def decisions(request: Request) -> Response:
    """`?before=` is where an older page begins."""
    return _page(open_desk(request, "decisions"))


@router.post("/review/undo", dependencies=[EDITING])
def undo(request: Request, form: Posted) -> Response:
    """Takes a decision back. Answers to comments and clearance are a coordinator's to take back."""
    desk, identifier = open_desk(request, "decisions"), words(form, "decision")
    known = desk.draft.book.find(identifier)
    if known and known.kind in ("dispose", "clear") and not desk.account.has("coordinator"):
        told = Reason(code="role", message="undo_role", where="")
        return _page(desk, 403, problems=[told])
    done = desk.draft.acts.undo(identifier, desk.account, request.app.state.site.now())
    if isinstance(done, Unusable):
        told = Reason(code="invalid", message=done.words, where="")
        return _page(desk, 422, problems=[told])
    back = words(form, "back")
    return desk.back(back if back.startswith("/review") else "/review/decisions", done.decision)


def _page(desk: Desk, status: int = 200, **more: object) -> Response:
    said = desk.request.query_params.get("before", "")
    before = int(said) if said.isdecimal() and len(said) < 12 else 0
    listed = desk.draft.book.newest_before(before, _MOST + 1)
    held = {one.id for _, one in listed if desk.draft.standing.holds(one)}
    return desk.show(
        "decisions", status, listed=listed[:_MOST], held=held,
        older=listed[_MOST - 1][0] if len(listed) > _MOST else 0,
        own=desk.draft.book.own_inputs([one.id for _, one in listed]), **more,
    )  # fmt: skip
