"""Says in which language a text is written; owns the rules for doubt, translates nothing.

Only the forum's languages and eight others that contributions come in are told apart: the fewer
there are to choose from, the fewer mistakes in short texts.
"""

import re
from collections.abc import Sequence
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

ALWAYS = ("ar", "de", "en", "es", "fr", "pt", "ru", "zh")
"""What contributions are written in whatever the forum's languages are."""
ENOUGH_WORDS = 15
"""From here on the small models are as good as the full ones, at four times their speed."""
FEWEST_WORDS = 3
"""Below this a text has to be plain: names, greetings and "ok" are in any language."""
CLOSE = 0.5
"""A forum's language wins with this share of the confidence in the likeliest language."""
PLAIN = 0.7
PLAIN_ELSEWHERE = 0.8
"""Confidence that the fewest words need, in a forum's language and in another."""
LONGEST = 3000
"""Characters that are looked at."""

_NO_LANGUAGE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[#@]\w+", re.IGNORECASE)
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\\d_\u3040-\u30ff\u3400-\u9fff]+")


def detect(texts: Sequence[str], among: Sequence[str]) -> tuple[str, ...]:
    """The ISO 639-1 code of each text's language, in order; "" where nobody could tell.

    `among` are the forum's languages: they win when the confidence in them is close. A text's
    answer does not depend on the others.
    """
    own = tuple(sorted({_primary(code) for code in among}))
    return tuple(_detect(text, own) for text in texts)


def _detect(text: str, own: tuple[str, ...]) -> str:
    readable = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    said = _NO_LANGUAGE.sub(" ", readable)
    words = len(_WORD.findall(said))
    if not words:
        return ""
    values = _detector(own, words >= ENOUGH_WORDS).compute_language_confidence_values(said)
    # Rounded, and ties by code: sums of floats must not decide.
    ranked = sorted(
        (-round(one.value, 3), one.language.iso_code_639_1.name.lower()) for one in values
    )
    likeliest = -ranked[0][0]
    if likeliest <= 0:
        return ""
    best = next(
        (code for value, code in ranked if code in own and -value >= CLOSE * likeliest),
        ranked[0][1],
    )
    confidence = next(-value for value, code in ranked if code == best)
    plain = PLAIN if best in own else PLAIN_ELSEWHERE
    return best if words >= FEWEST_WORDS or confidence >= plain else ""


def _primary(code: str) -> str:
    """`pt` of `pt-BR`."""
    return code.replace("_", "-").split("-")[0].lower()


@cache
def _detector(own: tuple[str, ...], simple: bool) -> LanguageDetector:
    """Built once for each set of languages; models are loaded as they are needed."""
    codes = sorted({*ALWAYS, *own} & _known().keys())
    builder = LanguageDetectorBuilder.from_languages(*(_known()[code] for code in codes))
    return (builder.with_low_accuracy_mode() if simple else builder).build()


@cache
def _known() -> dict[str, Language]:
    return {one.iso_code_639_1.name.lower(): one for one in Language.all()}
