"""Owns whether a text is captions, an export or a chat log, by its form; reads none of them."""

from collections.abc import Sequence

from bpforum.readers.recognition.masthead import find_masthead
from bpforum.readers.speech.chat_log import read_chat
from bpforum.readers.speech.export import read_export
from bpforum.readers.speech.subtitle_cues import has_captions
from bpforum.readers.speech.subtitles import MOST_BYTES, read_captions
from bpforum.readers.speech.turns import too_long
from models.reading import Reading
from models.submission import Rejected

_HEAD_LINES = 40
_SAMPLE_LINES = 2_000
_STATED = ("transcript", "chat")


def read_spoken(lines: Sequence[str]) -> Reading | Rejected | None:
    """What was said or written in a meeting, or None where `lines` are any other text.

    A masthead above it (`Kind: chat`, `Session: …`) is read as one.
    """
    if not _may_be(lines):
        return None
    head = Reading(text="\n".join(lines[:_HEAD_LINES]))
    masthead = find_masthead(head)
    kind = masthead.fields.get("kind", "")
    if kind and kind not in _STATED:
        return None
    if kind:
        above = head.text.count("\n", 0, masthead.end) + 1
        lines = lines[above:]
    if sum(map(len, lines)) > MOST_BYTES:
        # Its beginning shows what it is, and no meeting is as long.
        return too_long() if _read(lines[:_SAMPLE_LINES], kind) else None
    found = _read(lines, kind)
    if found is None or isinstance(found, Rejected) or not kind:
        return found
    title = masthead.fields.get("title", "") or found.title
    fields = {**found.fields, **masthead.fields}
    return found.model_copy(update={"kind": kind, "fields": fields, "title": title})


def find_spoken(reading: Reading) -> Reading | None:
    """The same in a document that another reader has read: Word exports of Teams and Google Meet.

    What stands beside the text is kept, but has no place in the turns' text.
    """
    if reading.fields.get("kind", "") not in ("", *_STATED):
        return None
    found = read_spoken(reading.text.split("\n"))
    if found is None or isinstance(found, Rejected):
        return None
    return Reading(
        **{
            **dict(reading),
            "kind": found.kind,
            "text": found.text,
            "title": found.fields.get("title") or reading.title or found.title,
            "blocks": found.blocks,
            "fields": {**reading.fields, **found.fields},
            "transcripts": found.transcripts,
            "flags": (*reading.flags, *found.flags),
            "comments": tuple(c.model_copy(update={"start": None}) for c in reading.comments),
            "revisions": tuple(r.model_copy(update={"start": None}) for r in reading.revisions),
        }
    )


def with_flags(found: Reading | Rejected, flags: tuple[str, ...]) -> Reading | Rejected:
    """`found` with the flags of how its bytes were read before its own."""
    if isinstance(found, Rejected):
        return found
    return found.model_copy(update={"flags": flags + found.flags})


def _read(lines: Sequence[str], kind: str) -> Reading | Rejected | None:
    signed = bool(lines) and lines[0].strip().startswith("WEBVTT")
    if kind != "chat" and (signed or has_captions(lines)):
        text = "\n".join(lines)
        return read_captions(text) if len(text) <= MOST_BYTES else None
    chat = read_chat(lines, stated=kind == "chat") if kind != "transcript" else None
    if chat is not None:
        return chat
    return read_export(lines, stated=kind == "transcript") if kind != "chat" else None


def _may_be(lines: Sequence[str]) -> bool:
    """A quick look: such texts are full of times or of names in angle brackets."""
    told = sum(1 for line in lines if ":" in line[:200] or line.startswith("<"))
    return told * 12 >= sum(1 for line in lines if line)
