"""Owns the head of an official letter: reference, date, addressees, subject, whom to contact.

It reads what is stated. Addresses, phones and mail addresses are recognised as such and left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.text_lines import TextLine
from models.reading import Block

_REFERENCE = re.compile(
    r"(?:our |your )?(?:ref|reference|referencia|référence)\b\.?\s?(?:no\.?)?\s?:\s{0,3}"
    r"(\S.{0,80})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:subject|asunto|objet|re)\s?:\s{0,3}(\S.{0,400})", re.IGNORECASE | re.DOTALL
)
_TO = re.compile(
    r"(?:to|para|a|à|addressees?|destinatarios?|destinataires?)\s?:\s{0,3}(\S.{0,300})", re.I
)
_CONTACT = re.compile(r"(?:contact(?: person)?|contacto|contacter)\s?:\s{0,3}(\S.{0,300})", re.I)
_SALUTATION = re.compile(
    r"(?:dear (?:sir|madam|colleague|all|member|friend|mr|ms|excellenc|participant|stakeholder)"
    r"|excellenc|estimad[oa]s?\b|muy señor|distinguid[oa]|madame|monsieur|cher|chère)",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?:all|the|to|administrations?|member|members|regulators?|sector|stakeholders?|participants?"
    r"|governments?|academia|organi[sz]ations?|civil society|private sector|technical community"
    r"|heads?|ministers?|ministr|permanent missions?|national|todas?|todos|las|los|miembros"
    r"|estados|administraciones|tous|toutes|les|aux|membres|états)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Z0-9]{1,8}(?:[/.-][A-Z0-9]{1,8}){0,6}")
_CLOSING = re.compile(
    r"(?:yours (?:faithfully|sincerely|truly)|sincerely|with best regards|atentamente|le saluda"
    r"|cordialmente|je vous prie d'agréer|veuillez agréer|cordialement)\b.{0,80}",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r".*\b(?:CH-\d{4}|P\.?O\.? Box|Place des Nations|Telegram|Telex|Telefax|Gr\d:)\b.*", re.DOTALL
)
_HEAD = 40
_MOST_ADDRESSEES = 20


@dataclass
class Letter:
    """The head of a letter; lists are in the order of the letter."""

    reference: str = ""
    issued_by: str = ""
    issued_on: str = ""
    """ISO where it could be read."""
    subject: str = ""
    addressees: list[str] = field(default_factory=list)
    contact: str = ""
    """A name alone."""
    marks: list[Block] = field(default_factory=list)
    body_start: int = 0
    """Where the salutation ends."""


def find_letter(lines: Sequence[TextLine]) -> Letter | None:
    """The letter's head, where there are a reference or a subject, and a salutation."""
    at = next((n for n, line in enumerate(lines[:_HEAD]) if _SALUTATION.match(line.bare)), None)
    if at is None or len(lines[at].text) > 80:
        return None
    head = lines[:at]
    letter = Letter(body_start=lines[at].end)
    for line in head:
        _read(line, letter)
    if not (letter.reference or letter.subject) or not letter.issued_on:
        return None
    letter.issued_by = _sender(head)
    if not letter.addressees:
        letter.addressees = _unlabelled(head)
    marked = [*head, lines[at], *_foot(lines[at + 1 :])]
    letter.marks = [mark(line.start, line.end, "masthead") for line in marked]
    return letter


def _read(line: TextLine, letter: Letter) -> None:
    bare = line.bare
    reference, subject = _REFERENCE.fullmatch(bare), _SUBJECT.fullmatch(bare)
    to, contact = _TO.fullmatch(bare), _CONTACT.fullmatch(bare)
    if reference and not letter.reference:
        letter.reference = without_contact_data(reference[1])
    elif subject and not letter.subject:
        letter.subject = without_contact_data(subject[1])
    elif to:
        letter.addressees += _addressees(to[1])
    elif contact:
        letter.contact = letter.contact or _person(contact[1])
        # A two-column head: the right column's list of addressees runs on beside the contact.
        letter.addressees += _addressees(contact[1])[:_MOST_ADDRESSEES]
    elif not letter.issued_on:
        dates = find_dates(bare) if len(bare) <= 60 else ()
        letter.issued_on = dates[0].iso if len(dates) == 1 else ""


def _addressees(words: str) -> list[str]:
    parts = re.split(r"\s[-\u2013\u2014\u2022]\s|^[-\u2013\u2014\u2022]\s|;\s", words)
    clean = [without_contact_data(part) for part in parts]
    return [part for part in clean if part and not _CODE.fullmatch(part) and _GROUP.match(part)]


def _person(words: str) -> str:
    """The name before the first dash, comma or bracket."""
    first = without_contact_data(re.split(r"\s[-\u2013\u2014]\s|[,;(]", words)[0])
    return "" if any(char.isdigit() for char in first) else first


def _sender(head: Sequence[TextLine]) -> str:
    """The letterhead: the lines above date, reference or addressee, at most two."""
    words = ""
    for line in head[:2]:
        labelled = ":" in line.bare or find_dates(line.bare)
        if labelled or len(line.bare) > 100 or any(char.isdigit() for char in line.bare):
            break
        words += f"{', ' if line.gap and words else ' '}{line.bare}"
    return without_contact_data(words)


def _unlabelled(head: Sequence[TextLine]) -> list[str]:
    """Lines between the date and the subject that name groups of addressees, as one."""
    found: list[str] = []
    dated = False
    for line in head:
        if find_dates(line.bare) and len(line.bare) <= 60:
            dated = True
        elif _SUBJECT.fullmatch(line.bare):
            break
        elif dated and ":" not in line.bare:
            found.append(line.bare)
    words = without_contact_data(" ".join(found))
    return [words] if words and _GROUP.match(words) else []


def _foot(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The closing with its signature, and the imprint: nobody's contribution."""
    after = -1
    for n, line in enumerate(lines):
        if _CLOSING.fullmatch(line.bare):
            after = n
        signs = after >= 0 and n - after <= 4 and len(line.text) <= 60
        annex = re.match(r"(?:annex|anexo|annexe|enclosure)\b", line.bare, re.IGNORECASE)
        if annex:
            after = -1
        elif (signs and line.kind != "heading") or (
            len(line.text) < 300 and _IMPRINT.fullmatch(line.text)
        ):
            yield line
