"""The API's view of what was received, for the secretariat and the coordinators."""

from fastapi import APIRouter, Request, Response

from bpforum.web.api import answers
from bpforum.web.api.problems import Refused
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.roles import allow
from models.api import Page
from models.ids import number_of
from models.submission import Submission

router = APIRouter(prefix=PREFIX, tags=["received"])
_STAFF = [allow("secretariat", "coordinator", "editor")]


@router.get("/submissions", dependencies=_STAFF, response_model=Page[Submission])
def submissions(request: Request, asked: answers.Asked) -> Response:
    """Everything that was received, in the order of references; `after` is a reference."""
    after = number_of(asked.after) if asked.after else 0
    if after is None:
        raise Refused(400, "no_such_page", "after is no reference", asked.after)
    found = request.app.state.site.store.received_pages.after(after, asked.limit + 1)
    some = found[: asked.limit]
    more = some[-1].reference if len(found) > len(some) else None
    return answers.of(request, Page[Submission](items=some, next=more))


@router.get("/submissions/{reference}/original", dependencies=[allow("secretariat")])
def original(request: Request, reference: str) -> Response:
    """The bytes as they were received; never shown, always handed down as a file."""
    store = request.app.state.site.store
    number = number_of(reference)
    found = store.received_pages.after(number - 1, 1) if number else ()
    if not found or found[0].reference != reference or found[0].erased:
        raise Refused(404, "not_found", "There is no such submission")
    if found[0].digest in store.retired():
        raise Refused(410, "retired", "The original is no longer kept")
    return Response(
        store.blob(found[0].digest), media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{reference}"'},
    )  # fmt: skip
