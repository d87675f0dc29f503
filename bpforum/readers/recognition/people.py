"""Owns the names of contact persons in running text; keeps no address, number or other detail."""

import re
from collections.abc import Iterator

_HONORIFIC = (
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sr|Sra|Srta|M|Mme|Mlle|Sir|Ing|Lic|Eng)\.?|Madam|Señora?|Monsieur"
    r"|Madame)\s{1,3}"
)
_WORD = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['\u2019-][^\W\d_]+)*\.?"
_PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|das|du|la|el|al|bin|ibn|y|e)"
_NAME = rf"{_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_WORD}){{1,4}}"
_CONTACT = re.compile(
    r"\b(?:please contact|contact(?:ing|ed)?|contact person|get in touch with|write to|póngase en"
    r" contacto con|contactar (?:a|con)|contacte (?:a|con)|contacto|dirigirse a|contacter"
    r"|s'adresser à|veuillez contacter)\b\s?:?\s{0,3}",
    re.IGNORECASE,
)
_PERSON = re.compile(
    rf"(?:\A|(?:,|;|\b(?:or|and|to|with|o|y|u|ou|et|a|à))\s)(?:(?:la|el|le)\s)?(?P<title>{_HONORIFIC})?(?P<name>{_NAME})"
    r"(?=\s?[,(;]|\s(?:at|of|from|by|de|en|or|and)\b|\.?\s*$)"
)
_UNIT = re.compile(
    r"\b(?:Office|Unit|Division|Department|Bureau|Secretariat|Team|Union|Ministry|Agency|Authority"
    r"|Organi[sz]ation|Forum|Head|Director|Chief|Affairs|Oficina|Secretaría|Unidad|División|Bureau"
    r"|Secrétariat|Unité|Directeur|Ministère|Ministerio|Dear|Yours|Annex)\b"
)
_REACH = 400


def contact_names(text: str) -> tuple[str, ...]:
    """Persons whom `text` asks to contact, each once, without title, function or address."""
    names: dict[str, None] = {}
    for sentence in _sentences(text):
        for person in _PERSON.finditer(sentence):
            name = person["name"].rstrip(".")
            if person["title"] or not _UNIT.search(name):
                names.setdefault(name)
    return tuple(names)


def _sentences(text: str) -> Iterator[str]:
    """What follows each request to contact somebody, up to the end of its sentence."""
    for request in _CONTACT.finditer(text):
        rest = text[request.end() : request.end() + _REACH]
        end = re.search(
            r"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr))(?<!Mrs)(?<!Prof)(?<!Sr)(?<!Sra)(?<!Srta)[.?!](?=\s)|\n\s*\n",
            rest,
        )
        yield rest[: end.start() if end else _REACH]
