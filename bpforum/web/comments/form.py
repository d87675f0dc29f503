"""The comment form: on a paragraph, some words, a section, the whole, or something missing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from bpforum.commenting.comment import Comment
from bpforum.reviewing.word_diff import Piece, word_diff
from bpforum.web.comments.desk import Desk, Version, desk
from bpforum.web.forms import flow
from bpforum.web.forms.form import Answered, FilingForm, problem
from bpforum.web.forms.typed import Typed
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import everybody
from bpforum.web.show import language_of, show
from bpforum.web.site import Site
from bpforum.web.words import Say, speaking
from models.contribution import CommentScope
from models.filing import FiledAnswer, FiledTarget, Filing
from models.submission import Reason

router = APIRouter()
_HERE = "/published/{version}/comment"
_SCOPES: tuple[CommentScope, ...] = ("paragraph", "selection", "section", "whole", "missing")
POSITIONS = ("support", "oppose", "mixed", "neutral")
_AT_LEAST = timedelta(hours=1)
"""So long even what was filed in the last minute may be mended."""


class CommentForm(FilingForm):
    """For one published version."""

    kind = "comment"
    version = "comment-1"
    template = "comments/form.html.jinja"
    takes_files = False

    def __init__(self, site: Site, say: Say, language: str, at: Desk, on: Version) -> None:
        calls = {one.id: one for one in site.forum.calls}
        super().__init__(site, say, language, calls.get(on.publication.call or ""))
        self.desk, self.on = at, on

    @property
    def draft_id(self) -> str:
        """Of this version."""
        return f"{self.version} {self.on.id}"

    @property
    def title(self) -> str:
        """What it is on."""
        return self.on.text.cover.title

    @property
    def positions(self) -> list[tuple[str, str]]:
        """What may be declared."""
        return [(one, self.say(f"comments.{one}")) for one in POSITIONS]

    @property
    def types(self) -> list[tuple[str, str]]:
        """The body's kinds of comments, where it has any."""
        terms = self.site.profile.comment_types
        return [(one.id, one.label.get(self.language) or one.label["en"]) for one in terms]

    def target(self, typed: Typed) -> FiledTarget:
        """What it is on; a reply is on what it answers is on."""
        answered = self.answered(typed)
        if answered is not None:
            return FiledTarget(
                scope=answered.scope, document=answered.version, paragraph=answered.paragraph,
                in_reply_to=answered.reference,
            )  # fmt: skip
        scope = self.scope(typed)
        name = typed.one("on") if scope in ("paragraph", "selection", "section") else ""
        selection = typed.one("selection") if scope == "selection" else ""
        proposed = typed.one("wording") if scope in ("paragraph", "selection") else ""
        return FiledTarget(
            scope=scope,
            document=self.on.id,
            paragraph=name[:64],
            selection=selection,
            selection_start=self.selection_start(typed) if selection else None,
            proposed_wording="" if proposed == self.words(typed).strip() else proposed,
            rationale=typed.one("rationale"),
            comment_type=typed.one("comment_type")[:64],
        )

    def scope(self, typed: Typed) -> CommentScope:
        """How much of the document it is on."""
        said = typed.one("scope")
        return next((one for one in _SCOPES if one == said), "whole")

    def answered(self, typed: Typed) -> Comment | None:
        """The comment that it answers, where everybody may read that."""
        name = typed.one("answers")
        found = self.desk.comments().find(name) if name else None
        return found if found is not None and found.is_shown else None

    def paragraph_text(self, typed: Typed) -> str:
        """The paragraph that it is on, as it was published; empty where there is none."""
        there = self.on.paragraph(typed.one("on"))
        return there.text if there and there.can_comment else ""

    def words(self, typed: Typed) -> str:
        """What other wording may be proposed for: the words selected, else the paragraph."""
        scope = self.scope(typed)
        if scope == "selection":
            return typed.one("selection")
        return self.paragraph_text(typed) if scope == "paragraph" else ""

    def selection_start(self, typed: Typed) -> int | None:
        """Where the selected words stand in the paragraph; None where they do not."""
        text, selected = self.paragraph_text(typed), typed.one("selection")
        start = typed.one("start")
        at = int(start) if start.isdigit() and len(start) < 9 else -1
        if not selected or text[at : at + len(selected)] != selected or at < 0:
            at = text.find(selected) if selected else -1
        return at if at >= 0 else None

    def filing(self, typed: Typed) -> Filing:
        """What was said of it."""
        position = typed.one("position")
        return Filing(
            kind=self.kind, form=self.version, notice=self.notice_version,
            call=self.call.id if self.call else None, language="", filer=self.filer(typed),
            position=position if position in POSITIONS else "", consent=self.consent(typed),
            answers=(FiledAnswer(text=typed.one("text")),) if typed.one("text") else (),
            target=self.target(typed),
        )  # fmt: skip

    def typed_of(self, filing: Filing) -> Typed:
        """The other way round."""
        target = filing.target or FiledTarget(scope="whole")
        start = target.selection_start
        more = {
            "on": target.paragraph, "scope": target.scope, "selection": target.selection,
            "start": "" if start is None else str(start), "rationale": target.rationale,
            "comment_type": target.comment_type, "answers": target.in_reply_to,
            "position": filing.position,
            "text": filing.answers[0].text if filing.answers else "",
        }  # fmt: skip
        typed = Typed({**{k: (v,) for k, v in more.items()}, **self.typed_filer(filing)})
        return typed.with_values(wording=(target.proposed_wording or self.words(typed),))

    def problems(self, typed: Typed, files: int) -> Iterator[Reason]:
        """Words, on something that is there; a name; a choice of how it may be used."""
        target = self.target(typed)
        if typed.one("answers") and self.answered(typed) is None:
            yield problem(self.say("comments.form_no_answered"), "text")
        elif target.scope in ("paragraph", "selection") and not self.paragraph_text(typed):
            if not target.in_reply_to:
                yield problem(self.say("comments.form_no_paragraph"), "text")
        elif target.scope == "section" and self.on.section(target.paragraph) is None:
            yield problem(self.say("comments.form_no_paragraph"), "text")
        if (
            target.scope == "selection"
            and not target.in_reply_to
            and (target.selection_start is None)
        ):
            yield problem(self.say("comments.not_in_paragraph"), "selection")
        if not typed.one("text") and not target.proposed_wording:
            yield problem(self.say("comments.nothing_said"), "text")
        if not self.on.window.takes(self.site.now()):
            yield problem(self.say("comments.form_over"), "text")
        yield from self.problems_of_filer(typed)
        yield from self.problems_of_consent(typed)

    def answers(self, typed: Typed) -> Iterator[Answered]:
        """In the form's order."""
        target = self.target(typed)
        yield Answered(self.say("comments.on_what"), self.heading(typed), "text")
        if target.selection:
            yield Answered(self.say("comments.words_of"), target.selection, "selection")
        yield Answered(self.say("comments.text"), typed.one("text"), "text")
        yield Answered(self.say("comments.wording"), target.proposed_wording, "wording")
        yield Answered(self.say("comments.rationale"), target.rationale, "rationale")
        kinds, positions = dict(self.types), dict(self.positions)
        kind = kinds.get(target.comment_type, "")
        yield Answered(self.say("comments.type"), kind, "comment_type")
        position = positions.get(typed.one("position"), "")
        yield Answered(self.say("comments.position_label"), position, "position")
        yield from self.filer_answers(typed)

    def until(self, at: datetime) -> datetime | None:
        """Until comments close, grace counted."""
        window = self.on.window
        return max(window.closes + window.grace, at + _AT_LEAST) if window.closes else None

    def heading(self, typed: Typed) -> str:
        """What it is on, in words."""
        if answered := self.answered(typed):
            return self.say("comments.form_reply", reference=answered.reference)
        scope, name = self.scope(typed), typed.one("on")
        there = self.on.paragraph(name)
        if scope == "section":
            section = self.on.section(name)
            return self.say("comments.form_on_section", title=section.title if section else "")
        if scope in ("whole", "missing"):
            return self.say(f"comments.form_on_{scope}")
        if there and there.n:
            return self.say("comments.form_on_paragraph", number=there.n)
        return self.say("comments.form_here")

    def change(self, typed: Typed) -> tuple[Piece, ...]:
        """The wording proposed so far, against the one published."""
        proposed, was = typed.one("wording"), self.words(typed)
        return word_diff(was, proposed) if was and proposed and proposed != was.strip() else ()

    def values(self, typed: Typed) -> dict[str, Any]:
        """What it is on."""
        answered = self.answered(typed)
        return {
            "place": self.on.text.place(typed.one("on")) or f"/published/{self.on.id}",
            "heading": self.heading(typed), "scope": self.scope(typed),
            "words_on": self.words(typed), "paragraph": self.paragraph_text(typed),
            "change": self.change(typed), "answered": answered,
            "answered_words": self.desk.spoken(answered) if answered else None,
            "state": self.on.window.state(self.site.now()),
        }  # fmt: skip


