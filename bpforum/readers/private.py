"""Owns which texts of a reading are masked, as the very last step; changes no offset.

Fields and properties stay: they are the secretariat's and are never rendered.
"""

from typing import TypeVar

from bpforum.readers.masking import mask
from models.base import Model
from models.reading import Reading

_M = TypeVar("_M", bound=Model)

_TEXTS: dict[str, tuple[str, ...]] = {
    "notes": ("text",),
    "comments": ("text", "anchor", "author"),
    "revisions": ("text", "near", "author"),
    "proposals": ("title", "objective", "text", "new_text", "base_text", "reasons"),
    "sessions": ("title", "description", "organiser"),
    "deadlines": ("category", "as_written"),
}


def mask_reading(reading: Reading) -> Reading:
    """`reading` with contact data in running text masked by `█` of equal length."""
    masked = mask(reading.text)
    source = _Source(reading.text, masked)
    update: dict[str, object] = {
        "text": masked,
        "original_text": None if reading.original_text is None else mask(reading.original_text),
        "title": mask(reading.title),
    }
    for name, texts in _TEXTS.items():
        update[name] = tuple(source.mask_in(item, texts) for item in getattr(reading, name))
    update["transcripts"] = tuple(
        transcript.model_copy(
            update={
                "title": mask(transcript.title),
                "disclaimer": mask(transcript.disclaimer),
                "cues": tuple(mask(cue) for cue in transcript.cues),
                "furniture": tuple(mask(line) for line in transcript.furniture),
                "turns": tuple(
                    source.mask_in(turn, ("text", "evidence")) for turn in transcript.turns
                ),
            }
        )
        for transcript in reading.transcripts
    )
    update["calls"] = tuple(
        call.model_copy(
            update={
                "title": mask(call.title),
                "issued_by": mask(call.issued_by),
                "contact": mask(call.contact),
                "addressees": tuple(mask(one) for one in call.addressees),
                "questions": tuple(source.mask_in(q, ("text",)) for q in call.questions),
                "deadlines": tuple(
                    source.mask_in(d, ("category", "as_written")) for d in call.deadlines
                ),
            }
        )
        for call in reading.calls
    )
    if reading.session_note is not None:
        update["session_note"] = source.mask_in(reading.session_note, ("session",))
    return reading.model_copy(update=update)


class _Source:
    """The text before and after, so that a span of it reads the same wherever it stands."""

    def __init__(self, text: str, masked: str) -> None:
        self._text = text
        self._masked = masked

    def mask_in(self, item: _M, names: tuple[str, ...]) -> _M:
        start, end = getattr(item, "start", None), getattr(item, "end", None)
        update = {}
        for name in names:
            text = getattr(item, name)
            if start is not None and end is not None and self._text[start:end] == text:
                update[name] = self._masked[start:end]
            else:
                update[name] = mask(text)
        return item.model_copy(update=update)
