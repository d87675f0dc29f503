"""Owns how the runs of a paragraph read on the page; refuses markup that comes with the text."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from bpforum.rendering.anchors import Anchors
from bpforum.rendering.characters import legal
from bpforum.rendering.shapes import is_reference, unmarked
from models.outcome import Citation, Paragraph, Run

# Set by `%`, which escapes what it sets as `format` does, in a third of the time.
_TAGS = {"strong": Markup("<strong>%s</strong>"), "emphasis": Markup("<em>%s</em>")}


def set_runs(
    runs: Iterable[Run], paragraph: Paragraph, anchors: Anchors, *, block: bool = False
) -> Markup:
    """The runs as inline HTML. In a `block` quotation the words need no marking of their own."""
    return Markup("").join([_run(run, paragraph, anchors, block) for run in runs])


def set_sources(paragraph: Paragraph, anchors: Anchors) -> Markup:
    """Source links for the citations that no run prints."""
    return Markup("").join(
        [Markup(" %s") % _cite(one.contribution, one, anchors) for one in unmarked(paragraph)]
    )


def _run(run: Run, paragraph: Paragraph, anchors: Anchors, block: bool) -> Markup:
    if run.style == "plain" or (run.style == "quote" and block):
        return _text(run.text)
    if run.style in _TAGS:
        return _TAGS[run.style] % _text(run.text)
    if run.style == "link":
        return _link(run, anchors)
    citation = paragraph.citations[run.citation or 0]
    if run.style == "cite":
        return _cite(run.text, citation, anchors)
    tongue = Markup(' lang="%s"') % citation.language if citation.language else Markup("")
    return Markup('<span class="said" dir="auto"%s>%s</span>') % (tongue, _text(run.text))


def _link(run: Run, anchors: Anchors) -> Markup:
    target = anchors.target(run)
    if target.id:
        whole = Markup(' class="ref"') if is_reference(run.text) else Markup("")
        return Markup('<a%s href="%s">%s</a>') % (whole, anchors.href(target.id), _text(run.text))
    if target.address:
        return Markup('<a href="%s" rel="external noopener noreferrer">%s</a>') % (
            target.address,
            _text(run.text),
        )
    return _text(run.text)


def _cite(text: str, citation: Citation, anchors: Anchors) -> Markup:
    """White space around the words stays outside, so that it is never underlined."""
    words = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    entry = anchors.entry(citation)
    if not words:
        return escape(text)
    if not entry:
        inside = Markup('<bdi class="cite">%s</bdi>') % _text(words)
    else:
        inside = Markup('<a class="cite" href="%s"><bdi>%s</bdi></a>') % (
            anchors.href(entry),
            _text(words),
        )
    return escape(before) + inside + (escape(after) if words != text else "")


def _text(text: str) -> Markup:
    lines = legal(text).split("\n")
    return Markup("<br>").join(map(escape, lines)) if len(lines) > 1 else escape(lines[0])
