"""Tells by its look what a table's cell holds: number, time, tick, words; knows no meaning."""

import re
from typing import Literal

CellKind = Literal["number", "time", "contact", "link", "words"]

_NUMBER = re.compile(r"[+-]?\d[\d ',.]{0,30}(?:[eE][+-]?\d{1,3})?\s?[%€$£]?")
_TIME = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:[T ,].{0,40})?"
    r"|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}(?:[T ,].{0,40})?|\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?"
    r"|(?:[^\W\d]{2,9}[,.]? ){1,2}\d{1,2},? (?:\d{4},? )?\d{1,2}:\d{2}(?::\d{2})?(?: \w{1,5}){0,3}"
)
_MAIL = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}\.[^\s@]{2,30}")
_PHONE = re.compile(r"(?:\+|00)\d[\d ()./-]{6,20}|\(?0\d{1,5}\)?[ /-][\d ()./-]{4,16}")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}", re.IGNORECASE
)

YES = frozenset(
    "1|x|✓|✔|☑|☒|yes|y|true|checked|selected|ticked|si|sí|verdadero|marcado|seleccionado|oui|vrai"
    "|coché|sélectionné|ja|wahr".split("|")
)
NO = frozenset(
    "0|☐|no|n|false|unchecked|not checked|not selected|unselected|falso"
    "|no marcado|no seleccionado|non|faux|non coché|non sélectionné|nein|falsch".split("|")
)
"""How tools write the boxes of a list that were ticked and that were not."""


def kind_of_cell(cell: str) -> CellKind:
    """What `cell`, trimmed and not empty, looks like."""
    if len(cell) > 120:
        return "words"
    if _TIME.fullmatch(cell):
        return "time"
    if _MAIL.fullmatch(cell) or _PHONE.fullmatch(cell) or _ADDRESS.fullmatch(cell):
        return "contact"
    if _NUMBER.fullmatch(cell):
        return "number"
    return "link" if _LINK.fullmatch(cell) else "words"


def is_data(cell: str) -> bool:
    """Whether `cell` looks like a value that no header has."""
    return kind_of_cell(cell) != "words"


def is_tick(cell: str) -> bool:
    """Whether `cell` can say that a box was ticked, or that it was not."""
    return cell.casefold() in YES or cell.casefold() in NO
