"""What was said on a paragraph, a section or the whole of a published draft, and its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.commenting.book import Comments
from bpforum.commenting.comment import Comment
from bpforum.commenting.placing import Placed
from bpforum.commenting.words import Spoken
from bpforum.errors import BlobDamaged
from bpforum.published.text import PublishedText
from bpforum.reviewing.word_diff import Piece, word_diff
from bpforum.web.comments.desk import Desk, Version, desk
from bpforum.web.security.roles import everybody
from bpforum.web.show import is_known, show

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
    texts: Mapping[str, PublishedText]

    @classmethod
    def of(cls, at: Desk, version: Version) -> "Scene":
        """As everything stands now."""
        return cls(at, version, at.comments(), at.texts())


@router.get(_HERE + "/on/{name}", dependencies=[everybody])
def on_paragraph(request: Request, version: str, name: str, page: int = 1) -> Response:
    """A paragraph with what was said on it."""
    at = desk(request)
    found = at.version(version)
    placed = at.board(found).paragraphs.get(name, [])
    paragraph = found.paragraph(name)
    if paragraph is None:
        raise HTTPException(404)
    section = found.section(paragraph.section)
    return _list(request, at, found, "paragraph", placed, page,
                 paragraph=paragraph, section=section, place=found.text.place(name))  # fmt: skip


@router.get(_HERE + "/section/{name}", dependencies=[everybody])
def on_section(request: Request, version: str, name: str, page: int = 1) -> Response:
    """What was said on a section as a whole."""
    at = desk(request)
    found = at.version(version)
    section = found.section(name)
    if section is None:
        raise HTTPException(404)
    placed = at.board(found).sections.get(name, [])
    place = found.text.place(name)
    return _list(request, at, found, "section", placed, page, section=section, place=place)


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
    tag = f'W/"{found.publication.seal[:32]}-{name}"'  # what is sealed never changes
    if is_known(request, tag):
        return Response(status_code=304, headers={"etag": tag})
    try:
        data = request.app.state.site.store.publications.file(found.publication.seal, name)
    except BlobDamaged as error:
        raise HTTPException(404) from error
    ending = "." + name.rpartition(".")[2]
    attached = {"content-disposition": f'attachment; filename="{found.id}-{name}"', "etag": tag}
    return Response(data, media_type=_KINDS[ending], headers=attached)


def files_offered(request: Request, version: Version) -> list[str]:
    """What can be downloaded; nothing once a contribution that it quotes was taken back."""
    if desk(request).gone(version):
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
    return show(
        request, "comments/list.html.jinja", version=version, window=version.window, part=part,
        state=version.window.state(request.app.state.site.now()), total=len(placed),
        said=[said_of(scene, one) for one in shown], page=page,
        gone=at.gone(version),
        more=len(roots) > page * _MOST_SHOWN,
        **({"paragraph": None, "section": None, "place": f"/published/{version.id}"} | values),
    )  # fmt: skip


def said_of(scene: Scene, placed: Placed, depth: int = 0) -> Said:
    """A comment with its words, its difference, and what answers it."""
    one, version, all_of = placed.comment, scene.version, scene.comments.all
    spoken = scene.at.spoken(one, scene.comments)
    was = _was(scene, one)
    diff = word_diff(was, spoken.proposed) if spoken.proposed and was else ()
    there = version.paragraph(one.paragraph)
    same = one.version == version.id or (there is not None and there.text == was)
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
    text = scene.texts.get(one.version)
    if text is None or one.scope != "paragraph":
        return ""
    found = text.paragraph(one.paragraph)
    return found.text if found else ""
