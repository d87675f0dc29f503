"""Owns what people typed from documents whose text cannot be read; refuses to guess any of it.

A transcription takes the place of the reading, so that everything after it (contributors, title,
proposals, language) is found in the transcribed text as in any other.
"""

from collections.abc import Mapping
from typing import Any

from bpforum.readers import flags
from bpforum.readers.characters import clean, clean_line
from bpforum.readers.masking import mask
from bpforum.validation.acts import Acts
from bpforum.validation.readings import Overlaid
from models.contribution import Contribution, TextVersion
from models.decision import Decision
from models.reading import Reading
from models.submission import Rejected

FLAG = "transcription"
"""On a contribution whose text a person typed: it is quoted as transcribed."""
LONGEST = 2_000_000
_LONGEST_NAME = 300

Readings = Mapping[str, Reading | Rejected]
Versions = dict[str, TextVersion]


def transcribe(readings: Readings, acts: Acts) -> tuple[Readings, Versions]:
    """`readings` by reference with those that people transcribed, and how each of these came about.

    Applies or refuses each decision of kind `transcribe`; of several on one document the last
    counts. What stood beside an unread text (remarks, properties, attachments) stays.
    """
    found: dict[str, Reading | Rejected] = {}
    versions: Versions = {}
    latest = {one.target: one for one in acts.of("transcribe") if _trouble(one, readings) is None}
    for decision in acts.of("transcribe"):
        trouble = _trouble(decision, readings)
        if trouble is None and latest[decision.target].id != decision.id:
            trouble = f"a later transcription took its place: {latest[decision.target].id}"
        if trouble is not None:
            acts.refuse(decision, trouble)
            continue
        value: dict[str, Any] = decision.value
        found[decision.target] = _reading(readings[decision.target], value["text"])
        versions[decision.target] = TextVersion(
            kind="transcription",
            decision=decision.id,
            by=_name(value["author"]),
            at=decision.at,
            method=_name(value.get("method", "")),
            second_reader=_name(value.get("second_reader", "")),
        )
        acts.apply(decision)
    return Overlaid(readings, found), versions


def as_transcribed(
    one: Contribution, received: Reading | Rejected, version: TextVersion | None
) -> Contribution:
    """`one`, made of a transcribed reading, with its version, its flag and the text as received."""
    if version is None:
        return one
    return one.model_copy(
        update={
            "received_text": received.text if isinstance(received, Reading) else "",
            "versions": (*one.versions, version),
            "flags": tuple(dict.fromkeys((*one.flags, FLAG))),
        }
    )


def is_transcribed(one: Contribution) -> bool:
    """Whether a person typed its text: then it is quoted as transcribed."""
    return any(version.kind == "transcription" for version in one.versions)


def _trouble(decision: Decision, readings: Readings) -> str | None:
    """Why `decision` cannot be carried out; None where it can."""
    value = decision.value
    if decision.target not in readings:
        return f"nothing was received under the reference {decision.target}"
    if not isinstance(value, dict):
        return 'its value must hold "text" and "author"'
    for key in ("text", "author"):
        if not isinstance(value.get(key), str) or not clean(value[key]).text.strip():
            return f'"{key}" is missing: it must hold words'
    if len(value["text"]) > LONGEST:
        return f'"text" must not be longer than {LONGEST:,} characters'
    for key in ("author", "method", "second_reader"):
        said = value.get(key, "")
        if not isinstance(said, str) or len(said) > _LONGEST_NAME:
            return f'"{key}" must be words, {_LONGEST_NAME} characters at most'
    if value.get("second_reader") and _name(value["second_reader"]) == _name(value["author"]):
        return '"second_reader" must be somebody else than "author"'
    return None


def _name(words: str) -> str:
    return mask(clean_line(words))


def _reading(received: Reading | Rejected, text: str) -> Reading | Rejected:
    """The transcribed text as a reading: its paragraphs anew, contact data masked."""
    # Here, since most forums have no transcribed text, and what reads files takes time to load.
    from bpforum.readers.plain import read_plain
    from bpforum.readers.private import mask_reading
    from bpforum.readers.recognition.recognise import recognise

    read = read_plain(text.encode("utf-8", "replace"))
    if isinstance(read, Rejected):
        return read
    try:
        read = recognise(read, "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        read = read.model_copy(update={"flags": (*read.flags, flags.UNRECOGNISED)})
    read = mask_reading(read)
    if isinstance(received, Rejected):
        return read
    return read.model_copy(
        update={
            "title": read.title or received.title,
            "fields": {**received.fields, **read.fields},
            "notes": received.notes,
            "comments": tuple(one.model_copy(update={"start": None}) for one in received.comments),
            "revisions": tuple(
                one.model_copy(update={"start": None}) for one in received.revisions
            ),
            "properties": received.properties,
            "attachments": received.attachments,
            "sent_at": received.sent_at,
            "flags": tuple(dict.fromkeys((*received.flags, *read.flags))),
        }
    )
