"""Owns rapporteurs' notes: their parts, and each statement as a span; invents no missing part."""

import re
from collections.abc import Iterator

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.marks import lay_over, mark
from bpforum.readers.masthead_keys import fold
from models.contribution import NoteLine, NoteLineKind, SessionNote
from models.reading import Block, Reading

_PARTS: tuple[tuple[NoteLineKind, str], ...] = (
    ("converged",
     r"(?:where (?:did )?)?views? (?:that )?converged?|(?:points?|areas?) of (?:consensus|agreement|convergence)"
     r"|convergences?|convergen[ct]e views|converging views|consensus|agreements?|what was agreed"
     r"|convergencias?|(?:puntos|areas) de (?:acuerdo|consenso|convergencia)|acuerdos|consenso"
     r"|en que hubo acuerdo|points? (?:d'accord|de convergence|de consensus)|accords"),
    ("diverged",
     r"(?:where (?:did )?)?views? (?:that )?diverged?|(?:points?|areas?) of (?:disagreement|divergence|no consensus)"
     r"|no consensus|divergences?|diverging views|disagreements?|differences"
     r"|divergencias?|(?:puntos|areas) de (?:desacuerdo|divergencia)|desacuerdos|diferencias"
     r"|points? (?:de desaccord|de divergence)|desaccords"),
    ("practice",
     r"(?:good|best|promising) practices?|practices?|what works|buenas practicas|practicas"
     r"|bonnes pratiques|pratiques"),
    ("example",
     r"examples?|cases?|case studies|ejemplos?|casos?|estudios de caso|exemples?|cas|etudes de cas"),
    ("suggestion",
     r"suggestions?|recommendations?|proposals?|sugerencias?|recomendaciones|propuestas"
     r"|recommandations?|propositions?"),
    ("open_question",
     r"(?:open|unresolved|unanswered|remaining|outstanding) (?:questions?|issues?|points?)"
     r"|questions? (?:left open|not answered)|preguntas? (?:abiertas?|pendientes?)"
     r"|(?:cuestiones|temas|asuntos) (?:abiertos|abiertas|pendientes)"
     r"|(?:questions?|points?) (?:ouvert[es]{1,2}|ouvertes|en suspens|non resolue?s)"),
    ("quote", r"quotes?|quotations?|said in the room|citas?|citations?"),
    ("way_forward",
     r"(?:the )?way forward|next steps?|(?:key )?takeaways?|follow[- ]?up|actions?|conclusions?"
     r"|proximos pasos|camino a seguir|siguientes pasos|seguimiento|conclusiones"
     r"|prochaines etapes|voie a suivre|suites?|suivi"),
    ("presentation",
     r"(?:summary of (?:the )?)?presentations?|panel(?: summary| presentations)?|speakers' points"
     r"|(?:resumen de (?:las )?)?(?:presentaciones|exposiciones|ponencias)"
     r"|(?:resume des )?(?:presentations|exposes|interventions)"),
    ("discussion",
     r"(?:summary of (?:the )?)?discussions?|debates?|(?:resumen de la |la )?discusion(?:es)?"
     r"|(?:el )?debate|(?:les )?debats?|(?:la )?discussion|echanges"),
    ("issue",
     r"(?:key|main|principal) (?:issues?|points?|messages?)|issues?"
     r"|(?:temas|asuntos|cuestiones|puntos|problemas) (?:clave|principales)|cuestiones|temas"
     r"|(?:questions|points|enjeux|themes) (?:cles?|principaux|principales)|enjeux"),
)  # fmt: skip
_HEADS = tuple(
    (kind, re.compile(rf"(?:{words})(?: (?:raised|made|discussed|heard|identified|shared|offered"
                      r"|planteados|mencionad[oa]s|hechas|souleves|soulevees|faites|evoques))?"))
    for kind, words in _PARTS
)  # fmt: skip
_NUMBER = re.compile(
    r"^(?:\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})*)\s+", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()]{0,80}\)\s*$")
