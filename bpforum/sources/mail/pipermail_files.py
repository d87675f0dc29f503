"""Owns the files that Mailman 2 put aside from a message: finds their names, and fetches them.

They are looked for below the archive's own `attachments/` alone, whatever host a message names:
archives move, and anybody can write an address into a mail. Source: Mailman 2.1, Scrubber.py.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from bpforum.errors import SourceRefused
from bpforum.readers.encoding import DecodedText, decode_text
from bpforum.sources.mail.message import attached
from bpforum.sources.mail.visit import Visit
from models.submission import Received

MOST_FILES = 50
"""Of one message."""

_ADDRESS = re.compile(
    rb"^U(?:RL|rl) ?: ?<?https?://[^\s<>\"']{1,300}?/attachments/([\w.%-]{1,100}(?:/[\w.%-]{1,200}){1,3})>?"
    rb"[ \t]{0,8}\r?$",
    re.MULTILINE,
)
_SAID = re.compile(r"^(Name|Type) ?: ?([^\r\n]{1,300})", re.MULTILINE)
_NOTICE = re.compile(rb"\n(?:-{14} next part -{14}|[^\r\n]{0,200}was scrubbed\.\.\.)\r?\n")
_RULE = re.compile(rb"(?:\A|\n)[-_]{8,100}[^\r\n]{0,40}\r?\n")
_MOST_NOTICE = 1_500
_NO_NAME = ("not available", "")
_ENTITY = re.compile(rb"&[a-zA-Z#0-9]{1,10};")


@dataclass(frozen=True)
class File:
    """A file beside a message: where it lies, what it was called."""

    url: str
    name: str
    media_type: str

    def fetched(self, visit: Visit, parent: Received) -> Received:
        """The file as a submission that is attached to `parent`; with trouble where it is gone."""
        try:
            answer = visit.get(self.url)
            trouble = "" if answer.status == 200 else f"{self.url} answered {answer.status}."
        except SourceRefused as error:
            answer, trouble = None, str(error)
        if answer is None or trouble:
            trouble = (
                f"The archive names this file, but it cannot be had. {trouble} Ask the list's "
                "owner or the sender for it."
            )
            return attached(parent, self.name, b"", self.media_type, trouble)
        data = answer.body
        if self.media_type == "text/html":
            data = page_within(data)
        return attached(parent, self.name, data, self.media_type)


def files_named(message: Received, base: str) -> Iterator[File]:
    """The files that notices in `message` name; a page that repeats its words is left out."""
    data = message.data
    if b"/attachments/" not in data:
        return
    names: set[str] = set()
    seen: set[str] = set()
    after = 0
    has_words = _says_something(data)
    for match in _ADDRESS.finditer(data):
        notice = data[max(after, match.start() - _MOST_NOTICE) : match.start()]
        after = match.end()
        path = match[1].decode("ascii", "replace")
        if path in seen or any(_leads_away(part) for part in path.split("/")):
            continue
        seen.add(path)
        is_page = b"scrubbed" in notice and b"HTML" in notice and b"\nName" not in notice
        if is_page and has_words:
            continue  # the same words as the text before it
        said = _said(notice)
        name = _name(said.get("Name", ""), path)
        if len(names) >= MOST_FILES:
            return
        while name in names:
            file = PurePosixPath(name)
            name = f"{file.stem}-{len(names) + 1}{file.suffix}"
        names.add(name)
        media_type = "text/html" if is_page else _media_type(said.get("Type", ""))
        yield File(f"{base}attachments/{path}", name, media_type)


def page_within(data: bytes) -> bytes:
    """A page as it was sent: the archive keeps its source as text, each `<` as `&lt;`."""
    if not data.lstrip().startswith(b"<tt>"):
        return data
    lines = re.sub(rb"<(?:/?tt|br)>\r?\n?", b"\n", data, flags=re.IGNORECASE)
    lines = lines.replace(b"&nbsp;", b" ")
    return _ENTITY.sub(lambda m: html.unescape(m[0].decode("ascii")).encode(), lines).strip()


def _leads_away(part: str) -> bool:
    bare = unquote(part)
    return not bare.strip(".") or "/" in bare or "\\" in bare


def _said(notice: bytes) -> dict[str, str]:
    """What the notice says of the file; in the list's own charset."""
    text = decode_text(notice)
    words = text.text if isinstance(text, DecodedText) else ""
    # The last notice before the address: a message can have several.
    return {match[1]: match[2].strip() for match in _SAID.finditer(words)}


def _name(said: str, path: str) -> str:
    last = path.rpartition("/")[2]
    name = said if said.lower() not in _NO_NAME else last
    name = name.replace("\\", "/").rpartition("/")[2].strip()[:200]
    return name or last


def _media_type(said: str) -> str:
    words = said.split(";")[0].strip().lower()
    is_one = re.fullmatch(r"[a-z0-9][\w.+-]{0,60}/[\w.+-]{1,80}", words)
    return words if is_one else "application/octet-stream"


def _says_something(message: bytes) -> bool:
    """Whether the message has words of its own before the first notice."""
    _, _, body = message.replace(b"\r\n", b"\n").partition(b"\n\n")
    end = _NOTICE.search(b"\n" + body)
    own = (b"\n" + body)[: end.start()] if end else body
    return bool(_RULE.sub(b"", own).strip())
