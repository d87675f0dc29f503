"""Owns what an answer of regulations.gov says of one comment; takes no contact data from it.

The service also gives addresses, e-mail and telephone where an agency publishes them: they are not
read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from bpforum.readers.packed.media_types import media_type_of
from bpforum.readers.post import MEDIA_TYPE, pack_post
from bpforum.sources.web.identity import external_id_of
from bpforum.sources.web.remote import (
    dated,
    list_of,
    name_of,
    number_of,
    object_of,
    plain_words_of,
    words_of,
)
from models.base import Instant
from models.submission import Received

CHANNEL = "regulations.gov"
MOST_FILES = 200
"""Attached to one comment; the service itself takes 20."""

_SITE = "https://www.regulations.gov/comment/"
_PREFERRED = (
    "docx", "odt", "doc", "rtf", "txt", "html", "htm", "msg", "eml", "xlsx", "csv", "xls", "pdf",
)  # fmt: skip
"""What was sent comes before the PDF that the service makes of it."""
_INHERITED = ("name", "organisation", "country", "category")


@dataclass(frozen=True)
class File:
    """An attachment: where to get it in its best format, or why it cannot be had."""

    name: str
    url: str
    title: str
    formats: str
    trouble: str = ""


def comment_of(name: str, content: Any, at: Instant) -> Received:
    """The comment called `name`, as its own page says it."""
    said = object_of(object_of(object_of(content).get("data")).get("attributes"))
    person = " ".join(filter(None, (name_of(said.get("firstName")), name_of(said.get("lastName")))))
    copies = number_of(said.get("duplicateComments")) or 0
    told = {
        "title": plain_words_of(said.get("title")),
        "name": person,
        "organisation": name_of(said.get("organization")) or name_of(said.get("govAgency")),
        "country": words_of(said.get("country")),
        "category": words_of(said.get("category")),
        "url": f"{_SITE}{name}",
        "about": words_of(said.get("commentOnDocumentId")) or words_of(said.get("docketId")),
        "docket": words_of(said.get("docketId")),
        "tracking_number": words_of(said.get("trackingNbr")),
        "duplicate_comments": str(copies) if copies else "",
        "flag": _flag(said),
    }
    fields = {key: words for key, words in told.items() if words}
    text = said.get("comment")
    # How many others sent the same changes from day to day, and is no new version.
    kept = {key: words for key, words in fields.items() if key != "duplicate_comments"}
    data = pack_post(
        text if isinstance(text, str) else "", form="html", fields={**kept, "kind": "contribution"}
    )
    fields, received_at = dated(fields, said.get("receiveDate") or said.get("postedDate"), at)
    return Received(
        external_id=external_id_of(name),
        data=data,
        media_type=MEDIA_TYPE,
        received_at=received_at,
        channel=CHANNEL,
        fields=fields,
    )


def files_of(content: Any) -> Iterator[File]:
    """What is attached to a comment, in its order; each once, whatever its formats."""
    included = [object_of(one) for one in list_of(object_of(content).get("included"))]
    files = [one for one in included if one.get("type") == "attachments"]
    files.sort(key=lambda one: (_order(one), words_of(one.get("id"))))
    names: set[str] = set()
    for number, file in enumerate(files, 1):
        if number > MOST_FILES:
            more = f"{len(files) - MOST_FILES} more files are attached, and were not taken."
            yield File(f"more than {MOST_FILES} files", "", "", "", more)
            return
        found = _file(object_of(file.get("attributes")), number)
        if found.name in names:
            found = replace(found, name=f"{number} {found.name}")
        names.add(found.name)
        yield found


def file_received(comment: Received, file: File, data: bytes, trouble: str = "") -> Received:
    """A file as a submission of its own, from whom and when its comment came."""
    inherited = {key: comment.fields[key] for key in _INHERITED if key in comment.fields}
    told = {
        "title": file.title,
        "url": file.url,
        "formats": file.formats,
        "relation": f"attached to {comment.external_id}",
        **inherited,
    }
    return Received(
        external_id=external_id_of(f"{comment.external_id}/{file.name}"),
        data=data,
        media_type=media_type_of(file.name),
        received_at=comment.received_at,
        channel=CHANNEL,
        fields={key: words for key, words in told.items() if words},
        trouble=trouble or file.trouble,
    )


def _file(said: dict[str, Any], number: int) -> File:
    title = plain_words_of(said.get("title"))
    formats = [object_of(one) for one in list_of(said.get("fileFormats"))]
    formats = [one for one in formats if words_of(one.get("fileUrl"))]
    formats.sort(key=lambda one: _rank(_format(one)))
    names = ", ".join(dict.fromkeys(_format(one) for one in formats))
    if restricted := words_of(said.get("restrictReasonType")):
        reason = words_of(said.get("restrictReason"))
        why = f"{restricted}: {reason}" if reason else restricted
        trouble = (
            f"The agency does not publish this file ({why}). Ask its docket office, and add it by "
            "hand if it may be used."
        )
        return File(f"attachment {number}", "", title, names, trouble)
    if not formats:
        trouble = "The service names no address for this file. Add it by hand."
        return File(f"attachment {number}", "", title, names, trouble)
    url = words_of(formats[0].get("fileUrl"))
    last = words_of(unquote(_path(url).rpartition("/")[2])).replace("/", "_")
    return File(last or f"attachment {number}", url, title, names)


def _flag(said: dict[str, Any]) -> str:
    """What its agency did with a comment, for the secretariat."""
    if said.get("withdrawn") is True:
        reason = words_of(said.get("reasonWithdrawn"))
        return f"withdrawn at its source: {reason}" if reason else "withdrawn at its source"
    if kind := words_of(said.get("restrictReasonType")):
        reason = words_of(said.get("restrictReason"))
        return f"restricted at its source: {kind}" + (f", {reason}" if reason else "")
    return ""


def _order(file: dict[str, Any]) -> int:
    order = number_of(object_of(file.get("attributes")).get("docOrder"))
    return 2**60 if order is None else order


def _format(one: dict[str, Any]) -> str:
    named = words_of(one.get("format")).lower().lstrip(".")
    return named or _path(words_of(one.get("fileUrl"))).rpartition(".")[2].lower()[:10]


def _rank(name: str) -> int:
    return _PREFERRED.index(name) if name in _PREFERRED else len(_PREFERRED)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
