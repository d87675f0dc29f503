"""Owns text and Markdown files: their paragraphs, headings, items and rows; keeps every word.

In a .txt file all characters stand as they were sent, only line ends go; in a .md file Markdown's
marks go too (see `markdown.py`). Blocks are one blank line apart where they were so in the file or
where either is a full paragraph, otherwise one line end: mastheads and addresses stay together.
"""

import re

from bpforum.readers import markdown
from bpforum.readers.blocks import BlockText
from bpforum.readers.encoding import decode_text
from bpforum.readers.lines import Paragraph, ends_sentence, is_capitals, is_row, join_lines
from bpforum.readers.speech.spoken import read_spoken, with_flags
from bpforum.readers.speech.transcript import has_too_many_turns
from bpforum.readers.speech.turns import too_long
from models.reading import BlockKind, Reading
from models.submission import Rejected

_MOST_WORDS = 14
_LONGEST = 110
_MOST_LEAD_WORDS = 5
"""A longer line that ends with a colon leads in what follows; it is no heading."""
_BODY = 80
_FULL_PARAGRAPH = 120
_SECTION = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[IVXLC]{1,6}[.)]|[A-Z][.)]|§ ?\d+)\s+")
_DATE = re.compile(r"\b\d{1,2}\b.{0,12}\b(?:19|20)\d\d\b")
_ENDS_HEADING = (".", "!", ";", ",")


def read_plain(data: bytes, *, is_markdown: bool = False) -> Reading | Rejected:
    """A text file as a reading; an empty file is an empty text. Time is linear in the length."""
    decoded = decode_text(data)
    if isinstance(decoded, Rejected):
        return decoded
    if not is_markdown and has_too_many_turns(decoded.text):
        return too_long()
    written = BlockText()
    lines = decoded.text.split("\n")
    if not is_markdown and (spoken := read_spoken(lines)):
        return with_flags(spoken, decoded.flags)
    if is_markdown:
        write_markdown(written, lines)
    else:
        write_lines(written, lines)
    blocks = written.blocks()
    first = written.text()[blocks[0].start : blocks[0].end] if blocks else ""
    return Reading(
        text=written.text(),
        blocks=blocks,
        title=first if blocks and blocks[0].kind == "heading" and " " in first else "",
        flags=decoded.flags,
    )


def write_lines(
    written: BlockText, lines: list[str], *, always: bool = False, kind: BlockKind | None = None,
    level: int = 0,
) -> None:  # fmt: skip
    """Write `lines` as blocks; `kind` and `level` overrule what the lines look like (mail).

    With `always`, for Markdown, lines join unless a blank line parts them, and nothing is taken for
    a heading that is not marked as one.
    """
    paragraphs = join_lines(lines, always=always)
    after: Paragraph | None = None
    for n, paragraph in enumerate(paragraphs):
        following = paragraphs[n + 1] if n + 1 < len(paragraphs) else None
        found, found_level, mark = _judge(paragraph, after, following, guesses=not always)
        written.add(
            kind or found,
            paragraph.text,
            gap="\n" if after is not None and not _is_apart(after, paragraph) else "\n\n",
            mark=mark,
            level=level or found_level,
        )
        after = paragraph


def _is_apart(before: Paragraph, paragraph: Paragraph) -> bool:
    if paragraph.gap:
        return True
    if paragraph.mark or paragraph.numbered:
        return not (before.mark or before.numbered)
    return max(len(before.text), len(paragraph.text)) > _FULL_PARAGRAPH


def _judge(
    paragraph: Paragraph, before: Paragraph | None, after: Paragraph | None, *, guesses: bool
) -> tuple[BlockKind, int, str]:
    """Kind, level and mark of a paragraph, from its looks and its neighbours'."""
    marked = markdown.heading(paragraph.text) if not paragraph.mark else None
    if marked and "\n" not in paragraph.text:
        level, words = marked
        sign = paragraph.text[: paragraph.text.index(words)]
        paragraph.text = words
        return "heading", level, sign
    if is_row(paragraph.text):
        return "row", 0, paragraph.mark
    if guesses and _is_heading(paragraph, before, after):
        return "heading", max(1, _depth(paragraph)), ""
    if paragraph.mark or paragraph.numbered:
        return "item", paragraph.indent // 2, paragraph.mark
    return "paragraph", 0, ""


def _is_heading(paragraph: Paragraph, before: Paragraph | None, after: Paragraph | None) -> bool:
    text = paragraph.text
    number = _SECTION.match(text)
    # The questions of a call, copied above their answers, are longer than other headings.
    room = 2 if number and text.endswith("?") else 1
    if paragraph.mark or len(text) > room * _LONGEST or len(text.split()) > room * _MOST_WORDS:
        return False
    bare = text[number.end() :] if number else text
    if bare[:1].islower() or _DATE.search(text) or not _reads_as_title(bare):
        return False
    if is_capitals(text):
        return True
    if after is None:
        return False
    if number:
        # Under a heading stands a text or a deeper number; beside a list's item stands another.
        listed = _depth(before) == _depth(paragraph) and before is not None
        beside = listed and before is not None and len(before.text) <= _LONGEST
        return (
            not beside
            and _depth(after) != _depth(paragraph)
            and (len(after.text) > len(text) or _depth(after) > _depth(paragraph))
        )
    opens = (
        before is None or paragraph.gap > 0 or ends_sentence(before.text) or len(before.text) < 60
    )
    return (
        opens
        and len(paragraph.lines) == 1
        and (len(after.text) > _BODY or bool(after.mark or after.numbered))
    )


def _reads_as_title(text: str) -> bool:
    if text.endswith(_ENDS_HEADING) or not any(character.isalpha() for character in text):
        return False
    if ": " in text:
        return False
    return not text.endswith(":") or len(text.split()) <= _MOST_LEAD_WORDS


def _depth(paragraph: Paragraph | None) -> int:
    number = _SECTION.match(paragraph.text) if paragraph is not None else None
    return 1 + number[0].rstrip(" .)\t").count(".") if number else 0


def write_markdown(
    written: BlockText, lines: list[str], *, kind: BlockKind | None = None, level: int = 0
) -> None:
    """Write `lines` of Markdown as blocks; `kind` and `level` overrule what they look like."""
    group: list[str] = []
    fenced = False

    def flush() -> None:
        bare = [markdown.strip_markup(line) for line in group]
        write_lines(written, bare, always=True, kind=kind, level=level)
        group.clear()

    for line in lines:
        if markdown.is_fence(line):
            flush()
            fenced = not fenced
            continue
        if fenced:
            written.add(kind or "paragraph", line, gap="\n", level=level)
            continue
        heading = markdown.heading(line)
        cells = markdown.cells(line)
        underlined = markdown.underline_level(line)
        if underlined and group and group[-1].strip():
            title = group.pop()
            flush()
            written.add(kind or "heading", markdown.strip_markup(title), level=level or underlined)
        elif heading:
            flush()
            written.add(
                kind or "heading", markdown.strip_markup(heading[1]), level=level or heading[0]
            )
        elif markdown.is_rule(line):
            flush()
        elif cells is not None:
            flush()
            row = "\t".join(markdown.strip_markup(cell) for cell in cells)
            written.add(kind or "row", row, gap="\n", level=level)
        else:
            group.append(line.removeprefix("> ") if line.startswith(">") else line)
    flush()
