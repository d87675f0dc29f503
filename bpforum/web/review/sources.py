"""A contribution in full, with where it stands and where the draft cites it; changes nothing."""

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.reviewing import evidence, themes
from bpforum.web.review.desk import READING, open_desk, page_number
from bpforum.web.review.themes import name_of

router = APIRouter()
_LETTERS = 30_000
"""Code points of the text on a page."""


@router.get("/review/source/{reference}", dependencies=[READING])
def source(request: Request, reference: str) -> Response:
    """The whole text, a stretch a page, and its passages with their themes."""
    desk = open_desk(request, "source")
    index = desk.draft.index
    found = evidence.source(index, reference)
    if found is None:
        raise HTTPException(404)
    page = page_number(request)
    text = evidence.text(index, reference, page * _LETTERS, _LETTERS + 1)
    lines = themes.themes(index)
    return desk.show(
        "source", source=found, text=text[:_LETTERS], page=page, more=len(text) > _LETTERS,
        passages=themes.passages_said_in(index, reference, 60),
        cited_in=evidence.paragraphs_citing(index, reference),
        names={one.id: name_of(desk, one) for one in lines},
    )  # fmt: skip
