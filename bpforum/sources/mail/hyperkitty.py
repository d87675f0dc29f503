"""Owns walking a HyperKitty archive (Mailman 3): what is new by its API, the mails by its export.

The API lists messages by arrival, newest first, but knows a message's words alone; the export
gives whole mails with what was attached, by the sender's date. So the months of what is new are
exported. Where an owner has switched the export off, mails are made of what the API says.
Source: HyperKitty 1.3, urls.py, views/mlist.py, api/email.py, models/email.py.
"""

import re
from base64 import b32encode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from bpforum.errors import SourceRefused
from bpforum.readers.packed.member import Member
from bpforum.sources.mail.hyperkitty_mail import mail_of, member_of, with_fixed_boundary
from bpforum.sources.mail.message import (
    attached,
    distinct,
    headers_of,
    item_of,
    message_id,
    messages_in,
)
from bpforum.sources.mail.visit import Damaged, Visit, portions, refused, unpacked
from bpforum.sources.protocol import Page
from models.base import Instant
from models.submission import Received

_LISTED = 100
"""Messages that the API is asked for at once."""
_MOST_LISTS = 5_000
_REMEMBERED = 20
"""So many of the newest are remembered: one may be taken out of the archive."""
_PLACE = re.compile(r"(.{0,300}?)/list/([^/@]{1,100}@[^/@]{1,200})(?:/.{0,300})?")
_HASH = re.compile(r"\w{1,64}")


def is_hyperkitty(base: str, page: str) -> bool:
    """Whether `page`, at `base`, is the overview of a list."""
    return _PLACE.fullmatch(_path(base)) is not None and (
        "hyperkitty" in page.lower() or "mailman" in page.lower()
    )


def walk(visit: Visit) -> Iterator[Page]:
    """The messages, by month, from where `visit.state` says.

    Raises SourceRefused and SourceUnreachable.
    """
    archive = _Archive(visit)
    state = visit.state
    is_fresh = not state.keys() & {"newest", "todo"}
    if "todo" not in state:
        archive.look()
        state["todo"] = sorted({month for month, _ in archive.listed})
        newest = [one for _, one in archive.listed[:_REMEMBERED]]
        state["then"] = [*newest, *state.get("newest", [])][:_REMEMBERED]
    total = len(archive.listed) or None
    while state["todo"]:
        yield from archive.month(state["todo"][0], total)
    state.pop("todo")
    state["newest"] = state.pop("then", [])
    yield visit.page(complete=is_fresh and not visit.since)


