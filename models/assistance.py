"""What a language model answered, and what became of it: kept apart from what people wrote."""

from pydantic import Field

from models.base import Model
from models.ids import Digest, Reference
from models.outcome import View


class Claim(Model):
    """A sentence as a model wrote it, not yet checked."""

    text: str
    passages: tuple[str, ...] = ()
    """The ids that it cites, as passages have them; one it invented stands as it wrote it."""


class Answer(Model):
    """All that a model answered about one theme, not yet checked."""

    label: str = ""
    sentences: tuple[Claim, ...] = ()


class KeptAnswer(Model):
    """An answer as the store keeps it. The question's text is not kept, only its digest."""

    model: str = Field(min_length=1)
    asked: Digest
    """Of the model, the whole prompt and the version of the form asked for."""
    theme: str
    view: View
    sources: tuple[Reference, ...]
    """The contributions whose words were sent: with any of them the answer is erased."""
    answer: Answer


class Assistance(Model):
    """What a run had of a language model; in `manifest.json`."""

    model: str
    themes: int
    """How many it was to be asked about, in either view."""
    answered: int
    sentences: int
    """How many it wrote."""
    kept: int
    """How many of them the document prints."""
    left_out: dict[str, int]
    """Why the others are not printed: reason → how many."""
    labels: int
    """How many labels it suggests; themes are renamed by people alone."""
