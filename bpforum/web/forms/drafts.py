"""Takes what is being typed, every few seconds, so that it can be gone on with elsewhere."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from bpforum.store.filings import SHORTEST_KEY
from bpforum.web.forms.typed import KEY, Typed
from bpforum.web.security.limits import Limit
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import everybody

router = APIRouter()
_DRAFTS = Depends(Limit("drafts", 240))
_FORM = "draft-of"
_MOST = 1_000_000
"""Characters of a draft."""


@router.post("/drafts", dependencies=[everybody, _DRAFTS])
def save(request: Request, form: Posted) -> Response:
    """Says when it was kept; 409 where the form has been filed already."""
    site = request.app.state.site
    request.state.private = True
    key, of, typed = words(form, KEY), words(form, _FORM)[:140], Typed.of(form)
    size = sum(len(value) for _, value in typed.pairs())
    if len(key) < SHORTEST_KEY or not of or size > _MOST:
        return JSONResponse({"kept": None}, status_code=400)
    now = site.now()
    data = {name: values for name, values in typed.data.items() if name != _FORM}
    if not site.store.filings.drafts.save(key, of, data, at=now):
        return JSONResponse({"kept": None}, status_code=409)
    return JSONResponse({"kept": now.isoformat()})