class _Archive:
    def __init__(self, visit: Visit) -> None:
        place = _PLACE.fullmatch(_path(visit.base))
        if place is None:
            raise SourceRefused(
                f"{visit.base} is no list of a HyperKitty archive; its address has to look like "
                "https://lists.example.org/hyperkitty/list/forum@lists.example.org/."
            )
        parts = urlsplit(visit.base)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._prefix, self._name = f"{self._origin}{place[1]}", place[2]
        self._list = f"{self._prefix}/list/{quote(self._name, safe='@')}/"
        self._api = f"{self._prefix}/api/list/{quote(self._name, safe='@')}/"
        self._visit = visit
        self.listed: list[tuple[str, str]] = []
        """Month and hash of each message that is new, newest arrival first."""
        self._ids: dict[str, str] = {}

    def look(self) -> None:
        """Lists what arrived since the last time."""
        known = {str(one) for one in self._visit.state.get("newest", [])}
        seen: set[str] = set()
        offset = 0
        for _ in range(_MOST_LISTS):
            asked = {"limit": str(_LISTED), "offset": str(offset), "format": "json"}
            answer = self._visit.get(f"{self._api}emails/", asked)
            if answer.status != 200:
                raise SourceRefused(
                    f"{answer.url} answered {answer.status}: the archive has no such list, or "
                    "keeps it to its members. Correct the source's url, or ask the list's owner."
                )
            entries = _results(answer.json(), answer.url)
            before = len(seen)
            for entry in entries:
                mark, month = _hash(entry), _month(entry)
                if mark in known:
                    return
                if mark and mark not in seen:
                    seen.add(mark)
                    self._ids[mark] = str(entry.get("message_id", ""))
                    if self._visit.since is None or month >= f"{self._visit.since:%Y-%m}":
                        self.listed.append((month, mark))
            # Messages that arrive meanwhile shift the rest: the same ones may come again.
            if len(seen) == before:
                return
            offset += len(entries)
        raise SourceRefused(f"{self._api}emails/ lists messages without end.")

    def month(self, month: str, total: int | None) -> Iterator[Page]:
        """The pages of one month; afterwards it stands in `todo` no more."""
        state = self._visit.state
        begins, ends = _window(month)
        latest = min(self._visit.now, ends)
        exported: list[Received] = []
        if month not in state.get("alone", []):
            try:
                exported = self._exported(month, begins, ends, latest)
            except (SourceRefused, Damaged):
                # Switched off, or too much at once: message by message it is to be had. So it
                # stays for this month, for a mail made of its words is not the mail's own bytes.
                state["alone"] = sorted({*state.get("alone", []), month})
        if month in state.get("alone", []) and not self.listed:
            self.look()
        groups = {item.external_id: [item] for item in exported}
        asked = [
            m for one, m in reversed(self.listed) if one == month and self._id(m) not in groups
        ]
        keys = [*groups, *asked]
        at = state.get("at")
        if isinstance(at, list) and at[0] == month and at[1] in keys:
            keys = keys[keys.index(at[1]) + 1 :]
        brought = (groups[key] if key in groups else self._asked(key, latest) for key in keys)
        done = 0
        page: list[Received] = []
        for page, count in portions(brought):
            done += count
            if done >= len(keys):
                break
            state["at"] = [month, keys[done - 1]]
            yield self._visit.page(page, total=total)
            page = []
        state.pop("at", None)
        state["todo"] = state["todo"][1:]
        yield self._visit.page(page, total=total)

    def _exported(
        self, month: str, begins: Instant, ends: Instant, latest: Instant
    ) -> list[Received]:
        asked = {"start": begins.date().isoformat(), "end": ends.date().isoformat()}
        answer = self._visit.get(f"{self._list}export/{month}.mbox.gz", asked)
        if answer.status != 200:
            raise SourceRefused(f"{answer.url} answered {answer.status}.")
        data = unpacked(answer)
        if data.strip() and not data.startswith(b"From "):
            raise SourceRefused(f"{answer.url} answered something that is not a mailbox.")
        return distinct([self._item(member, latest) for member in messages_in(data)])

    def _id(self, mark: str) -> str:
        """The id under which the export has the message `mark`."""
        bare = re.sub(r"[\s<>()]", "", self._ids.get(mark, ""))
        return bare[:300].replace("/", "_")

    def _asked(self, mark: str, latest: Instant) -> list[Received]:
        """One message and what was attached to it, as the API has them."""
        url = f"{self._api}email/{mark}/"
        try:
            answer = self._visit.get(url, {"format": "json"})
            entry = answer.json() if answer.status == 200 else None
        except SourceRefused as error:
            return [self._refused(mark, error, latest)]
        if not isinstance(entry, dict):
            return [self._refused(mark, SourceRefused(f"{url} holds no message."), latest)]
        parent = _hash({"message_id_hash": str(entry.get("parent") or "").rstrip("/")[-64:]
                        .rpartition("/")[2]})  # fmt: skip
        member = member_of(mail_of(entry, self._ids.get(parent, "")))
        item = item_of(member, latest=latest, url=f"{self._list}message/{mark}/")
        return [item, *self._files(item, entry.get("attachments"))]

    def _files(self, parent: Received, entries: Any) -> Iterator[Received]:
        for n, entry in enumerate(entries[:50] if isinstance(entries, list) else [], start=1):
            if not isinstance(entry, dict):
                continue
            name = str(entry.get("name") or f"attachment-{n}").replace("/", "_")[:200]
            kind = str(entry.get("content_type") or "application/octet-stream")[:100]
            url = str(entry.get("download") or "")
            if url.startswith("/"):
                url = f"{self._origin}{url}"
            data, trouble = b"", ""
            if not url.startswith(self._list):
                trouble = "Its address leads out of the archive."
            else:
                try:
                    answer = self._visit.get(url)
                    data = answer.body if answer.status == 200 else b""
                    trouble = "" if answer.status == 200 else f"{url} answered {answer.status}."
                except SourceRefused as error:
                    trouble = str(error)
            if trouble:
                trouble = f"This attachment cannot be had. {trouble} Ask the sender for it."
            yield attached(parent, f"{n}-{name}", data, kind, trouble)

    def _item(self, member: Member, latest: Instant) -> Received:
        data = with_fixed_boundary(member.data)
        written = message_id(headers_of(data))
        mark = b32encode(sha1(written.encode(), usedforsecurity=False).digest()).decode()
        return item_of(
            member.model_copy(update={"data": data}),
            latest=latest,
            url=f"{self._list}message/{mark}/" if written else "",
        )

    def _refused(self, mark: str, error: SourceRefused, at: Instant) -> Received:
        return Received(
            external_id=self._ids.get(mark, "").replace("/", "_") or f"message {mark}",
            data=b"",
            received_at=at,
            channel="mail",
            trouble=refused(error, mark),
        )


def _path(url: str) -> str:
    return unquote(urlsplit(url).path)


def _results(found: Any, url: str) -> list[dict[str, Any]]:
    entries = found.get("results") if isinstance(found, dict) else None
    if not isinstance(entries, list):
        raise SourceRefused(f"{url} answered no list of messages; correct the source's url.")
    return [entry for entry in entries if isinstance(entry, dict)]


def _hash(entry: dict[str, Any]) -> str:
    words = str(entry.get("message_id_hash") or "")
    return words if _HASH.fullmatch(words) else ""


def _month(entry: dict[str, Any]) -> str:
    """`2016-03`, by the sender's date in UTC, as the export counts."""
    try:
        at = datetime.fromisoformat(str(entry.get("date")).replace("Z", "+00:00"))
        at = at.astimezone(UTC) if at.tzinfo else at
        return f"{at.year:04d}-{at.month:02d}"
    except (ValueError, OverflowError):
        return "1970-01"


def _window(month: str) -> tuple[Instant, Instant]:
    year, number = int(month[:4]), int(month[5:7])
    begins = datetime(year, number, 1, tzinfo=UTC)
    if month == "9999-12":
        return begins, datetime(9999, 12, 31, tzinfo=UTC)
    return begins, datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