_GROUPS = (
    r"(?:(?:the |some |several |many |most |all |la |el |los |las |le |les |un |une |varios |plusieurs )?"
    r"(?:civil society|governments?|private sector|business(?:es)?|industry|technical community"
    r"|academia|academics|igos?|intergovernmental organi[sz]ations?|international organi[sz]ations?"
    r"|youth|operators?|regulators?|users?|communit(?:y|ies)|community networks|participants?|panel(?:lists)?"
    r"|floor|audience|sociedad civil|gobiernos?|sector privado|comunidad técnica|academia"
    r"|organizaciones internacionales|jóvenes|operadores|reguladores|société civile|gouvernements?"
    r"|secteur privé|communauté technique|universitaires|organisations internationales|jeunes"
    r"|opérateurs|régulateurs))"
)
_GROUP_LIST = rf"{_GROUPS}(?:(?:,| and| y| et|, and| e| &|;) {_GROUPS}){{0,6}}"
_SAID = r"(?:held|said|raised|supported|voiced|made|shared) by|view of|according to"
_DIT = (
    r"(?:sostenid[oa]|defendid[oa]|planteado|apoyad[oa]) por|opinión de|según"
    r"|(?:soutenue?|exprimée?|tenue?|défendue?|portée?) par|avis de|selon"
)
_HELD_AFTER = re.compile(
    rf"\s*[(\[]\s?(?:(?:{_SAID}|{_DIT})\s?:?\s{{0,3}}(?P<said>[^()\[\]]{{2,120}})|(?P<group>{_GROUP_LIST}))\s?[)\]]\s?\.?$"
    r"|\s*\[(?P<bracket>[^\W\d_][^()\[\]]{1,60})\]\s?\.?$",
    re.IGNORECASE,
)
_HELD_BEFORE = re.compile(
    rf"^[(\[]\s?(?:{_SAID}|{_DIT})\s?:?\s{{0,3}}(?P<said>[^()\[\]]{{2,120}})[)\]]\s?:?\s*"
    r"|^\[(?P<bracket>[^\W\d_][^()\[\]]{1,60})\]\s?:?\s*",
    re.IGNORECASE,
)
_NOT_HELD = re.compile(
    r"name withheld|sic|inaudible|translation|translated|original|traducción|traduction|note|nota"
    r"|ref|link|unclear|illegible|\u2026",
    re.IGNORECASE,
)
_PERSONS = re.compile(r"\s*;\s*|\s+(?:and|y|et|&)\s+|\s*,\s*(?:and|y|et)\s+")
_FEWEST_PARTS = 2


def read_note(reading: Reading) -> Reading:
    """`reading` as a rapporteur's note: kind, headings of its parts, and `session_note`.

    Statements under a part of the form become lines of its kind. A note without any part has all
    its paragraphs as discussion. Under two parts it is partial.
    """
    heads: list[Block] = []
    lines = list(_lines(reading, heads))
    if not heads:
        lines = list(_plain_lines(reading))
    parts = {line.kind for line in lines} if heads else set()
    session = reading.fields.get("session", "")
    note = SessionNote(
        session=session,
        rapporteurs=tuple(_rapporteurs(reading.fields)),
        lines=tuple(lines),
        partial=len(parts) < _FEWEST_PARTS,
    )
    laid = lay_over(reading, heads)
    return Reading(
        **{
            **dict(laid),
            "kind": "note",
            "session_note": note,
            "title": reading.fields.get("title") or reading.title or session,
        }
    )


def part_of(words: str) -> NoteLineKind | None:
    """The part of a note's form that the heading `words` opens, in en, es or fr."""
    if len(words) > 120:
        return None
    bare = _NUMBER.sub("", fold(words))
    bare = _ASIDE.sub("", bare).strip(" :?¿.-")
    return next((kind for kind, pattern in _HEADS if pattern.fullmatch(bare)), None)


def _lines(reading: Reading, heads: list[Block]) -> Iterator[NoteLine]:
    part: NoteLineKind | None = None
    for block in reading.blocks:
        if block.kind in ("masthead", "furniture", "quoted", "question"):
            continue
        words = reading.text[block.start : block.end]
        kind = part_of(words)
        if kind:
            part = kind
            heads.append(mark(block.start, block.end, "heading", block.level or 2))
            continue
        inline = _inline(words)
        if inline:
            part, after = inline
            heads.append(mark(block.start, block.start + after, "heading", 2))
            yield _line(reading.text, part, block.start + after, block.end)
        elif block.kind == "heading":
            part = None
        elif part:
            yield _line(reading.text, part, block.start, block.end)


def _inline(words: str) -> tuple[NoteLineKind, int] | None:
    """`Key issues: …` on one line, or in two cells of a row: the part, and where its text begins."""
    match = re.match(r"([^:\t\n]{3,60}?)(?:\s?:\s+|\t)(?=\S)", words)
    kind = part_of(match[1]) if match else None
    return (kind, match.end()) if match and kind else None


def _plain_lines(reading: Reading) -> Iterator[NoteLine]:
    for block in reading.blocks:
        if block.kind in ("paragraph", "item", "row"):
            yield _line(reading.text, "discussion", block.start, block.end)


def _line(text: str, kind: NoteLineKind, start: int, end: int) -> NoteLine:
    """The statement without what says who held it; the span is exact."""
    words, held = text[start:end], ""
    before = _HELD_BEFORE.match(words)
    if before and not _NOT_HELD.match(before["said"] or before["bracket"]):
        held = before["said"] or before["bracket"]
        start += before.end()
    else:
        tail = words[-200:]
        after = _HELD_AFTER.search(tail)
        if after:
            said = after["said"] or after["group"] or after["bracket"]
            if not _NOT_HELD.match(said):
                held = said
                end -= len(tail) - after.start()
    body = text[start:end]
    start += len(body) - len(body.lstrip())
    return NoteLine(kind=kind, start=start, end=max(start, end), held_by=without_contact_data(held))


def _rapporteurs(fields: dict[str, str]) -> Iterator[str]:
    for person in _PERSONS.split(fields.get("rapporteur", "")):
        parts = person.split(",")
        names = parts if all(_is_name(part) for part in parts) else parts[:1]
        for name in names:
            clean = re.sub(r"\s*\(.*", "", name).strip()
            if clean:
                yield clean


def _is_name(words: str) -> bool:
    parts = words.split()
    return 2 <= len(parts) <= 4 and all(part[0].isupper() or len(part) <= 3 for part in parts)