def form_for(request: Request, version: str) -> CommentForm:
    """The form of a version. Raises HTTPException where there is none, or no longer."""
    at, language = desk(request), language_of(request)
    return CommentForm(
        request.app.state.site, speaking(language), language, at, at.version(version)
    )


@router.get(_HERE, dependencies=[everybody])
def read(request: Request, version: str, draft: str = "") -> Response:
    """The form, or why it takes nothing."""
    form = form_for(request, version)
    if not form.on.window.takes(request.app.state.site.now()):
        return _closed(request, form)
    query = request.query_params
    asked = ("on", "scope", "selection", "start", "answers")
    known = {name: query.get(name, "")[:4000] for name in asked}
    known["wording"] = form.words(Typed({name: (said,) for name, said in known.items()}))
    return flow.fresh(request, form, draft, **{k: v for k, v in known.items() if v})


@router.post(_HERE, dependencies=[everybody])
def send(request: Request, version: str, form: Posted) -> Response:
    """A step of it."""
    made = form_for(request, version)
    if not made.on.window.takes(request.app.state.site.now()) and not words(form, "key"):
        return _closed(request, made)
    return flow.sent(request, made, form)


def _closed(request: Request, form: CommentForm) -> Response:
    now = request.app.state.site.now()
    return show(
        request, "comments/closed.html.jinja", status=410, version=form.on, window=form.on.window,
        state=form.on.window.state(now),
    )  # fmt: skip
