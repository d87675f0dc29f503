"""The API's hooks: web addresses that are told when something was received, compiled, published."""

from fastapi import APIRouter, Request, Response

from bpforum.web.api import answers
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.roles import allow, signed_in
from models.api import Hook, HookMade, HookWish, Page

router = APIRouter(prefix=PREFIX, tags=["hooks"])
_ADMINISTRATORS = [allow("administrator")]


@router.get("/hooks", dependencies=_ADMINISTRATORS, response_model=Page[Hook])
def hooks(request: Request, asked: answers.Asked) -> Response:
    """All hooks, also those that ended."""
    found = request.app.state.site.store.hooks.all()
    return answers.page(request, asked, found, lambda one: one.id, Hook)


@router.post("/hooks", dependencies=_ADMINISTRATORS, status_code=201, response_model=HookMade)
def add(request: Request, wish: HookWish) -> Response:
    """Adds a hook, which is told of what happens from now on; its secret is told here alone."""
    site = request.app.state.site
    made = site.store.hooks.add(
        wish.url, wish.events, at=site.now(), by=signed_in(request).id
    )  # fmt: skip
    secret = site.store.hooks.secret(made.id).hex()
    return answers.of(request, HookMade(hook=made, secret=secret), status=201)


@router.delete("/hooks/{hook}", dependencies=_ADMINISTRATORS, status_code=204)
def end(request: Request, hook: str) -> Response:
    """Ends a hook."""
    site = request.app.state.site
    site.store.hooks.end(hook, at=site.now(), by=signed_in(request).id)
    return Response(status_code=204)
