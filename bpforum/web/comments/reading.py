"""The pages on which a published draft is read: its text and its annexes, with what was said.

A page reads what stands on it and no more; what has its place on another page is a link there.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.published.paging import TEXT, Page
from bpforum.published.text import OnPage, PublishedText, SectionOf
from bpforum.web.comments.desk import Board, desk
from bpforum.web.comments.draft import files_offered
from bpforum.web.security.roles import everybody
from bpforum.web.show import or_unchanged, show

router = APIRouter()
_HERE = "/published/{version}"
_MOST_LISTED = 60
"""So many sections of the text are listed on every page; of more, those of the page itself."""
_NEAR = 2
"""Pages before and after this one that are named by their numbers."""


class Entry(NamedTuple):
    """A line of the list of contents."""

    level: int
    title: str
    begins: str
    address: str
    is_here: bool = False


class Step(NamedTuple):
    """Where one may go from a page; `title` is empty within a part."""

    page: Page
    address: str
    title: str
    is_here: bool = False


@router.get("/published", dependencies=[everybody])
def newest(request: Request) -> Response:
    """Leads to the newest version."""
    found = desk(request).standing()
    if not found:
        raise HTTPException(404)
    return RedirectResponse(f"/published/{found[0].id}", status_code=303)


@router.get(_HERE, dependencies=[everybody])
def read(request: Request, version: str, page: int = 1) -> Response:
    """The text, with how many comments there are on each paragraph; what it has further."""
    return _page(request, version, Page(TEXT, page))


@router.get(_HERE + "/part/{part}", dependencies=[everybody])
def read_annex(request: Request, version: str, part: str, page: int = 1) -> Response:
    """An annex, in the same way."""
    return _page(request, version, Page(part, page))


@router.get(_HERE + "/p/{name}", dependencies=[everybody])
def find(request: Request, version: str, name: str) -> Response:
    """Leads to where the paragraph, section, table or card of that id stands, else to the text."""
    text = desk(request).version(version).text
    return RedirectResponse(text.place(name) or text.address(Page(TEXT, 1)), status_code=303)


def _page(request: Request, version: str, page: Page) -> Response:
    at = desk(request)
    found = at.version(version)
    text = found.text
    part = text.part(page.part)
    if part is None or not 1 <= page.n <= part.pages:
        raise HTTPException(404)
    standing, board, sections = at.standing(), at.board(found), text.page(page)
    steps = [
        Step(one, text.address(one), _title(text, one, page), one == page) for one in text.pages()
    ]
    place = next(n for n, step in enumerate(steps) if step.page == page)
    answer = show(
        request, "comments/draft.html.jinja", version=found, text=text, window=found.window,
        state=found.window.state(request.app.state.site.now()),
        page=page, part=part, sections=sections, counts=_counts(sections, board),
        entries=text.entries(page),
        board=board, gone=at.gone(found), contents=list(_contents(text, page)),
        before=steps[place - 1] if place else None,
        after=steps[place + 1] if place + 1 < len(steps) else None,
        numbers=list(_numbers([one for one in steps if one.page.part == page.part], page.n)),
        annexes=[(one, text.address(Page(one.id, 1))) for one in text.parts if one.id != TEXT],
        others=[one for one in standing if one.id != version],
        newer=next((one for one in standing if one.n > found.publication.n), None),
        files=files_offered(request, found),
    )  # fmt: skip
    return or_unchanged(request, answer)


def _counts(sections: Iterable[OnPage], board: Board) -> dict[str, int]:
    """How many comments there are on each paragraph of a page."""
    return {
        name: len(board.paragraphs.get(name, ()))
        for section in sections
        for item in section.items
        for name in item.ids
    }


def _title(text: PublishedText, page: Page, here: Page) -> str:
    if page.part == here.part:
        return ""
    found = text.part(page.part)
    return (found.title if found else "") or text.cover.title


def _contents(text: PublishedText, here: Page) -> Iterator[Entry]:
    """The sections of the text, then the annexes; beside an annex it is the other way round."""
    own = [one for one in text.sections if one.page.part == TEXT]
    if len(own) > _MOST_LISTED or here.part != TEXT:
        own = [one for one in own if one.level == 1 or one.page == here]
    yield from (_entry(text, one, here) for one in own)
    for part in text.parts:
        if part.id == TEXT:
            continue
        yield Entry(1, part.title, "", text.address(Page(part.id, 1)), part.id == here.part)
        if part.id == here.part:
            below = [one for one in text.sections if one.page == here and one.id != part.id]
            yield from (_entry(text, one, here) for one in below)


def _entry(text: PublishedText, one: SectionOf, here: Page) -> Entry:
    page = "" if one.page == here else text.address(one.page)
    return Entry(one.level, one.title, one.begins, f"{page}#{one.id}")


def _numbers(steps: list[Step], here: int) -> Iterator[Step | None]:
    """The first, the last, and those near `here`; None where some are left out."""
    last = 0
    for n, step in enumerate(steps, start=1):
        if n in (1, len(steps)) or abs(n - here) <= _NEAR:
            if n > last + 1:
                yield None
            yield step
            last = n
