"""The rapporteur's form: for a phone, in the room; what is not filled in is asked for, not forced.

Each rapporteur of a session files a note; they are read together, and never overwrite each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from bpforum.folding import folded
from bpforum.profiles.mapping import label
from bpforum.web.forms import flow
from bpforum.web.forms.form import Answered, FilingForm, problem
from bpforum.web.forms.typed import Typed
from bpforum.web.forms.window import may_change_until
from bpforum.web.security.keeping import may_be_kept
from bpforum.web.security.posted import Posted
from bpforum.web.security.roles import allow
from bpforum.web.show import language_of, show
from bpforum.web.words import speaking
from models.contribution import NoteLineKind
from models.filing import OF_ISSUES, FiledLine, Filing
from models.profile import Term
from models.session import Session
from models.submission import Reason

router = APIRouter()
_HERE = "/note"
_WRITES = allow("rapporteur", "secretariat", "coordinator", "editor")
ISSUE = ("text", "kind", "holder", "theme")
PRESENTATION = ("who", "text")
BOXES: tuple[NoteLineKind, ...] = ("discussion", "converged", "diverged", "way_forward")
_COMMON = frozenset(
    "key_issues issues presentations discussion converged diverged way_forward next_steps".split()
)
"""Report fields that are parts of every note; the others are boxes of their own."""
_NOW = (timedelta(minutes=30), timedelta(hours=3))
"""Before and after its beginning a session counts as the one that one sits in."""
_FEWEST_LINES = 1


class NoteForm(FilingForm):
    """For one session, or for one that the programme does not list."""

    kind = "note"
    version = "note-1"
    template = "forms/note.html.jinja"
    repeated = {"issue": ISSUE, "presentation": PRESENTATION}  # noqa: RUF012 - never changed
    issue_kinds = OF_ISSUES
    boxes = BOXES

    @property
    def title(self) -> str:
        """What it is called."""
        return self.say("forms.note_heading")

    @property
    def fields(self) -> list[Term]:
        """The body's report fields that are none of the common parts."""
        return [one for one in self.site.profile.report_fields if one.id not in _COMMON]

    def label_of(self, part: str) -> str:
        """What a part is called: as the body's report form calls it, else in our words."""
        own = next((one for one in self.site.profile.report_fields if one.id == part), None)
        return label(own.label, self.language) if own else self.say(f"forms.note_{part}")

    def session(self, typed: Typed) -> Session | None:
        """The session of the programme that it is about."""
        return next(
            (one for one in self.site.forum.sessions if one.id == typed.one("session")), None
        )

    @property
    def themes(self) -> list[str]:
        """The themes that people gave the forum."""
        return [one.label for one in self.site.forum.themes.pinned]

    def filing(self, typed: Typed) -> Filing:
        """The note line by line, in the form's order."""
        session = self.session(typed)
        return Filing(
            kind=self.kind, form=self.version, notice=self.notice_version,
            filer=self.filer(typed),
            session=session.id if session else typed.one("session_title"),
            title=session.title if session else typed.one("session_title"),
            consent=f"full, notice {self.notice_version}",
            lines=tuple(one for one in self._lines(typed) if one.text),
        )  # fmt: skip

    def _lines(self, typed: Typed) -> Iterator[FiledLine]:
        for row in typed.rows("issue", ISSUE):
            kind = next((one for one in OF_ISSUES if one == row["kind"]), "issue")
            yield FiledLine(kind=kind, text=row["text"], held_by=row["holder"], theme=row["theme"])
        for row in typed.rows("presentation", PRESENTATION):
            yield FiledLine(kind="presentation", text=row["text"], held_by=row["who"])
        for box in BOXES:
            yield FiledLine(kind=box, text=typed.one(box))
        for one in self.fields:
            text = typed.one(f"report-{one.id}")
            yield FiledLine(kind="discussion", text=text, field=one.id)

    def typed_of(self, filing: Filing) -> Typed:
        """The other way round. What stood in a box comes back to it; a further one of its kind was
        a key issue."""
        boxes: dict[str, tuple[str, ...]] = {}
        issues, presentations = list[FiledLine](), list[FiledLine]()
        for line in filing.lines:
            if line.field:
                boxes[f"report-{line.field}"] = (line.text,)
            elif line.kind == "presentation":
                presentations.append(line)
            elif line.kind in ("discussion", "way_forward"):
                boxes[line.kind] = (line.text,)
            else:
                issues.append(line)
        for kind in ("converged", "diverged"):
            # The form's own box comes last, after the key issues of that kind.
            mine = [one for one in issues if one.kind == kind]
            if mine and not (mine[-1].held_by or mine[-1].theme):
                boxes[kind] = (mine[-1].text,)
                issues.remove(mine[-1])
        listed = any(one.id == filing.session for one in self.site.forum.sessions)
        return Typed(
            {
                **boxes, **self.typed_filer(filing),
                "session": (filing.session if listed else "",),
                "session_title": ("" if listed else filing.session,),
                "issue-text": tuple(one.text for one in issues),
                "issue-kind": tuple(one.kind for one in issues),
                "issue-holder": tuple(one.held_by for one in issues),
                "issue-theme": tuple(one.theme for one in issues),
                "presentation-who": tuple(one.held_by for one in presentations),
                "presentation-text": tuple(one.text for one in presentations),
            }
        )  # fmt: skip

    def problems(self, typed: Typed, files: int) -> Iterator[Reason]:
        """Only a note with nothing in it is sent back."""
        if not files and not any(one.text for one in self._lines(typed)):
            yield problem("note_empty", "issue-0")
        yield from self.problems_of_email(typed)

    def warnings(self, typed: Typed) -> Sequence[str]:
        """What is missing: the note is taken all the same, as partial."""
        return [self.say(f"forms.missing_{part}") for part in self.filing(typed).missing]

    def answers(self, typed: Typed) -> Iterator[Answered]:
        """In the form's order."""
        session = self.session(typed)
        shown = session.title if session else typed.one("session_title")
        yield Answered(self.say("forms.session"), shown, "session_title")
        for name in ("name", "organisation"):
            yield Answered(self.say(f"forms.{name}"), typed.one(name), name)
        group = typed.one("stakeholder_group")
        yield Answered(
            self.say("forms.group"), dict(self.groups).get(group, group), "stakeholder_group"
        )
        for n, row in enumerate(typed.rows("issue", ISSUE)):
            if row["text"]:
                kind = self.say(f"forms.kind_{row['kind']}" if row["kind"] in OF_ISSUES
                                else "forms.kind_issue")  # fmt: skip
                more = ", ".join(filter(None, (row["holder"], row["theme"])))
                words = f"{row['text']} ({more})" if more else row["text"]
                yield Answered(kind, words, f"issue-{n}")
        for n, row in enumerate(typed.rows("presentation", PRESENTATION)):
            if row["text"]:
                words = f"{row['who']}: {row['text']}" if row["who"] else row["text"]
                yield Answered(self.say("forms.presentation"), words, f"presentation-{n}")
        for box in BOXES:
            yield Answered(self.label_of(box), typed.one(box), box)
        for one in self.fields:
            name = f"report-{one.id}"
            yield Answered(label(one.label, self.language), typed.one(name), name)
        if email := typed.one("email"):
            yield Answered(self.say("forms.email"), email, "email")

    def inherited(self, filing: Filing, fields: Mapping[str, str]) -> dict[str, str]:
        """The session, but not the rapporteur: nobody's slides are the rapporteur's own.

        Where those who spoke may not be told of, what they showed is the secretariat's alone.
        """
        session = next((s for s in self.site.forum.sessions if s.id == filing.session), None)
        may_tell = session is not None and session.attribution in ("named", "affiliation")
        taken = {name: fields[name] for name in ("session", "consent") if name in fields}
        return taken if may_tell else {**taken, "audience": "secretariat"}

    def until(self, at: datetime) -> datetime | None:
        """Until the forum freezes."""
        return may_change_until(self.site.forum, None, at)

    def values(self, typed: Typed) -> dict[str, Any]:
        """The lines, at least one of each kind to write in."""
        issues, presentations = typed.rows("issue", ISSUE), typed.rows("presentation", PRESENTATION)
        empty = [dict.fromkeys(ISSUE, "")] * max(0, _FEWEST_LINES - len(issues))
        blank = [dict.fromkeys(PRESENTATION, "")] * max(0, _FEWEST_LINES - len(presentations))
        return {
            "session": self.session(typed),
            "issues": [*issues, *empty],
            "presentations": [*presentations, *blank],
        }


