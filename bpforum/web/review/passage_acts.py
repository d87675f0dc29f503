"""What is done about passages, one or many at once: moved, pinned, marked, split off."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from bpforum.recording import Unusable, Wish
from bpforum.reviewing import themes
from bpforum.reviewing.acts import Done, Stale
from bpforum.web.review.desk import EDITING, Desk, open_desk
from bpforum.web.review.themes import KINDS, UNPLACED, name_of, themes_page
from bpforum.web.security.posted import Posted, several, words
from models.decision import Decision
from models.submission import Reason

router = APIRouter()
_ACTS = ("move", "pin", "unpin", "kind", "split")
_MOST = 200


@router.post("/review/passages", dependencies=[EDITING])
def decide(request: Request, form: Posted) -> Response:
    """`passages` are those ticked, or the one that was dragged; each is one decision."""
    desk, act = open_desk(request, "themes"), words(form, "act")
    if act not in _ACTS:
        raise HTTPException(404)
    theme = words(form, "theme")
    chosen = list(dict.fromkeys(several(form, "passages")))[:_MOST]
    to, kind, label = words(form, "to"), words(form, "kind"), words(form, "label")
    typed = {"to": to, "kind": kind, "split": label, "passages": chosen}
    if problem := _problem(desk, act, chosen, to, kind, label):
        return themes_page(desk, theme, 422, problems=[problem], typed=typed)
    now = request.app.state.site.now()
    if act == "split":
        wishes = [Wish("split", theme, {"label": label, "passages": chosen})]
        seen = {theme: words(form, "seen")}
    else:
        wishes = [Wish(*_wish(act, one, to, kind)) for one in chosen]
        seen = {one: words(form, f"seen-{one}") for one in chosen}
    done: list[Decision] = []
    stale: list[str] = []
    for wish in wishes:
        result = desk.draft.acts.record(wish, desk.account, now, seen[wish.target])
        if isinstance(result, Done):
            done.append(result.decision)
        elif isinstance(result, Stale):
            stale.append(wish.target)
        elif isinstance(result, Unusable):
            told = Reason(code="invalid", message=result.words, where="passages")
            return themes_page(desk, theme, 422, problems=[told], typed=typed)
    if stale:
        return _stale(desk, theme, act, stale, typed, len(done))
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"done": [one.id for one in done]})
    return desk.back(f"/review/themes?theme={theme}", done[-1] if done else None)


def _wish(act: str, passage: str, to: str, kind: str) -> tuple[str, str, Any]:
    if act == "move":
        return "move", passage, to
    if act == "kind":
        return "set_kind", passage, kind
    return "pin", passage, None if act == "pin" else False


def _problem(
    desk: Desk, act: str, chosen: list[str], to: str, kind: str, label: str
) -> Reason | None:
    if not chosen:
        return Reason(code="missing", message="passages_missing", where="passages")
    if act == "move" and to not in UNPLACED and themes.theme(desk.draft.index, to) is None:
        return Reason(code="missing", message="to_missing", where="to")
    if act == "kind" and kind not in KINDS:
        return Reason(code="missing", message="kind_missing", where="kind")
    if act == "split" and not label:
        return Reason(code="missing", message="split_missing", where="split")
    return None


def _stale(
    desk: Desk, theme: str, act: str, stale: list[str], typed: dict[str, Any], done: int
) -> Response:
    """Where others put them, beside where they were to go; the rest is recorded."""
    desk.draft.standing.refresh()
    index = desk.draft.index
    lines = themes.themes(index)
    tokens = desk.draft.acts.tokens(stale)
    return desk.show(
        "stale_passages", 409, act=act, theme=theme, typed=typed, done_count=done,
        passages=themes.passages_by_id(index, stale), stale=stale, tokens=tokens,
        names={one.id: name_of(desk, one) for one in lines}, going=desk.draft.standing.going(),
        since=[one for _, one in desk.draft.book.on(stale)][-12:],
    )  # fmt: skip
