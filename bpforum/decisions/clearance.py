"""Which sections people have cleared, as they read now; a section that reads otherwise is open.

Fixed words of the template are not what is cleared: only what was received, counted or written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bpforum.decisions.values import NotApplicable, switch
from bpforum.decisions.words import in_order
from models.decision import Decision, Unapplied
from models.ids import Digest, digest
from models.outcome import Card, Chart, Outcome, Section, Table

_SEAL = "seal"
_STATES = ("status",)
"""Sections that state what the document is, from the template alone."""


@dataclass(frozen=True)
class Clearance:
    """How far the document is cleared, by which decisions."""

    cleared: dict[str, Decision]
    """Section id → the decision that holds."""
    still_open: tuple[str, ...]
    """The ids of the sections that nobody cleared as they read now, in document order."""
    refused: tuple[Unapplied, ...]

    @property
    def is_whole(self) -> bool:
        """Whether people have cleared everything that is to be cleared."""
        return bool(self.cleared) and not self.still_open

    @property
    def applied(self) -> tuple[Decision, ...]:
        """The decisions that hold."""
        return tuple(in_order(tuple(self.cleared.values())))


def section_seal(section: Section) -> Digest:
    """Of what stands in it: another word, and it is another section to whoever cleared it."""
    lines = [section.id, section.title]
    for paragraph in section.paragraphs:
        if paragraph.made_by != "template":
            lines.append(f"{paragraph.id} {paragraph.made_by} {paragraph.text}")
    for block in section.blocks:
        if isinstance(block, Table | Chart | Card):
            lines.append(block.model_dump_json())
    return digest("\n".join(lines).encode())


def is_to_be_cleared(section: Section) -> bool:
    """Annexes are lists of what came; a section without a word needs nobody."""
    if section.annex or section.id in _STATES:
        return False
    return bool(section.paragraphs or section.blocks)


def read_clearing(value: Any) -> Digest | bool:
    """The seal of what was cleared, or whether it is, whatever it says. Raises NotApplicable."""
    if isinstance(value, dict) and set(value) == {_SEAL}:
        seal = value[_SEAL]
        if isinstance(seal, str) and len(seal) == 64:
            return seal
        raise NotApplicable("the seal must be that of the section, 64 digits")
    return switch(value)


def clear(outcome: Outcome, decisions: Sequence[Decision]) -> Clearance:
    """What of `outcome` is cleared; of several decisions on one section the last holds."""
    sections = {section.id: section for section in outcome.sections}
    last: dict[str, Decision] = {}
    refused = []
    for decision in in_order([one for one in decisions if one.kind == "clear"]):
        try:
            read_clearing(decision.value)
            if decision.target not in sections:
                raise NotApplicable(f"there is no section {decision.target!r} in this document")
        except NotApplicable as unusable:
            refused.append(Unapplied(decision=decision, reason=str(unusable)))
            continue
        if before := last.get(decision.target):
            told = f"{decision.id} decided it anew"
            refused.append(Unapplied(decision=before, reason=told, overtaken_by=decision.id))
        last[decision.target] = decision
    cleared = {}
    for name, decision in last.items():
        said = read_clearing(decision.value)
        if said is True or said == section_seal(sections[name]):
            cleared[name] = decision
        elif said is not False:
            told = f"section {name!r} reads otherwise than when it was cleared"
            refused.append(Unapplied(decision=decision, reason=told))
    return Clearance(
        cleared,
        tuple(
            one.id for one in outcome.sections if is_to_be_cleared(one) and one.id not in cleared
        ),
        tuple(refused),
    )


def labelled(outcome: Outcome, working: str, label: str) -> Outcome:
    """`outcome` under another label than `working`, where the cover and the citation print it."""
    cover = outcome.cover.model_copy(update={"label": label})
    return outcome.model_copy(
        update={
            "cover": cover,
            "sections": tuple(
                _relabelled(one, working, label) if one.id in _STATES else one
                for one in outcome.sections
            ),
        }
    )


def _relabelled(section: Section, working: str, label: str) -> Section:
    changed = []
    for paragraph in section.paragraphs:
        if paragraph.made_by == "template" and working in paragraph.text:
            runs = tuple(
                run.model_copy(update={"text": run.text.replace(working, label)})
                for run in paragraph.runs
            )
            text = "".join(run.text for run in runs)
            paragraph = paragraph.model_copy(update={"text": text, "runs": runs})
        changed.append(paragraph)
    return section.model_copy(update={"paragraphs": tuple(changed)})
