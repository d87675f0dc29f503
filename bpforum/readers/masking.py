"""Owns the masking of e-mail addresses and phone numbers in running text; changes no length.

Each code point of an address or number becomes a full block, so that every offset still fits. What
only looks like a number stays: years, dates, document and section numbers, money, IP addresses.
Addresses that are spelt out (`name [at] example.org`) are masked as well.
"""

import re
from collections.abc import Callable

MASK = "\N{FULL BLOCK}"

# Every repetition is bounded and no two neighbours can take the same character, so the time is
# linear in the length of the text, whatever the text.
_LOCAL = r"[\w.+'%&=~^$*!#{}-]"
_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_EMAIL = re.compile(rf"{_LOCAL}{{1,64}}[ \xa0]?[@\uff20][ \xa0]?{_DOMAIN}")
_AT_WORD, _DOT_WORD = r"(?:at|AT|arroba|arobase|@)", r"(?:dot|DOT|punto|point|ponto)"
_AT = rf"[\[({{<]\s?{_AT_WORD}\s?[\])}}>]"
_DOT = rf"(?:\.|\s?[\[({{<]\s?(?:{_DOT_WORD}|\.)\s?[\])}}>]\s?|\s{_DOT_WORD}\s)"
_SPELT = re.compile(rf"[\w.+-]{{1,64}}\s?{_AT}\s?[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,8}}")
_SPOKEN = re.compile(
    rf"\b[\w.+-]{{1,64}}\s{_AT_WORD}\s[\w-]{{1,63}}(?:\s{_DOT_WORD}\s[\w-]{{1,63}}){{1,6}}\b"
)
_EMAIL_SIGN = re.compile(r"[@\uff20]")

_GAP = r"(?:[ \xa0]?[-\u2010\u2011\u2013.][ \xa0]?|[ \xa0]|/|\)[ \xa0]?|[ \xa0]?\()"
_NUMBER = re.compile(
    r"(?<!\w)(?<!\d[.,/:\-])(?:\+[ \xa0]?|\(\+?)?\(?\d{1,15}"
    rf"(?:{_GAP}\d{{1,15}}){{0,9}}(?!\d|[,.:/]\d)"
)
_LABELS = (
    r"telephone|telefax|telephones|telefono|teléfono|téléphone|telefone|telefon|tel|tél|phone|phones|fax|"
    r"facsimile|gsm|whatsapp|ph"
)
_LOOSE_LABELS = r"mobile|cell|cellphone|mob|móvil|movil|celular|portable|call|direct|t|f|m|p"
_LABELLED = re.compile(
    rf"(?:\b(?:{_LABELS})\b\.?[ \xa0]?(?:number|no|nº|n°|nr|gr\d)?\.?[ \xa0]?"
    r"(?:[:#][ \xa0]{0,3})?"
    rf"|\b(?:{_LOOSE_LABELS})\.?[ \xa0]?:[ \xa0]{{0,3}})$",
    re.IGNORECASE,
)
_HAS_COLON = re.compile(r"[:#][ \xa0]{0,3}$")
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"]{1,2000}", re.IGNORECASE)
_CENTURIES = ("18", "19", "20", "21")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \xa0.]\d{3})+$")


def mask(text: str) -> str:
    """`text` with addresses and numbers as `█`, of the same length in code points."""
    if _EMAIL_SIGN.search(text):
        text = _EMAIL.sub(_blot, text)
    text = _SPELT.sub(_blot, text)
    text = _SPOKEN.sub(_blot, text)
    return _mask_numbers(text)


def _blot(match: re.Match[str]) -> str:
    return MASK * len(match[0])


def _mask_numbers(text: str) -> str:
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    pieces, at, nth = [], 0, 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        while nth < len(addresses) and addresses[nth][1] <= start:
            nth += 1
        if nth < len(addresses) and addresses[nth][0] <= start:
            continue
        if match[0].endswith("("):
            continue
        if _is_phone(match[0], text[max(0, start - 40) : start]):
            pieces += [text[at:start], MASK * (end - start)]
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _is_phone(written: str, before: str) -> bool:
    groups = re.findall(r"\d+", written)
    digits = "".join(groups)
    if not 6 <= len(digits) <= 17:
        return False
    if written.lstrip("(").startswith("+"):
        return len(digits) >= 7
    if _is_date_or_years(groups, written):
        return False
    label = _LABELLED.search(before)
    if label:
        colon = _HAS_COLON.search(label[0]) is not None
        return colon or _THOUSANDS.match(written) is None
    return any(rule(written, groups, digits) for rule in _NATIONAL)


def _is_date_or_years(groups: list[str], written: str) -> bool:
    lengths = [len(group) for group in groups]
    if all(
        length == 4 and group[:2] in _CENTURIES
        for length, group in zip(lengths, groups, strict=True)
    ):
        return True
    if len(groups) != 3 or "(" in written:
        return False
    if max(lengths) == 2:
        return " " not in written
    return sorted(lengths)[1] <= 2 and (lengths[0] == 4 or lengths[2] == 4)


def _dials_abroad(written: str, groups: list[str], digits: str) -> bool:
    return (
        digits.startswith("00")
        and digits[2:3] != "0"
        and 11 <= len(digits) <= 16
        and (len(groups[0]) in (2, 3, 4, 5) or len(groups) == 1)
    )


def _has_area_code(written: str, groups: list[str], digits: str) -> bool:
    return (
        re.match(r"\(\d{2,5}\)", written) is not None
        and len(groups) >= 2
        and not (len(groups[0]) == 4 and groups[0][:2] in ("19", "20"))
        and 8 <= len(digits) <= 13
        and len(groups[1]) >= 2
    )


def _has_trunk_zero(written: str, groups: list[str], digits: str) -> bool:
    if digits[0] != "0" or digits[1] == "0" or not 9 <= len(digits) <= 12:
        return False
    if "." in written:
        # Decimals have one point; numbers written in pairs, as in France, have four.
        return len(groups) == 5 and all(len(group) == 2 for group in groups)
    return len(groups) == 1 or len(groups[0]) >= 2


def _is_three_three_four(written: str, groups: list[str], digits: str) -> bool:
    return (
        [len(group) for group in groups] == [3, 3, 4]
        and groups[0][0] in "23456789"
        and re.search(r"[-.\u2010\u2011\u2013]", written) is not None
    )


_Rule = Callable[[str, list[str], str], bool]
_NATIONAL: tuple[_Rule, ...] = (
    _dials_abroad, _has_area_code, _has_trunk_zero, _is_three_three_four,
)  # fmt: skip
