"""Puts people's paragraphs in place of the machine's; their evidence stays attached."""

from collections.abc import Sequence

from bpforum.decisions.values import NotApplicable, words
from bpforum.decisions.words import in_order
from models.decision import Decision, Unapplied
from models.outcome import BY_MODEL, Outcome, Paragraph, Run, Section


def edit(
    outcome: Outcome, decisions: Sequence[Decision]
) -> tuple[Outcome, tuple[Decision, ...], tuple[Unapplied, ...]]:
    """`outcome` with people's paragraphs in place of the machine's; evidence stays attached."""
    edits = [one for one in in_order(decisions) if one.kind == "edit_paragraph"]
    present = {paragraph.id for paragraph in outcome.paragraphs}
    applied, refused, latest = [], [], {}
    for decision in edits:
        try:
            text = words(decision.value, "the new text")
        except NotApplicable as unusable:
            refused.append(Unapplied(decision=decision, reason=str(unusable)))
            continue
        if decision.by.startswith(BY_MODEL):
            reason = "it is signed as if a machine had made it; sign it with a person's name"
            refused.append(Unapplied(decision=decision, reason=reason))
        elif decision.target not in present:
            missing = f"there is no paragraph {decision.target!r} in this document"
            refused.append(Unapplied(decision=decision, reason=missing))
        else:
            latest[decision.target] = (text, decision.by)
            applied.append(decision)
    kept = outcome.view == "secretariat"
    sections = tuple(_edited(section, latest, kept) for section in outcome.sections)
    return outcome.model_copy(update={"sections": sections}), tuple(applied), tuple(refused)


def _edited(section: Section, latest: dict[str, tuple[str, str]], kept: bool) -> Section:
    if not any(paragraph.id in latest for paragraph in section.paragraphs):
        return section
    return section.model_copy(
        update={
            "paragraphs": tuple(
                _rewritten(paragraph, *latest[paragraph.id], kept)
                if paragraph.id in latest
                else paragraph
                for paragraph in section.paragraphs
            )
        }
    )


def _rewritten(paragraph: Paragraph, text: str, by: str, kept: bool) -> Paragraph:
    """The person's words, and after them the citations that the paragraph rested on.

    `kept`: with what the machine has in that place, for who reviews it.
    """
    runs = [Run(text=text)]
    citations = tuple(
        citation.model_copy(update={"quoted": False}) for citation in paragraph.citations
    )
    for n, citation in enumerate(citations):
        runs += [Run(text=" "), Run(text=f"[{citation.contribution}]", style="cite", citation=n)]
    return paragraph.model_copy(
        update={
            "text": "".join(run.text for run in runs),
            "runs": tuple(runs),
            "made_by": by,
            "citations": citations,
            "machine_text": paragraph.text if kept else "",
            # "Machine text" is no longer true of it.
            "flags": () if paragraph.model else paragraph.flags,
            "role": "body" if paragraph.role in ("quote", "prompt") else paragraph.role,
        }
    )
