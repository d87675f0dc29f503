"""Checks what people say about paragraphs and comments without changing a word of the document.

Accepting, doubting, asking and remarking are the reviewers' own: they stand on the review page,
and no face of the document prints them. Here it is only told which of them still have their object.
"""

from collections.abc import Collection, Sequence

from bpforum.decisions.values import NotApplicable, acceptance
from bpforum.decisions.words import in_order
from models.decision import Decision, Unapplied
from models.ids import digest
from models.outcome import Outcome

OF_PARAGRAPHS = ("accept_paragraph", "not_supported", "ask_source")


def check_marks(
    outcome: Outcome, themes: Collection[str], known: Collection[str], decisions: Sequence[Decision]
) -> tuple[tuple[Decision, ...], tuple[Unapplied, ...]]:
    """Those whose object is there, and those whose is not, or reads differently now.

    `outcome` with people's words in place; `known` are the references of the record.
    """
    texts = {paragraph.id: paragraph.text for paragraph in outcome.paragraphs}
    sections = {section.id for section in outcome.sections}
    applied, refused = [], []
    for decision in in_order(decisions):
        target, reason = decision.target, ""
        if decision.kind in OF_PARAGRAPHS:
            if target not in texts:
                reason = f"there is no paragraph {target!r} in this document"
            elif decision.kind == "accept_paragraph":
                reason = _accepted_other_words(decision, texts[target])
        elif decision.kind == "recommend":
            reason = "" if target in known else f"there is no submission {target!r}"
        elif decision.kind == "remark":
            there = target in texts or target in sections or target in themes or target in known
            reason = "" if there else f"there is no {target!r} in this run"
        else:
            continue
        if reason:
            refused.append(Unapplied(decision=decision, reason=reason))
        else:
            applied.append(decision)
    return tuple(applied), tuple(refused)


def _accepted_other_words(decision: Decision, text: str) -> str:
    try:
        wanted = acceptance(decision.value)
    except NotApplicable as unusable:
        return str(unusable)
    if wanted.text and wanted.text != digest(text.encode()):
        return "the paragraph reads differently since; read it again"
    return ""
