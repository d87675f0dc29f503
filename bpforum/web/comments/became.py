"""What became of a comment: for everybody where it is shown, for its author by the own link."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.commenting.comment import Comment
from bpforum.commenting.feedback import Feedback, feedback
from bpforum.commenting.placing import Placed
from bpforum.commenting.telling import may_tell
from bpforum.published.text import PublishedText
from bpforum.reviewing.word_diff import word_diff
from bpforum.web.comments.desk import desk
from bpforum.web.comments.draft import Scene, said_of
from bpforum.web.security.limits import SIGNING_IN
from bpforum.web.security.roles import everybody, who
from bpforum.web.show import language_of, show

router = APIRouter()


@router.get("/comments/{name}", dependencies=[everybody])
def by_number(request: Request, name: str) -> Response:
    """Of a comment that everybody may read, and of any for those who moderate."""
    one = desk(request).comments().find(name)
    account = who(request)
    moderates = account is not None and account.has("coordinator", "secretariat")
    if one is None or not (one.is_shown or one.state == "withdrawn" or moderates):
        raise HTTPException(404)
    if moderates:
        request.state.private = True
    return _page(request, one, own=False)


@router.get("/became/{token}", dependencies=[everybody, SIGNING_IN])
def by_link(request: Request, token: str) -> Response:
    """For its author, by the link of the receipt; also while it is not shown."""
    site = request.app.state.site
    request.state.private = True
    filed = site.store.filings.find(token)
    if filed is None or filed.link != "edit":
        raise HTTPException(404)
    one = desk(request).comments().find(filed.newest)
    if one is None:
        return RedirectResponse(f"/filed/{token}", status_code=303)
    return _page(request, one, own=True)


def _page(request: Request, one: Comment, *, own: bool) -> Response:
    at, site = desk(request), request.app.state.site
    numbered = site.store.decision_book.on({one.first, one.reference})
    found = feedback(
        one, [decision for _, decision in numbered], [*reversed(at.standing())], at.texts(),
        site.profile, language_of(request),
    )  # fmt: skip
    version = next((v for v in at.standing() if v.id == one.version), None)
    spoken = at.spoken(one)
    there = at.version(one.version) if version else None
    return show(
        request, "comments/became.html.jinja", found=found, one=one, own=own, spoken=spoken,
        version=version,
        said=said_of(Scene.of(at, there), Placed(one)) if there else None,
        reason=_reason(request, found),
        change=_change(found), can_see=own or one.is_shown,
        numbers=_numbers(found, at.texts()),
    )  # fmt: skip


def _reason(request: Request, found: Feedback) -> str:
    """The reason of its answer, where everybody may read it."""
    site = request.app.state.site
    head = site.forum.forum
    words = found.answer.reason if found.answer else ""
    declared = (*head.coordinators, head.editor)
    return words if may_tell(words, site.newest_run, declared) else ""


def _change(found: Feedback) -> tuple[Any, ...]:
    """From the paragraph as it was to the one that it became, where that is one."""
    if found.was is None or found.later is None or len(found.later.paragraphs) != 1:
        return ()
    now = found.later.paragraphs[0].text
    return () if now == found.was.text else word_diff(found.was.text, now)


def _numbers(found: Feedback, texts: dict[str, PublishedText]) -> list[tuple[str, int | None]]:
    """The paragraphs that its answer names, as the newest version numbers them."""
    if found.answer is None or found.later is None:
        return []
    text = texts[found.later.version.id]
    there = (text.paragraph(name) for name in found.answer.paragraphs)
    return [(one.id, one.n) for one in there if one is not None]
