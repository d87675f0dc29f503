"""Owns who held a view, as a rapporteur wrote it beside the statement; by default a group."""

import re

from bpforum.readers.contact_data import without_contact_data

_EACH = (
    "the |some |several |many |most |all |la |el |los |las |le |les |un |une |varios |plusieurs "
)
_WHO = (
    "civil society|governments?|private sector|business(?:es)?|industry|technical community"
    "|academia|academics|igos?|intergovernmental organi[sz]ations?"
    "|international organi[sz]ations?|youth|operators?|regulators?|users?|communit(?:y|ies)"
    "|community networks|participants?|panel(?:lists)?|floor|audience"
    "|sociedad civil|gobiernos?|sector privado|comunidad técnica|organizaciones internacionales"
    "|jóvenes|operadores|reguladores"
    "|société civile|gouvernements?|secteur privé|communauté technique|universitaires"
    "|organisations internationales|jeunes|opérateurs|régulateurs"
)
_GROUP = rf"(?:(?:{_EACH})?(?:{_WHO}))"
_GROUPS = rf"{_GROUP}(?:(?:,| and| y| et|, and| e| &|;) {_GROUP}){{0,6}}"
_SAID = (
    "(?:held|said|raised|supported|voiced|made|shared) by|view of|according to"
    "|(?:sostenid[oa]|defendid[oa]|planteado|apoyad[oa]) por|opinión de|según"
    "|(?:soutenue?|exprimée?|tenue?|défendue?|portée?) par|avis de|selon"
)
_BEHIND = re.compile(
    rf"\s*[(\[]\s?(?:(?:{_SAID})\s?:?\s{{0,3}}(?P<said>[^()\[\]]{{2,120}})"
    rf"|(?P<group>{_GROUPS}))\s?[)\]]\s?\.?$"
    r"|\s*\[(?P<bracket>[^\W\d_][^()\[\]]{1,60})\]\s?\.?$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"[(\[]\s?(?:{_SAID})\s?:?\s{{0,3}}(?P<said>[^()\[\]]{{2,120}})[)\]]\s?:?\s*"
    r"|\[(?P<bracket>[^\W\d_][^()\[\]]{1,60})\]\s?:?\s*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:name withheld|sic|inaudible|translat\w{2,4}|original|traducción|traduction|note|nota|ref"
    r"|link|unclear|illegible|editor)\b|\u2026",
    re.IGNORECASE,
)
_TAIL = 200


def holder_of(words: str) -> tuple[str, int, int]:
    """Who held `words`, and where the statement itself starts and ends in them.

    `[Government] Pay it.` and `Pay it. (held by: civil society)`; nobody where it is not said.
    """
    before = _BEFORE.match(words)
    if before:
        held = before["said"] or before["bracket"]
        if not _NOBODY.match(held):
            return without_contact_data(held), before.end(), len(words)
    behind = _BEHIND.search(words, max(0, len(words) - _TAIL))
    if behind:
        held = behind["said"] or behind["group"] or behind["bracket"]
        if not _NOBODY.match(held):
            return without_contact_data(held), 0, behind.start()
    return "", 0, len(words)
