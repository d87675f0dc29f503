"""What stands between the draft and its clearance, section by section; clearing, and publishing."""

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.errors import BpforumError
from bpforum.publishing import Asked, publish, versions
from bpforum.recording import Unusable, Wish
from bpforum.reviewing import balance, checks, outline
from bpforum.reviewing.acts import Stale
from bpforum.web.review.desk import DECIDING, READING, Desk, open_desk
from bpforum.web.review.text import outline_of
from bpforum.web.security.posted import Posted, words
from bpforum.web.typed_time import NotATime, instant_typed
from models.submission import Reason

router = APIRouter()


@router.get("/review/checks", dependencies=[READING])
def all_checks(request: Request) -> Response:
    """Of the whole draft, or of `?section=`, with the section's balance."""
    return _page(open_desk(request, "checks"), request.query_params.get("section", ""))


@router.post("/review/clear/{section}", dependencies=[DECIDING])
def clear(request: Request, section: str, form: Posted) -> Response:
    """Clears a section as it reads now, or takes that back (`act` is `unclear`)."""
    desk = open_desk(request, "checks")
    line = next((one for one in outline.sections(desk.draft.index) if one.id == section), None)
    if line is None:
        raise HTTPException(404)
    value = False if words(form, "act") == "unclear" else {"seal": line.seal}
    done = desk.draft.acts.record(
        Wish("clear", section, value, words(form, "why")), desk.account,
        request.app.state.site.now(), words(form, "seen"),
    )  # fmt: skip
    if isinstance(done, Unusable | Stale):
        desk.draft.standing.refresh()
        message = "stale_what" if isinstance(done, Stale) else done.words
        told = Reason(code="stale", message=message, where="clear")
        return _page(desk, section, 409, problems=[told])
    return desk.back(f"/review/checks?section={section}", done.decision)


@router.post("/review/publish", dependencies=[DECIDING])
def publish_draft(request: Request, form: Posted) -> Response:
    """Freezes the public part of the run, so that it can be read and commented on."""
    desk, site = open_desk(request, "checks"), request.app.state.site
    closes, said = None, words(form, "closes")
    typed = {"label": words(form, "label"), "call": words(form, "call"), "closes": said}
    if said:
        try:
            closes = instant_typed(said, site.zone, ends=True)
        except NotATime as wrong:
            told = Reason(code="invalid", message=str(wrong), where="closes")
            return _page(desk, "", 422, problems=[told], typed=typed)
    asked = Asked(
        label=typed["label"] or desk.draft.index.label, by=desk.account.name,
        actor=desk.account.id, call=typed["call"] or None, closes=closes, why=words(form, "why"),
    )  # fmt: skip
    try:
        made = publish(site.store, site.folder, desk.draft.run, asked, site.now())
    except BpforumError as problem:
        told = Reason(code="refused", message=str(problem).replace("--", ""), where="label")
        return _page(desk, "", 409, problems=[told], typed=typed)
    return desk.back(f"/review/checks?published={made.id}")


def _page(desk: Desk, section: str = "", status: int = 200, **more: object) -> Response:
    index, standing, site = desk.draft.index, desk.draft.standing, desk.request.app.state.site
    lines = outline.sections(index)
    chosen = next((one for one in lines if one.id == section), None)
    statuses = [one for one in outline_of(desk, lines) if one.line.to_clear]
    touched = outline.paragraphs_by_id(index, [one.target for one in standing.pending])
    return desk.show(
        "checks", status, chosen=chosen, statuses=statuses,
        found=checks.checks(index, standing, chosen.id if chosen else ""),
        clearing=next((one for one in statuses if one.line.id == section), None),
        cleared=sum(one.as_cleared for one in statuses),
        token=desk.draft.acts.token(section) if chosen else "",
        touched=sum(one.section == section for one in touched.values()),
        balance=balance.balance_of(index, chosen.id) if chosen else None,
        versions=versions(site.store), calls=site.forum.calls, zone=site.zone.key,
        published=desk.request.query_params.get("published", ""), **more,
    )  # fmt: skip
