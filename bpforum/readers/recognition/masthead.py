"""Owns what a document says of itself in its first lines; refuses to look for it further down.

Fields are named as ours (`masthead_keys.py`). Values are as written, but for languages (ISO 639-1),
dates (ISO where they can be read), and `capacity`, `treatment` and `kind` (our codes). Mail
addresses and phone numbers are known as keys and never kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition import document_head
from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.masthead_fields import Pair, fields_of
from bpforum.readers.recognition.masthead_keys import INLINE, field_of
from bpforum.readers.recognition.text_lines import TextLine, lines_of
from models.reading import Block, Reading

_HEAD_LINES = 30
_LONGEST_LINE = 3000
_LONGEST_VALUE = {"title": 500, "keywords": 500, "organisation": 300, "relation": 300}
_PAIR = re.compile(r"([^\s:\uff1a][^:\uff1a\n]{0,60}?)\s{0,3}[:\uff1a](?!//)\s{0,9}(.*)", re.DOTALL)
_GLUED = re.compile(r"(?<=[a-z0-9.)])(?=(?:" + "|".join(INLINE) + r")\s?:)")
_SPACED = re.compile(r"\s(?=(?:" + "|".join(INLINE) + r")\s?:)")
_GLUED_SECTION = re.compile(r"(?<=[a-z0-9.)])(?=(?:Abstract|Summary|Document|Resumen|Résumé)$)")
_SECTION = re.compile(
    r"(?:executive )?(?:abstract|summary|document|background|introduction|resumen|résumé|texte?"
    r"|documento|introducción|antecedentes|contexte)\W{0,2}",
    re.IGNORECASE,
)
_SALUTATION = re.compile(r"(?:dear|hello|hi|estimad|buen|madame|monsieur|bonjour|cher)\b", re.I)
_BYLINE = re.compile(
    r"(?:prepared|written|drafted|submitted) by (.{3,150})|(?:preparado|elaborado|presentado) por"
    r" (.{3,150})|(?:préparé|rédigé|soumis|présenté) par (.{3,150})",
    re.IGNORECASE,
)


_LABELLED = re.compile(r"[^\W\d_][^:\n]{1,40}?\s?:\s")
_LABEL = re.compile(r"(?:Abstract|Document|Summary|Resumen|Résumé|Documento)\W{0,2}")


@dataclass
class Masthead:
    """The fields found, the spans of text they stand in, and how sure it is that it is one."""

    fields: dict[str, str] = field(default_factory=dict)
    marks: list[Block] = field(default_factory=list)
    end: int = 0
    """Where the body begins, in code points; 0 where there is no masthead."""


def find_masthead(reading: Reading) -> Masthead:
    """The masthead of `reading`; an empty one where fewer than two known keys lead the text.

    One key is enough in a mail and where `Title:` or `Kind:` is the very first line.
    """
    lines = list(_cut(_head(reading)))
    formal = document_head.find_formal(lines)
    rest = [line for line in lines if line not in formal.lines]
    before, pairs = _pairs(rest, reading.sent_at is not None)
    kept = [pair for pair in pairs if pair.field]
    if not _is_masthead(reading, lines, pairs, len(formal.fields)):
        return _byline(lines, formal)
    fields = dict(formal.fields)
    for name, value in fields_of(kept).items():
        fields[name] = value
    untitled = bool(pairs) and "title" not in fields and reading.sent_at is None
    title_lines = _title(before) if untitled else []
    if title_lines:
        fields["title"] = " ".join(line.bare for line in title_lines)
    used = [*formal.lines, *title_lines, *(line for pair in pairs for line in pair.lines)]
    return Masthead(
        fields={name: value for name, value in fields.items() if value},
        marks=[mark(line.start, line.end, "masthead") for line in used]
        + [mark(line.start, line.end, "heading", 1) for line in rest if _is_label(line)],
        end=max(line.end for line in used),
    )


def _head(reading: Reading) -> Sequence[TextLine]:
    cut = reading.text[: _HEAD_LINES * _LONGEST_LINE]
    if len(cut) < len(reading.text):
        blocks = tuple(block for block in reading.blocks if block.end <= len(cut))
        reading = Reading(text=cut, blocks=blocks)
    head = []
    for line in lines_of(reading)[:_HEAD_LINES]:
        if len(line.text) > _LONGEST_LINE or line.kind == "quoted":
            break
        head.append(line)
    return head


def _cut(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Lines whose breaks an extraction lost, cut before each known key."""
    keys = [n for n, line in enumerate(lines) if _pair(line)]
    for n, line in enumerate(lines):
        cuts = {match.start() for match in _GLUED.finditer(line.text)} if keys else set()
        spaced = [match.end() for match in _SPACED.finditer(line.text)]
        above = len(keys) > 1 and n < keys[0]
        if len(spaced) + len(cuts) > 1 or (spaced and ("\t" in line.text or above)):
            cuts.update(spaced)
        if n in keys:
            cuts.update(match.start() for match in _GLUED_SECTION.finditer(line.text))
        yield from _pieces(line, sorted(cut for cut in cuts if cut))


