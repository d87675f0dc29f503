"""Owns the way of any file to a reading: guard, reader, recognition, masking, in a bounded child.

Nothing here raises for what a file holds: each file ends as a reading or as a refusal.
"""

from collections.abc import Iterable, Iterator

from bpforum.bounded import BYTES_A_SECOND, Limits, Worker
from bpforum.conversion import Suffix, convert
from bpforum.errors import ChildFailed
from bpforum.readers import flags
from bpforum.readers.guard import inspect, refuse_size
from bpforum.readers.kind import CONTAINERS, FileKind, unreadable
from bpforum.readers.wire import pack_file, pack_reading, unpack_file, unpack_reading
from models.reading import Block, Reading
from models.submission import Rejected

_FUNCTION = "bpforum.readers.read:answer"
_SPEECH = ("paragraph", "item", "row")
_CONVERT = (
    "Install LibreOffice on the machine that runs bpforum, or save the file as .docx and add that."
)
_CONVERSION_SECONDS = 45.0
_CONVERTERS = ("Application", "AppVersion")
"""Properties that tell of the converter, not of the sender's file."""
_SIGNS: tuple[tuple[bytes, Suffix], ...] = ((b"PK", ".odt"), (b"{\\rtf", ".rtf"))
_UNCONVERTED = "not-converted"
"""The guard has cleared the file; only a word processor knows what is in it."""
_UNPACK = (
    "Put it into the source's own folder, where it is opened; or add what is in it file by file."
)


def read_submissions(
    items: Iterable[tuple[str, str, bytes, dict[str, str]]], *, limits: Limits | None = None
) -> Iterator[tuple[str, Reading | Rejected]]:
    """Read files in order, within limits: items are (key, name, bytes, what the source says).

    One child process reads many files; one that breaks it is refused alone and the rest go on.
    """
    with Worker(_FUNCTION, limits) as worker:
        for key, name, data, fields in items:
            result = refuse_size(len(data)) or _read_bounded(worker, name, data, fields)
            if isinstance(result, Rejected) and result.reasons[0].code == _UNCONVERTED:
                result = _read_converted(worker, name, data, fields)
            yield key, result


def read_bytes(name: str, data: bytes, fields: dict[str, str]) -> Reading | Rejected:
    """Read one file in this process, without limits on memory and time: what the child runs.

    `fields` is what the source says of it: a `title` is taken where the document shows none, a
    `question` is what all its blocks answer that are not marked otherwise.
    """
    # Here, since only the child reads: its parent need not know how.
    from bpforum.readers.filed import read_filed
    from bpforum.readers.private import mask_reading

    cleared = inspect(name, data)
    if isinstance(cleared, Rejected):
        return cleared
    if cleared.kind == "filed":  # the form says what it is: there is nothing to recognise
        return read_filed(data)
    reading = _read_as(cleared.kind, name, data)
    if isinstance(reading, Rejected):
        return reading
    flagged = reading.model_copy(update={"flags": cleared.flags + reading.flags})
    return mask_reading(_fill(_recognise(flagged, name), fields))


def answer(payload: bytes) -> bytes:
    """The child's side of `read_submissions`."""
    return pack_reading(read_bytes(*unpack_file(payload)))


def _recognise(reading: Reading, name: str) -> Reading:
    """A contribution must not be lost because it looks so much like something else."""
    from bpforum.readers.recognition.recognise import recognise

    try:
        return recognise(reading, name)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return reading.model_copy(update={"flags": (*reading.flags, flags.UNRECOGNISED)})


def _read_as(kind: FileKind, name: str, data: bytes) -> Reading | Rejected:
    # Each format's library is loaded only where a file needs it.
    if kind == "docx":
        from bpforum.readers.word.reader import read_docx

        return read_docx(data)
    if kind == "html":
        from bpforum.readers.html import read_html

        return read_html(data)
    if kind == "mail":
        from bpforum.readers.mail.reader import read_mail

        return read_mail(data)
    if kind == "post":
        from bpforum.readers.post import read_post

        return read_post(data)
    if kind == "outlook":
        from bpforum.readers.mail.outlook import read_outlook

        return read_outlook(data)
    if kind == "invitation":
        from bpforum.readers.mail.invitation import read_invitation

        return read_invitation(data)
    if kind == "pdf":
        from bpforum.readers.pdf.reader import read_pdf

        return read_pdf(data)
    if kind == "subtitles":
        from bpforum.readers.speech.subtitles import read_subtitles

        return read_subtitles(name, data)
    if kind == "office":
        # What came so far was not converted: there is no word processor on this machine.
        refused = unreadable("a word processor's own format", _CONVERT)
        reason = refused.reasons[0].model_copy(update={"code": _UNCONVERTED})
        return Rejected(reasons=(reason,))
    if kind in CONTAINERS:
        return unreadable("a file that holds others", _UNPACK)
    from bpforum.readers.plain import read_plain

    return read_plain(data, is_markdown=kind == "markdown")


def _fill(reading: Reading, fields: dict[str, str]) -> Reading:
    title, question = reading.title or fields.get("title", ""), fields.get("question", "")
    blocks: tuple[Block, ...] = reading.blocks
    if question:
        blocks = tuple(
            block.model_copy(update={"question": question})
            if block.kind in _SPEECH and not block.question
            else block
            for block in blocks
        )
    return reading.model_copy(update={"title": title, "blocks": blocks})


def _read_bounded(
    worker: Worker, name: str, data: bytes, fields: dict[str, str]
) -> Reading | Rejected:
    try:
        return unpack_reading(worker.call(pack_file(name, data, fields)))
    except ChildFailed as failure:
        return _refuse(failure.code)
    except (ValueError, KeyError, TypeError):
        return _refuse("crashed")


def _read_converted(
    worker: Worker, name: str, data: bytes, fields: dict[str, str]
) -> Reading | Rejected:
    """A file that the guard has cleared, made into .docx outside of the child and read like one."""
    suffix: Suffix = next((suffix for sign, suffix in _SIGNS if data.startswith(sign)), ".doc")
    seconds = _CONVERSION_SECONDS + len(data) // BYTES_A_SECOND
    made = convert(data, suffix, seconds)
    if isinstance(made, Rejected):
        return made
    result = _read_bounded(worker, name, made, fields)
    if isinstance(result, Rejected):
        return result
    flag = f"converted by LibreOffice from {suffix}"
    stated = {key: said for key, said in result.properties.items() if key not in _CONVERTERS}
    return result.model_copy(update={"flags": (flag, *result.flags), "properties": stated})


_REASONS = {
    "timeout": ("took-too-long", "Reading this file took too long, and was stopped."),
    "memory": ("too-much-memory", "Reading this file needs more memory than is allowed."),
    "crashed": ("reader-stopped", "The reader stopped on this file."),
    "refused-output": ("too-much-content", "This file holds far more than a document needs."),
}


def _refuse(code: str) -> Rejected:
    reason, message = _REASONS.get(code, _REASONS["crashed"])
    return Rejected.because(
        reason,
        message,
        remedy="Ask the sender to save it anew, or to send its text as .txt or in a mail.",
    )
