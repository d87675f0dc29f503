"""The home page: what is open for contributions and comments, and what was published."""

from fastapi import APIRouter, Request, Response

from bpforum.comment_window import window_of
from bpforum.web.comments.desk import desk
from bpforum.web.security.roles import everybody
from bpforum.web.show import show
from models.base import Instant
from models.call import Call

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
        open_calls=[one for one in calls if is_open(one, now)],
        coming=[one for one in calls if one.opens and one.opens > now],
        closed=[one for one in calls if one.last_close and one.last_close < now],
    )  # fmt: skip


def is_open(call: Call, now: Instant) -> bool:
    """Whether a call takes contributions now, its extensions counted."""
    begun = call.opens is None or call.opens <= now
    return begun and (call.last_close is None or now <= call.last_close)


@router.get("/about", dependencies=[everybody])
def about(request: Request) -> Response:
    """What becomes of what is sent, and which cookies there are."""
    return show(request, "about.html.jinja")
