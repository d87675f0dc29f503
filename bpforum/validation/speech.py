"""Applies what people decided about transcripts: who spoke, and which statement prevails.

Nobody is named but by a decision; nothing in a transcript's words is changed here (`corrections`).
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from bpforum.readers.characters import clean_line
from bpforum.validation.acts import Acts
from bpforum.validation.corrections import Corrections, Refusal
from models.contribution import Contribution, Relation
from models.decision import Decision
from models.transcript import Transcript, Turn

_TARGET = re.compile(r"(C-\d{4,})(?:/ev(\d{1,4}))?(?:/(\d{1,7}))?")
_SAID_OF_SPEAKERS = ("name", "organisation", "stakeholder_group", "country", "capacity")
_LONGEST = 300


def settle_speech(
    contributions: list[Contribution], transcripts: list[Transcript], acts: Acts
) -> tuple[list[Contribution], list[Transcript]]:
    """Both with the decisions `name_speaker`, `correct_text` and `link_statement` applied.

    In order of their time; each is told to `acts` as applied, or as refused with the reason. Where
    there is none both are handed on as they are.
    """
    decisions = list(acts.of("name_speaker", "correct_text", "link_statement"))
    if not decisions:
        return contributions, transcripts
    speech = _Speech(contributions, transcripts)
    apply: dict[str, Callable[[Decision], None]] = {
        "name_speaker": speech.name_speaker,
        "correct_text": speech.correct_text,
        "link_statement": speech.link_statement,
    }
    for decision in decisions:
        try:
            apply[decision.kind](decision)
        except Refusal as refusal:
            acts.refuse(decision, str(refusal))
        else:
            acts.apply(decision)
    return speech.settled()


class _Speech:
    """Contributions and transcripts while decisions are applied."""

    def __init__(
        self, contributions: Sequence[Contribution], transcripts: Sequence[Transcript]
    ) -> None:
        self._contributions = {one.reference: one for one in contributions}
        self._received = tuple(transcripts)
        self._turns = [list(one.turns) for one in transcripts]
        self._events: dict[str, list[int]] = {}
        for n, one in enumerate(transcripts):
            self._events.setdefault(one.contribution, []).append(n)
        self._corrections: dict[str, Corrections] = {}

    def settled(self) -> tuple[list[Contribution], list[Transcript]]:
        """What came of it."""
        for reference, corrections in self._corrections.items():
            self._contributions[reference] = corrections.apply_to(self._contributions[reference])
            for n in self._events.get(reference, ()):
                self._turns[n] = corrections.moved_turns(self._turns[n])
        return list(self._contributions.values()), [
            one.model_copy(update={"turns": tuple(turns)})
            for one, turns in zip(self._received, self._turns, strict=True)
        ]

    def name_speaker(self, decision: Decision) -> None:
        """One turn, or all turns that the file marks with the same label."""
        value = _object(decision)
        reference, event, turn = self._target(decision.target)
        label = _text(value, "as")
        if turn is None and not label:
            raise Refusal(
                'it names a whole file: say which turn, as in C-0004/12, or with "as" which label'
            )
        holds = value.get("holds", True)
        said = {key: _text(value, key) for key in _SAID_OF_SPEAKERS}
        if holds is not False and not any(said.values()):
            raise Refusal("it says neither a name nor an organisation nor a group")
        places = (
            [self._place(reference, event, turn)]
            if turn is not None
            else [(n, m) for n in self._events_of(reference, event) for m in self._marked(n, label)]
        )
        if not places:
            raise Refusal(f"no turn of {decision.target} is marked {label!r}")
        if turn is not None and label and not _same(self._original(*places[0]).speaker, label):
            raise Refusal(f"that turn is not marked {label!r}")
        for n, m in places:
            self._turns[n][m] = self._named(n, m, said, holds=holds is not False)

    def _named(self, n: int, m: int, said: dict[str, str], *, holds: bool) -> Turn:
        turn, original = self._turns[n][m], self._original(n, m)
        if not holds:
            received = {key: getattr(original, key) for key in (*_SAID_OF_SPEAKERS[1:], "speaker")}
            return turn.model_copy(update={**received, "confirmed": False, "marked": ""})
        return turn.model_copy(
            update={
                **{key: words for key, words in said.items() if key != "name"},
                "speaker": said["name"],
                "confirmed": True,
                "marked": original.speaker,
            }
        )

    def correct_text(self, decision: Decision) -> None:
        """Any contribution's words; of a transcript's those of one turn, where one is said."""
        value = _object(decision)
        reference, event, turn = self._target(decision.target)
        if value.get("turn") is not None:
            event, turn = self._said_turn(reference, event, value["turn"])
        one = self._contributions[reference]
        corrections = self._corrections.get(reference) or Corrections(
            one, [t for n in self._events.get(reference, ()) for t in self._received[n].turns]
        )
        within = self._original(*self._place(reference, event, turn)) if turn is not None else None
        corrections.add(decision, value, within)
        self._corrections[reference] = corrections

    def link_statement(self, decision: Decision) -> None:
        """A written statement stands for what was said in a turn."""
        value = _object(decision)
        reference, event, turn = self._target(decision.target)
        if turn is None:
            raise Refusal("it names no turn: write it as in C-0004/12")
        n, m = self._place(reference, event, turn)
        statement = self._contributions.get(_text(value, "statement"))
        if statement is None:
            raise Refusal(f"there is no contribution {_text(value, 'statement')!r}")
        if statement.reference == reference:
            raise Refusal("a transcript cannot prevail over itself")
        if statement.fate == "quarantined":
            raise Refusal(f"{statement.reference} could not be read")
        if value.get("prevails", True) is not True:
            raise Refusal('"prevails" must be true: to record only a relation, use relate')
        event_part = (
            f"event {self._events[reference].index(n) + 1}, " if self._many(reference) else ""
        )
        relation = Relation(
            kind="prevails_over", target=reference, basis="confirmed",
            part=f"{event_part}turn {self._turns[n][m].n}",
        )  # fmt: skip
        if relation not in statement.relations:
            self._contributions[statement.reference] = statement.model_copy(
                update={"relations": (*statement.relations, relation)}
            )
        self._turns[n][m] = self._turns[n][m].model_copy(update={"statement": statement.reference})

    def _target(self, target: str) -> tuple[str, int | None, int | None]:
        match = _TARGET.fullmatch(target.strip())
        if match is None:
            raise Refusal(f"{target!r} is no reference and no turn: write C-0004 or C-0004/12")
        if match[1] not in self._contributions:
            raise Refusal(f"there is no contribution {match[1]!r}")
        event, turn = (int(part) if part else None for part in match.groups()[1:])
        return match[1], event, turn

    def _said_turn(self, reference: str, event: int | None, turn: Any) -> tuple[int | None, int]:
        if isinstance(turn, int) and not isinstance(turn, bool):
            return event, turn
        match = _TARGET.fullmatch(f"{reference}/{turn}")
        if match is None or match[3] is None:
            raise Refusal(f"{turn!r} is no turn: write 4, or ev2/4 where there are several events")
        return int(match[2]) if match[2] else event, int(match[3])

    def _many(self, reference: str) -> bool:
        return len(self._events.get(reference, ())) > 1

    def _events_of(self, reference: str, event: int | None) -> list[int]:
        events = self._events.get(reference, [])
        if not events:
            raise Refusal(f"{reference} is no transcript")
        if event is None:
            return events
        if not 1 <= event <= len(events):
            raise Refusal(f"{reference} has {len(events)} events, and no event {event}")
        return [events[event - 1]]

    def _place(self, reference: str, event: int | None, turn: int) -> tuple[int, int]:
        """The transcript, and the turn in it, by their places in the record."""
        events = self._events_of(reference, event)
        if len(events) > 1:
            raise Refusal(
                f"{reference} holds {len(events)} events: say which, as in {reference}/ev1/{turn}"
            )
        turns = self._turns[events[0]]
        if not 1 <= turn <= len(turns):
            raise Refusal(f"{reference} has {len(turns)} turns, and no turn {turn}")
        return events[0], turn - 1

    def _original(self, n: int, m: int) -> Turn:
        return self._received[n].turns[m]

    def _marked(self, n: int, label: str) -> list[int]:
        return [
            m
            for m, turn in enumerate(self._received[n].turns)
            if turn.speaker_status == "named" and _same(turn.speaker, label)
        ]


def _object(decision: Decision) -> dict[str, Any]:
    if not isinstance(decision.value, dict):
        raise Refusal("its value must be an object; see the table of decisions")
    return decision.value


def _text(value: dict[str, Any], key: str) -> str:
    words = value.get(key)
    if words is None:
        return ""
    if not isinstance(words, str) or len(words) > _LONGEST:
        raise Refusal(f"{key!r} must be words, {_LONGEST} characters at most")
    return clean_line(words)


def _same(label: str, other: str) -> bool:
    return label.casefold() == other.casefold()
