"""What every filing form is: its page, what it asks, and how what was typed becomes a filing."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from bpforum.profiles.mapping import label
from bpforum.web.forms.typed import Typed
from bpforum.web.site import Site
from bpforum.web.words import Say
from models.call import Call
from models.filing import Filer, Filing, FilingKind
from models.ids import digest
from models.submission import Reason

PERSONAL = ("name", "organisation", "function", "country", "stakeholder_group", "email")
"""What a browser may remember for the next form, if it is asked to."""
CONSENTS = {"full": "full", "name_withheld": "name withheld", "counts_only": "counts only"}
"""The choices of a form, and the words of each that `stated_consent` knows."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}")


@dataclass(frozen=True)
class Answered:
    """A line of the page on which answers are checked."""

    label: str
    words: str
    field: str
    """Where it is changed."""


class FilingForm(ABC):
    """A form of one kind, for one call or for none."""

    kind: ClassVar[FilingKind]
    version: ClassVar[str]
    template: ClassVar[str]
    takes_files: ClassVar[bool] = True
    """Whether something may be attached to it."""
    repeated: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Its repeated parts, with the names of each line's fields."""

    def __init__(self, site: Site, say: Say, language: str, call: Call | None = None) -> None:
        self.site, self.say, self.language, self.call = site, say, language, call

    @property
    def draft_id(self) -> str:
        """By which a draft is known to be of this form."""
        return f"{self.version} {self.call.id}" if self.call else self.version

    @property
    @abstractmethod
    def title(self) -> str:
        """What stands above it."""

    @abstractmethod
    def filing(self, typed: Typed) -> Filing:
        """What was typed as a filing. `problems` has been asked first."""

    @abstractmethod
    def typed_of(self, filing: Filing) -> Typed:
        """What has to be typed for `filing`: it is changed by the same form."""

    @abstractmethod
    def problems(self, typed: Typed, files: int) -> Iterator[Reason]:
        """What has to be mended before it can be filed; messages are keys of the forms' words."""

    @abstractmethod
    def answers(self, typed: Typed) -> Iterator[Answered]:
        """What was answered, to be checked, in the form's order."""

    @abstractmethod
    def until(self, at: datetime) -> datetime | None:
        """Until when what is filed at `at` may be changed."""

    def inherited(self, filing: Filing, fields: Mapping[str, str]) -> dict[str, str]:
        """What an attached file takes over: it came from whom the form came from."""
        return {name: said for name, said in fields.items() if name not in ("kind", "title")}

    def values(self, typed: Typed) -> dict[str, Any]:
        """What its template needs beside what was typed."""
        return {}

    def warnings(self, typed: Typed) -> Sequence[str]:
        """What the filer should know before it is filed, in words."""
        return ()

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The body's stakeholder groups: what is stored, and what is shown."""
        return [
            (label(one.label, "en"), label(one.label, self.language))
            for one in self.site.profile.groups
        ]

    @property
    def notice(self) -> str:
        """The privacy and consent notice: the call's, else our own."""
        own = self.say("forms.own_notice")
        return (self.call.consent_notice if self.call else "") or own

    @property
    def notice_version(self) -> str:
        """By which the notice that was shown is known; of a call's as its terms know it."""
        if self.call and self.call.consent_notice:
            return digest(self.call.consent_notice.encode())[:8]
        return "own-1"

    def consent(self, typed: Typed) -> str:
        """The choice that was made, with the notice that it was made under."""
        chosen = CONSENTS.get(typed.one("consent"), "")
        return f"{chosen}, notice {self.notice_version}" if chosen else ""

    def filer(self, typed: Typed) -> Filer:
        """Who files."""
        capacity = typed.one("capacity")
        return Filer(
            name=typed.one("name")[:500],
            organisation=typed.one("organisation")[:500],
            function=typed.one("function")[:500],
            country=typed.one("country")[:200],
            stakeholder_group=typed.one("stakeholder_group")[:200],
            capacity=capacity if capacity in ("personal", "on_behalf") else "",
            listed_as=typed.one("listed_as")[:500],
        )

    def typed_filer(self, filing: Filing) -> dict[str, tuple[str, ...]]:
        """The filer's fields, and the consent, as they are typed."""
        filer = filing.filer.model_dump()
        said = filing.consent.partition(",")[0]
        chosen = next((key for key, words in CONSENTS.items() if words == said), "")
        return {**{name: (words,) for name, words in filer.items()}, "consent": (chosen,)}

    def problems_of_filer(self, typed: Typed) -> Iterator[Reason]:
        """Whoever files is asked for a name or a body, and may ask not to be named."""
        if not (typed.one("name") or typed.one("organisation")):
            yield problem("who_missing", "name")
        yield from self.problems_of_email(typed)

    def problems_of_email(self, typed: Typed) -> Iterator[Reason]:
        """An address is needed nowhere; one that cannot be right is told."""
        if (email := typed.one("email")) and not _EMAIL.fullmatch(email):
            yield problem("email_wrong", "email")

    def problems_of_consent(self, typed: Typed) -> Iterator[Reason]:
        """Nothing is ticked beforehand: a choice is made by the person."""
        if typed.one("consent") not in CONSENTS:
            yield problem("consent_missing", "consent")

    def filer_answers(self, typed: Typed, *, consent: bool = True) -> Iterator[Answered]:
        """Who files, to be checked."""
        shown = dict(self.groups)
        for name in ("name", "organisation", "function", "country"):
            yield Answered(self.say(f"forms.{name}"), typed.one(name), name)
        group = typed.one("stakeholder_group")
        yield Answered(self.say("forms.group"), shown.get(group, group), "stakeholder_group")
        if (capacity := typed.one("capacity")) in ("personal", "on_behalf"):
            words = self.say(f"forms.capacity_{capacity}")
            yield Answered(self.say("forms.capacity"), words, "capacity")
        if listed := typed.one("listed_as"):
            yield Answered(self.say("forms.listed_as"), listed, "listed_as")
        if consent:
            chosen = typed.one("consent")
            words = self.say(f"forms.consent_{chosen}") if chosen in CONSENTS else ""
            yield Answered(self.say("forms.consent"), words, "consent")
        if email := typed.one("email"):
            yield Answered(self.say("forms.email"), email, "email")


def problem(message: str, where: str, code: str = "invalid") -> Reason:
    """A problem of a field."""
    return Reason(code=code, message=message, where=where)
