"""Owns the order of things in the Word file: sections, paragraphs by role, the list of contents."""

from collections.abc import Iterable

from bpforum.rendering.characters import legal
from bpforum.rendering.shapes import is_subheading, said_and_by, unmarked
from bpforum.rendering.word_pen import Pen, bookmark_name
from bpforum.rendering.word_xml import Element, add
from models.outcome import Citation, Outcome, Paragraph, Run, Section

_STYLES = {
    "body": "BPF Paragraph",
    "item": "BPF Item",
    "quote": "BPF Quote",
    "prompt": "BPF Prompt",
    "notice": "BPF Notice",
    "entry": "BPF Entry",
}
_RUN_STYLES = {"plain": "", "strong": "BPF Strong", "emphasis": "BPF Emphasis", "quote": "BPF Said"}
_IN_MARGIN = ("body", "item", "quote")


def put_heading(parent: Element, section: Section, pen: Pen, *, page_break: bool) -> None:
    """The heading of `section`, which its id is bookmarked at."""
    style = f"heading {section.level}"
    p, _ = pen.paragraph(parent, style, section.title, page_break=page_break)
    pen.bookmark(p, section.id)
    pen.write(p, section.title, flow=section.title)


def put_paragraph(parent: Element, paragraph: Paragraph, pen: Pen, style: str = "") -> Element:
    """`paragraph` in the style of its role, or in `style`; gives back its properties."""
    role = paragraph.role
    if not style and role == "item" and paragraph.n is None:
        style = "BPF Bullet"
    in_margin = not style and role in _IN_MARGIN
    if not style and is_subheading(paragraph):
        style = "BPF Subheading"
    p, properties = pen.paragraph(parent, style or _STYLES[role], paragraph.text)
    pen.bookmark(p, paragraph.id)
    _put_number(p, paragraph, pen, in_margin)
    if role == "prompt":
        pen.write(p, f"{pen.words.prompt}\n", "BPF Added Label")
    said, by = said_and_by(paragraph) if role == "quote" else (paragraph.runs, ())
    _put_runs(p, said, paragraph, pen)
    if by:
        pen.write(p, "\n", "BPF Added Label")
        _put_runs(p, by, paragraph, pen, plain="BPF Attribution")
    for citation in unmarked(paragraph):
        pen.write(p, " ", "BPF Added Source")
        _put_source(p, citation.contribution, citation, "BPF Added Source", pen)
    _put_tags(p, paragraph, pen)
    _put_back(p, paragraph, pen)
    return properties


def put_contents(parent: Element, outcome: Outcome, pen: Pen) -> None:
    """The list of contents, filled: until Word is asked to update it, it says paragraph numbers.

    Page numbers are known only to a program that has set the pages. A wrong one would be worse than
    none, so the fields that will hold them begin as the number of the section's first paragraph.
    """
    listed = [section for section in outcome.sections if section.level <= 2]
    for at, section in enumerate(listed):
        p, _ = pen.paragraph(parent, f"toc {section.level}", section.title)
        if at == 0:
            pen.begin_field(p, r'TOC \o "1-2" \h \z \u')
        link = pen.jump(p, section.id)
        pen.write(link, section.title, flow=section.title)
        begins = pen.anchors.begins(section.id)
        if begins:
            pen.write(link, "\t")
            pen.begin_field(link, rf"PAGEREF {bookmark_name(section.id)} \h")
            pen.write(link, f"¶ {begins}")
            pen.end_field(link)
        if at == len(listed) - 1:
            pen.end_field(p)


def put_legend(parent: Element, outcome: Outcome, pen: Pen) -> None:
    """What the dotted line below a number means, where there is one."""
    numbered = (one for one in outcome.paragraphs if one.n is not None and one.role != "quote")
    if any(one.made_by == "machine" or one.model for one in numbered):
        p, _ = pen.paragraph(parent, "BPF Legend")
        pen.write(p, "12", "BPF Added Machine")
        pen.write(p, f"  {outcome.words.machine}")


def _put_number(p: Element, paragraph: Paragraph, pen: Pen, in_margin: bool) -> None:
    by_machine = paragraph.made_by == "machine" or bool(paragraph.model)
    by_machine = by_machine and paragraph.role != "quote"
    if paragraph.n is not None:
        style = "BPF Added Machine" if by_machine else "BPF Added Number"
        pen.write(p, str(paragraph.n), style)
        pen.write(p, "\t" if in_margin else "  ", "BPF Added Number")
    elif in_margin:
        pen.write(p, "\t", "BPF Added Number")


def _put_runs(
    p: Element, runs: Iterable[Run], paragraph: Paragraph, pen: Pen, plain: str = ""
) -> None:
    for run in runs:
        if run.style == "link":
            _put_link(p, run, pen)
        elif run.style == "cite":
            _put_source(p, run.text, paragraph.citations[run.citation or 0], "BPF Source", pen)
        else:
            cited = paragraph.citations[run.citation or 0] if run.style == "quote" else None
            language = cited.language if cited else ""
            style = _RUN_STYLES[run.style] or plain
            pen.write(p, run.text, style, language=language, flow=paragraph.text)


def _put_link(p: Element, run: Run, pen: Pen) -> None:
    target = pen.anchors.target(run)
    if target.id:
        pen.write(pen.jump(p, target.id), run.text, "Hyperlink")
    elif target.address:
        pen.write(pen.away(p, target.address), run.text, "Hyperlink")
    else:
        pen.write(p, run.text)


def _put_source(p: Element, text: str, citation: Citation, style: str, pen: Pen) -> None:
    entry = pen.anchors.entry(citation)
    pen.write(pen.jump(p, entry) if entry else p, text, style)


def _put_tags(p: Element, paragraph: Paragraph, pen: Pen) -> None:
    for flag in paragraph.flags:
        pen.write(p, " ", "BPF Added Person")
        pen.write(p, f"\u00a0{legal(flag)}\u00a0", "BPF Added Flag")
    if paragraph.made_by not in ("machine", "template") and not paragraph.model:
        pen.write(p, f"  ✎\u00a0{legal(paragraph.made_by)}", "BPF Added Person")


def _put_back(p: Element, paragraph: Paragraph, pen: Pen) -> None:
    back = pen.anchors.back(paragraph.id)
    if not back:
        return
    pen.write(p, f"\n{pen.words.back} ", "BPF Added Back")
    for at, (id, words) in enumerate(back):
        if at:
            pen.write(p, " " if words.startswith("·") else ", ", "BPF Added Back")
        pen.write(pen.jump(p, id), words, "BPF Added Back")


def put_space(parent: Element, pen: Pen) -> None:
    """What parts a table from what follows: without it Word joins two tables that meet."""
    add(pen.paragraph(parent, "BPF After")[0], "w:r")
