"""Owns what a paragraph's runs amount to: a quotation, a heading, a claim; refuses to set them."""

import re

from models.outcome import Citation, Paragraph, Run

_CLOSING = re.compile(r"""(?:\s?(?:\[…\]|[”“"»«›’'」』.,;:!?…)]))*""")
_REFERENCE = re.compile(r"[\s\[(]*C-\d{4,}[\s\]),.;]*")


def is_reference(text: str) -> bool:
    """Whether `text` is one reference, such as `[C-0007]`: it is not broken over two lines."""
    return _REFERENCE.fullmatch(text) is not None


def is_subheading(paragraph: Paragraph) -> bool:
    """Whether all its words are strong: it then heads the paragraphs after it."""
    worded = [run for run in paragraph.runs if run.text.strip()]
    return paragraph.role == "body" and bool(worded) and all(r.style == "strong" for r in worded)


def unmarked(paragraph: Paragraph) -> tuple[Citation, ...]:
    """The citations that no `cite` run prints, one for each contribution: the faces add them."""
    printed = {
        paragraph.citations[run.citation].contribution
        for run in paragraph.runs
        if run.style == "cite" and run.citation is not None
    }
    missing: dict[str, Citation] = {}
    for citation in paragraph.citations:
        if citation.contribution not in printed:
            missing.setdefault(citation.contribution, citation)
    return tuple(missing.values())


def said_and_by(paragraph: Paragraph) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """A quotation's words, and the runs after them that say whose they are."""
    last = max((at for at, run in enumerate(paragraph.runs) if run.style == "quote"), default=-1)
    if last < 0:
        return paragraph.runs, ()
    said, by = list(paragraph.runs[: last + 1]), list(paragraph.runs[last + 1 :])
    if by and by[0].style == "plain":
        # What closes the quotation belongs to it: “words.” — Someone
        found = _CLOSING.match(by[0].text)
        closing = found.end() if found else 0
        said.append(by[0].model_copy(update={"text": by[0].text[:closing]}))
        by[0] = by[0].model_copy(update={"text": by[0].text[closing:].lstrip()})
    return tuple(run for run in said if run.text), tuple(run for run in by if run.text)
