"""Owns what a browser needs to go on without a network: the worker, and the page for all but forms.

Both are the same for everybody. What the worker keeps is said by `security/keeping.py`.
"""

from fastapi import APIRouter, Request, Response

from bpforum.web.security.roles import everybody
from bpforum.web.show import show
from bpforum.web.static import contents
from bpforum.web.words import LANGUAGES, speaking

router = APIRouter()


@router.get("/worker.js", dependencies=[everybody], include_in_schema=False)
def worker() -> Response:
    """Under one address at the top: a worker has a say in what lies below it alone."""
    return contents("worker.js")


@router.get("/offline", dependencies=[everybody], include_in_schema=False)
def offline(request: Request) -> Response:
    """Shown from what is kept, when any other page cannot be had; in all languages at once."""
    return show(
        request, "offline.html.jinja", spoken=[(code, speaking(code)) for code in LANGUAGES]
    )
