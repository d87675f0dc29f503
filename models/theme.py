"""Themes: groups of passages with an identity that new input does not change."""

from typing import Literal

from models.base import Model
from models.ids import PassageId, Reference, Slug
from models.passage import PlacedPassage

ThemeStatus = Literal["standing", "proposed"]
Steadiness = Literal["firm", "fair", "loose", ""]
"""How firm a theme is, in a word; empty where there were too few passages to know."""
FIRM, FAIR = 0.5, 0.3


def steadiness(firmness: float | None) -> Steadiness:
    """The word for a firmness: firm from .5, fair from .3, else loose."""
    if firmness is None:
        return ""
    return "firm" if firmness >= FIRM else "fair" if firmness >= FAIR else "loose"


class Subtheme(Model):
    """A part of a large theme, as `themes.json` shows it."""

    id: str
    """The theme's with a number: `theme-3.1`. It stays, whatever else arrives."""
    label: str
    key_phrases: tuple[str, ...] = ()
    firmness: float | None = None
    steadiness: Steadiness = ""
    passages: tuple[PassageId, ...] = ()


class Position(Model):
    """How many contributions declared a position: as they wrote it, nobody's is inferred."""

    position: str
    n: int


class Theme(Model):
    """A theme as `themes.json` shows it."""

    id: str
    label: str
    key_phrases: tuple[str, ...] = ()
    status: ThemeStatus = "standing"
    question: str = ""
    """The call's question under which it stands; empty for a theme of the whole forum."""
    pinned: bool = False
    set_aside: bool = False
    """Left-overs: no subject could be named."""
    named_by: str = "machine"
    suggested_label: str = ""
    """By a language model; only a person renames a theme."""
    suggested_by: str = ""
    """The model's name."""
    firmness: float | None = None
    """How surely its passages come together again when one in five contributors is left out, 0 … 1;
    null where there were too few passages to know, or a person made it."""
    steadiness: Steadiness = ""
    subthemes: tuple[Subtheme, ...] = ()
    positions: tuple[Position, ...] = ()
    passages: tuple[PlacedPassage, ...] = ()


class Item(Model):
    """A contribution as the duplicates list names it."""

    contribution: Reference
    source: Slug
    external_id: str


class DuplicateGroup(Model):
    """Same texts: one representative and the others, which are counted, never deleted."""

    representative: Item
    members: tuple[Item, ...]
    kind: Literal["exact", "near"]


class Variant(Model):
    """Two texts that may be versions of one: offered to people, never grouped."""

    one: Item
    other: Item
    likeness: float
    """Shared three-word shingles: of all of both (`alike`), or of the shorter (`held`)."""
    kind: Literal["alike", "held"]


class Holding(Model):
    """A text more than twice as long as one that it holds: it says other things beside it."""

    text: Reference
    held: Reference


class SameTexts(Model):
    """What the comparing of all texts came to."""

    groups: tuple[DuplicateGroup, ...] = ()
    holdings: tuple[Holding, ...] = ()
    """By text, the longest that it holds first. A text is in the group of one that it holds, unless
    it stands for a group of its own."""
    variants: tuple[Variant, ...] = ()
    """The most alike first."""
    quiet: tuple[Reference, ...] = ()
    """Copies that speak for nobody else: not taken up, not everybody's to read, or not to quote."""


class Themes(Model):
    """`themes.json`: every passage in exactly one theme or in `unplaced`."""

    themes: tuple[Theme, ...] = ()
    unplaced: tuple[PlacedPassage, ...] = ()
    duplicates: tuple[DuplicateGroup, ...] = ()
    variants: tuple[Variant, ...] = ()
    proposed_moves: tuple["ProposedMove", ...] = ()


class ProposedMove(Model):
    """A passage that would stand better in another theme: nothing moves it but a decision."""

    passage: PassageId
    from_theme: str
    """A theme's id, or empty for a passage that fits none."""
    to_theme: str
    gain: float
    """By how much it is nearer to that theme's centroid, as a cosine to three decimals."""


class LanguageOffset(Model):
    """What a language as such adds to a vector: taken off before anything is compared."""

    language: str
    vector: tuple[float, ...]


class SubAnchor(Model):
    """What the store keeps of a sub-theme."""

    id: str
    label: str
    key_phrases: tuple[str, ...] = ()
    centroid: tuple[float, ...]
    mass: float
    floor: float
    firmness: float | None = None
    members: tuple[str, ...] = ()
    """Sorted; each is a member of the theme too."""


class Anchor(Model):
    """What the store keeps of a theme so that it stays itself."""

    id: str
    label: str
    key_phrases: tuple[str, ...] = ()
    status: ThemeStatus = "standing"
    question: str = ""
    pinned: bool = False
    set_aside: bool = False
    encoder: str
    centroid: tuple[float, ...]
    """Unit vector, rounded to six decimals."""
    mass: float
    """How many passages it was made of."""
    floor: float
    """The 10th percentile of its passages' cosines: below it a new passage is novel."""
    firmness: float | None = None
    subthemes: tuple[SubAnchor, ...] = ()
    offsets: tuple[LanguageOffset, ...] = ()
    """Where the forum mixes languages; found with its first themes, and the same for all."""
    members: tuple[str, ...] = ()
    """Passage ids, sorted: a passage keeps its theme unless a person decides otherwise."""
    proposed_moves: tuple[ProposedMove, ...] = ()
    """Old passages that would come here: found when the theme was made, and kept as they were, so
    that an `accept` of today moves the same passages in every later run."""
