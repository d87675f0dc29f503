"""Relations that were found, and speakers' names: each waits for a person to say yes or no."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.recording import Unusable, Wish
from bpforum.reviewing import confirming, evidence
from bpforum.reviewing.acts import Stale
from bpforum.web.review.desk import READING, Desk, open_desk
from bpforum.web.security.posted import Posted, words
from models.submission import Reason

router = APIRouter()
RELATIONS = ("revises", "addendum_to", "corrigendum_to", "language_version_of", "prevails_over")


@router.get("/review/confirm", dependencies=[READING])
def confirm(request: Request) -> Response:
    """What waits."""
    return _page(open_desk(request, "confirm"))


@router.post("/review/confirm/relation", dependencies=[READING])
def relation(request: Request, form: Posted) -> Response:
    """`act` is `yes` or `no`; `kind` is how the two are related."""
    desk = open_desk(request, "confirm")
    reference, target, kind = words(form, "reference"), words(form, "target"), words(form, "kind")
    if kind not in RELATIONS or words(form, "act") not in ("yes", "no"):
        raise HTTPException(404)
    value = {"kind": kind, "to": target, "holds": words(form, "act") == "yes"}
    return _record(desk, "relate", reference, value)


@router.post("/review/confirm/name", dependencies=[READING])
def name(request: Request, form: Posted) -> Response:
    """Names all turns under a label; how far the name is printed, the session's rule says."""
    desk = open_desk(request, "confirm")
    target, label, said = words(form, "target"), words(form, "label"), words(form, "name")
    value: dict[str, Any] = {"as": label, "holds": False}
    if words(form, "act") == "yes":
        if not said:
            told = Reason(code="missing", message="name_missing", where=f"name-{target}-{label}")
            return _page(desk, 422, problems=[told])
        value = {"as": label, "name": said}
        if organisation := words(form, "organisation"):
            value["organisation"] = organisation
    return _record(desk, "name_speaker", target, value)


def _record(desk: Desk, kind: str, target: str, value: Any) -> Response:
    now = desk.request.app.state.site.now()
    done = desk.draft.acts.record(Wish(kind, target, value), desk.account, now)
    if isinstance(done, Unusable | Stale):
        said = done.words if isinstance(done, Unusable) else ""
        told = Reason(code="invalid", message=said or "cannot", where="")
        return _page(desk, 422, problems=[told])
    return desk.back("/review/confirm", done.decision)


def _page(desk: Desk, status: int = 200, **more: object) -> Response:
    index, standing = desk.draft.index, desk.draft.standing
    relations = confirming.relations(index, standing, most=50)
    ends = {one.reference for one in relations} | {one.target for one in relations}
    beginnings = {one: evidence.text(index, one, 0, 500) for one in sorted(ends)}
    return desk.show(
        "confirm", status, relations=relations, speakers=confirming.speakers(index, standing),
        beginnings=beginnings, kinds=RELATIONS, **more,
    )  # fmt: skip
