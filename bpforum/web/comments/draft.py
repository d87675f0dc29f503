"""The page of a published draft: its text with numbered paragraphs, and what was said on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.commenting.book import Comments
from bpforum.commenting.comment import Comment
from bpforum.commenting.placing import Placed
from bpforum.commenting.words import Spoken
from bpforum.errors import BlobDamaged
from bpforum.reviewing.word_diff import Piece, word_diff
from bpforum.web.comments.desk import Desk, Version, desk
from bpforum.web.comments.text import set_paragraph, set_text
from bpforum.web.security.roles import everybody
from bpforum.web.show import show
from models.ids import Reference
from models.outcome import Outcome

router = APIRouter()
_HERE = "/published/{version}"
_MOST_SHOWN = 100
"""Comments on one page; there is a link to the next ones."""
_DEEPEST = 8
"""Replies to replies that are shown under each other."""
_KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
}
Part = Literal["paragraph", "section", "whole", "missing", "orphaned"]


@dataclass(frozen=True)
class Said:
    """A comment as the page shows it."""

    comment: Comment
    spoken: Spoken
    how: str
    diff: tuple[Piece, ...]
    """Its proposed wording against the paragraph as it was commented on."""
    was: str
    """The paragraph as it was commented on, where it reads otherwise here."""
    replies: tuple["Said", ...] = ()


@dataclass(frozen=True)
class Scene:
    """What a page asks for once, however many comments it shows."""

    at: Desk
    version: Version
    comments: Comments
    documents: Mapping[str, Outcome]

    @classmethod
    def of(cls, at: Desk, version: Version) -> "Scene":
        """As everything stands now."""
        return cls(at, version, at.comments(), at.documents())


@router.get("/published", dependencies=[everybody])
def newest(request: Request) -> Response:
    """Leads to the newest version."""
    found = desk(request).standing()
    if not found:
        raise HTTPException(404)
    return RedirectResponse(f"/published/{found[0].id}", status_code=303)


@router.get(_HERE, dependencies=[everybody])
def read(request: Request, version: str) -> Response:
    """The text, with how many comments there are on each paragraph."""
    at = desk(request)
    found = at.version(version)
    board, comments = at.board(found), at.comments()
    return show(
        request, "comments/draft.html.jinja", version=found, window=found.window,
        state=found.window.state(request.app.state.site.now()),
        counts={name: len(placed) for name, placed in board.paragraphs.items()},
        section_counts={name: len(placed) for name, placed in board.sections.items()},
        board=board, gone=paragraphs_taken_back(found.outcome, comments.taken_back),
        parts=set_text(found.outcome),
        others=[one for one in at.standing() if one.id != version],
        newer=next((one for one in at.standing() if one.n > found.publication.n), None),
        files=files_offered(request, found),
    )  # fmt: skip


@router.get(_HERE + "/on/{name}", dependencies=[everybody])
def on_paragraph(request: Request, version: str, name: str, page: int = 1) -> Response:
    """A paragraph with what was said on it."""
    at = desk(request)
    found = at.version(version)
    placed = at.board(found).paragraphs.get(name, [])
    there = found.paragraph(name)
    if there is None:
        raise HTTPException(404)
    section, paragraph = there
    return _list(request, at, found, "paragraph", placed, page,
                 paragraph=paragraph, section=section,
                 shown=set_paragraph(found.outcome, paragraph))  # fmt: skip


@router.get(_HERE + "/section/{name}", dependencies=[everybody])
def on_section(request: Request, version: str, name: str, page: int = 1) -> Response:
    """What was said on a section as a whole."""
    at = desk(request)
    found = at.version(version)
    section = found.section(name)
    if section is None:
        raise HTTPException(404)
    placed = at.board(found).sections.get(name, [])
    return _list(request, at, found, "section", placed, page, section=section)


@router.get(_HERE + "/all/{part}", dependencies=[everybody])
def on_all(request: Request, version: str, part: str, page: int = 1) -> Response:
    """What was said on the whole, on what is missing, or has no place in this version."""
    at = desk(request)
    found = at.version(version)
    board = at.board(found)
    lists: dict[str, list[Placed]] = {
        "whole": board.whole, "missing": board.missing, "orphaned": board.orphaned,
    }  # fmt: skip
    if part not in lists:
        raise HTTPException(404)
    return _list(request, at, found, part, lists[part], page)


@router.get(_HERE + "/files/{name}", dependencies=[everybody])
def download(request: Request, version: str, name: str) -> Response:
    """A file of it, as it was published."""
    at = desk(request)
    found = at.version(version)
    if name not in files_offered(request, found):
        # What it quotes was taken back since, or there is no such file.
        raise HTTPException(404)
    try:
        data = request.app.state.site.store.publications.file(found.publication.seal, name)
    except BlobDamaged as error:
        raise HTTPException(404) from error
    ending = "." + name.rpartition(".")[2]
    attached = {"content-disposition": f'attachment; filename="{found.id}-{name}"'}
    return Response(data, media_type=_KINDS[ending], headers=attached)


def files_offered(request: Request, version: Version) -> list[str]:
    """What can be downloaded; nothing once a contribution that it quotes was taken back."""
    taken_back = desk(request).comments().taken_back
    if paragraphs_taken_back(version.outcome, taken_back):
        return []
    paths = request.app.state.site.store.publications.names(version.publication.seal)
    return [one for one in paths if "." + one.rpartition(".")[2] in _KINDS]


def _list(
    request: Request,
    at: Desk,
    version: Version,
    part: str,
    placed: list[Placed],
    page: int,
    **values: Any,
) -> Response:
    own = {one.comment.first for one in placed}
    # A reply to one that stands here is shown under it.
    roots = [one for one in placed if one.comment.answers not in own]
    page = max(1, page)
    shown = roots[(page - 1) * _MOST_SHOWN : page * _MOST_SHOWN]
    scene = Scene.of(at, version)
    gone = paragraphs_taken_back(version.outcome, scene.comments.taken_back)
    return show(
        request, "comments/list.html.jinja", version=version, window=version.window, part=part,
        state=version.window.state(request.app.state.site.now()), total=len(placed),
        said=[said_of(scene, one) for one in shown], page=page, gone=gone,
        more=len(roots) > page * _MOST_SHOWN,
        **({"paragraph": None, "section": None, "shown": None} | values),
    )  # fmt: skip


def said_of(scene: Scene, placed: Placed, depth: int = 0) -> Said:
    """A comment with its words, its difference, and what answers it."""
    one, version, all_of = placed.comment, scene.version, scene.comments.all
    spoken = scene.at.spoken(one, scene.comments)
    was = _was(scene, one)
    diff = word_diff(was, spoken.proposed) if spoken.proposed and was else ()
    there = version.paragraph(one.paragraph)
    same = one.version == version.id or (there is not None and there[1].text == was)
    replies = (
        said_of(scene, Placed(all_of[name]), depth + 1)
        for name in one.replies
        if depth < _DEEPEST and all_of[name].is_shown
    )
    return Said(one, spoken, placed.how, diff, "" if same else was, tuple(replies))


def _was(scene: Scene, one: Comment) -> str:
    """The words that a comment is on: those selected, else its paragraph as it was published."""
    if one.selection:
        return one.selection
    outcome = scene.documents.get(one.version)
    if outcome is None or one.scope != "paragraph":
        return ""
    return next((p.text for p in outcome.paragraphs if p.id == one.paragraph), "")


def paragraphs_taken_back(outcome: Outcome, taken_back: frozenset[Reference]) -> frozenset[str]:
    """The paragraphs that print words of, or list, what was erased or withdrawn since."""
    if not taken_back:
        return frozenset()
    entries = {one.paragraph for one in outcome.sources if one.reference in taken_back}
    return frozenset(
        paragraph.id
        for paragraph in outcome.paragraphs
        if paragraph.id in entries
        or any(citation.contribution in taken_back for citation in paragraph.citations)
    )
