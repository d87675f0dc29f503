"""The API's description of itself, OpenAPI 3.1, made from its routes."""

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from bpforum import __version__
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.roles import Allow, everybody
from models.api import Problem

router = APIRouter(prefix=PREFIX, tags=["description"])
_WHAT = (
    "What the pages of a forum do, as JSON. Programs send a token of an account as "
    "`Authorization: Bearer …`; tokens are made on the account's page. Lists come a page at a "
    "time: `limit`, and `after` with what `next` said. What went wrong is told as problem details "
    "(RFC 9457). Answers have ETags; changes of what others may change as well need If-Match."
)


@router.get("/openapi.json", dependencies=[everybody], include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    """The description."""
    app = request.app
    if not hasattr(app.state, "description"):
        routes = [
            one for one in app.routes if isinstance(one, APIRoute) and one.path.startswith(PREFIX)
        ]
        app.state.description = _described(routes)
    return JSONResponse(app.state.description)


def _described(routes: list[APIRoute]) -> dict[str, object]:
    made = get_openapi(
        title="bpforum", version=__version__, description=_WHAT, routes=routes,
    )  # fmt: skip
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    told_wrong = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= told_wrong.pop("$defs") | {"Problem": told_wrong}
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    problem = {
        "description": "It did not work; the problem says why.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for route in routes:
        rule = next(one.call for one in route.dependant.dependencies if isinstance(one.call, Allow))
        for method in route.methods or ():
            told = made["paths"].get(route.path.replace(":path", ""), {}).get(method.lower())
            if told is None:
                continue
            told["responses"].pop("422", None)
            told["responses"]["default"] = problem
            if rule.roles:
                told["security"] = [{"token": []}]
                told["x-roles"] = ["administrator", *rule.roles]
    return dict(made)
