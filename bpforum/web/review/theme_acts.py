"""What is done about a theme as a whole: named, merged, set aside, accepted, declined, added."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.recording import Unusable, Wish
from bpforum.reviewing import themes
from bpforum.reviewing.acts import Stale
from bpforum.web.review.desk import EDITING, Desk, open_desk
from bpforum.web.review.themes import name_of, themes_page
from bpforum.web.security.posted import Posted, words
from models.submission import Reason

router = APIRouter()
_ACTS = ("rename", "merge", "set_aside", "take_up", "accept", "decline", "remark")


@router.post("/review/themes", dependencies=[EDITING])
def add(request: Request, form: Posted) -> Response:
    """A theme like those pinned in forum.toml; it draws what comes new, and what stands in none."""
    desk = open_desk(request, "themes")
    label, seeds = words(form, "label"), words(form, "seeds")
    value = {"label": label, "seeds": [one.strip() for one in seeds.splitlines() if one.strip()]}
    done = desk.draft.acts.record(
        Wish("add_theme", "new", value, words(form, "why")), desk.account,
        request.app.state.site.now(),
    )  # fmt: skip
    if isinstance(done, Unusable | Stale):
        told = Reason(code="missing", message="label_missing", where="label")
        typed = {"label": label, "seeds": seeds}
        return themes_page(desk, status=422, problems=[told], typed=typed)
    return desk.back("/review/themes", done.decision)


@router.post("/review/themes/{theme}", dependencies=[EDITING])
def decide(request: Request, theme: str, form: Posted) -> Response:
    """The button pressed is `act`; `seen` is what the page showed of the theme."""
    desk = open_desk(request, "themes")
    line, act = themes.theme(desk.draft.index, theme), words(form, "act")
    if line is None or act not in _ACTS:
        raise HTTPException(404)
    kind, value = _wish(act, words(form, "label"), words(form, "into"))
    wish = Wish(kind, theme, value, words(form, "why"))
    seen = "" if act == "remark" else words(form, "seen")
    done = desk.draft.acts.record(wish, desk.account, request.app.state.site.now(), seen)
    if isinstance(done, Stale):
        return stale_theme(
            desk, theme, act, {"label": words(form, "label"), "into": words(form, "into")}
        )
    if isinstance(done, Unusable):
        told = Reason(code="missing", message=f"{act}_missing", where=f"{act}-value")
        if act not in ("rename", "merge", "remark"):
            told = Reason(code="invalid", message=done.words, where="")
        return themes_page(desk, theme, 422, problems=[told])
    return desk.back(f"/review/themes?theme={theme}", done.decision)


def _wish(act: str, label: str, into: str) -> tuple[str, Any]:
    if act in ("rename", "remark"):
        return act, label
    if act == "merge":
        return act, into
    if act == "take_up":
        return "set_aside", False
    return act, None


def stale_theme(desk: Desk, theme: str, act: str, typed: dict[str, str]) -> Response:
    """What others decided about the theme, beside what was asked for."""
    desk.draft.standing.refresh()
    line = themes.theme(desk.draft.index, theme)
    lines = themes.themes(desk.draft.index)
    return desk.show(
        "stale_theme", 409, theme=line, name=name_of(desk, line) if line else theme, act=act,
        typed=typed, names={one.id: name_of(desk, one) for one in lines},
        token=desk.draft.acts.token(theme),
        since=[one for _, one in desk.draft.book.on([theme])][-8:],
    )  # fmt: skip
