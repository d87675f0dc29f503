"""Asks a model about the themes of both documents, or reads again what it answered before.

It never stands in the way: what cannot be had is told, and the document is made without it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from bpforum.assist import question as wording
from bpforum.assist.assistant import Assistant, NotAnswered, Question
from bpforum.assist.passages import Sendable
from bpforum.assist.reading import Reader, Tally
from bpforum.claims import OBJECTIONS, Judge
from bpforum.drafting.facts import Machine, Written
from bpforum.drafting.material import Material
from bpforum.grouped import Group
from bpforum.leaks import find_speakers, find_telling
from bpforum.store import Store
from bpforum.text.names.taboos import Taboos
from bpforum.text.names.usage import Use
from bpforum.views import names_in
from models.assistance import Answer, Assistance, KeptAnswer
from models.audience import Audience
from models.contribution import Contribution
from models.ids import Digest, digest
from models.passage import Passage

FAILURES = 3
"""In a row, after which it is not asked again in this run."""

Given = Mapping[str, tuple[Passage, str]]


@dataclass(frozen=True)
class Limits:
    """How long a run waits, and whose words may be sent."""

    seconds: float
    total_seconds: float
    audience: Audience = "public"


@dataclass(frozen=True)
class Help:
    """What a model gave for both documents."""

    all: Machine = field(default_factory=Machine)
    public: Machine = field(default_factory=Machine)
    problems: tuple[str, ...] = ()
    told: Assistance | None = None
    digest: Digest | None = None
    """Of the answers used: with them the same snapshot gives the same bytes."""


@dataclass(frozen=True)
class _Theme:
    """A theme of one view that is to be asked about."""

    material: Material
    group: Group
    given: Given
    question: Question


class Writer:
    """Writes for one run. `tell` is told of progress."""

    def __init__(self, store: Store, limits: Limits, tell: Callable[[str], None]) -> None:
        self._store = store
        self._limits = limits
        self._tell = tell

    def write(
        self,
        assistant: Assistant | None,
        materials: Sequence[Material],
        everyone: Sequence[Contribution],
        language: str,
        edited: frozenset[str],
    ) -> Help:
        """For the secretariat's and the public document, `materials` in that order.

        `edited`: ids of paragraphs that people wrote; of these themes nothing is asked, only what
        they rested on is looked up. Without an `assistant` that is all.
        """
        whole = materials[0]
        judge = Judge(whole.record, whole.forum.forum.title)
        tally = Tally()
        written: list[dict[str, Written]] = []
        asked: list[_Theme] = []
        for material in materials:
            # Nobody's document is made of more than may leave the machine.
            audience = "public" if material.view == "public" else self._limits.audience
            sendable = Sendable(material, everyone, audience)
            written.append({})
            for group in material.grouping.groups:
                given = {one.id: (one, words) for one, words in sendable.of(group)}
                if summary_id(group) in edited:
                    reader = Reader(judge, len(material.counted), language, Tally())
                    written[-1][group.id] = self._kept(material, group, given, reader)
                elif assistant and given:
                    text = _question_text(material, group)
                    asking = wording.put(assistant.name, text, list(given.values()), language)
                    asked.append(_Theme(material, group, given, asking))
        if assistant is None:
            for at, material in enumerate(materials):
                _without_leaks(written[at], material, whole, tally)
            return Help(Machine(by_theme=written[0]), Machine(by_theme=written[1]))
        forbids = _taboos(whole, language)
        answers, problems = self._answers(assistant, asked)
        for one in asked:
            answer = answers.get(one.question.asked)
            if answer is None:
                continue
            reader = Reader(judge, len(one.material.counted), language, tally)
            sentences = reader.sentences(answer, one.given)
            label = reader.label(answer, one.given) if one.material is whole else ""
            if one.group.named_by != "machine" or label == one.group.label or forbids(label):
                label = ""
            at = 0 if one.material is whole else 1
            written[at][one.group.id] = Written(label, sentences)
        for at, material in enumerate(materials):
            _without_leaks(written[at], material, whole, tally)
        used = {one.question.asked: answers.get(one.question.asked) for one in asked}
        return Help(
            all=Machine(assistant.name, written[0]),
            public=Machine(assistant.name, written[1]),
            problems=problems,
            told=Assistance(
                model=assistant.name,
                themes=len(asked),
                answered=sum(one.question.asked in answers for one in asked),
                sentences=tally.written,
                kept=tally.written - sum(tally.left_out.values()),
                left_out={why: n for why in OBJECTIONS if (n := tally.left_out[why])},
                labels=sum(bool(one.label) for one in written[0].values()),
            ),
            digest=_digest(assistant.name, used),
        )

    def _kept(self, material: Material, group: Group, given: Given, reader: Reader) -> Written:
        """What a person's paragraph was written in place of, as far as it still holds."""
        last = self._store.last_answer(group.id, material.view)
        return Written(
            sentences=reader.sentences(last.answer, given) if last else (),
            model=last.model if last else "",
        )

    def _answers(
        self, assistant: Assistant, asked: Sequence[_Theme]
    ) -> tuple[dict[Digest, Answer], tuple[str, ...]]:
        """Answers by digest of their question: known ones, then asked for; and what went wrong."""
        answers = self._store.answers(assistant.name, [one.question.asked for one in asked])
        missing = list({one.question.asked: one for one in asked
                        if one.question.asked not in answers}.values())  # fmt: skip
        until = monotonic() + self._limits.total_seconds
        failed: list[tuple[Group, NotAnswered]] = []
        row = 0
        for n, one in enumerate(missing, start=1):
            left = until - monotonic()
            if row == FAILURES or left <= 0 or (failed and failed[-1][1].final):
                break
            self._tell(f"Asking {assistant.name} about themes, {n} of {len(missing)}")
            try:
                answer = assistant.ask(one.question, min(left, self._limits.seconds))
            except NotAnswered as failure:
                failed.append((one.group, failure))
                row += 1
            else:
                answers[one.question.asked] = answer
                row = 0
                # At once: a run that is stopped has not asked for nothing.
                self._store.put_answers([_kept_answer(assistant, one, answer)])
        self._store.put_answers(
            _kept_answer(assistant, one, answers[one.question.asked])
            for one in asked
            if one.question.asked in answers
        )
        whole = {one.question.asked for one in asked}
        unanswered = len(whole - answers.keys())
        if not unanswered:
            return answers, ()
        return answers, (_told(assistant, failed, unanswered, len(whole)),)


