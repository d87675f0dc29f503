"""The facts that the template words: frozen values, each with where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpforum.text.counting.balance import Balance
from bpforum.text.counting.counts import Tally
from models.passage import PassageKind
from models.submission import Fate

MOST_NAMED = 24
"""References that a sentence lists; of more it says how many there are."""
MOST_CAMPAIGNS = 200
"""Same texts that section 4 names one by one; of more the largest."""


@dataclass(frozen=True)
class Source:
    """An exact span of a contribution's text, half-open, in code points."""

    contribution: str
    start: int
    end: int
    passage: str = ""


@dataclass(frozen=True)
class Quote:
    """Words to print verbatim, with who said them."""

    id: str
    source: Source
    by: str
    language: str = ""
    """The language's name where it is not the document's."""
    rough: bool = False
    turn: int = 0


@dataclass(frozen=True)
class Line:
    """A statement that a rapporteur recorded."""

    id: str
    kind: str
    source: Source
    by: str
    held_by: str = ""
    named: bool = False
    """It names somebody and its session's rule forbids that: it is not printed."""


@dataclass(frozen=True)
class Count:
    """A label with its count, and its share of the whole between 0 and 1."""

    label: str
    n: int
    share: float
    id: str = ""


@dataclass(frozen=True)
class PositionCount:
    """How many declared a position, and who."""

    position: str
    n: int
    sources: tuple[Source, ...]
    """Of those who may be quoted, the first."""
    more: int = 0
    """How many more there are who may be."""


@dataclass(frozen=True)
class Marked:
    """Passages of one kind, because somebody marked them as such."""

    kind: PassageKind
    quotes: tuple[Quote, ...]
    more: int
    """How many more there are that may be quoted, in the theme."""


@dataclass(frozen=True)
class Suggested:
    """Contributions whose wording alone suggests a kind: for the editor to look at."""

    kind: PassageKind
    references: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Sentence:
    """A checked sentence of a language model: words, and spans to quote; then what it rests on."""

    parts: tuple[str | Source, ...]
    sources: tuple[Source, ...]

    @property
    def plain(self) -> str:
        """Its words, with quotations emptied."""
        return "".join(part if isinstance(part, str) else "“”" for part in self.parts)


@dataclass(frozen=True)
class Written:
    """What a language model gave for one theme of one view."""

    label: str = ""
    sentences: tuple[Sentence, ...] = ()
    model: str = ""
    """Which model, where it is not the run's."""


@dataclass(frozen=True)
class Machine:
    """All that a language model gave for one view; nothing where none was asked."""

    model: str = ""
    by_theme: Mapping[str, Written] = field(default_factory=dict)


@dataclass(frozen=True)
class SubthemeFacts:
    """A part of a large theme."""

    id: str
    label: str
    passages: int


@dataclass(frozen=True)
class ThemeFacts:
    """One theme as the document shows it. `key` begins its paragraphs' ids."""

    key: str
    id: str
    label: str
    phrases: tuple[str, ...]
    proposed: bool
    set_aside: bool
    tally: Tally
    passages: int
    by_group: tuple[Count, ...]
    silent: tuple[str, ...]
    quantity: str
    """`most`, `many`, `several` or `some`; empty where the number says it better."""
    quotes: tuple[Quote, ...]
    others: tuple[str, ...]
    converged: tuple[Line, ...]
    diverged: tuple[Line, ...]
    practices: tuple[Line, ...]
    suggestions: tuple[Line, ...]
    open_questions: tuple[Line, ...]
    positions: tuple[PositionCount, ...]
    marked: tuple[Marked, ...] = ()
    suggested: tuple[Suggested, ...] = ()
    summary: tuple[Sentence, ...] = ()
    """By a language model; every sentence cites."""
    summary_by: str = ""
    """The model's name."""
    summary_edited: bool = False
    """Whether a person wrote in its place."""
    summary_rests_on: tuple[Source, ...] = ()
    """What a person's summary stands on, where no sentence of a model's is kept."""
    suggested_label: str = ""
    """By a language model, for the editor's eyes."""
    firmness: float | None = None
    steadiness: str = ""
    """`firm`, `fair` or `loose`; empty where nothing is known."""
    subthemes: tuple[SubthemeFacts, ...] = ()

    @property
    def named_others(self) -> tuple[str, ...]:
        """Those of the others that the document names; the ledger has all."""
        return self.others[:MOST_NAMED]


@dataclass(frozen=True)
class QuestionFacts:
    """A call's question with its themes; `id` is empty for what answers no question."""

    key: str
    id: str
    text: str
    answers: int
    silent: tuple[str, ...]
    themes: tuple[ThemeFacts, ...]


