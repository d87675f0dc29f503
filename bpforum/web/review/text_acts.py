"""What is done about a paragraph: accept, edit, remark, doubt, ask; nothing typed is lost."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.recording import Unusable, Wish
from bpforum.reviewing import outline
from bpforum.reviewing.acts import Stale
from bpforum.reviewing.word_diff import word_diff
from bpforum.web.review.desk import EDITING, Desk, open_desk
from bpforum.web.review.text import show_paragraphs, text_page
from bpforum.web.security.posted import Posted, words
from models.ids import digest
from models.submission import Reason

router = APIRouter()
_ACTS = {
    "accept": "accept_paragraph", "unaccept": "accept_paragraph", "edit": "edit_paragraph",
    "remark": "remark", "doubt": "not_supported", "undoubt": "not_supported",
    "ask": "ask_source", "unask": "ask_source",
}  # fmt: skip


@router.post("/review/paragraph/{paragraph}", dependencies=[EDITING])
def decide(request: Request, paragraph: str, form: Posted) -> Response:
    """The button pressed is `act`; `text` holds the words, `seen` what the page showed."""
    desk = open_desk(request, paragraph)
    line = outline.paragraph(desk.draft.index, paragraph)
    act = words(form, "act")
    if line is None or act not in _ACTS:
        raise HTTPException(404)
    shown = show_paragraphs(desk, [line])[paragraph]
    typed = str(form.get("text", "")).replace("\r\n", "\n").strip()
    wish = Wish(_ACTS[act], paragraph, _value(act, typed, shown.text), words(form, "why"))
    done = desk.draft.acts.record(
        wish, desk.account, request.app.state.site.now(), words(form, "seen")
    )
    if isinstance(done, Stale):
        return _stale(desk, paragraph, act, typed, words(form, "was"))
    if isinstance(done, Unusable):
        told = Reason(code="invalid", message=_mistake(act), where=f"text-{act}")
        return text_page(desk, paragraph, status=422, problems=[told], typed={act: typed})
    return desk.back(f"/review/text?paragraph={paragraph}", done.decision)


def _value(act: str, typed: str, text: str) -> Any:
    if act == "accept":
        return {"text": digest(text.encode())}
    if act in ("unaccept", "undoubt", "unask"):
        return False
    if act == "doubt":
        return None
    return typed or (None if act == "ask" else "")


def _mistake(act: str) -> str:
    return {"edit": "edit_empty", "remark": "remark_empty"}.get(act, "cannot")


def _stale(desk: Desk, paragraph: str, act: str, typed: str, was: str) -> Response:
    """Both versions side by side, and the form again with what was typed."""
    desk.draft.standing.refresh()
    line = outline.paragraph(desk.draft.index, paragraph)
    assert line is not None  # noqa: S101 - it was there a moment ago, and a run does not change
    shown = show_paragraphs(desk, [line])[paragraph]
    return desk.show(
        "stale", 409, paragraph=shown, act=act, typed=typed, token=desk.draft.acts.token(paragraph),
        since=[one for _, one in desk.draft.book.on([paragraph])][-8:],
        diff=word_diff(shown.text, typed) if act == "edit" else (), was=was,
    )  # fmt: skip
