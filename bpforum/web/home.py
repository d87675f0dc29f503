"""The home page: what is open for contributions and comments, and what was published."""

from fastapi import APIRouter, Request, Response

from bpforum.comment_window import window_of
from bpforum.web.comments.desk import desk
from bpforum.web.forms.window import state_of
from bpforum.web.security.roles import everybody
from bpforum.web.show import show

router = APIRouter()


@router.get("/", dependencies=[everybody])
def home(request: Request) -> Response:
    """Open to everybody."""
    site = request.app.state.site
    now = site.now()
    calls = [one for one in site.forum.calls if one.status == "declared"]
    at = desk(request)
    published = [
        (one, at.cover(one), window.takes(now), window)
        for one in at.standing()
        for window in [window_of(one, site.forum)]
    ]
    return show(
        request, "home.html.jinja", published=published,
        open_calls=[one for one in calls if state_of(one, now) == "open"],
        coming=[one for one in calls if one.opens and one.opens > now],
        closed=[one for one in calls if one.last_close and one.last_close < now],
    )  # fmt: skip


@router.get("/about", dependencies=[everybody])
def about(request: Request) -> Response:
    """What becomes of what is sent, and which cookies there are."""
    return show(request, "about.html.jinja")
