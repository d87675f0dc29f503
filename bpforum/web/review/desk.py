"""What every page of the review is made from: the newest draft, who looks, words for codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.profiles.mapping import label
from bpforum.reviewing import comments, confirming
from bpforum.reviewing.draft import Draft
from bpforum.web.comments.desk import desk as published
from bpforum.web.review.presence import Seen
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.show import language_of, show
from models.account import Account
from models.decision import Decision
from models.profile import Profile, StakeholderGroup, Term

READING = allow("coordinator", "editor", "secretariat")
"""Who may see the draft with its evidence."""
EDITING = allow("coordinator", "editor")
"""Who may change its words, and recommend."""
DECIDING = allow("coordinator")
"""Who answers comments, clears and publishes."""


@dataclass(frozen=True)
class Labels:
    """The profile's public labels, in the reader's language."""

    profile: Profile
    language: str
    not_stated: str
    joint: str

    def group(self, code: str) -> str:
        """Of a stakeholder group."""
        return self._term(self.profile.groups, code)

    def region(self, code: str) -> str:
        """Of a region."""
        if code in self.profile.regions:
            return label(self.profile.regions[code], self.language)
        return self._unknown(code)

    def disposition(self, code: str) -> str:
        """Of an answer to a comment."""
        return self._term(self.profile.dispositions, code) if code else ""

    def comment_type(self, code: str) -> str:
        """Of a type of comment."""
        return self._term(self.profile.comment_types, code)

    @property
    def dispositions(self) -> list[tuple[str, str]]:
        """All answers to a comment, with their labels."""
        return [(one.id, self.disposition(one.id)) for one in self.profile.dispositions]

    def _term(self, terms: Sequence[Term | StakeholderGroup], code: str) -> str:
        known = next((one for one in terms if one.id == code), None)
        return label(known.label, self.language) if known else self._unknown(code)

    def _unknown(self, code: str) -> str:
        return self.joint if code == "joint" else code.replace("_", " ") or self.not_stated


@dataclass(frozen=True)
class Desk:
    """One request's view of the draft."""

    request: Request
    draft: Draft
    account: Account
    labels: Labels
    here: list[Seen]

    def show(self, template: str, /, status: int = 200, **values: Any) -> Response:
        """A page of the review, with what all of them show."""
        draft = self.draft
        relations, names = confirming.count(draft.index, draft.standing)
        done = draft.book.find(self.request.query_params.get("done", ""))
        return show(
            self.request, f"review/{template}.html.jinja", status=status,
            draft=draft.index, standing=draft.standing, labels=self.labels, here=self.here,
            open_comments=comments.count(draft.index, comments.Filter()),
            to_confirm=relations + names, pending=len(draft.standing.pending), done=done,
            done_own=draft.book.own_inputs([done.id]).get(done.id, ()) if done else (),
            may_edit=self.account.has("coordinator", "editor"),
            may_decide=self.account.has("coordinator"), me=self.account, **values,
        )  # fmt: skip

    def back(self, where: str, decision: Decision | None = None) -> Response:
        """Goes on to a page of the review, which says what was recorded."""
        address, _, anchor = where.partition("#")
        if decision:
            address += f"{'&' if '?' in address else '?'}done={decision.id}"
            anchor = "done"
        return RedirectResponse(f"{address}#{anchor}" if anchor else address, status_code=303)


class Unreadable(HTTPException):
    """The newest run's files are missing or damaged."""

    def __init__(self, run: str) -> None:
        super().__init__(404)
        self.run = run


def find_desk(request: Request, where: str = "") -> Desk | None:
    """The desk; None while there is no run to review. Raises Unreadable."""
    site = request.app.state.site
    run = site.newest_run
    if run is None:
        return None
    from bpforum.web import words

    account, language = signed_in(request), language_of(request)
    try:
        draft = request.app.state.drafts.open(run, site.profile, published(request).grounds)
    except (OSError, KeyError, ValueError) as broken:
        raise Unreadable(run.name) from broken
    say = words.speaking(language)
    here = request.app.state.presence.look(account.id, account.name, where, site.now())
    return Desk(
        request, draft, account,
        Labels(site.profile, language, say("review.not_stated"), say("review.joint")), here,
    )  # fmt: skip


def open_desk(request: Request, where: str = "") -> Desk:
    """The desk. Raises HTTPException where there is nothing to review."""
    desk = find_desk(request, where)
    if desk is None:
        raise HTTPException(404)
    return desk


def page_number(request: Request) -> int:
    """`?page=3` → 2; 0 for the first and for what is no number."""
    said = request.query_params.get("page", "1")
    return max(0, int(said) - 1) if said.isdecimal() and len(said) < 7 else 0
