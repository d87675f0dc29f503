"""What somebody can do about a submission that is not in the document: mend, ask, or exclude."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from bpforum.errors import UnusableForum
from bpforum.recording import Maker, Unusable, Wish, record
from bpforum.store import Overtaken
from bpforum.taking_in import Imported, take_in
from bpforum.web.runs.pages import SECRETARIAT
from bpforum.web.runs.reading import read_run
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import signed_in
from bpforum.web.show import language_of, show
from bpforum.web.site import Site
from bpforum.web.told import translated
from bpforum.web.words import speaking
from models.ledger import LedgerLine
from models.submission import Reason

router = APIRouter()
_MEND = "/runs/mend/{reference}"
_WAYS = {
    "withdrawn": ("dispose", {"disposition": "withdrawn"}),
    "out_of_scope": ("dispose", {"disposition": "out_of_scope"}),
    "hold": ("hold", True),
}
"""How something is kept out, and the decision that does it."""
_UNREADABLE = ("quarantined", "failed")


@router.get(_MEND, dependencies=SECRETARIAT)
def mend(request: Request, reference: str, done: str = "") -> Response:
    """The three ways, for one submission."""
    return _page(request, reference, said=done if done in ("kept", "excluded") else "")


@router.post(_MEND + "/correct", dependencies=SECRETARIAT)
def correct(request: Request, reference: str, form: Posted) -> Response:
    """Takes in a mended file in its place, through the guard."""
    site: Site = request.app.state.site
    line = _line(site, reference)
    sent = form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _page(request, reference, problems=[_problem("file", "file_missing")], status=422)
    try:
        done = take_in(
            site.store, site.forum, site.settings, sent.filename.replace("\\", "/").split("/")[-1],
            sent.file.read(), corrects=line.reference, source=None, by=signed_in(request).id,
            at=site.now(),
        )  # fmt: skip
    except UnusableForum as error:
        return _page(request, reference, problems=[_problem("file", str(error))], status=422)
    return _page(request, reference, imported=done)


@router.post(_MEND + "/exclude", dependencies=SECRETARIAT)
def exclude(request: Request, reference: str, form: Posted) -> Response:
    """Keeps it out, by a decision with a reason."""
    site: Site = request.app.state.site
    line = _line(site, reference)
    way, why = words(form, "way"), words(form, "why")
    problems = [] if way in _WAYS else [_problem("way", "way_missing")]
    if not why:
        problems.append(_problem("why", "why_missing"))
    if problems:
        return _page(request, reference, problems=problems, way=way, why=why, status=422)
    kind, value = _WAYS[way]
    given = {**value, "reason": why} if isinstance(value, dict) else value
    account = signed_in(request)
    done = record(
        site.store.decision_book, site.profile, Wish(kind, line.reference, given, why),
        Maker(account.name, account.id), site.now(),
    )  # fmt: skip
    if isinstance(done, Unusable | Overtaken):
        told = done.words if isinstance(done, Unusable) else "overtaken"
        return _page(request, reference, problems=[_problem("way", told)], way=way, why=why,
                     status=422)  # fmt: skip
    return RedirectResponse(f"/runs/mend/{line.reference}?done=excluded", status_code=303)


def _page(
    request: Request,
    reference: str,
    *,
    problems: Sequence[Reason] = (),
    said: str = "",
    imported: Imported | None = None,
    way: str = "",
    why: str = "",
    status: int = 200,
) -> Response:
    site: Site = request.app.state.site
    line = _line(site, reference)
    language = language_of(request)
    say = speaking(language)
    letter = say(
        "runs.letter", reference=line.reference, name=line.external_id,
        reason=translated(line.reason, language) or line.reason,
        forum=site.forum.forum.title,
    )  # fmt: skip
    subject = say("runs.letter_subject", reference=line.reference, forum=site.forum.forum.title)
    return show(
        request, "runs/mend.html.jinja", status=status, line=line, problems=tuple(problems),
        said=said, imported=imported, letter=letter, way=way or _likely(line), why=why,
        mailto=f"mailto:?subject={quote(subject)}&body={quote(letter)}",
        ways=[one for one in _WAYS if one == "withdrawn" or line.fate not in _UNREADABLE],
        decided=[decision for _, decision in site.store.decision_book.on([line.reference])],
    )  # fmt: skip


def _likely(line: LedgerLine) -> str:
    return "withdrawn" if line.fate in _UNREADABLE else ""


def _line(site: Site, reference: str) -> LedgerLine:
    """What the newest run says of it."""
    newest = site.newest_run
    made = read_run(site.outputs, newest.name) if newest else None
    line = made.lines.get(reference) if made else None
    if line is None:
        raise HTTPException(404)
    return line


def _problem(where: str, message: str) -> Reason:
    return Reason(code="form", message=message, where=where)