def form_for(request: Request) -> NoteForm:
    """The form."""
    language = language_of(request)
    return NoteForm(request.app.state.site, speaking(language), language)


@router.get(_HERE, dependencies=[_WRITES])
def pick(request: Request, q: str = "") -> Response:
    """The programme: what is on now stands first."""
    site = request.app.state.site
    now, wanted = site.now(), folded(q)
    earlier, later = _NOW

    def is_on(one: Session) -> bool:
        return bool(one.starts and one.starts - earlier <= now <= one.starts + later)

    found = [
        one
        for one in site.forum.sessions
        if wanted in folded(f"{one.number} {one.title} {one.organiser}")
    ]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    found.sort(key=lambda one: (one.starts or far, one.number, one.title))
    return show(
        request, "forms/pick_session.html.jinja", q=q, now_on=[one for one in found if is_on(one)],
        others=[one for one in found if not is_on(one)],
        headers=None if q else may_be_kept(request),
    )  # fmt: skip


@router.get(_HERE + "/new", dependencies=[_WRITES])
def read(request: Request, session: str = "", draft: str = "") -> Response:
    """The form for a session."""
    return flow.fresh(request, form_for(request), draft, session=session)


@router.post(_HERE + "/new", dependencies=[_WRITES])
def send(request: Request, form: Posted) -> Response:
    """A step of it."""
    return flow.sent(request, form_for(request), form)
