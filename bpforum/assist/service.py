"""Sets a language model to work for one run, by the settings; without any it does nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bpforum.assist.endpoint import WANTED, Endpoint, is_installed
from bpforum.assist.target import target_of
from bpforum.assist.writing import Help, Limits, Writer
from bpforum.decisions import printed_words
from bpforum.drafting.material import Material, public
from bpforum.rendering.wording import language_of
from bpforum.settings import Settings
from bpforum.store import Store
from models.contribution import Contribution
from models.decision import Decision

_SUMMARY = "_sum"


def is_wanted(settings: Settings, decisions: Sequence[Decision]) -> bool:
    """Whether a model is set up, or a person wrote in the place of what one had written.

    Raises UnusableSettings.
    """
    return target_of(settings) is not None or bool(_edited(decisions))


def help_with(
    settings: Settings,
    store: Store,
    material: Material,
    everyone: Sequence[Contribution],
    decisions: Sequence[Decision],
    tell: Callable[[str], None],
) -> Help:
    """What a model gives for both documents; `material` is the secretariat's.

    `everyone`: also those that a document leaves out. Raises UnusableSettings, and nothing for
    whatever an endpoint does.
    """
    target = target_of(settings)
    limits = Limits(
        settings.llm_seconds, settings.llm_total_seconds, settings.llm_audience or "public"
    )
    writer = Writer(store, limits, tell)
    views = (material, public(material))
    language, edited = language_of(material.forum.forum.languages), _edited(decisions)
    if target is None or not is_installed():
        found = writer.write(None, views, everyone, language, edited)
        return replace(found, problems=(_MISSING,)) if target else found
    with Endpoint(target) as endpoint:
        return writer.write(endpoint, views, everyone, language, edited)


_MISSING = (
    "BPFORUM_LLM_URL is set, but what asks a language model is not installed: the document is made "
    f"without one. Install it ({WANTED}), or unset BPFORUM_LLM_URL and BPFORUM_LLM_MODEL."
)


def _edited(decisions: Sequence[Decision]) -> frozenset[str]:
    """The summaries that people wrote."""
    return frozenset(
        one.target
        for one in decisions
        if one.kind == "edit_paragraph"
        and one.target.endswith(_SUMMARY)
        and printed_words(one).strip()
    )
