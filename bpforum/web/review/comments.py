"""The queue of comments: in document order, with what each proposes and what people answer."""

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.commenting.comment import Comment
from bpforum.recording import answer_of
from bpforum.reviewing import comments, outline
from bpforum.reviewing.shown import CommentLine
from bpforum.reviewing.word_diff import Piece, word_diff
from bpforum.web.comments.desk import desk as published
from bpforum.web.review.desk import READING, Desk, open_desk
from models.decision import Decision
from models.ids import number_of

router = APIRouter()
COMMENTS = 15
STATES = ("open", "discuss", "answered", "orphaned", "")


@dataclass(frozen=True)
class Card:
    """A comment with what stands around it."""

    line: CommentLine
    paragraph: str
    """The words that it is on, as they stand now; empty where it is on none."""
    number: int | None
    diff: tuple[Piece, ...]
    answer: Decision | None
    code: str
    reason: str
    recommendation: Decision | None
    recommended: str
    recommended_reason: str
    token: str


@router.get("/review/comments", dependencies=[READING])
def queue(request: Request) -> Response:
    """Filtered by `state`, `type`, `group` and `section`; `after` is where a page begins."""
    return queue_page(open_desk(request, "comments"))


def queue_page(desk: Desk, status: int = 200, **more: object) -> Response:
    """A page of the queue."""
    index, asked = desk.draft.index, desk.request.query_params
    wanted = comments.Filter(
        state=asked.get("state", "open"), comment_type=asked.get("type", ""),
        group=asked["group"] if asked.get("group") else None, section=asked.get("section", ""),
        paragraph=asked.get("paragraph", ""),
    )  # fmt: skip
    page = comments.comments(index, wanted, _after(asked.get("after", "")), COMMENTS)
    sections = {one.id: one.title for one in outline.sections(index)}
    return desk.show(
        "comments", status, cards=cards(desk, page.comments), wanted=wanted,
        after=f"{page.after[0]}-{page.after[1]}" if page.after else "",
        begun="after" in asked, total=comments.count(index, wanted), states=STATES,
        types=comments.types(index), groups=comments.groups(index), sections=sections,
        open_sections=comments.open_by_section(index),
        dispositions=desk.labels.dispositions,
        query=desk.request.url.query, since=_since_the_run(desk), **more,
    )  # fmt: skip


@router.get("/review/comments/{reference}", dependencies=[READING])
def one_comment(request: Request, reference: str) -> Response:
    """One comment, with its replies and everything that was decided about it."""
    return comment_page(open_desk(request, "comments"), reference)


def comment_page(desk: Desk, reference: str, status: int = 200, **more: object) -> Response:
    """The page of one comment."""
    index = desk.draft.index
    line = comments.comment(index, reference)
    if line is None:
        raise HTTPException(404)
    [card] = cards(desk, [line])
    return desk.show(
        "comment", status, card=card, replies=comments.replies(index, reference),
        history=[one for _, one in desk.draft.book.on([reference])],
        dispositions=desk.labels.dispositions,
        **more,
    )  # fmt: skip


def cards(desk: Desk, lines: "tuple[CommentLine, ...] | list[CommentLine]") -> list[Card]:
    """The comments with what they are on and what people said."""
    standing = desk.draft.standing
    on = outline.paragraphs_by_id(desk.draft.index, [one.paragraph for one in lines])
    tokens = desk.draft.acts.tokens([one.source.reference for one in lines])
    made = []
    for one in lines:
        reference, paragraph = one.source.reference, on.get(one.paragraph)
        text = (standing.new_text(paragraph.id) or paragraph.text) if paragraph else ""
        answer = standing.answer(reference)
        advice = standing.recommendation(reference)
        code, reason = answer_of(answer) if answer else ("", "")
        recommended, why = answer_of(advice) if advice else ("", "")
        made.append(
            Card(
                line=one, paragraph=text, number=paragraph.number if paragraph else None,
                diff=word_diff(text, one.proposed) if one.proposed and text else (),
                answer=answer, code=code, reason=reason, recommendation=advice,
                recommended=recommended, recommended_reason=why, token=tokens[reference],
            )
        )  # fmt: skip
    return made


def _since_the_run(desk: Desk) -> list[Comment]:
    """Comments by our own pages that the run does not have, the newest first."""
    newest = desk.draft.index.number("select max(number) from contributions")
    found = published(desk.request).comments().all.values()
    return [
        one
        for one in reversed(list(found))
        if (number_of(one.reference) or 0) > newest and one.state not in ("erased", "withdrawn")
    ]


def _after(said: str) -> tuple[int, int]:
    place, _, number = said.partition("-")
    good = place.isdecimal() and number.isdecimal() and len(said) < 30
    return (int(place), int(number)) if good else (-1, -1)
