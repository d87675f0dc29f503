"""Owns how what was said becomes a reading with turns; refuses to find out who said it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.speech.cues import cut_cues
from bpforum.readers.speech.event_header import cut_captioner
from bpforum.readers.speech.speakers import Speaker, suggested_by_neighbours, suggested_speaker
from models.reading import Block, Reading
from models.submission import Rejected
from models.transcript import Transcript, Turn

MOST_TURNS = 20_000
"""A day of short exchanges has a quarter of it."""
_MOST_ASIDE = 500


@dataclass(slots=True)
class Said:
    """One turn while it is put together."""

    words: list[str]
    speaker: Speaker = field(default_factory=Speaker)
    at: str = ""


@dataclass
class Around:
    """What stands beside the speech of one event."""

    title: str = ""
    disclaimer: str = ""
    cues: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    fields: Mapping[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


def speech_reading(
    said: Iterable[Said],
    around: Around,
    kind: Literal["transcript", "chat"] = "transcript",
    *,
    captioned: bool = False,
) -> Reading | Rejected:
    """The turns as a reading, one paragraph each; cues and captioners' imprints cut out of them.

    What was typed in a chat stays as it was typed. More than `MOST_TURNS` turns are refused.
    """
    spoken: list[tuple[str, Speaker, str]] = []
    for one in said:
        text = " ".join(" ".join(one.words).split())
        speaker = one.speaker
        if kind == "transcript":
            text = cut_captioner(text, around.furniture)
            text, found = cut_cues(text, captioned=captioned)
            around.cues += found
            if speaker.status == "unattributed" and text:
                speaker = suggested_speaker(text, found, speaker)
        if text:
            spoken.append((text, speaker, one.at))
        if len(spoken) > MOST_TURNS:
            return too_long()
    speakers = [speaker for _, speaker, _ in spoken]
    if kind == "transcript":
        speakers = suggested_by_neighbours([text for text, _, _ in spoken], speakers)
    turns: list[Turn] = []
    start = 0
    for (text, _, at), speaker in zip(spoken, speakers, strict=True):
        turns.append(
            Turn(
                n=len(turns) + 1, at=at, speaker=without_contact_data(speaker.name),
                speaker_status=speaker.status, evidence=without_contact_data(speaker.evidence),
                text=text, start=start, end=start + len(text),
            )
        )  # fmt: skip
        start += len(text) + 2
    return _reading(turns, around, kind)


def _reading(turns: Sequence[Turn], around: Around, kind: Literal["transcript", "chat"]) -> Reading:
    blocks = tuple(Block(kind="paragraph", start=turn.start, end=turn.end) for turn in turns)
    cues, furniture = tuple(around.cues), tuple(dict.fromkeys(filter(None, around.furniture)))
    transcript = Transcript(
        title=without_contact_data(around.title),
        turns=tuple(turns),
        cues=tuple(without_contact_data(cue) for cue in cues[:_MOST_ASIDE]),
        disclaimer=around.disclaimer,
        furniture=tuple(without_contact_data(piece) for piece in furniture[:_MOST_ASIDE]),
    )
    flags = list(around.flags)
    for pieces, what in ((cues, "stage notes"), (furniture, "lines beside the speech")):
        if len(pieces) > _MOST_ASIDE:
            flags.append(f"{len(pieces) - _MOST_ASIDE} more {what}")
    if not turns:
        flags.append("nothing is said in it")
    return Reading(
        kind=kind,
        title=around.title,
        text="\n\n".join(turn.text for turn in turns),
        blocks=blocks,
        fields=dict(around.fields),
        transcripts=(transcript,) if turns or cues or furniture else (),
        flags=tuple(dict.fromkeys(flags)),
    )


def too_long() -> Rejected:
    """The refusal of what no meeting can have said."""
    return Rejected.because(
        "too-many-turns",
        f"This transcript has more than {MOST_TURNS:,} turns.",
        remedy="Split it, for example by session, and add the parts one by one.",
    )
