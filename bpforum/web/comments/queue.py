"""The queue of comments to look at, for those who may show them or hold them back."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.commenting.comment import Comment, State
from bpforum.commenting.placing import Placed
from bpforum.recording import Maker, Unusable, Wish, record
from bpforum.store import Overtaken
from bpforum.web.comments.desk import Desk, Version, desk
from bpforum.web.comments.draft import Said, Scene, said_of
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.show import show
from models.submission import Reason

router = APIRouter()
_HERE = "/comments"
_MODERATORS = allow("coordinator", "secretariat")
_TABS: tuple[State, ...] = ("waiting", "held", "shown")
_A_PAGE = 50


@router.get(_HERE, dependencies=[_MODERATORS])
def queue(request: Request, state: str = "waiting", page: int = 1) -> Response:
    """Those that wait, are held back, or are shown; the oldest first."""
    return _page(request, state if state in _TABS else "waiting", page)


@router.post(_HERE + "/{name}/show", dependencies=[_MODERATORS])
def show_one(request: Request, name: str, form: Posted) -> Response:
    """Lets a comment be read by everybody."""
    return _decide(request, name, form, hold=False)


@router.post(_HERE + "/{name}/hold", dependencies=[_MODERATORS])
def hold_one(request: Request, name: str, form: Posted) -> Response:
    """Holds a comment back, with the reason."""
    return _decide(request, name, form, hold=True)


def _decide(request: Request, name: str, form: Posted, *, hold: bool) -> Response:
    at, site, by = desk(request), request.app.state.site, signed_in(request)
    one = at.comments().find(name)
    if one is None:
        raise HTTPException(404)
    back, why = words(form, "state") or "waiting", words(form, "why")
    if words(form, "version") != one.reference or words(form, "was") != one.state:
        # Its author changed it, or somebody decided, since the page was made.
        problem = Reason(code="stale", message="decided_by_other", where=f"why-{one.first}")
        return _page(request, one.state if one.state in _TABS else "waiting", 1, 409, [problem])
    if hold and not why:
        problem = Reason(code="missing", message="hold_why_missing", where=f"why-{one.first}")
        return _page(request, back, 1, 422, [problem])
    wish = Wish("hold", one.reference, hold, why)
    done = record(
        site.store.decision_book, site.profile, wish, Maker(by.name, by.id), site.now()
    )  # fmt: skip
    if isinstance(done, Unusable | Overtaken):
        told = done.words if isinstance(done, Unusable) else "decided_by_other"
        problem = Reason(code="refused", message=told, where=f"why-{one.first}")
        return _page(request, back, 1, 409, [problem])
    return RedirectResponse(f"{_HERE}?state={back}", status_code=303)


def _page(
    request: Request,
    state: str,
    page: int,
    status: int = 200,
    problems: list[Reason] | None = None,
) -> Response:
    at = desk(request)
    everything = list(at.comments().all.values())
    wanted = [one for one in everything if one.state == state]
    page = max(1, page)
    shown = wanted[(page - 1) * _A_PAGE : page * _A_PAGE]
    return show(
        request, "comments/queue.html.jinja", status=status, tab=state, tabs=_TABS,
        counts={tab: sum(one.state == tab for one in everything) for tab in _TABS},
        said=[_said(at, one) for one in shown], page=page, problems=problems or [],
        more=len(wanted) > page * _A_PAGE,
    )  # fmt: skip


def _said(at: Desk, one: Comment) -> dict[str, Any]:
    """A comment as it stands beside its own version; names too: moderators may know them."""
    version = _version(at, one)
    said: Said | None = said_of(Scene.of(at, version), Placed(one)) if version else None
    there = version.paragraph(one.paragraph) if version else None
    return {
        "comment": one, "said": said, "spoken": at.spoken(one),
        "section": version.section(there.section) if version and there else None,
        "paragraph": there,
    }  # fmt: skip


def _version(at: Desk, one: Comment) -> Version | None:
    try:
        return at.version(one.version)
    except HTTPException:
        return None
