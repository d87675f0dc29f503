"""Owns how an instrument and the number of a provision in it are written; reads no proposal."""

import re
from typing import NamedTuple

_KINDS = (
    r"resolutions?|resoluci[oó]n|r[ée]solution|decision|decisi[oó]n|d[ée]cision|recommendation"
    r"|recomendaci[oó]n|recommandation|article|art[ií]culo|appendix|ap[ée]ndice|appendice|annex"
    r"|anexo|annexe|programme|program|programa|question|cuesti[oó]n|opinion|opini[oó]n|avis"
    r"|protocol|protocolo|protocole|chapter|cap[ií]tulo|chapitre"
)
INSTRUMENT = re.compile(
    r"(?:(?:draft|proyecto de|projet de)\s{1,3})?(?:(?:new|nueva|nuevo|nouvelle|nouveau)\s{1,3})?"
    rf"(?:{_KINDS})\s{{1,4}}(?:nueva\s|nouvelle\s)?"
    r"(?:\d{1,4}[A-Z]{0,3}|[IVXLC]{1,7}\b|\[[^\[\]\n]{1,40}\])(?:\s?(?:bis|ter))?"
    r"(?:\s{0,3}\([^()\n]{1,80}\))?"
    r"|(?:constitution|constituci[oó]n|convention|convenio|convenci[oó]n)\b"
    r"(?=\s{0,3}(?:of|de|\(|$))[^\n.]{0,80}",
    re.IGNORECASE,
)
_NUMBER = r"\d{1,4}[A-Z]{0,3}(?:\.\d{1,4}[A-Z]{0,3}){0,5}(?:\s?(?:bis|ter)\b)?"
PROVISION = re.compile(
    rf"(?:(?P<marked>(?:Nos?\.|N[°º]|N[uú]ms?\.|provision|disposici[oó]n)\s{{0,3}}{_NUMBER})"
    rf"|(?P<dotted>\d{{1,4}}[A-Z]{{0,3}}(?:\.\d{{1,4}}[A-Z]{{0,3}}){{1,5}})"
    rf"|(?P<plain>{_NUMBER})(?=\t|\s{{2}}|$))(?=\s|$|[:;,])",
    re.IGNORECASE,
)
_LONGEST_HEADING = 160


class Place(NamedTuple):
    """What a proposal would amend; either is empty where it is not said."""

    instrument: str
    provision: str


def instrument_of(line: str) -> str:
    """The instrument that a heading names; "" for a line that is no such heading."""
    if len(line) > _LONGEST_HEADING:
        return ""
    match = INSTRUMENT.match(line)
    rest = line[match.end() :].strip() if match else ""
    # "Resolution 12 should be kept." speaks of one; a title goes on behind a sign or a capital.
    if match is None or rest[:1].islower() or line.rstrip().endswith((".", ";")):
        return ""
    return " ".join(match[0].split())


def provision_of(line: str) -> str:
    """The provision that a line begins with: `5.128`, `No. 62`; "" where it begins with none."""
    match = PROVISION.match(line)
    return " ".join(match[0].split()).rstrip(".,:;") if match else ""
