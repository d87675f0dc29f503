"""The things that a review page shows, as it needs them; owns their shape, finds none of them."""

from dataclasses import dataclass, field

from bpforum.reviewing.index_tables import NOWHERE


@dataclass(frozen=True)
class SectionLine:
    """A section of the draft as the outline shows it."""

    id: str
    level: int
    title: str
    annex: bool
    theme: str
    """The id of the theme that it is about; empty for other sections."""
    paragraphs: int
    by_people: int
    by_machine: int
    prompts: int
    """Places where an editor is asked to write."""
    to_clear: bool
    """Whether it is to be cleared: not an annex, and not the template's alone."""
    seal: str
    """Of what stands in it: what a clearance is of."""


@dataclass(frozen=True)
class ParagraphLine:
    """A paragraph as the run has it."""

    id: str
    section: str
    place: int
    """Its place in the document, counted over everything."""
    number: int | None
    role: str
    text: str
    made_by: str
    flags: tuple[str, ...]
    sources: int
    """How many passages it cites."""
    machine_text: str = ""
    """What the machine has in its place, where a person wrote it."""

    @property
    def by_person(self) -> bool:
        """Whether a person wrote it."""
        return self.made_by not in ("machine", "template") and not self.by_model

    @property
    def by_model(self) -> bool:
        """Whether a language model wrote it."""
        return self.made_by.startswith("machine: ")


@dataclass(frozen=True)
class SourceShown:
    """A contribution behind a paragraph, a passage or a comment."""

    reference: str
    kind: str
    title: str
    who: str
    """Names as recorded; for a note or transcript, nobody's."""
    group: str
    """The profile's id, as `region`; empty where not stated."""
    region: str
    language: str
    received_at: str
    audience: str
    consent: str
    """`full`, `name_withheld`, `counts_only`; empty where nobody was asked."""
    flags: tuple[str, ...]
    """As recorded, and with what its fate and its relations say."""
    fate: str
    fate_of: str
    position: str
    url: str
    words: int
    session: str


@dataclass(frozen=True)
class Evidence:
    """A span that a paragraph rests on, whole, with what stands around it."""

    source: SourceShown
    passage: str
    """The passage's id; empty where the span is none."""
    before: str
    text: str
    after: str
    quoted: bool = False
    new: str = ""
    """For what came after a person wrote: `support`, `divergence` or `addition`."""
    theme: str = ""
    says: str = ""


@dataclass(frozen=True)
class ThemeLine:
    """A theme with its size."""

    id: str
    label: str
    phrases: tuple[str, ...]
    status: str
    question: str
    pinned: bool
    set_aside: bool
    named_by: str
    steadiness: str
    section: str
    passages: int
    suggested: str = ""
    """A label that a language model suggests."""
    coming: tuple[str, ...] = ()
    """Passages that are proposed to come to it."""


@dataclass(frozen=True)
class PassageLine:
    """A passage where it stands."""

    id: str
    theme: str
    """A theme's id; empty where it stands in none."""
    unplaced: str
    text: str
    score: float
    assigned_by: str
    duplicate_of: str
    cited: bool
    says: str
    said_by: str
    source: SourceShown


@dataclass(frozen=True)
class CommentLine:
    """A comment on a draft, with what it proposes."""

    source: SourceShown
    text: str
    place: int
    """The place of the paragraph it is on; a large number for none."""
    paragraph: str
    """The paragraph's id, where it is in this draft."""
    given: str
    """What the source calls the paragraph; empty for a comment on the whole."""
    comment_type: str
    proposed: str
    rationale: str
    answers: str
    """The comment that it replies to."""
    section: str = ""
    """The section that it is on, or in which its paragraph stands."""

    @property
    def orphaned(self) -> bool:
        """Whether it is on a paragraph that this draft does not have."""
        return bool(self.given) and self.place == NOWHERE


@dataclass(frozen=True)
class RelationLine:
    """A relation between two documents that the machine found, or a likeness of two texts."""

    reference: str
    kind: str
    target: str
    basis: str
    likeness: float = 0.0
    title: str = ""
    target_title: str = ""


@dataclass(frozen=True)
class SpeakerLine:
    """A label under which somebody speaks in a transcript, whom nobody has confirmed."""

    target: str
    """`C-0004`, or `C-0004/ev2` for the second event of a file: what a decision names."""
    label: str
    status: str
    turns: int
    first: int
    evidence: str
    said: str
    session: str


@dataclass(frozen=True)
class Share:
    """One heading's part in a section."""

    id: str
    n: int
    share: float


@dataclass(frozen=True)
class SectionBalance:
    """Who is heard in a section, by what it cites, and who is not."""

    citations: int
    groups: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    silent_groups: tuple[str, ...] = ()
    """Those that the whole input has, and this section does not cite."""
    silent_regions: tuple[str, ...] = ()
    heavy: tuple[Share, ...] = ()
    """Voices that carry more than their share, by reference of their first contribution."""
    names: dict[str, str] = field(default_factory=dict)
    """Who those are."""
