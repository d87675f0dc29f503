"""Owns a post or comment of a service as a submission: how it becomes bytes, and how it is read.

The bytes are JSON in canonical form and hold what is stable alone: no counts of views or likes, so
that a post nobody edited is no new version.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Literal

from pydantic import Field, ValidationError

from bpforum.readers.characters import clean, clean_line
from bpforum.readers.encoding import DecodedText
from bpforum.readers.html import read_page
from bpforum.readers.plain import read_plain
from models.base import Instant, Model
from models.call import Call
from models.reading import Block, Reading
from models.submission import Reason, Rejected

MEDIA_TYPE = "application/x.bpforum.post+json"

_MARK = "#bpforum"
_KIND = "post"
MAGIC = f'{{"{_MARK}":"{_KIND}",'.encode()
"""How the bytes begin: `#` sorts before every letter."""

_BLOCKQUOTE = re.compile(r"<blockquote\b", re.IGNORECASE)
_QUOTE = re.compile(r" {0,3}> ?")

Form = Literal["html", "text", "markdown"]


class _PostContent(Model):
    mark: Literal["post"] = Field(alias=_MARK)
    content: str
    fields: dict[str, str]
    form: Form


def pack_post(content: str, *, form: Form, fields: Mapping[str, str]) -> bytes:
    """The bytes of a post: its `content` as written, and what its source says of it.

    What is no character (half of a surrogate pair, which JSON can hold) is replaced by `�`.
    """
    packed = {_MARK: _KIND, "content": content, "fields": dict(fields), "form": form}
    written = json.dumps(packed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def read_post(data: bytes) -> Reading | Rejected:
    """A post as `pack_post` wrote it; a comment, but where its fields say `contribution` or `call`.

    A call is proposed from `title`, `reference`, `closes` (a time with its offset), `issued_by` and
    `issued_on`. What stands in `flag` becomes a flag.

    What the author quotes (`<blockquote>`, Markdown's `>`) is `quoted`, unless there is nothing
    else.
    """
    try:
        post = _PostContent.model_validate_json(data)
    except ValidationError:
        return _refused()
    body = _read(post.content, post.form)
    if isinstance(body, Rejected):
        return body
    blocks = body.blocks
    if all(block.kind == "quoted" for block in blocks):
        blocks = tuple(block.model_copy(update={"kind": "paragraph"}) for block in blocks)
    kind = post.fields.get("kind", "").strip().casefold()
    flag = post.fields.get("flag", "").strip()
    return body.model_copy(
        update={
            "kind": kind if kind in ("contribution", "call") else "comment",
            "calls": _calls(post.fields) if kind == "call" else (),
            "flags": (*body.flags, flag) if flag else body.flags,
            "title": post.fields.get("title", "").strip(),
            "fields": {"kind": "comment", **post.fields},
            "blocks": blocks,
        }
    )


def _calls(fields: Mapping[str, str]) -> tuple[Call, ...]:
    """The call that a service announces, as a proposal."""
    reference = clean_line(fields.get("reference", ""))
    title = clean_line(fields.get("title", "")) or reference
    if not title:
        return ()
    name = re.sub(r"[^a-z0-9]+", "-", (reference or title).casefold()[:200]).strip("-")[:50]
    return (
        Call(
            id=f"call-{name}" if name else "call",
            title=title,
            reference=reference,
            issued_by=clean_line(fields.get("issued_by", "")),
            issued_on=clean_line(fields.get("issued_on", "")),
            closes=_instant(fields.get("closes", "")),
            status="proposed",
        ),
    )


def _instant(words: str) -> Instant | None:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _read(content: str, form: Form) -> Reading | Rejected:
    if form == "html":
        marked = _BLOCKQUOTE.sub('<blockquote type="cite"', content)
        # The characters are known: what the text says of its charset is not asked.
        cleaned = clean(f"<body>{marked}</body>")
        return read_page(DecodedText(cleaned.text, "utf-8", cleaned.flags))
    if form == "text":
        return _read_plain(content, form)
    parts: list[Reading] = []
    for quoted, lines in groupby(clean(content).text.split("\n"), key=_is_quoted):
        part = _read_plain("\n".join(_QUOTE.sub("", line) for line in lines), form)
        if isinstance(part, Rejected):
            return part
        parts.append(_as_quoted(part) if quoted else part)
    return _joined(parts)


def _read_plain(content: str, form: Form) -> Reading | Rejected:
    return read_plain(content.replace("\x00", "\ufffd").encode(), is_markdown=form == "markdown")


def _is_quoted(line: str) -> bool:
    return _QUOTE.match(line) is not None


def _as_quoted(part: Reading) -> Reading:
    quoted = (block.model_copy(update={"kind": "quoted", "level": 1}) for block in part.blocks)
    return part.model_copy(update={"blocks": tuple(quoted)})


def _joined(parts: list[Reading]) -> Reading:
    """The parts, a blank line between them."""
    texts: list[str] = []
    blocks: list[Block] = []
    flags: list[str] = []
    at = 0
    for part in parts:
        flags += part.flags
        if part.text:
            moved = ({"start": block.start + at, "end": block.end + at} for block in part.blocks)
            blocks += (
                block.model_copy(update=update)
                for block, update in zip(part.blocks, moved, strict=True)
            )
            texts.append(part.text)
            at += len(part.text) + 2
    return Reading(text="\n\n".join(texts), blocks=tuple(blocks), flags=tuple(dict.fromkeys(flags)))


def _refused() -> Rejected:
    return Rejected(
        reasons=(
            Reason(
                code="not-a-post",
                message="This is not a post as the source wrote it.",
                remedy="Collect again.",
            ),
        )
    )
