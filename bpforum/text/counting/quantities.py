"""Words that stand for how many, in English, Spanish and French: owns which the counts bear out.

`counts.quantity` says which word a count gives; here every other is refused (promise 6).
"""

import re

from bpforum.text.counting.counts import QuantityKind, quantity

_BY_RULE: dict[QuantityKind, str] = {
    "most": r"most|majority|majorities|mayor[ií]a|la plupart|majorité",
    "many": r"many|numerous|much[oa]s|numeros[oa]s|nombreu(?:x|ses?)|beaucoup",
    "several": r"several|various|vari[oa]s|plusieurs",
    "some": r"some|algun[oa]s|certain(?:e?s)|quelques(?:-un(?:e?s))?",
}
_NEVER = (
    r"all|every(?:one|body)|any(?:one|body)|no ?one|nobody|none|few(?:er)?|fewest|half"
    r"|minority|plenty|lots? of|a number of|countless|dozens?|hundreds?|thousands?|millions?"
    r"|overwhelming(?:ly)?|widely|widespread|broadly|generally|commonly|universally|mostly|largely"
    r"|mainly|todo el mundo|tod[oa]s?|nadie|ningun[oa]s?|ningún|poc[oa]s|mitad|minoría"
    r"|un gran número|cientos|miles|decenas|ampliamente|generalmente|tout le monde|tou(?:s|tes)"
    r"|chacune?|cada un[oa]|each of|every one|aucune?|personne ne|peu de|moitié"
    r"|minorité|des centaines|des milliers|des dizaines|largement|généralement"
)
"""What no count of ours gives: a whole, a small part, a share of what nobody counted."""

_BETWEEN = r"(?<![\w-])(?:{})(?![\w-])"
_KINDS = {kind: re.compile(_BETWEEN.format(w), re.IGNORECASE) for kind, w in _BY_RULE.items()}
_REFUSED = re.compile(_BETWEEN.format(_NEVER), re.IGNORECASE)

_NUMBERS = {
    word: value
    for words in (
        "two three four five six seven eight nine ten eleven twelve",
        "dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "deux trois quatre cinq six sept huit neuf dix onze douze",
    )
    for value, word in enumerate(words.split(), start=2)
}
_COUNTED = (
    r"(?:contribut|contribuci|respond|respuest|répon|particip|submission|comment|stakeholder"
    r"|organi[sz]|countr|país|pays\b|people|person|group|grup|member|miembr|membre|speaker|view"
    r"|voice|text|answer|aport)"
)
_COUNTING = re.compile(
    rf"(?<![\w-])({'|'.join(_NUMBERS)}|\d+)\s+(?:[\w-]+\s+){{0,2}}?({_COUNTED}\w*)", re.IGNORECASE
)
_EACH = re.compile(
    rf"(?<![\w-])(?:each|every|cada|chaque)\s+(?:single\s+|other\s+)?{_COUNTED}", re.IGNORECASE
)
"""Each year, each house: no count of who wrote. Each contributor: one that nobody made."""
_INPUTS = re.compile(r"contribut(?:ion|ions)$|contribuci|submission", re.IGNORECASE)


def is_borne_out(words: str, n: int, total: int) -> bool:
    """Whether every word of quantity is one that the printed rule gives for `n` of `total` inputs.

    `n` is how many contributions the words rest on. A number of contributions must be `n`; a number
    of people or bodies was not counted for these words, and is refused.
    """
    allowed = quantity(n, total).kind
    if _REFUSED.search(words) or _EACH.search(words):
        return False
    if any(kind != allowed and pattern.search(words) for kind, pattern in _KINDS.items()):
        return False
    return all(
        _INPUTS.match(match[2]) and _value(match[1]) == n for match in _COUNTING.finditer(words)
    )


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]