def summary_id(group: Group) -> str:
    """The id of the paragraph that sums a theme up."""
    return f"{group.key}_sum"


def _kept_answer(assistant: Assistant, one: _Theme, answer: Answer) -> KeptAnswer:
    return KeptAnswer(
        model=assistant.name,
        asked=one.question.asked,
        theme=one.group.id,
        view=one.material.view,
        sources=tuple(sorted({passage.contribution for passage, _ in one.given.values()})),
        answer=answer,
    )


def _told(
    assistant: Assistant, failed: Sequence[tuple[Group, NotAnswered]], unanswered: int, whole: int
) -> str:
    """What a secretary is told: what happened, what that means, what to do."""
    reasons = list(dict.fromkeys(str(failure) for _, failure in failed))
    remedies = list(dict.fromkeys(failure.remedy for _, failure in failed))
    if not failed:
        reasons = ["the time for it was over"]
        remedies = ["Set BPFORUM_LLM_TOTAL_SECONDS higher, or take a faster model."]
    return (
        f"The language model {assistant.name} at {assistant.place} gave no answer of use to "
        f"{unanswered} of {whole} questions: {'; '.join(reasons)}. Where it gave none, the "
        f"document is as without a model. {' '.join(remedies)} The next compile asks only for what "
        "is missing. To do without, unset BPFORUM_LLM_URL and BPFORUM_LLM_MODEL."
    )


def _taboos(whole: Material, language: str) -> Callable[[str], bool]:
    """What holds for every label that is proposed: no area, company, person or judging word."""
    asked = [question.text for call in whole.forum.calls for question in call.questions]
    taboos = Taboos(
        names_in(whole.record, whole.profile),
        whole.forum.forum.title,
        " ".join(asked),
        (),
        language,
    )

    def forbids(label: str) -> bool:
        # That the first word has a capital says nothing.
        words = tuple(f"{label[:1].lower()}{label[1:]}".split())
        return taboos.forbid(Use(forms=Counter({words: 1})))

    return forbids


def _question_text(material: Material, group: Group) -> str:
    questions = [question for call in material.forum.calls for question in call.questions]
    return next((one.text for one in questions if one.id == group.question), "")


def _without_leaks(
    written: dict[str, Written], material: Material, whole: Material, tally: Tally
) -> None:
    """Takes out sentences that the finished files would be refused for (promise 9).

    They are looked at by the same functions, sentence by sentence and all of a theme together.
    """
    head, is_open = whole.forum.forum, material.view == "public"
    own = (*head.coordinators, head.editor, head.title)

    def telling(words: Mapping[str, str]) -> frozenset[str]:
        keys = {f"words-{n}": key for n, key in enumerate(words)}
        files = {path: words[key].encode() for path, key in keys.items()}
        named = find_speakers(files, whole.record, own)
        found = frozenset(keys[told.partition(" ")[0]] for told in named)
        return found | (find_telling(words, whole.record, own) if is_open else frozenset())

    words = {
        f"{theme}:{n}": sentence.plain
        for theme, one in written.items()
        for n, sentence in enumerate(one.sentences)
    } | {f"{theme}:label": one.label for theme, one in written.items() if one.label}
    told = telling(words) if words else frozenset()
    kept = {
        theme: [s for n, s in enumerate(one.sentences) if f"{theme}:{n}" not in told]
        for theme, one in written.items()
    }
    joined = {theme: " ".join(one.plain for one in keep) for theme, keep in kept.items() if keep}
    together = telling(joined) if joined else frozenset()
    for theme, one in written.items():
        keep = [] if theme in together else kept[theme]
        tally.left_out["tells what was not given to everybody"] += len(one.sentences) - len(keep)
        label = "" if f"{theme}:label" in told else one.label
        written[theme] = Written(label, tuple(keep), one.model)


def _digest(model: str, used: Mapping[Digest, Answer | None]) -> Digest:
    lines = [
        f"{asked} {digest(answer.model_dump_json().encode())}"
        for asked, answer in sorted(used.items())
        if answer is not None
    ]
    return digest("\n".join([model, *lines]).encode())
