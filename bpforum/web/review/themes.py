"""Themes and what stands in them: lists to read, and the forms with which people change them."""

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.reviewing import themes
from bpforum.reviewing.shown import PassageLine, ThemeLine
from bpforum.web.review.desk import READING, Desk, open_desk, page_number
from models.decision import Decision

router = APIRouter()
PASSAGES = 20
UNPLACED = ("fits_no_theme", "not_decided", "not_substantive")
KINDS = ("issue", "practice", "example", "recommendation", "question", "none")


@router.get("/review/themes", dependencies=[READING])
def all_themes(request: Request) -> Response:
    """All of them, and the first one's passages."""
    desk = open_desk(request, "themes")
    return themes_page(desk, request.query_params.get("theme", ""))


def themes_page(desk: Desk, wanted: str = "", status: int = 200, **more: object) -> Response:
    """The themes with the passages of one, or of one kind of standing in none."""
    index = desk.draft.index
    lines = themes.themes(index)
    wanted = wanted or (lines[0].id if lines else UNPLACED[0])
    chosen = next((one for one in lines if one.id == wanted), None)
    if chosen is None and wanted not in UNPLACED and wanted != "failed":
        raise HTTPException(404)
    page = page_number(desk.request)
    read = themes.passages if chosen else themes.unplaced
    passages = read(index, wanted, page * PASSAGES, PASSAGES)
    coming = themes.passages_by_id(index, chosen.coming) if chosen else {}
    counts = themes.count_unplaced(index)
    size = chosen.passages if chosen else counts.get(wanted, 0)
    tokens = desk.draft.acts.tokens(
        [wanted, *(one.id for one in passages), *(one.id for one in coming.values())]
    )
    return desk.show(
        "themes", status, themes=lines, chosen=chosen, wanted=wanted, passages=passages,
        coming=sorted(coming.values(), key=lambda one: (-one.score, one.id)), unplaced=UNPLACED,
        counts=counts, kinds=KINDS, tokens=tokens, page=page, pages=-(-size // PASSAGES),
        going=desk.draft.standing.going(), names={one.id: name_of(desk, one) for one in lines},
        pinned=_pinned(desk, passages), fate=_fates(desk, lines),
        new_themes=_coming_themes(desk),
        **more,
    )  # fmt: skip


def name_of(desk: Desk, theme: ThemeLine) -> str:
    """What a theme is called with the next run."""
    return desk.draft.standing.label(theme.id) or theme.label


def _pinned(desk: Desk, passages: list[PassageLine]) -> set[str]:
    """Those that a person has pinned."""
    found = set()
    for one in passages:
        last = desk.draft.standing.last(one.id, "pin")
        if last and last.value not in (False, "false", {"holds": False}):
            found.add(one.id)
    return found


def _coming_themes(desk: Desk) -> list[Decision]:
    """Decisions that make a theme with the next run."""
    return [one for one in desk.draft.standing.pending if one.kind in ("split", "add_theme")]


def _fates(desk: Desk, lines: list[ThemeLine]) -> dict[str, str]:
    """What pending decisions do to a theme as a whole: a key of the words."""
    found: dict[str, str] = {}
    for one in lines:
        last = desk.draft.standing.last(one.id, "merge", "accept", "decline", "set_aside")
        if last and desk.draft.standing.is_pending(last):
            found[one.id] = last.kind
    return found
