"""Owns the choice of the language that the pages are read in."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.web.security import cookies
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import everybody
from bpforum.web.words import LANGUAGES

router = APIRouter()


@router.post("/language", dependencies=[everybody])
def choose(request: Request, form: Posted) -> Response:
    """Keeps the language, and goes back to the page."""
    response = RedirectResponse(safe_path(words(form, "back")), status_code=303)
    if (code := words(form, "language")) in LANGUAGES:
        cookies.remember_language(request, response, code)
    return response


def safe_path(path: str) -> str:
    """`path` where it is one of ours, else the home page: nobody is sent elsewhere from here."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() else "/"
