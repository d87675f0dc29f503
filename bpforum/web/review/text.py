"""Three panes: the outline with its status, the text in its order, the evidence of a paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.reviewing import balance, comments, evidence, outline, themes
from bpforum.reviewing.shown import ParagraphLine, SectionLine
from bpforum.reviewing.standing import Standing
from bpforum.reviewing.word_diff import Piece, word_diff
from bpforum.web.review.desk import READING, Desk, open_desk, page_number
from models.decision import Decision

router = APIRouter()
PARAGRAPHS, SOURCES = 60, 12
"""So many of each on a page; more are behind a link."""


@dataclass(frozen=True)
class Shown:
    """A paragraph as the review shows it: as the run has it, and as people would have it."""

    line: ParagraphLine
    text: str
    """As it will read with the next run."""
    edited: Decision | None
    accepted: Decision | None
    doubted: Decision | None
    asked: Decision | None
    remarks: Sequence[Decision]
    comments: int
    open_comments: int
    new_evidence: int

    @property
    def number(self) -> str:
        """Its number, or a mark for one that has none."""
        return str(self.line.number) if self.line.number else "–"


@dataclass(frozen=True)
class Status:
    """A section of the outline with what is to be done in it."""

    line: SectionLine
    open_comments: int
    prompts: int
    new_evidence: int
    cleared: Decision | None
    as_cleared: bool
    """Whether it still reads as it was cleared."""


@router.get("/review/text", dependencies=[READING])
def text(request: Request) -> Response:
    """`?paragraph=` selects one; without, the first of `?section=`, or of the document."""
    wanted = request.query_params.get("paragraph", "")
    desk = open_desk(request, wanted or "text")
    return text_page(desk, wanted, request.query_params.get("section", ""))


def text_page(
    desk: Desk, wanted: str, section: str = "", status: int = 200, **more: object
) -> Response:
    """The three panes with the paragraph `wanted` selected."""
    index, request = desk.draft.index, desk.request
    lines = outline.sections(index)
    chosen = outline.paragraph(index, wanted) if wanted else None
    if wanted and chosen is None:
        raise HTTPException(404)
    names = [one.id for one in lines]
    section = chosen.section if chosen else section if section in names else ""
    section = section or next((one.id for one in lines if not one.annex and one.paragraphs), "")
    if not section:
        raise HTTPException(404)
    page = page_number(request)
    if chosen and "page" not in request.query_params:
        page = outline.place_in_section(index, chosen) // PARAGRAPHS
    here = outline.paragraphs(index, section, page * PARAGRAPHS, PARAGRAPHS)
    if chosen is None and here:
        chosen = next((one for one in here if one.number), here[0])
    shown = show_paragraphs(desk, here if chosen is None else [*here, chosen])
    selected = shown[chosen.id] if chosen else None
    line = lines[names.index(section)]
    return desk.show(
        "text", status,
        outline=outline_of(desk, lines), section=line, paragraphs=[shown[one.id] for one in here],
        page=page, pages=-(-line.paragraphs // PARAGRAPHS), selected=selected,
        **_evidence(desk, selected), balance=balance.balance_of(index, section),
        theme=themes.theme(index, line.theme) if line.theme else None, **more,
    )  # fmt: skip


def show_paragraphs(desk: Desk, lines: Sequence[ParagraphLine]) -> dict[str, Shown]:
    """The paragraphs with what people said of them."""
    index, standing = desk.draft.index, desk.draft.standing
    counts = comments.on_paragraphs(index, [one.id for one in lines])
    new = evidence.with_new_evidence(index)
    return {one.id: _shown(standing, one, counts.get(one.id, (0, 0)), new) for one in lines}


def _shown(
    standing: Standing, line: ParagraphLine, counts: tuple[int, int], new: dict[str, int]
) -> Shown:
    text = standing.new_text(line.id) or line.text
    return Shown(
        line=line, text=text, edited=standing.edited(line.id),
        accepted=standing.accepted(line.id, text), doubted=standing.doubted(line.id),
        asked=standing.asked(line.id), remarks=standing.on(line.id, "remark"),
        comments=counts[0], open_comments=counts[1], new_evidence=new.get(line.id, 0),
    )  # fmt: skip


def outline_of(desk: Desk, lines: Sequence[SectionLine]) -> list[Status]:
    """The sections with what is to be done in each."""
    index, standing = desk.draft.index, desk.draft.standing
    waiting = comments.open_by_section(index)
    fresh = evidence.with_new_evidence(index)
    places = outline.paragraphs_by_id(index, fresh)
    new: dict[str, int] = {}
    for paragraph, n in fresh.items():
        if paragraph in places:
            section = places[paragraph].section
            new[section] = new.get(section, 0) + n
    written: dict[str, int] = {}
    edited = [one.target for one in standing.pending if one.kind == "edit_paragraph"]
    for one in outline.paragraphs_by_id(index, edited).values():
        if one.role == "prompt":
            written[one.section] = written.get(one.section, 0) + 1
    return [
        Status(
            one, waiting.get(one.id, 0), one.prompts - written.get(one.id, 0), new.get(one.id, 0),
            *standing.cleared(one.id, one.seal),
        )
        for one in lines
    ]  # fmt: skip


def _evidence(desk: Desk, selected: Shown | None) -> dict[str, object]:
    """What the right pane shows."""
    if selected is None:
        return {"evidence": [], "new": [], "token": "", "diff": (), "more": 0, "history": []}
    index, name = desk.draft.index, selected.line.id
    skip = page_number(desk.request) if "from" in desk.request.query_params else 0
    cited, fresh = evidence.counts(index, name)
    diff: tuple[Piece, ...] = ()
    if selected.edited:
        diff = word_diff(selected.line.text, selected.text)
    before, after = outline.neighbours(index, selected.line)
    return {
        "evidence": evidence.evidence(index, name, skip * SOURCES, SOURCES),
        "new": evidence.new_evidence(index, name, most=SOURCES),
        "cited": cited, "fresh": fresh, "sources_a_page": SOURCES, "sources_page": skip,
        "token": desk.draft.acts.token(name), "diff": diff, "before": before, "after": after,
        "on_it": comments.comments(index, comments.Filter(state="", paragraph=name), most=5),
        "positions": comments.positions(index, name),
        "history": [one for _, one in desk.draft.book.on([name])][-12:],
    }  # fmt: skip
