"""Owns the Word file: outcome and shell → .docx; refuses clocks, chance and dead links."""

from bpforum.rendering.anchors import Anchors
from bpforum.rendering.word_body import put_contents, put_heading, put_legend, put_paragraph
from bpforum.rendering.word_chart import CONTENT_TYPE, chart_part, put_drawing
from bpforum.rendering.word_pen import Pen, culture
from bpforum.rendering.word_shell import WordShell
from bpforum.rendering.word_table import put_caption, put_card, put_table
from bpforum.rendering.word_xml import Element, root
from models.outcome import Card, Chart, Outcome, Section, Table


def render_docx(outcome: Outcome, shell: bytes) -> bytes:
    """`outcome` in the Word `shell`: same outcome and shell, same bytes.

    Each paragraph, section, table, chart and card is bookmarked `_bpf_<id>`. What stands in a
    paragraph beside its own words (number, flags, links back) is in styles called `BPF Added …`.
    Raises RenderingFailed, with what to do, where the shell cannot be used.
    """
    opened = WordShell(shell, outcome)
    pen = Pen(
        Anchors(outcome),
        outcome.words,
        opened.styles,
        outcome.direction,
        opened.link,
        opened.first_bookmark,
    )
    contents, body = root("w:body"), root("w:body")
    put_contents(contents, outcome, pen)
    put_legend(contents, outcome, pen)
    for at, section in enumerate(outcome.sections):
        put_heading(body, section, pen, page_break=section.page_break or at == 0)
        _put_blocks(body, section, outcome, pen, opened)
    opened.fill("contents", contents)
    opened.fill("body", body)
    return opened.close()


def _put_blocks(
    body: Element, section: Section, outcome: Outcome, pen: Pen, shell: WordShell
) -> None:
    inside = {paragraph.id: paragraph for paragraph in section.paragraphs}
    for block in section.blocks:
        if isinstance(block, Table):
            put_table(body, block, pen, shell.width)
        elif isinstance(block, Card):
            put_card(body, block, inside, pen, shell.width)
        elif isinstance(block, Chart):
            put_caption(body, block, pen)
            xml = chart_part(block, culture(outcome.language))
            relationship, number = shell.add_chart(xml, CONTENT_TYPE)
            p, _ = pen.paragraph(body, "BPF Figure", way="ltr")
            put_drawing(p, block, relationship, number, shell.width)
        else:
            put_paragraph(body, inside[block.paragraph], pen)
