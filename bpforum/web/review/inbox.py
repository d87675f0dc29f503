"""The way in: the draft that waits, what it waits for, and what changed since one last looked."""

from fastapi import APIRouter, Request, Response

from bpforum.reviewing import checks, evidence, outline
from bpforum.web.review.desk import READING, Unreadable, find_desk
from bpforum.web.show import show

router = APIRouter()
_MOST = 40


@router.get("/review", dependencies=[READING])
def inbox(request: Request) -> Response:
    """What is new stays new until the page is opened again."""
    try:
        desk = find_desk(request, "inbox")
    except Unreadable as broken:
        return show(request, "review/nothing.html.jinja", broken=broken.run, status=503)
    if desk is None:
        return show(request, "review/nothing.html.jinja", broken="")
    draft, site = desk.draft, request.app.state.site
    book, now = draft.book, site.now()
    seen = book.look(desk.account.id)
    since = book.after(seen.seq, _MOST) if seen else ()
    fresh = evidence.with_new_evidence(draft.index)
    lines = sorted(outline.paragraphs_by_id(draft.index, fresh).values(), key=lambda one: one.place)
    page = desk.show(
        "inbox", seen=seen, new_run=seen is None or seen.run != draft.index.run,
        changes=draft.index.changes,
        since=[one for _, one in since if one.by != desk.account.name],
        found=[one for one in checks.checks(draft.index, draft.standing) if one.n],
        new_evidence=fresh, evidence_at=[(one, fresh[one.id]) for one in lines[:_MOST]],
        milestones=[one for one in site.forum.milestones if one.due and one.due >= now][:4],
    )  # fmt: skip
    book.looked(desk.account.id, draft.index.run, draft.standing.seq, at=now)
    return page
