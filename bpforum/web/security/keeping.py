"""Owns what a browser may keep of a page for when there is no network, and whose the page was.

The worker in `static/worker.js` keeps a page only where the answer says so, shows it no longer than
that, and lets go of everything when an answer is somebody else's.
"""

import hashlib
import hmac
from datetime import timedelta

from fastapi import Request

from bpforum.web.security.cookies import session_token
from bpforum.web.security.roles import who

WHOSE, UNTIL = "bpforum-whose", "bpforum-keep-until"
_LASTS = timedelta(days=7)
_NOBODY = "nobody"


def whose(request: Request) -> str:
    """Tells one session from another, and from nobody's; says nothing of who it is."""
    if who(request) is None:
        return _NOBODY
    words = f"whose\n{session_token(request)}"
    secret: bytes = request.app.state.site.secret
    return hmac.new(secret, words.encode(), hashlib.sha256).hexdigest()[:16]


def may_be_kept(request: Request) -> dict[str, str]:
    """The header of a form as it is first shown: nobody has typed into it yet.

    It may be kept for a week, and no longer than the session lasts in which it was shown.
    """
    site = request.app.state.site
    now = site.now()
    until = now + _LASTS
    if who(request):
        ends = site.store.accounts.session_ends(session_token(request))
        until = min(until, ends or now)
    return {UNTIL: until.isoformat()}
