"""The practice form: what was tried somewhere, what worked and what did not."""

from collections.abc import Iterator
from datetime import datetime
from typing import get_args

from fastapi import APIRouter, Request, Response

from bpforum.web.forms import flow
from bpforum.web.forms.form import Answered, FilingForm, problem
from bpforum.web.forms.typed import Typed
from bpforum.web.forms.window import may_change_until, window_of
from bpforum.web.security.posted import Posted
from bpforum.web.security.roles import everybody
from bpforum.web.show import language_of
from bpforum.web.words import speaking
from models.contribution import PracticePart
from models.filing import FiledPart, Filing
from models.submission import Reason

router = APIRouter()
_HERE = "/practice"
PARTS: tuple[PracticePart, ...] = get_args(PracticePart)


class PracticeForm(FilingForm):
    """For the forum; where just one call is open, it answers that."""

    kind = "practice"
    version = "practice-1"
    template = "forms/practice.html.jinja"
    parts = PARTS

    @property
    def title(self) -> str:
        """What it is called."""
        return self.say("forms.practice_heading")

    def filing(self, typed: Typed) -> Filing:
        """Its parts, in order."""
        parts = [FiledPart(part=part, text=typed.one(f"part-{part}")) for part in PARTS]
        return Filing(
            kind=self.kind, form=self.version, notice=self.notice_version,
            call=self.call.id if self.call else None, title=typed.one("title"),
            filer=self.filer(typed), consent=self.consent(typed),
            parts=tuple(one for one in parts if one.text),
        )  # fmt: skip

    def typed_of(self, filing: Filing) -> Typed:
        """The other way round."""
        parts = {f"part-{one.part}": (one.text,) for one in filing.parts}
        return Typed({**parts, "title": (filing.title,), **self.typed_filer(filing)})

    def problems(self, typed: Typed, files: int) -> Iterator[Reason]:
        """A title and what was done at least."""
        if not typed.one("title"):
            yield problem("practice_title_missing", "title")
        if not typed.one("part-done"):
            yield problem("practice_done_missing", "part-done")
        yield from self.problems_of_filer(typed)
        yield from self.problems_of_consent(typed)

    def answers(self, typed: Typed) -> Iterator[Answered]:
        """In the form's order."""
        yield Answered(self.say("forms.practice_title"), typed.one("title"), "title")
        for part in PARTS:
            yield Answered(
                self.say(f"forms.part_{part}"), typed.one(f"part-{part}"), f"part-{part}"
            )
        yield from self.filer_answers(typed)

    def until(self, at: datetime) -> datetime | None:
        """Until the call closes, or the forum freezes."""
        return may_change_until(self.site.forum, self.call, at)


def form_for(request: Request, call: str | None = None) -> PracticeForm:
    """The form; for what was filed to a `call`, that call's."""
    site = request.app.state.site
    now = site.now()
    calls = [
        one
        for one in site.forum.calls
        if one.id == call
        or (call is None and window_of(one, site.profile, now).state in ("open", "grace"))
    ]
    language = language_of(request)
    only = calls[0] if len(calls) == 1 else None
    return PracticeForm(site, speaking(language), language, only)


@router.get(_HERE, dependencies=[everybody])
def read(request: Request, draft: str = "") -> Response:
    """The form."""
    return flow.fresh(request, form_for(request), draft)


@router.post(_HERE, dependencies=[everybody])
def send(request: Request, form: Posted) -> Response:
    """A step of it."""
    return flow.sent(request, form_for(request), form)
