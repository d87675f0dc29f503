"""Owns a post or comment of a service as a submission: how it becomes bytes, and how it is read.

The bytes are JSON in canonical form and hold what is stable alone: no counts of views or likes, so
that a post nobody edited is no new version.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby, islice
from typing import Literal

from pydantic import Field, ValidationError

from bpforum.readers.blocks import BlockText
from bpforum.readers.characters import clean, clean_line
from bpforum.readers.encoding import DecodedText
from bpforum.readers.html import read_page
from bpforum.readers.plain import write_lines, write_markdown
from models.base import Instant, Model
from models.call import Call
from models.reading import Reading
from models.submission import Rejected

MEDIA_TYPE = "application/x.bpforum.post+json"

_MARK = "#bpforum"
"""`#` sorts before every letter: it comes first in the bytes, where `kind.py` looks for it."""

_BLOCKQUOTE = re.compile(r"<blockquote\b", re.IGNORECASE)
_QUOTE = re.compile(r" {0,3}> ?")

_MOST_PIECES = 2_000
"""Changes between own and quoted words."""

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
    packed = {_MARK: "post", "content": content, "fields": dict(fields), "form": form}
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
    cleaned = clean(content)
    written, lines = BlockText(), cleaned.text.split("\n")
    if form == "text":
        write_lines(written, lines)
    else:
        _write_markdown(written, lines)
    return Reading(text=written.text(), blocks=written.blocks(), flags=cleaned.flags)


def _write_markdown(written: BlockText, lines: list[str]) -> None:
    """Lines behind `>` as quoted ones; so is the rest of a post that quotes beyond all measure."""
    pieces = groupby(lines, key=_is_quoted)
    for quoted, piece in islice(pieces, _MOST_PIECES):
        if quoted:
            bare = [_QUOTE.sub("", line, count=1) for line in piece]
            write_markdown(written, bare, kind="quoted", level=1)
        else:
            write_markdown(written, list(piece))
    rest = [line for _, piece in pieces for line in piece]
    write_markdown(written, rest, kind="quoted", level=1)


def _is_quoted(line: str) -> bool:
    return _QUOTE.match(line) is not None


def _refused() -> Rejected:
    return Rejected.because(
        "not-a-post", "This is not a post as the source wrote it.", remedy="Collect again."
    )