@dataclass(frozen=True)
class Statement:
    """A written statement that prevails over a turn of a rough transcript."""

    id: str
    turn: int
    source: Source | None
    """None where this document may not point to it."""


@dataclass(frozen=True)
class SessionFacts:
    """A session with what was recorded of it."""

    key: str
    title: str
    date: str
    rule: str
    notes: tuple[str, ...]
    """References of the notes."""
    rapporteurs: tuple[str, ...]
    lines: dict[str, tuple[Line, ...]]
    """By kind, in the order of the report form."""
    quotes: tuple[Quote, ...]
    transcripts: tuple[str, ...]
    statements: tuple[Statement, ...]
    unprinted: int
    """Lines that name somebody although the session's rule forbids it."""
    unconfirmed: int = 0
    """Turns that a transcript gives to somebody by name, which nobody has confirmed: not quoted."""


@dataclass(frozen=True)
class EntryFacts:
    """A contribution's line in annex 1."""

    key: str
    reference: str
    listed: str
    title: str
    kind: str
    received: str
    language: str
    late: bool
    same_text: int
    """How many sent the same text, without this one."""
    fate: Fate | None
    fate_of: str
    adds: bool
    """It says something of its own beside the text that it copies."""
    words: int


@dataclass(frozen=True)
class CallFacts:
    """A call as annex 4 and section 4 tell it."""

    key: str
    title: str
    opens: str
    closes: str
    grace: int
    late_policy: str
    extensions: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    consent_notice: str
    deadlines: tuple[tuple[str, str, str, str], ...]
    """Category, soft and hard date, and the late policy that holds for it."""


@dataclass(frozen=True)
class CommentFacts:
    """A comment on a draft and the disposition that a person gave it."""

    key: str
    reference: str
    by: str
    source: Source | None
    disposition: str
    reason: str


@dataclass(frozen=True)
class FullText:
    """A text to reproduce as received (annex 8)."""

    key: str
    reference: str
    listed: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class AuditRow:
    """One heading of the representation audit, as numbers to print."""

    label: str
    contributors: int
    cited: float
    cited_random: float
    quoted: float
    quoted_random: float
    not_reflected: float
    """Share of the contributors near none of whose passages anything is cited."""


@dataclass(frozen=True)
class AuditTable:
    """The audit by one kind of heading: `group`, `region`, `language` or `position`."""

    kind: str
    rows: tuple[AuditRow, ...]


@dataclass(frozen=True)
class Facts:
    """Everything the template may say."""

    view: str
    language: str
    title: str
    forum_id: str
    cycle: str
    label: str
    date: str
    coordinators: tuple[str, ...]
    editor: str
    contact: str
    mandate: str
    licence: str
    calls: tuple[CallFacts, ...]
    tally: Tally
    received: int
    by_kind: tuple[Count, ...]
    by_group: tuple[Count, ...]
    by_region: tuple[Count, ...]
    by_language: tuple[Count, ...]
    by_channel: tuple[Count, ...]
    by_fate: tuple[Count, ...]
    by_basis: tuple[Count, ...]
    late: int
    same_texts: tuple[tuple[str, int], ...]
    """Representative and how many sent its text, itself counted."""
    withheld: int
    counted_only: int
    not_asked: int
    encoder: str
    questions: tuple[QuestionFacts, ...]
    groups: tuple[str, ...]
    sessions: tuple[SessionFacts, ...]
    listed: frozenset[str]
    """All that annex 1 is about: `contributions.csv` has a line for each."""
    entries: tuple[EntryFacts, ...]
    """Those of them that annex 1 itself shows."""
    listing_order: str
    comments: tuple[CommentFacts, ...]
    more_comments: int
    """Comments without an entry in annex 2, since there are too many."""
    practices: tuple[Line, ...]
    full_texts: tuple[FullText, ...]
    unplaced: int
    passages: int
    balance: Balance
    audit: tuple[AuditTable, ...]
    compendium: tuple[Quote, ...]
    """Passages marked as practices, of those that the themes show, whole."""
    confirmed: frozenset[str]
    """Passages that a person says are practices."""
    model: str = ""
    """The language model whose sentences stand in it; empty where none do."""
    model_asked: str = ""
    """The language model that was asked; empty where none was."""

    @property
    def largest_same_texts(self) -> tuple[tuple[str, int], ...]:
        """Those of `same_texts` that are named: all where they are few, else the largest."""
        if len(self.same_texts) <= MOST_CAMPAIGNS:
            return self.same_texts
        largest = sorted(self.same_texts, key=lambda one: (-one[1], len(one[0]), one[0]))
        return tuple(largest[:MOST_NAMED])

    @property
    def themes(self) -> tuple[ThemeFacts, ...]:
        """All themes, in document order."""
        return tuple(theme for question in self.questions for theme in question.themes)
