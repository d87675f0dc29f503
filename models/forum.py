"""The forum as `forum.toml` declares it."""

from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from models.audience import Audience, ConsentScope
from models.base import Instant, Model
from models.call import Call
from models.ids import Slug
from models.session import Session


class ForumHead(Model):
    """What the forum is called and how it works."""

    id: Slug
    title: str = Field(min_length=1)
    cycle: str = Field(min_length=1, pattern=r"^[\w.-]+$")
    profile: str = "igf"
    languages: tuple[str, ...] = ("en",)
    timezone: str = "UTC"
    coordinators: tuple[str, ...] = ()
    editor: str = ""
    contact: str = ""
    mandate: str = ""
    licence: str = ""
    contact_retention_days: int | None = Field(default=None, ge=0)
    """So many days after the cycle's last date originals that hold contact data are destroyed;
    what was read in them, where it is masked, stays. None: they are kept."""

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f"no time zone is called {name!r}; write one like 'Europe/Zurich'"
            ) from error
        return name

    @field_validator("languages")
    @classmethod
    def _are_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if len(code) != 2 or not code.isascii() or not code.islower() or not code.isalpha():
                raise ValueError(f"{code!r} is not an ISO 639-1 code; write one like 'en'")
        if not codes:
            raise ValueError("name at least one language, for example ['en']")
        return codes


SourceKind = Literal[
    "folder", "csv", "wordpress", "discourse", "mailing_list", "imap", "regulations_gov",
    "federal_register", "feed", "json", "form",
]  # fmt: skip
LOCAL_KINDS: tuple[SourceKind, ...] = ("folder", "csv")
"""What lies in the forum's folder. From `form`, the forum's own pages, nothing is collected; all
other kinds are asked over the network, by `url`."""
_WELL_KNOWN: tuple[SourceKind, ...] = ("regulations_gov", "federal_register")
"""These have one address; `url` is for a copy of the service."""
QUERY_WORDS: dict[SourceKind, tuple[str, ...]] = {
    "regulations_gov": ("docket", "document", "agency", "term", "posted_from", "posted_to"),
    "federal_register": ("term", "agency", "docket", "type", "topic", "section", "rin"),
}
"""What `query` may say beside the service's own `filter[…]` or `conditions[…]`."""
JSON_TEXTS = ("text", "text_html", "text_markdown")
"""`json`: the columns that name what people wrote, by the form that it has."""


class SourceConfig(Model):
    """Where things are collected from."""

    id: Slug
    kind: SourceKind
    path: str = ""
    """Of a folder or table, below the forum's folder; for `imap` the mailbox (default INBOX)."""
    url: str = ""
    """Of a service. Credentials never stand here: see docs/sources.md."""
    since: Instant | None = None
    """Of a service: nothing older is asked for."""
    query: dict[str, str] = Field(default_factory=dict)
    """Of a service: what to ask it for, in its own words (docket, post, category, topic …)."""
    items: str = ""
    """`json`: where in an answer the list of items stands, such as `data.comments`."""
    next: str = ""
    """`json`: where in an answer the next page's address or cursor stands."""
    most_per_minute: int | None = Field(default=None, ge=1)
    """Of a service: how often it may be asked."""
    call: Slug | None = None
    session: Slug | None = None
    audience: Audience = "public"
    embargo_until: Instant | None = None
    consent: ConsentScope | Literal["not_asked"] = "full"
    columns: dict[str, str] = Field(default_factory=dict)
    questions: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Question id → its column, or several that hold one answer: a choice and "other"."""
    sheet: str = ""
    """Of a workbook: which of its sheets; by default the one that has the columns."""
    register_file: str | None = Field(default=None, alias="register")
    """A folder's correspondence register: a CSV with a line for each file, see the user's guide."""

    @model_validator(mode="after")
    def _says_where(self) -> "SourceConfig":
        if self.kind == "form":
            for name in ("path", "url"):
                if getattr(self, name):
                    raise ValueError(f"{name}: a form lies on the forum's own pages; remove it")
        elif self.kind in LOCAL_KINDS:
            if not self.path:
                raise ValueError("path: say where it lies below the forum's folder")
            if self.url:
                raise ValueError(f"url: a {self.kind} source has a path, not a url")
        elif not self.url and self.kind not in _WELL_KNOWN:
            raise ValueError("url: say which address to ask")
        if self.kind != "csv" and any(not isinstance(one, str) for one in self.questions.values()):
            raise ValueError("questions: name one place for each question, not a list")
        return self

    @model_validator(mode="after")
    def _says_what(self) -> "SourceConfig":
        if self.kind == "json":
            self._has_mapping()
        elif self.items or self.next:
            name = "items" if self.items else "next"
            raise ValueError(f"{name}: belongs to a source of kind 'json'; remove it")
        words = QUERY_WORDS.get(self.kind)
        if words is None:
            return self
        own = "filter[" if self.kind == "regulations_gov" else "conditions["
        for name in self.query:
            if name not in words and not name.startswith(own):
                raise ValueError(
                    f"query: {name!r} is not known; the words are {', '.join(words)}, and the "
                    f"service's own, which begin with {own}"
                )
        if not any(value.strip() for value in self.query.values()):
            raise ValueError(f'query: say what to ask for, such as {words[0]} = "…"')
        return self

    def _has_mapping(self) -> None:
        texts = [name for name in JSON_TEXTS if name in self.columns]
        if "external_id" not in self.columns:
            raise ValueError(
                'columns: say where in an item its id stands: external_id = "id", for one'
            )
        if not texts and not self.questions:
            raise ValueError(
                'columns: say where in an item the text stands: text = "body", or '
                'text_html = "body" where it is HTML; or map questions'
            )
        if len(texts) > 1:
            raise ValueError(f"columns: name one of {' and '.join(texts)}, in the form that it has")
        if texts != ["text"] and texts and (self.questions or "question" in self.columns):
            raise ValueError(
                f"columns: with questions the text is plain; write text, not {texts[0]}"
            )


FORM_ID = "form"
"""The id of the source that the pages file under where `forum.toml` declares none of their kind."""


class PinnedTheme(Model):
    """A theme that people want to have, whatever arrives."""

    id: Slug
    label: str = Field(min_length=1)
    seeds: tuple[str, ...] = ()


EncoderName = Literal["multilingual", "multilingual-fast", "english-fast", "spelling"]


class ThemesConfig(Model):
    """What people ask of the grouping."""

    expected: tuple[int, int] | None = None
    pinned: tuple[PinnedTheme, ...] = ()
    encoder: EncoderName | None = None
    """What texts are compared by; None: chosen by rule (docs/forum-file.md)."""

    @field_validator("expected")
    @classmethod
    def _is_a_range(cls, pair: tuple[int, int] | None) -> tuple[int, int] | None:
        if pair and not 1 <= pair[0] <= pair[1]:
            raise ValueError("write the fewest and the most themes, for example [6, 20]")
        return pair


class OutcomeConfig(Model):
    """The document to make."""

    template: str = "outcome"
    label: str = "Draft I"


class Schedule(Model):
    """When runs start by themselves, each as a cron expression in the forum's time zone."""

    cron: str | None = Field(default=None, min_length=1)
    """A compile, which collects first."""
    collect: str | None = Field(default=None, min_length=1)
    remind: str | None = Field(default=None, min_length=1)
    """Of sessions without a note."""
    sweep: str | None = Field(default=None, min_length=1)
    """Of what runs that were killed left; None: every night."""


