"""The facts of each session, from rapporteurs' notes and rough transcripts, within its rule."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import compress
from operator import attrgetter

from bpforum.drafting.attribution import Attribution
from bpforum.drafting.facts import Line, Quote, SessionFacts, Source, Statement
from bpforum.drafting.material import Material
from bpforum.drafting.withholding import Withholding
from bpforum.text.sentences import split
from models.contribution import Contribution
from models.ids import passage_id
from models.passage import Passage
from models.session import Session
from models.transcript import Transcript, Turn

KINDS = (
    "issue", "presentation", "discussion", "converged", "diverged", "practice", "example",
    "suggestion", "open_question", "quote", "way_forward",
)  # fmt: skip
"""The order in which a session report tells them."""
_STRICTER = {"named": "affiliation"}
"""Words from a rough transcript name nobody, also under `named`: nobody has checked the names."""
_MOST_TURNS = 3
_WORDS_OF_A_QUOTE = (15, 60)


def rule_for_speech(rule: str) -> str:
    """The rule that words from a transcript or chat have to keep under a session's `rule`."""
    return _STRICTER.get(rule, rule)


def _is_unverified(turn: Turn) -> bool:
    """Whether a transcript gives the turn to somebody by name, and no person has confirmed it."""
    return bool(turn.speaker or turn.marked) and not turn.confirmed


