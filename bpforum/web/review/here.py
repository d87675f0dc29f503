"""Tells a page that stays open who else is here; the script of the page asks now and then."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bpforum.web.review.desk import READING, open_desk

router = APIRouter()


@router.get("/review/here", dependencies=[READING])
def here(request: Request) -> Response:
    """Who is here and where, and the newest decision, so that a page can tell that it is old."""
    desk = open_desk(request, request.query_params.get("where", "")[:60])
    return JSONResponse(
        {
            "here": [{"name": one.name, "where": one.where} for one in desk.here],
            "run": desk.draft.index.run,
            "seq": desk.draft.standing.seq,
        },
        headers={"cache-control": "no-store"},
    )