class Milestone(Model):
    """A date of the cycle."""

    id: Slug
    title: str = ""
    owner: str = ""
    due: Instant | None = None
    waits_for: tuple[Slug, ...] = ()


class Forum(Model):
    """A forum's whole declaration. Sessions come from here or from `programme.*`."""

    forum: ForumHead
    calls: tuple[Call, ...] = ()
    sessions: tuple[Session, ...] = ()
    sources: tuple[SourceConfig, ...] = Field(min_length=1)
    themes: ThemesConfig = ThemesConfig()
    outcome: OutcomeConfig = OutcomeConfig()
    milestones: tuple[Milestone, ...] = ()
    schedule: Schedule | None = None

    @model_validator(mode="after")
    def _ids_meet(self) -> "Forum":
        for what, ids in (
            ("calls", [call.id for call in self.calls]),
            ("sessions", [session.id for session in self.sessions]),
            ("sources", [source.id for source in self.sources]),
            ("themes.pinned", [theme.id for theme in self.themes.pinned]),
        ):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"{what}: the id {twice[0]!r} is used twice; give each its own")
        calls = {call.id for call in self.calls}
        for source in self.sources:
            if source.call and source.call not in calls:
                raise ValueError(
                    f"sources.{source.id}.call: there is no call {source.call!r}; "
                    f"the calls are {sorted(calls) or 'none'}"
                )
        return self

    @property
    def forms(self) -> tuple[SourceConfig, ...]:
        """The sources of what people file by the pages: those declared, and last one of our own.

        Should the forum have another source by our name, ours takes another.
        """
        taken = {one.id for one in self.sources}
        names = (FORM_ID, *(f"{FORM_ID}-{n}" for n in range(2, len(taken) + 3)))
        own = SourceConfig(id=next(one for one in names if one not in taken), kind="form")
        return (*(one for one in self.sources if one.kind == "form"), own)

    def form_for(self, call: Slug | None = None) -> SourceConfig:
        """The form that takes what answers `call`: one of that call alone, else one of none."""
        return next((one for one in self.forms if call and one.call == call), None) or next(
            one for one in self.forms if one.call is None
        )

    @property
    def last_date(self) -> Instant | None:
        """The cycle's last date: of its milestones, its calls and their deadlines."""
        dates = [one.due for one in self.milestones]
        for call in self.calls:
            dates += [call.last_close, *[one.hard_at or one.soft_at for one in call.deadlines]]
        return max((at for at in dates if at), default=None)

    def call_of(self, source: SourceConfig) -> Call | None:
        """The call that a source's input answers: the one it names, else the forum's only one."""
        if source.call:
            return next(call for call in self.calls if call.id == source.call)
        return self.calls[0] if len(self.calls) == 1 else None