class Sessions:
    """Makes the facts of the sessions of one view."""

    def __init__(
        self,
        material: Material,
        names: Attribution,
        withholding: Withholding,
        date: Callable[[datetime | None], str],
    ) -> None:
        """`date` writes a date out."""
        self._material = material
        self._names = names
        self._withholding = withholding
        self._date = date
        self._passages: dict[str, list[Passage]] = {}
        everything = material.everything
        notes = list(compress(everything, map(attrgetter("session_note"), everything)))
        spoken = {one.reference for one in notes}
        for transcript in material.record.transcripts:
            spoken |= {transcript.contribution, *(turn.statement for turn in transcript.turns)}
        for passage in material.grouping.passages.values() if spoken else ():
            if passage.contribution in spoken:
                self._passages.setdefault(passage.contribution, []).append(passage)
        for passages in self._passages.values():
            passages.sort(key=lambda one: one.start)
        self._lines = [
            line
            for one in notes
            if one.kind == "note" and material.may_quote(one)
            for line in self._of_note(one)
        ]

    def lines_of(self, kind: str) -> tuple[Line, ...]:
        """All printable lines of a kind, in order of the record."""
        return tuple(one for one in self._lines if one.kind == kind and not one.named)

    def lines_in(self, passages: Iterable[str]) -> dict[str, tuple[Line, ...]]:
        """Printable lines by kind whose passage is one of `passages`."""
        wanted = set(passages) if self._lines else set()
        found: dict[str, list[Line]] = {}
        for line in self._lines:
            if line.source.passage in wanted and not line.named:
                found.setdefault(line.kind, []).append(line)
        return {kind: tuple(lines) for kind, lines in found.items()}

    def facts(self) -> tuple[SessionFacts, ...]:
        """Declared sessions, and those that only a note or transcript tells of, in order."""
        material = self._material
        notes: dict[str, list[Contribution]] = {}
        for one in material.counted:
            if one.kind in ("note", "transcript"):
                notes.setdefault(one.session or "", []).append(one)
        facts: list[SessionFacts] = []
        for session in material.record.sessions:
            if session.status == "declared" or session.id in notes:
                facts.append(self._session(session, notes.pop(session.id, []), len(facts) + 1))
        for rest in notes.values():
            for one in rest:
                unknown = Session(id="unlisted", title=self._title(one))
                facts.append(self._session(unknown, [one], len(facts) + 1))
        return tuple(facts)

    def _title(self, one: Contribution) -> str:
        """Of a session that only `one` tells of; its reference where the words tell of somebody."""
        title = (one.session_note.session if one.session_note else "") or one.title
        told = not title or self._withholding.is_forbidden(title, "affiliation")
        return one.reference if told else self._withholding.redacted(title, one)

    def _of_note(self, one: Contribution) -> list[Line]:
        rule = self._names.rule(one)
        lines = []
        for line in one.session_note.lines if one.session_note else ():
            text = one.text[line.start : line.end]
            if not text.strip():
                continue
            lines.append(
                Line(
                    id=f"ln_{passage_id(one.reference, line.start, text)}",
                    kind=line.kind,
                    source=Source(
                        one.reference, line.start, line.end, self._passage(one, line.start)
                    ),
                    by=self._names.name(one),
                    held_by=self._names.held_by(
                        one, self._withholding.held_by(line.held_by, rule), line.held_by
                    ),
                    named=self._withholding.is_forbidden(text, rule),
                )
            )
        return lines

    def _passage(self, one: Contribution, start: int) -> str:
        """The id of the passage that the offset lies in, or empty."""
        passages = self._passages.get(one.reference, [])
        nth = bisect_right(passages, start, key=lambda passage: passage.start) - 1
        return passages[nth].id if nth >= 0 and start < passages[nth].end else ""

    def _session(self, session: Session, inputs: list[Contribution], n: int) -> SessionFacts:
        notes = [one for one in inputs if one.kind == "note"]
        references = {one.reference for one in inputs}
        mine = [line for line in self._lines if line.source.contribution in references]
        transcripts = [
            transcript
            for transcript in self._material.record.transcripts
            if transcript.contribution in references
        ]
        return SessionFacts(
            key=f"ses{n}",
            title=session.title,
            date=self._date(session.starts) if session.starts else "",
            rule=session.attribution,
            notes=tuple(one.reference for one in notes),
            rapporteurs=tuple(dict.fromkeys(self._names.rapporteurs(one) for one in notes)),
            lines={
                kind: tuple(line for line in mine if line.kind == kind and not line.named)
                for kind in KINDS
            },
            quotes=tuple(quote for transcript in transcripts for quote in self._quotes(transcript)),
            transcripts=tuple(sorted({one.contribution for one in transcripts})),
            statements=tuple(one for t in transcripts for one in self._statements(t)),
            unprinted=sum(line.named for line in mine),
            unconfirmed=sum(_is_unverified(turn) for one in transcripts for turn in one.turns),
        )

    def _quotes(self, transcript: Transcript) -> list[Quote]:
        """A few whole sentences, from the turns nearest the themes.

        None from a turn that somebody has put into writing: the statement prevails. None from one
        that the transcript gives to somebody by name before a person has confirmed that.
        """
        one = self._material.by_reference[transcript.contribution]
        if not self._material.may_quote(one):
            return []
        scores = self._material.grouping.scores
        ranked = []
        for turn in transcript.turns:
            if turn.statement or _is_unverified(turn):
                continue
            passage = self._passage(one, turn.start)
            span = self._sentence(turn, self._names.rule(one))
            if span and passage in scores:
                ranked.append((-scores[passage], turn.n, passage, span))
        quotes = []
        turns = {turn.n: turn for turn in transcript.turns}
        for _, n, passage, (start, end) in sorted(ranked)[:_MOST_TURNS]:
            quotes.append(
                Quote(
                    id=f"tq_{passage_id(one.reference, start, one.text[start:end])}",
                    source=Source(one.reference, start, end, passage),
                    by=self._withholding.redacted(self._names.speaker(one, turns[n])),
                    rough=True,
                    turn=n,
                )
            )
        return sorted(quotes, key=lambda quote: quote.turn)

    def _statements(self, transcript: Transcript) -> list[Statement]:
        """The written statements that stand for turns of a transcript, in order of the turns."""
        found = []
        for turn in transcript.turns:
            if not turn.statement:
                continue
            one = self._material.by_reference.get(turn.statement)
            if one is None:
                continue  # that there is one is not for this view's readers
            may_point = self._material.may_quote(one) and one.text
            start = transcript.turns[0].start
            found.append(
                Statement(
                    id=f"st_{passage_id(transcript.contribution, start, f'{turn.n}')}",
                    turn=turn.n,
                    source=Source(one.reference, 0, len(one.text), self._passage(one, 0))
                    if may_point
                    else None,
                )
            )
        return found

    def _sentence(self, turn: Turn, rule: str) -> tuple[int, int] | None:
        """The longest sentence of a turn of readable length that the session's rule lets stand."""
        fewest, most = _WORDS_OF_A_QUOTE
        best: tuple[int, int, int] | None = None
        for start, end in split(turn.text, turn.start):
            text = turn.text[start - turn.start : end - turn.start]
            words = len(text.split())
            if fewest <= words <= most and not self._withholding.is_forbidden(
                text, rule_for_speech(rule)
            ):
                best = max(best or (0, 0, 0), (words, -start, end))
        return (-best[1], best[2]) if best else None