def _pieces(line: TextLine, cuts: list[int]) -> Iterator[TextLine]:
    at = 0
    for cut in [*cuts, len(line.text)]:
        text = line.text[at:cut].rstrip()
        if text:
            start = line.start + at
            yield TextLine(start, start + len(text), text, line.gap and at == 0, line.kind)
        at = cut


def _pair(line: TextLine) -> tuple[str, str, str] | None:
    """Field, key and value of a line `Key: value`, or of two cells; None for unknown keys."""
    text = line.bare
    if line.kind == "row" and "\t" in text:
        key, _, value = text.partition("\t")
    else:
        match = _PAIR.match(text)
        if match is None:
            return None
        key, value = match[1], match[2]
    words = key.strip(" \t*:")
    name = field_of(words)
    if name is None and re.match(r"contact\b", words, re.IGNORECASE):
        name = ""
    value = value.strip(" \t*|")
    if name is None or len(value) > _LONGEST_VALUE.get(name, 200):
        return None
    sentence = value.endswith((".", "!", "?")) and len(value.split()) > (15 if name else 5)
    if sentence and name not in _LONGEST_VALUE:
        return None
    return name, words, value


def _pairs(lines: Sequence[TextLine], in_mail: bool) -> tuple[list[TextLine], list[Pair]]:
    """The lines before the first key, and the pairs until the body begins."""
    before: list[TextLine] = []
    pairs: list[Pair] = []
    for n, line in enumerate(lines):
        found = _pair(line)
        if found:
            pairs.append(Pair(*found, (line,)))
        elif not pairs:
            before.append(line)
            if not in_mail and (len(before) > 8 or _is_prose(line)):
                break
        elif _goes_on(pairs[-1], lines, n):
            last = pairs[-1]
            value = f"{last.value} {line.bare}".strip()
            pairs[-1] = Pair(last.field, last.words, value, (*last.lines, line))
        elif not _stands_between(lines, n):
            break
    return before, pairs


def _is_prose(line: TextLine) -> bool:
    return len(line.text) > 300 or (len(line.text) > 100 and line.text.endswith("."))


def _goes_on(last: Pair, lines: Sequence[TextLine], n: int) -> bool:
    """Whether line `n` continues the value before it."""
    line = lines[n]
    if _SECTION.fullmatch(line.bare) or len(last.lines) > 3 or _LABELLED.match(line.bare):
        return False
    if not last.value:
        return len(line.text) <= 160 and (not line.gap or _is_key(lines, n + 1))
    if line.gap:
        return False
    for later in lines[n + 1 : n + 3]:
        if later.gap:
            break
        if _pair(later):
            return True
    if line.kind == "heading":
        return False
    follows = lines[n + 1] if n + 1 < len(lines) else None
    full = last.value[-1] in ",;-" or len(last.lines[-1].text) >= 55
    ends = follows is None or follows.gap or bool(_SECTION.fullmatch(follows.bare))
    return full and ends and len(line.text) <= len(last.lines[-1].text)


def _is_key(lines: Sequence[TextLine], n: int) -> bool:
    return n < len(lines) and _pair(lines[n]) is not None


def _stands_between(lines: Sequence[TextLine], n: int) -> bool:
    """A short line between two keys, such as a form's sub-heading, does not end the masthead."""
    line = lines[n]
    return (
        len(line.text) <= 60
        and not _SECTION.fullmatch(line.bare)
        and not line.text.endswith((".", "!", "?"))
        and _is_key(lines, n + 1)
        and (_is_key(lines, n + 2) or _LABELLED.match(line.bare) is not None)
    )


def _is_masthead(
    reading: Reading, lines: Sequence[TextLine], pairs: Sequence[Pair], formal: int
) -> bool:
    distinct = {pair.words.lower() for pair in pairs}
    kept = any(pair.field for pair in pairs)
    if len(distinct) + formal >= 2:
        return kept or formal >= 2
    if reading.sent_at is not None:
        return kept
    first = pairs[0] if pairs else None
    return first is not None and first.field in ("title", "kind") and first.lines[0] is lines[0]


def _is_label(line: TextLine) -> bool:
    """A word that a page put between masthead and body."""
    return _LABEL.fullmatch(line.bare) is not None


def _title(before: Sequence[TextLine]) -> list[TextLine]:
    """The lines that lead to the first key, where they can be a title: few, short, no letter."""
    lines: list[TextLine] = []
    for line in before:
        if lines and line.gap:
            break
        lines.append(line)
    long = sum(len(line.text) for line in lines) > 300
    letter = any(_SALUTATION.match(line.text) or find_dates(line.text) for line in before)
    return [] if not lines or len(lines) > 3 or long or letter else lines


def _byline(lines: Sequence[TextLine], formal: "document_head.Formal") -> Masthead:
    """No keys, but perhaps a line `prepared by …` below the title."""
    found = Masthead(fields=dict(formal.fields) if len(formal.fields) > 1 else {})
    for line in lines[:5]:
        match = _BYLINE.fullmatch(line.bare)
        if match:
            found.fields["source"] = without_contact_data(next(filter(None, match.groups())))
            found.marks.append(mark(line.start, line.end, "masthead"))
            found.end = line.end
            break
    return found
