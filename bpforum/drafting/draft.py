"""One view of the document: facts, worded by the template, read back as an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bpforum.data import data_path
from bpforum.drafting.attribution import Attribution
from bpforum.drafting.compose import Composer
from bpforum.drafting.facts import Facts, Machine
from bpforum.drafting.material import Material
from bpforum.drafting.withholding import Everyone, Withholding
from bpforum.errors import UnusableForum
from bpforum.rendering.template import Quotable, draft_outcome
from bpforum.rendering.wording import Wording, language_of
from models.contribution import Contribution
from models.decision import Decision
from models.outcome import Outcome


@dataclass(frozen=True)
class Draft:
    """One view of the document, with what it was made of."""

    material: Material
    facts: Facts
    outcome: Outcome
    names: Attribution
    withholding: Withholding

    @cached_property
    def cited(self) -> frozenset[str]:
        """The ids of the passages that the document cites."""
        return frozenset(
            citation.passage
            for paragraph in self.outcome.paragraphs
            for citation in paragraph.citations
            if citation.passage
        )


def draft_view(
    material: Material,
    everyone: Sequence[Contribution] | Everyone,
    decisions: Sequence[Decision],
    as_of: datetime | None,
    encoder: str,
    machine: Machine | None = None,
) -> Draft:
    """The document of one view. `everyone`: also those that the view leaves out.

    `machine`: what a language model gave for it, if one was asked.
    """
    language = language_of(material.forum.forum.languages)
    wording = load_wording(language)
    composer = Composer(material, everyone, language, wording.word, decisions, encoder, machine)
    # Whatever label is asked for: until people have cleared it, this is what the document is.
    facts = composer.compose(as_of, wording.word("cover.working"))
    texts = material.by_reference

    def words(reference: str, start: int, end: int) -> str:
        one = texts[reference]
        return composer.withholding.redacted(one.text[start:end], one)

    outcome = draft_outcome(
        _template(material.forum.outcome.template),
        facts,
        wording,
        Quotable(words, wording.word("quotation.opening"), wording.word("quotation.closing")),
        material.view,
        language,
        as_of,
    )
    return Draft(material, facts, outcome, composer.names, composer.withholding)


def load_wording(language: str) -> Wording:
    """The document's fixed words in a language that they exist in."""
    return Wording(data_path("templates", "outcome", "words", f"{language}.toml").read_bytes())


def _template(name: str) -> str:
    if name != "outcome":
        raise UnusableForum(
            f'outcome.template: there is no template {name!r}; write template = "outcome"'
        )
    return data_path("templates", "outcome", "outcome.xml.jinja").read_text(encoding="utf-8")
