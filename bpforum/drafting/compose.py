"""Builds the facts of one view from its material: counts, sections, entries; words nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from zoneinfo import ZoneInfo

import numpy as np

from bpforum.drafting.annexes import Annexes
from bpforum.drafting.attribution import Attribution, Word
from bpforum.drafting.balance import audit_tables, balance_of
from bpforum.drafting.facts import (
    CallFacts,
    Count,
    Facts,
    Machine,
    QuestionFacts,
    Quote,
)
from bpforum.drafting.material import Material
from bpforum.drafting.sessions import Sessions
from bpforum.drafting.speaking import speaking
from bpforum.drafting.themes import ThemeSections
from bpforum.drafting.withholding import Everyone, Withholding
from bpforum.text.counting.representation import OTHERS
from models.call import Call
from models.contribution import Contribution
from models.decision import Decision
from models.ids import paragraph_key

_WRITTEN = ("contribution", "proposal", "comment", "oral", "chat")


class Composer:
    """Composes the facts of `material`; `word` gives fixed words in `language`."""

    def __init__(
        self,
        material: Material,
        everyone: Sequence[Contribution] | Everyone,
        language: str,
        word: Word,
        decisions: Sequence[Decision],
        encoder: str,
        machine: Machine | None = None,
    ) -> None:
        """`everyone`: also the contributions that this view leaves out, to withhold names."""
        self._machine = machine or Machine()
        self._material = material
        self._language = language
        self._word = word
        self._decisions = decisions
        self._encoder = encoder
        self._names = Attribution(material, language, word)
        self._withholding = Withholding(material, everyone, self._names.group_label)
        self._sessions = Sessions(material, self._names, self._withholding, self.date)
        self._annexes = Annexes(
            material, self._names, self._withholding, decisions, self.date, self.language_name, word
        )

    @property
    def names(self) -> Attribution:
        """How contributors are named."""
        return self._names

    @property
    def withholding(self) -> Withholding:
        """What takes withheld names out of quotations."""
        return self._withholding

    def compose(self, as_of: datetime | None, label: str) -> Facts:
        """The facts, as of the cut-off or the latest input."""
        material, forum = self._material, self._material.forum
        counted = material.counted
        edited = frozenset(one.target for one in self._decisions if one.kind == "edit_paragraph")
        # Of a large forum it is a large table: none but what follows needs it.
        spoken = speaking(material)
        themes = ThemeSections(
            material, spoken, self._names, self._withholding, self._sessions, self._word,
            self._machine, edited,
        )  # fmt: skip
        questions, (comments, more) = self._questions(themes), self._annexes.comments()
        sessions, practices = self._sessions.facts(), self._sessions.lines_of("practice")
        may = spoken.counted.may_quote() & spoken.counted.kinds.is_any(_WRITTEN)
        # Annex 1 lists what took part, but not what is held or was only to be counted.
        some = map(counted.__getitem__, np.flatnonzero(may).tolist())
        listed = [one for one in some if one.fate != "held"]
        entered = self._annexes.entered(listed, questions)
        balance = balance_of(material, spoken, questions, sessions, practices)
        rows = material.counted_rows
        scopes = spoken.counted.scopes.counts()
        groups, regions = self._names.groups.pick(rows), self._names.regions.pick(rows)
        return Facts(
            view=material.view,
            language=self._language,
            title=forum.forum.title,
            forum_id=forum.forum.id,
            cycle=forum.forum.cycle,
            label=label,
            date=self.date(as_of),
            coordinators=forum.forum.coordinators,
            editor=forum.forum.editor,
            contact=forum.forum.contact,
            mandate=forum.forum.mandate,
            licence=forum.forum.licence,
            calls=tuple(map(self._call, forum.calls)),
            tally=spoken.counted.tally(),
            received=len(material.everything),
            by_kind=self._listing(
                spoken.counted.kinds.counts(), lambda k: self._word(f"kind.{k}")
            ),
            by_group=self._listing(groups.counts(), self._names.group_label),
            by_region=self._listing(regions.counts(), self._names.region_label),
            by_language=self._listing(spoken.counted.languages.counts(), self.language_name),
            by_channel=self._listing(spoken.counted.channels.counts(), self._channel),
            by_fate=self._listing(self._fates(), lambda f: self._word(f"fate.{f}")),
            by_basis=self._listing(
                spoken.counted.bases.counts(), lambda b: self._word(f"basis.{b}")
            ),
            late=sum(
                n for flags, n in Counter(map(attrgetter("flags"), counted)).items()
                if "received after the date" in flags
            ),
            same_texts=tuple(
                (group.representative.contribution, 1 + len(group.members))
                for group in material.grouping.duplicates
            ),
            withheld=scopes.get("name_withheld", 0),
            counted_only=scopes.get("counts_only", 0),
            not_asked=scopes.get("", 0),
            encoder=self._encoder,
            questions=questions,
            groups=tuple(self._names.group_label(g.id) for g in material.profile.groups),
            sessions=sessions,
            listed=frozenset(one.reference for one in listed),
            entries=tuple(self._annexes.entry(c, c.reference in spoken.adding) for c in entered),
            listing_order=material.profile.listing_order,
            comments=comments,
            more_comments=more,
            practices=practices,
            full_texts=self._annexes.full_texts(),
            unplaced=sum(k != "not_substantive" for k in material.grouping.unplaced.values()),
            passages=len(material.grouping.passages),
            balance=balance,
            audit=audit_tables(balance, self._heading),
            compendium=self._compendium(questions),
            confirmed=material.confirmed_practices,
            model=self._model(edited),
            model_asked=self._machine.model,
        )  # fmt: skip

    def _model(self, edited: frozenset[str]) -> str:
        """The language model whose sentences stand where no person wrote."""
        for group in self._material.grouping.groups:
            written = self._machine.by_theme.get(group.id)
            if written and written.sentences and f"{group.key}_sum" not in edited:
                return written.model or self._machine.model
        return ""

    def date(self, at: datetime | None) -> str:
        """A date written out in the document's language and the forum's time zone."""
        if at is None:
            return self._word("date.none")
        local = at.astimezone(ZoneInfo(self._material.forum.forum.timezone))
        return self._word(
            "date.form",
            day=local.day,
            month=self._word(f"date.month_{local.month}"),
            year=local.year,
        )

    def _time(self, at: datetime | None) -> str:
        if at is None:
            return self._word("date.none")
        zone = self._material.forum.forum.timezone
        return f"{self.date(at)}, {at.astimezone(ZoneInfo(zone)):%H:%M} ({zone})"

    def language_name(self, code: str) -> str:
        """A language's name in the document's language; the code where we have none."""
        if not code:
            return self._word("language.unknown")
        try:
            return self._word(f"language.{code}")
        except KeyError:
            return code

    def _heading(self, kind: str, heading: str) -> str:
        """The label of a heading of the representation audit."""
        if not kind:
            return self._word("audit.everybody")
        if heading == OTHERS:
            return self._word("audit.others")
        if kind == "group":
            return self._names.group_label(heading)
        if kind == "region":
            return self._names.region_label(heading)
        if kind == "language":
            return self.language_name(heading)
        return self._withholding.redacted(heading) or self._word("group.not_stated")

    def _compendium(self, questions: Sequence[QuestionFacts]) -> tuple[Quote, ...]:
        """The practices that the themes show because they are marked so: here the whole passage."""
        passages = self._material.grouping.passages
        quotes = [
            quote
            for question in questions
            for theme in question.themes
            for marked in theme.marked
            if marked.kind == "practice"
            for quote in marked.quotes
        ]
        return tuple(
            replace(
                quote,
                source=replace(
                    quote.source,
                    start=passages[quote.source.passage].start,
                    end=passages[quote.source.passage].end,
                ),
            )
            for quote in quotes
        )

    def _channel(self, channel: str) -> str:
        return channel or self._word("channel.not_stated")

    def _fates(self) -> dict[str, int]:
        """How many have each fate; what has none yet is taken up."""
        return {fate or "taken_up": n for fate, n in self._material.fates.counts().items()}

    def _listing(self, found: Mapping[str, int], label: Callable[[str], str]) -> tuple[Count, ...]:
        """Counts, the largest first; what is not known comes last."""
        whole = sum(found.values())
        ordered = sorted(found.items(), key=lambda pair: (pair[0] == "", -pair[1], str(pair[0])))
        return tuple(
            Count(label=label(value), n=n, share=n / whole, id=str(value)) for value, n in ordered
        )

    def _call(self, call: Call) -> CallFacts:
        policy = call.late_policy or self._material.profile.late_policy
        return CallFacts(
            key=paragraph_key("call", call.id),
            title=call.title,
            opens=self.date(call.opens),
            closes=self._time(call.closes),
            grace=call.grace_minutes,
            late_policy=policy,
            extensions=tuple((self._time(e.closes), e.reason) for e in call.extensions),
            questions=tuple((q.id, q.text) for q in call.questions),
            consent_notice=call.consent_notice,
            deadlines=tuple(
                (d.category, self._time(d.soft_at), self._time(d.hard_at), d.late_policy or policy)
                for d in call.deadlines
            ),
        )

    def _questions(self, themes: ThemeSections) -> tuple[QuestionFacts, ...]:
        material = self._material
        asked = [(q.id, q.text) for call in material.forum.calls for q in call.questions]
        sections = []
        answers: dict[str, list[int]] = defaultdict(list)
        for row, one in zip(material.counted_rows.tolist(), material.counted, strict=True):
            if one.questions and one.consent.scope != "counts_only":
                for question in dict.fromkeys(one.questions):
                    answers[question].append(row)
        for n, (question, text) in enumerate([*asked, ("", "")], start=1):
            answering = answers[question] if question else []
            found = themes.of_question(question)
            if not question and not found:
                continue
            spoke = self._names.groups_of(np.array(answering, dtype=np.int64))
            sections.append(
                QuestionFacts(
                    key=f"q{n}" if question else "other",
                    id=question,
                    text=text,
                    answers=len(answering),
                    silent=self._names.silent(spoke),
                    themes=found,
                )
            )
        return tuple(sections)
