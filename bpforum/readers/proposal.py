"""Owns proposals for amendment as a document makes them: id, symbol, objective, text, reasons.

An id stands at the start of a line, alone or behind its change symbol (`USA/22/7`,
`MOD EUR/10/3`, `ADD ARG/B/22A7/1`); one that is only mentioned in a sentence makes no proposal.
A proposal runs from its id to the next id or to the end of its section. Whether the id fits the
profile's pattern is for the pipeline to say.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.marks import mark as block
from bpforum.readers.masking import mask
from bpforum.readers.text_lines import TextLine, lines_of
from models.contribution import Proposal
from models.reading import Block, Reading

_SYMBOLS = r"(?:\(MOD\)|ADD\*?|MOD|SUP\*?|NOC_KEEP|NOC|ADM|OTHER)"
_ID = r"[A-Z]{1,6}(?:/[A-Z]{1,6}){0,9}/\d{1,4}(?:[A-Z]\d{1,3}){0,3}/\d{1,4}"
_OPENING = re.compile(
    rf"(?:(?P<symbol>{_SYMBOLS})\s{{1,8}})?"
    r"(?:(?i:proposal|propuesta|proposition)\s{1,3}(?:No\.?\s?)?)?"
    rf"(?P<id>{_ID})(?:#\d{{1,8}})?(?![\w/])(?P<rest>.*)",
    re.DOTALL,
)
_SYMBOL_LINE = re.compile(rf"{_SYMBOLS}")
_OBJECTIVE = re.compile(
    r"(?:Objectives?|Objective\(s\)|Objetivos?|Objectifs?)\s?:\s{0,3}([^\n]{1,200})", re.IGNORECASE
)
_REASONS = re.compile(r"(?:Reasons?|Motivos?|Motifs?)\s?:\s{0,3}(.*)", re.IGNORECASE | re.DOTALL)
_END = re.compile(
    r"(?:ANNEX|APPENDIX|ATTACHMENT|ANEXO|ANNEXE|APÉNDICE)\b.{0,60}|_{6,}|\*{6,}|-{6,}"
    r"|(?:Contact|Contacto)\s?:.{0,300}"
)
_MOST = 5000


@dataclass(frozen=True, slots=True)
class _Opening:
    n: int
    """Number of the line."""
    start: int
    id: str
    symbol: str
    rest: str


def find_proposals(reading: Reading) -> tuple[Proposal, ...]:
    """The proposals of `reading` in order; `text` is `reading.text[start:end]`."""
    if re.search(_ID, reading.text) is None:
        return ()
    lines = lines_of(reading)
    openings = list(_openings(lines))[:_MOST]
    if not openings:
        return ()
    ends = [*(opening.n for opening in openings[1:]), len(lines)]
    found = [
        _proposal(reading.text, lines, opening, end)
        for opening, end in zip(openings, ends, strict=True)
    ]
    if len(found) == 1 and not found[0].title:
        found = [found[0].model_copy(update={"title": reading.title})]
    return tuple(found)


def heading_marks(reading: Reading, proposals: Sequence[Proposal]) -> Iterator[Block]:
    """The lines with the ids are headings: they are cited, never quoted."""
    for proposal in proposals:
        if proposal.start is not None:
            end = reading.text.find("\n", proposal.start)
            end = len(reading.text) if end < 0 else end
            if end - proposal.start <= 120:
                yield block(proposal.start, end, "heading", 3)


def _openings(lines: Sequence[TextLine]) -> Iterator[_Opening]:
    seen: set[str] = set()
    for n, line in enumerate(lines):
        match = _OPENING.fullmatch(line.bare) if len(line.text) < 2000 else None
        if match is None or match["id"] in seen:
            continue
        above = lines[n - 1].bare if n else ""
        symbol = match["symbol"] or (above if _SYMBOL_LINE.fullmatch(above) else "")
        lone = re.match(r"[A-Z]/", match["id"])
        rest = match["rest"].strip(" \t:*-\u2013\u2014")
        # `A/68/167` is a paper of another body, and a sentence may begin with an id it speaks of.
        if (lone and not symbol) or (not symbol and rest[:1].islower()):
            continue
        seen.add(match["id"])
        first = lines[n - 1] if symbol and not match["symbol"] else line
        yield _Opening(n, first.start, match["id"], symbol.strip("()"), rest)


def _proposal(text: str, lines: Sequence[TextLine], opening: _Opening, until: int) -> Proposal:
    body = list(_body(lines, opening, until))
    end = body[-1].end if body else lines[opening.n].end
    words = [line.text for line in body]
    objective = _OBJECTIVE.search("\n".join([opening.rest, *words[:4]]))
    reasons = next((n for n, line in enumerate(body) if _REASONS.match(line.bare)), None)
    kept = body[:reasons] if reasons is not None else body
    new_text = ""
    if opening.symbol in ("ADD", "ADD*", "MOD") and kept:
        new_text = text[kept[0].start : kept[-1].end]
    return Proposal(
        id=opening.id,
        symbol=opening.symbol,
        title=_title(opening, kept),
        objective=without_contact_data(objective[1]) if objective else "",
        text=mask(text[opening.start : end]),
        new_text=mask(new_text),
        reasons=mask(_reasons(text, body, reasons)),
        start=opening.start,
        end=end,
    )


def _body(lines: Sequence[TextLine], opening: _Opening, until: int) -> Iterator[TextLine]:
    """The lines after the id, to the end of the section.

    With a symbol, that is the end of the reasons; without one, the first heading below its prose.
    """
    prose = reasons = False
    for line in lines[opening.n + 1 : until]:
        if _END.fullmatch(line.bare) or _SYMBOL_LINE.fullmatch(line.bare):
            return
        if line.kind == "heading" and (reasons or (prose and not opening.symbol)):
            return
        reasons = reasons or _REASONS.match(line.bare) is not None
        prose = prose or len(line.text) > 80
        yield line


def _title(opening: _Opening, body: Sequence[TextLine]) -> str:
    rest = "" if _OBJECTIVE.match(opening.rest) else opening.rest
    if rest:
        return without_contact_data(rest)[:300]
    titles = []
    for line in body[:3]:
        if line.kind != "heading" or _OBJECTIVE.match(line.bare):
            break
        titles.append(without_contact_data(line.bare))
    return " ".join(titles)[:300]


def _reasons(text: str, body: Sequence[TextLine], at: int | None) -> str:
    if at is None:
        return ""
    first = _REASONS.match(body[at].bare)
    after = text[body[at].end : body[-1].end]
    return ((first[1] if first else "") + after).strip()
