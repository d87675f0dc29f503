"""Puts the pages together: routes, what every request passes, and what a failure looks like."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bpforum import __version__
from bpforum.reviewing.draft import Drafts
from bpforum.web import (
    account,
    api,
    comments,
    compendium,
    failures,
    forms,
    home,
    language,
    offline,
    openid,
    people,
    review,
    runs,
    sign_in,
    static,
)
from bpforum.web.review.presence import Presence
from bpforum.web.security.headers import BodyLimit, Headers
from bpforum.web.setup import pages as setup
from bpforum.web.site import Site

_ROUTERS = (
    static.router,
    offline.router,
    home.router,
    language.router,
    openid.router,  # before sign_in's, whose links would catch it
    sign_in.router,
    account.router,
    people.router,
    setup.router,
    *forms.ROUTERS,
    *review.ROUTERS,
    *api.ROUTERS,
    *comments.ROUTERS,
    compendium.router,
    *runs.ROUTERS,
)


def make_app(site: Site) -> FastAPI:
    """The application of one forum."""
    app = FastAPI(
        title="bpforum", version=__version__, openapi_url=None, docs_url=None, redoc_url=None
    )
    app.state.site = site
    app.state.buckets = {}
    app.state.drafts = Drafts(site.folder / ".bpforum", site.store.decision_book)
    app.state.presence = Presence()
    for router in _ROUTERS:
        # Not included but put in, so that each route can be asked who may use it.
        app.router.routes.extend(router.routes)
    failures.register(app)
    # The last one added sees a request first.
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(BodyLimit, most_bytes=site.settings.upload_mb * 2**20)
    if site.hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(site.hosts))
    app.add_middleware(Headers, secure=site.is_secure)
    return app
