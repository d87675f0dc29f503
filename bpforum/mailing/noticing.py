"""Finds what people are to be told of, and puts it into the outbox; sends nothing.

Each thing has a key of its own, so that looking again tells nobody twice.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from bpforum.profiles import load_profile
from bpforum.profiles.mapping import label
from bpforum.store import Store
from models.account import ROLES, Role
from models.base import Instant
from models.forum import Forum
from models.ids import number_of
from models.notice import ROOMS, Notice, NoticeKind
from models.profile import Profile
from models.run_request import RunKind, RunRequest
from models.session import Session

_LOOKS_BACK = timedelta(days=2)
"""What ended longer ago is no news: a store that is opened after a year floods nobody."""
_NEWEST = 50
_COMPILES: tuple[RunKind, ...] = ("compile",)
_KNOWN = ("en", "es", "fr")


class Noticing:
    """What is told of one forum, with links that begin with `base`."""

    def __init__(
        self, store: Store, forum: Forum, folder: Path, base: str, *, rooms: bool = False
    ) -> None:
        """`rooms`: whether the secretariat has chat rooms that are told as well."""
        self._store = store
        self._forum = forum
        self._folder = folder
        self._base = base.rstrip("/")
        self._rooms = [ROOMS] if rooms else []

    def look(self, *, at: Instant) -> int:
        """Puts what is new into the outbox; how many notices."""
        found = [*self._runs(at), *self._decisions(at)]
        return self._store.outbox.add(found, at=at) if found else 0

    def remind(self, sessions: Sequence[Session], *, at: Instant) -> int:
        """Reminds rapporteurs of sessions without a note, each of each once a day."""
        return self._store.outbox.add(
            (
                (
                    f"reminder {session.id} {name} {at:%Y-%m-%d}",
                    self._notice("reminder", to, {
                        "title": session.title,
                        "link": f"{self._base}/note?session={session.id}",
                    }),
                )
                for session in sessions
                for name, to in self._people("rapporteur")
            ),
            at=at,
        )  # fmt: skip

    def _runs(self, at: Instant) -> Iterator[tuple[str, Notice]]:
        """Compiles that ended: done with their counts, or failed with the reason."""
        for run in self._store.run_requests.newest(_NEWEST, _COMPILES):
            ended = run.finished_at
            if ended is None or ended < at - _LOOKS_BACK or run.state not in ("done", "failed"):
                continue
            if run.outcome and run.outcome.folder is None and run.state == "done":
                continue  # a dry run is looked at by who asked for it
            kind, values = _told(run, self._base)
            for name, to in self._to("secretariat", "coordinator"):
                yield f"run {run.id} {name}", self._notice(kind, to, values)

    def _decisions(self, at: Instant) -> Iterator[tuple[str, Notice]]:
        """Comments that were answered, and drafts that were published."""
        newest = self._store.decision_book.newest()
        profile = load_profile(self._forum.forum.profile, self._folder)
        for _, made in self._store.decision_book.after(max(0, newest - 10 * _NEWEST)):
            if made.at < at - _LOOKS_BACK:
                continue
            if made.kind == "dispose" and isinstance(made.value, dict):
                yield from self._answered(made.id, made.target, made.value, profile)
            elif made.kind == "publish" and isinstance(made.value, dict) and "seal" in made.value:
                values = {
                    "label": str(made.value.get("printed", made.value.get("label", ""))),
                    "forum": self._forum.forum.title,
                    "link": f"{self._base}/published/{made.target}",
                }
                for name, to in self._to(*ROLES):
                    yield f"published {made.id} {name}", self._notice("published", to, values)

    def _answered(
        self, decision: str, target: str, value: dict[str, object], profile: Profile
    ) -> Iterator[tuple[str, Notice]]:
        number = number_of(target)
        found = self._store.received_pages.after(number - 1, 1) if number else ()
        if not found or found[0].reference != target or found[0].erased:
            return
        one = found[0]
        email = self._store.filings.email(one.source, one.external_id)
        if not email:
            return
        language = _language(one.fields.get("language", ""), self._forum)
        code = str(value.get("disposition", ""))
        term = next((each for each in profile.dispositions if each.id == code), None)
        values = {
            "reference": target,
            "disposition": label(term.label, language) if term else code.replace("_", " "),
            "link": f"{self._base}/comments/{target}",
        }
        yield f"answered {decision}", self._notice("answered", email, values, language)

    def _notice(
        self, kind: NoticeKind, to: str, values: dict[str, str], language: str = ""
    ) -> Notice:
        return Notice(
            kind=kind, to=to, language=language or _language("", self._forum), values=values
        )

    def _to(self, *roles: Role) -> list[tuple[str, str]]:
        """Who is told, and where: people in `roles` who have an address, and the rooms."""
        return [*((room, room) for room in self._rooms), *self._people(*roles)]

    def _people(self, *roles: Role) -> list[tuple[str, str]]:
        return [
            (one.id, one.email)
            for one in self._store.accounts.all()
            if one.email and not one.closed_at and any(role in one.roles for role in roles)
        ]


def _told(run: RunRequest, base: str) -> tuple[NoticeKind, dict[str, str]]:
    link = f"{base}/runs/{run.id}"
    if run.outcome is None or run.state == "failed":
        reason = run.failure.words if run.failure else ""
        return "run_failed", {"run": run.id, "reason": reason, "link": link}
    fates = run.outcome.fates
    included = fates.get("reflected", 0) + fates.get("listed", 0)
    return "run_done", {
        "run": run.id, "included": str(included), "received": str(run.outcome.received),
        "attention": str(run.outcome.attention), "link": link,
    }  # fmt: skip


def _language(said: str, forum: Forum) -> str:
    wanted = [said[:2].lower(), *forum.forum.languages]
    return next((code for code in wanted if code in _KNOWN), "en")
