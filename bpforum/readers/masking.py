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
_S = r"[ \xa0]"
_AT = rf"[\[({{<]{_S}?(?:at|AT|arroba|arobase|@){_S}?[\])}}>]"
_DOT_SIGN = rf"(?:{_S}?[\[({{<]{_S}?(?:dot|DOT|punto|point|ponto|\.){_S}?[\])}}>]{_S}?)"
_SPELT = re.compile(
    rf"[\w.+-]{{1,64}}{_S}?{_AT}{_S}?[\w-]{{1,63}}"
    rf"(?:(?:\.|{_DOT_SIGN}|{_S}(?:dot|DOT|punto|ponto){_S})[\w-]{{1,63}}){{1,8}}"
)
# Said aloud in a transcript. The words are common, so the last one has to be a real domain.
_SPOKEN = re.compile(
    "|".join(
        rf"\b[\w.+-]{{1,64}}{_S}{at}{_S}[\w-]{{1,63}}(?:{_S}{dot}{_S}[\w-]{{1,63}}){{0,5}}"
        rf"{_S}{dot}{_S}(?:com|org|net|int|edu|gov|info|biz|coop|[a-z]{{2}})\b"
        for at, dot in (("at", "dot"), ("AT", "DOT"), ("arroba", "p[ou]nto"), ("arobase", "point"))
    )
)
# What has to be there at all, sought first: most texts have none of it.
_SPELT_SIGN = re.compile(_AT)
_SPOKEN_SIGN = re.compile(rf"{_S}(?:dot|DOT|p[ou]nto|point){_S}")
_EMAIL_SIGN = re.compile(r"[@\uff20]")
_DIGIT = re.compile(r"\d")

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
_LAST_NORTH_AMERICAN = re.compile(r"(?<=[ \xa0])1([- .])[2-9]\d\d\1\d{3}\1\d{4}$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \xa0.]\d{3})+$")


def mask(text: str) -> str:
    """`text` with addresses and numbers as `█`, of the same length in code points."""
    if _EMAIL_SIGN.search(text):
        text = _EMAIL.sub(_blot, text)
    if _SPELT_SIGN.search(text):
        text = _SPELT.sub(_blot, text)
    if _SPOKEN_SIGN.search(text):
        text = _SPOKEN.sub(_blot, text)
    return _mask_numbers(text) if _DIGIT.search(text) else text


def _blot(match: re.Match[str]) -> str:
    return MASK * len(match[0])


def _mask_numbers(text: str) -> str:
    has_address = "://" in text or "www." in text.lower()
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if has_address else []
    pieces, at, nth = [], 0, 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        while nth < len(addresses) and addresses[nth][1] <= start:
            nth += 1
        if nth < len(addresses) and addresses[nth][0] <= start:
            continue
        if match[0].endswith("("):
            continue
        if not _is_phone(match[0], text[max(0, start - 40) : start]):
            # A number can stand right after another one, such as a postal code.
            last = _LAST_NORTH_AMERICAN.search(match[0])
            start = start + last.start() if last else end
        if start < end:
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
    if "/" in written[len(groups[0]) + 1 :]:
        return False
    if "." in written:
        # Decimals have one point; numbers written in pairs, as in France, have four.
        return len(groups) == 5 and all(len(group) == 2 for group in groups)
    return len(groups) == 1 or len(groups[0]) >= 2


def _is_north_american(written: str, groups: list[str], digits: str) -> bool:
    lengths = [len(group) for group in groups]
    country, local = (groups[0], lengths[1:]) if len(groups) == 4 else ("1", lengths)
    separators = set(re.sub(r"\d", "", written))
    return (
        country == "1"
        and local == [3, 3, 4]
        and groups[-3][0] in "23456789"
        and len(separators) == 1
        and (" " not in separators or groups[-1][:2] not in _CENTURIES)
    )


_Rule = Callable[[str, list[str], str], bool]
_NATIONAL: tuple[_Rule, ...] = (
    _dials_abroad, _has_area_code, _has_trunk_zero, _is_north_american,
)  # fmt: skip
