"""Owns walking a pipermail archive (Mailman 2): its volumes, month by month, and what they name.

An archive keeps a message's words, not its form: From is written "anna at example.org (Anna)",
parts that are no text were put aside as files. The header is made one again; the files are fetched
from the archive's own `attachments/`. A volume that is over is fetched once.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from bpforum.errors import SourceRefused
from bpforum.sources.mail.message import distinct, item_of, messages_in
from bpforum.sources.mail.pipermail_files import files_named
from bpforum.sources.mail.pipermail_pages import message_links, message_on
from bpforum.sources.mail.pipermail_volumes import Volume, volumes_on
from bpforum.sources.mail.visit import Damaged, Visit, portions, refused, unpacked
from bpforum.sources.protocol import Page
from bpforum.sources.web.answer import Answer
from models.base import Instant
from models.ids import digest
from models.submission import Received

_MAY_GROW = 2
"""So many of the newest volumes are asked for again each time."""
_GRACE = timedelta(days=2)
_FROM = re.compile(
    rb"\AFrom:[ \t]{0,8}([^\s()<>@]{1,200}) at ([^\s()<>@]{1,200})[ \t]{0,8}"
    rb"(?:\(([^\r\n]{0,1000})\))?[ \t]{0,8}(\r?\n)(?![ \t])"
)


def is_pipermail(base: str, page: str) -> bool:
    """Whether `page`, at `base`, is the table of contents of an archive."""
    return bool(volumes_on(page, base)) or "Pipermail" in page[:20_000] or "/pipermail/" in base


def walk(visit: Visit, first_page: str) -> Iterator[Page]:
    """The archive's messages, oldest volume first, from where `visit.state` says.

    Raises SourceRefused and SourceUnreachable.
    """
    state = visit.state
    is_fresh = not state.keys() & {"volumes", "at"}
    volumes = volumes_on(first_page, visit.base)
    growing = {volume.name for volume in volumes[-_MAY_GROW:]}
    known = state.setdefault("volumes", {})
    for volume in volumes:
        before = known.get(volume.name)
        if visit.since and volume.ends and volume.ends < visit.since:
            continue
        is_settled = before is not None and len(before) == 1
        if is_settled and before[0] == volume.label and volume.name not in growing:
            continue
        yield from _volume(visit, volume, before or [])
        if volume.name in known and volume.name not in growing and _is_over(volume, visit.now):
            known[volume.name] = known[volume.name][:1]
            prefix = f"{volume.name} "
            state["have"] = [one for one in state.get("have", []) if not one.startswith(prefix)]
    yield visit.page(complete=is_fresh and not visit.since)


def _is_over(volume: Volume, now: Instant) -> bool:
    """Whether it was asked for after its end: before, the same size may hide a new message."""
    return volume.ends is None or now > volume.ends + _GRACE


def _volume(visit: Visit, volume: Volume, before: list[str]) -> Iterator[Page]:
    """The pages of one volume; none where nothing came since `before`."""
    state, name = visit.state, volume.name
    _, etag, modified, mark = before if len(before) == 4 else ("", "", "", "")
    try:
        answer = visit.get(volume.url, etag=etag, modified=modified)
        if answer.status == 304:
            return
        if answer.status != 200:
            raise SourceRefused(f"{answer.url} answered {answer.status}.")
        found = answer.fetch.digest[:16]
        after = [
            volume.label,
            answer.headers.get("etag", ""),
            answer.headers.get("last-modified", ""),
            found,
        ]
        if found == mark:
            state["volumes"][name] = after
            return
        at = state.get("at")
        # Killed in the middle: it goes on where it was, if the volume is still the same.
        done = at[2] if isinstance(at, list) and at[:2] == [name, found] else 0
        total, items = _messages(visit, volume, answer, done)
    except (SourceRefused, Damaged) as error:
        state["bad"] = sorted({*state.get("bad", []), name})
        state.pop("at", None)
        yield visit.page([_refused(visit, volume, error)])
        return
    state.pop("at", None)
    mended = [name] if name in state.get("bad", []) else []
    state["bad"] = [one for one in state.get("bad", []) if one != name]
    for page, count in portions(_with_files(visit, volume, items)):
        done += count
        if done < total:
            state["at"] = [name, found, done]
            yield visit.page(page)
        else:
            state.pop("at", None)
            state["volumes"][name] = after
            yield visit.page(page, gone=mended)
    if state["volumes"].get(name) != after:
        state["volumes"][name] = after
        yield visit.page(gone=mended)


def _messages(
    visit: Visit, volume: Volume, answer: Answer, done: int
) -> tuple[int, Iterator[Received]]:
    """How many messages the volume has, and those after the first `done`, in its order."""
    latest = min(visit.now, volume.ends) if volume.ends else visit.now
    if not volume.is_text:
        links = message_links(answer.body, volume.url, visit.base)
        return len(links), (_on_page(visit, url, latest) for url in links[done:])
    members = messages_in(unpacked(answer))
    remade = (one.model_copy(update={"data": with_sender(one.data)}) for one in members)
    items = distinct([item_of(one, latest=latest) for one in remade])
    return len(items), iter(items[done:])


def _on_page(visit: Visit, url: str, latest: Instant) -> Received:
    try:
        answer = visit.get(url)
        member = message_on(answer.body) if answer.status == 200 else None
    except SourceRefused:
        member = None
    if member:
        return item_of(member, latest=latest, url=url)
    return Received(
        external_id=url.removeprefix(visit.base),
        data=b"",
        received_at=latest,
        channel="mail",
        trouble=f"The archive lists this message, but its page {url} cannot be read; ask the "
        "list's owner for it.",
    )


def with_sender(message: bytes) -> bytes:
    """`From: anna at example.org (Anna)`, in the first line, as mail programs write it."""
    found = _FROM.match(message)
    if found is None:
        return message
    name = (found[3] or b"").strip().replace(b"\\", b"").replace(b'"', b"")
    # An encoded word inside quotation marks would stay encoded.
    shown = name if name.startswith(b"=?") else b'"' + name + b'"' if name else b""
    address = b"<" + found[1] + b"@" + found[2] + b">"
    return (
        b"From: " + (shown + b" " if shown else b"") + address + found[4] + message[found.end() :]
    )


def _with_files(
    visit: Visit, volume: Volume, items: Iterator[Received]
) -> Iterator[list[Received]]:
    """Each message with the files that the archive put aside for it, each fetched once."""
    have: list[str] = visit.state.setdefault("have", [])
    for item in items:
        group = [item]
        for file in files_named(item, visit.base):
            mark = f"{volume.name} {digest(file.url.encode())[:12]}"
            if mark not in have:
                group.append(fetched := file.fetched(visit, item))
                have += [] if fetched.trouble else [mark]
        yield group


def _refused(visit: Visit, volume: Volume, error: SourceRefused | Damaged) -> Received:
    return Received(
        external_id=volume.name,
        data=b"",
        received_at=min(visit.now, volume.ends or visit.now),
        channel="mail",
        trouble=refused(error, volume.name),
    )
