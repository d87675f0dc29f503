"""Owns proposals for amendment as a document makes them: id, symbol, place, texts, reasons.

An id stands at the start of a line, alone or behind its change symbol (`USA/22/7`,
`MOD EUR/10/3`, `ADD ARG/B/22A7/1`); one that is only mentioned in a sentence makes no proposal.
A proposal runs from its id to the next id or to the end of its section. Its base text is what
tracked changes show it to have been, and nothing else. Whether the id fits the profile's pattern is
for the pipeline to say.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.masking import mask
from bpforum.readers.recognition.marks import mark as block
from bpforum.readers.recognition.provisions import Place, instrument_of, provision_of
from bpforum.readers.recognition.text_lines import TextLine, lines_of
from models.contribution import Proposal
from models.reading import Block, Reading

_SYMBOLS = (
    r"(?:\(MOD\)|ADD\*?|MOD|SUP\*?|NOC_KEEP|\(NOC\)|__?NOC__?|<u>NOC</u>|NOC|ADM|OTHER)(?![\w/])"
)
_ID = r"[A-Z]{1,6}(?:/[A-Z]{1,6}){0,9}/\d{1,4}(?:[A-Z]\d{1,3}){0,3}/\d{1,4}"
_OPENING = re.compile(
    rf"(?:(?P<symbol>{_SYMBOLS})\s{{1,8}})?"
    r"(?:(?i:proposal|propuesta|proposition)\s{1,3}(?:No\.?\s?)?)?"
    rf"(?P<id>{_ID})(?:#\d{{1,8}})?(?![\w/])(?P<rest>.*)",
    re.DOTALL,
)
_SYMBOL_LINE = re.compile(_SYMBOLS)
_SYMBOL_FIRST = re.compile(rf"(?P<symbol>{_SYMBOLS})\s{{1,8}}(?P<rest>\S.*)", re.DOTALL)
_OBJECTIVE = re.compile(
    r"(?:Objectives?|Objective\(s\)|Objetivos?|Objectifs?)\s?:\s{0,3}([^\n]{1,200})", re.IGNORECASE
)
_REASONS = re.compile(
    r"(?:Reasons?|Motivos?|Motifs?|Razones|Raisons?)\s?:\s{0,3}(.*)", re.IGNORECASE | re.DOTALL
)
_END = re.compile(
    r"(?:ANNEX|APPENDIX|ATTACHMENT|ANEXO|ANNEXE|APÉNDICE)\b.{0,60}|_{6,}|\*{6,}|-{6,}"
    r"|(?:Contact|Contacto)\s?:.{0,300}"
)
_CHANGES_TEXT = ("ADD", "ADD*", "MOD", "(MOD)")
_KEEPS_TEXT = ("SUP", "SUP*", "NOC", "NOC_KEEP")
_MOST = 5000


@dataclass(frozen=True, slots=True)
class _Opening:
    n: int
    """Number of the line."""
    start: int
    id: str
    symbol: str
    rest: str


@dataclass(frozen=True, slots=True)
class _Found:
    opening: _Opening
    body: tuple[TextLine, ...]
    """The lines below the id, reasons and all."""
    kept: tuple[TextLine, ...]
    """Those before the reasons."""
    place: Place


def find_proposals(reading: Reading) -> tuple[Proposal, ...]:
    """The proposals of `reading` in order, each id once; `text` is `reading.text[start:end]`."""
    if re.search(_ID, reading.text) is None:
        return ()
    lines = lines_of(reading)
    found = _found(lines)
    base = _base_texts(reading, lines) if found and reading.original_text is not None else {}
    made = [_proposal(reading.text, lines, one, base) for one in found]
    if len(made) == 1 and not made[0].title:
        made = [made[0].model_copy(update={"title": reading.title})]
    return tuple(made)


def heading_marks(reading: Reading, proposals: Sequence[Proposal]) -> Iterator[Block]:
    """The lines with the ids are headings: they are cited, never quoted."""
    for proposal in proposals:
        if proposal.start is not None:
            end = reading.text.find("\n", proposal.start)
            end = len(reading.text) if end < 0 else end
            if end - proposal.start <= 120:
                yield block(proposal.start, end, "heading", 3)


def _found(lines: Sequence[TextLine]) -> list[_Found]:
    openings = list(_openings(lines))
    if not openings:
        return []
    ends = [*(opening.n for opening in openings[1:]), len(lines)]
    best: dict[str, _Found] = {}
    instrument, at = "", 0
    for opening, end in zip(openings, ends, strict=True):
        for line in lines[at : opening.n]:
            instrument = instrument_of(line.bare) or instrument
        at = opening.n
        body = tuple(_body(lines, opening, end))
        if not opening.symbol and body and (first := _SYMBOL_FIRST.fullmatch(body[0].bare)):
            opening = _Opening(  # `EUR/9/3` and below it `MOD 5.128`
                opening.n, opening.start, opening.id, _code(first["symbol"]), first["rest"]
            )
            body = body[1:]
        reasons = next((n for n, line in enumerate(body) if _REASONS.match(line.bare)), len(body))
        one = _Found(opening, body, body[:reasons], _place(opening, body[:reasons], instrument))
        # A list of what is proposed may stand before it: the fuller of two openings counts.
        if opening.id not in best or _fullness(one) > _fullness(best[opening.id]):
            best[opening.id] = one
    return sorted(best.values(), key=lambda one: one.opening.start)[:_MOST]


def _fullness(one: _Found) -> tuple[bool, int]:
    return bool(one.opening.symbol), sum(len(line.text) for line in one.body)


def _openings(lines: Sequence[TextLine]) -> Iterator[_Opening]:
    for n, line in enumerate(lines):
        match = _OPENING.fullmatch(line.bare) if len(line.text) < 2000 else None
        if match is None:
            continue
        above = lines[n - 1].bare if n else ""
        symbol = match["symbol"] or (above if _SYMBOL_LINE.fullmatch(above) else "")
        rest = match["rest"].strip(" \t:*-\u2013\u2014")
        first = lines[n - 1] if symbol and not match["symbol"] else line
        if not symbol and (behind := _SYMBOL_FIRST.fullmatch(rest)):
            symbol, rest = behind["symbol"], behind["rest"]
        elif not symbol and _SYMBOL_LINE.fullmatch(rest):
            symbol, rest = rest, ""
        lone = re.match(r"[A-Z]/", match["id"])
        # `A/68/167` is a paper of another body, and a sentence may begin with an id it speaks of.
        if (lone and not symbol) or (not symbol and rest[:1].islower()):
            continue
        yield _Opening(n, first.start, match["id"], _code(symbol), rest)


def _code(symbol: str) -> str:
    """A second NOC, set apart in print by a line below it, is a code of its own."""
    return "NOC_KEEP" if "NOC" in symbol and symbol != "NOC" else symbol


def _place(opening: _Opening, body: Sequence[TextLine], above: str) -> Place:
    """From the line of the id and the first lines below; the instrument also from further up."""
    near = [opening.rest, *(line.bare for line in body[:3])]
    instrument = next(filter(None, map(instrument_of, near)), "")
    provision = next(filter(None, map(provision_of, near[:2])), "") if opening.symbol else ""
    return Place(instrument or (above if provision else ""), provision)


def _proposal(text: str, lines: Sequence[TextLine], one: _Found, base: dict[str, str]) -> Proposal:
    opening, body, kept = one.opening, one.body, one.kept
    end = body[-1].end if body else lines[opening.n].end
    objective = _OBJECTIVE.search("\n".join([opening.rest, *(line.text for line in body[:4])]))
    written = text[kept[0].start : kept[-1].end] if kept else ""
    former = base.get(opening.id, "")
    return Proposal(
        id=opening.id,
        symbol=opening.symbol,
        title=_title(opening, kept, one.place),
        objective=without_contact_data(objective[1]) if objective else "",
        instrument=without_contact_data(one.place.instrument),
        provision=one.place.provision,
        text=mask(text[opening.start : end]),
        new_text=mask(written) if opening.symbol in _CHANGES_TEXT else "",
        base_text=mask(_base(opening.symbol, written, former)),
        reasons=mask(_reasons(text, body, len(kept))),
        start=opening.start,
        end=end,
    )


def _base(symbol: str, written: str, former: str) -> str:
    if symbol in _KEEPS_TEXT:
        return former or written
    return former if symbol not in ("", "ADD", "ADD*") and former != written else ""


def _base_texts(reading: Reading, lines: Sequence[TextLine]) -> dict[str, str]:
    """Id → the words that stand under it where all tracked changes are rejected."""
    text = reading.original_text or ""
    headings = {line.text for line in lines if line.kind == "heading"}
    before = [
        line._replace(kind="heading" if line.text in headings else None)
        for line in lines_of(Reading(text=text))
    ]
    return {
        one.opening.id: text[one.kept[0].start : one.kept[-1].end]
        for one in _found(before)
        if one.kept
    }


def _body(lines: Sequence[TextLine], opening: _Opening, until: int) -> Iterator[TextLine]:
    """The lines after the id, to the end of the section.

    With a symbol, that is the end of the reasons; without one, the first heading below its prose.
    """
    prose = reasons = False
    for n, line in enumerate(lines[opening.n + 1 : until]):
        # What a proposal amends may be an annex or appendix itself.
        first = n == 0 and opening.symbol and instrument_of(line.bare)
        if (_END.fullmatch(line.bare) and not first) or _SYMBOL_LINE.fullmatch(line.bare):
            return
        if line.kind == "heading" and (reasons or (prose and not opening.symbol)):
            return
        if reasons and instrument_of(line.bare):
            return
        reasons = reasons or _REASONS.match(line.bare) is not None
        prose = prose or len(line.text) > 80
        yield line


def _title(opening: _Opening, body: Sequence[TextLine], place: Place) -> str:
    rest = "" if _OBJECTIVE.match(opening.rest) else opening.rest
    if rest and rest != place.provision:
        return without_contact_data(rest)[:300]
    titles = []
    for line in body[:3]:
        if line.kind != "heading" or _OBJECTIVE.match(line.bare):
            break
        titles.append(without_contact_data(line.bare))
    return " ".join(titles)[:300]


def _reasons(text: str, body: Sequence[TextLine], at: int) -> str:
    if at >= len(body):
        return ""
    first = _REASONS.match(body[at].bare)
    after = text[body[at].end : body[-1].end]
    return ((first[1] if first else "") + after).strip()
