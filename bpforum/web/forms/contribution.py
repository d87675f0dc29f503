"""The contribution form: a call's questions, files, who one is and how one wishes to be named."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.web.forms import flow
from bpforum.web.forms.form import Answered, FilingForm, problem
from bpforum.web.forms.typed import Typed
from bpforum.web.forms.window import may_change_until, window_of
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import everybody
from bpforum.web.show import language_of, show
from bpforum.web.words import shown_time, speaking
from models.call import Call
from models.filing import FiledAnswer, Filing
from models.submission import Reason

router = APIRouter()
_HERE = "/calls/{call}/contribute"


class ContributionForm(FilingForm):
    """For one call."""

    kind = "contribution"
    version = "contribution-1"
    template = "forms/contribution.html.jinja"
    call: Call

    @property
    def title(self) -> str:
        """The call's title."""
        return self.call.title

    @property
    def categories(self) -> list[tuple[str, str]]:
        """What the call has deadlines of its own for, each with its date."""
        zone = self.site.zone
        return [
            (
                one.category,
                f"{one.category}: {self.say('forms.until')} {shown_time(self.say, due, zone)}",
            )
            for one in self.call.deadlines
            if one.status == "declared" and (due := one.hard_at or one.soft_at)
        ]

    def filing(self, typed: Typed) -> Filing:
        """The answers under their questions, and what stands outside of them."""
        answers = [
            FiledAnswer(question=one.id, text=typed.one(f"answer-{one.id}"))
            for one in self.call.questions
        ]
        rest = FiledAnswer(text=typed.one("text"))
        category = typed.one("category")
        return Filing(
            kind=self.kind, form=self.version, notice=self.notice_version, call=self.call.id,
            title=typed.one("title"), filer=self.filer(typed), consent=self.consent(typed),
            category=category if category in dict(self.categories) else "",
            answers=tuple(one for one in (*answers, rest) if one.text),
        )  # fmt: skip

    def typed_of(self, filing: Filing) -> Typed:
        """The other way round."""
        answers = {
            f"answer-{one.question}" if one.question else "text": (one.text,)
            for one in filing.answers
        }
        more = {"title": (filing.title,), "category": (filing.category,)}
        return Typed({**answers, **more, **self.typed_filer(filing)})

    def problems(self, typed: Typed, files: int) -> Iterator[Reason]:
        """An answer or a file; a name; a choice of how it may be used."""
        if not self.filing_has_words(typed) and not files:
            first = f"answer-{self.call.questions[0].id}" if self.call.questions else "text"
            yield problem("nothing_said", first)
        yield from self.problems_of_filer(typed)
        yield from self.problems_of_consent(typed)

    def filing_has_words(self, typed: Typed) -> bool:
        """Whether anything was answered."""
        names = [f"answer-{one.id}" for one in self.call.questions]
        return any(typed.one(name) for name in ("text", *names))

    def answers(self, typed: Typed) -> Iterator[Answered]:
        """In the form's order."""
        yield Answered(self.say("forms.contribution_title"), typed.one("title"), "title")
        for one in self.call.questions:
            yield Answered(one.text, typed.one(f"answer-{one.id}"), f"answer-{one.id}")
        yield Answered(self.say(self.rest_label), typed.one("text"), "text")
        if self.categories:
            yield Answered(self.say("forms.category"), typed.one("category"), "category")
        yield from self.filer_answers(typed)

    @property
    def rest_label(self) -> str:
        """What the box is called that is under no question."""
        return "forms.anything_else" if self.call.questions else "forms.your_contribution"

    def until(self, at: datetime) -> datetime | None:
        """Until the call closes."""
        return may_change_until(self.site.forum, self.call, at)

    def values(self, typed: Typed) -> dict[str, Any]:
        """Nothing more."""
        return {}


def form_for(request: Request, call: str) -> ContributionForm:
    """The form of a declared call. Raises 404 where there is none."""
    site = request.app.state.site
    found = next((one for one in site.forum.calls if one.id == call), None)
    if found is None:
        raise HTTPException(404)
    language = language_of(request)
    return ContributionForm(site, speaking(language), language, found)


@router.get(_HERE, dependencies=[everybody])
def read(request: Request, call: str, draft: str = "") -> Response:
    """The form, or when it opens, or why it takes nothing more."""
    form = form_for(request, call)
    site = request.app.state.site
    window = window_of(form.call, site.profile, site.now())
    if not window.takes:
        status = 200 if window.state == "coming" else 410
        return show(request, "forms/closed.html.jinja", status=status, form=form, window=window)
    return flow.fresh(request, form, draft)


@router.post(_HERE, dependencies=[everybody])
def send(request: Request, call: str, form: Posted) -> Response:
    """A step of it. What was begun in time is taken after the close: the late policy holds."""
    made = form_for(request, call)
    site = request.app.state.site
    window = window_of(made.call, site.profile, site.now())
    if window.state == "coming" or (window.state == "late" and not words(form, "key")):
        return show(request, "forms/closed.html.jinja", status=403, form=made, window=window)
    return flow.sent(request, made, form)
