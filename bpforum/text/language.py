"""Says in which language a text is written; owns the rules for doubt, translates nothing.

Only the forum's languages and eight others that contributions come in are told apart: the fewer
there are to choose from, the fewer mistakes in short texts.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

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
_REMEMBERED = 20_000

_OTHER_SCRIPTS = frozenset({"ar", "ru", "zh"})
_NO_LANGUAGE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[#@]\w+", re.IGNORECASE)
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\\d_\u3040-\u30ff\u3400-\u9fff]+")


FUNCTION_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of to is that for with are be this we it have not on by from they will would"
        " should which their has was were can our you your there been but more than who what when"
        " where how these those about into also could must its any if do does i my",
        "es": "el los las del y con más pero muy también hasta hay donde desde nuestra nuestro sino"
        " está han según mismo hacia debe deben puede pueden ser esta estos estas son lo al su sus",
        "fr": "le les du et est dans pour qui sur avec ce cette aux ne pas par plus nous vous ils"
        " elle être sont leurs mais où donc été une doit doivent peut peuvent ces cet au il",
        "de": "der die das und ist nicht mit den von zu ein eine auf für sich dem auch wird wir"
        " werden sind oder bei durch über einer eines nach wie aus kann dass",
        "pt": "os uma do da dos das em não ao são também mas nós pelo pela seus isto foi à às num"
        " numa pelos pelas deve devem pode podem",
    }.items()
}
"""Words that carry a sentence in one of these languages and mostly none of the others."""
PLAINLY, HARDLY = 0.2, 0.04
"""The share of a text's words that are function words of the language it is plainly written in,
and at most of any other."""
ENOUGH_TO_TELL = 20
"""Words from which function words alone may tell."""


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
    if told := _plainly(said, own):
        return told
    ranked = _ranked(said, own, words >= ENOUGH_WORDS)
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


@lru_cache(maxsize=_REMEMBERED)
def _ranked(said: str, own: tuple[str, ...], simple: bool) -> tuple[tuple[float, str], ...]:
    """The languages by falling confidence, which is negative here. A short contribution is its own
    passage, and copies of it come too: they are not looked at again."""
    values = _detector(own, simple).compute_language_confidence_values(said)
    # Rounded, and ties by code: sums of floats must not decide.
    return tuple(
        sorted((-round(one.value, 3), one.language.iso_code_639_1.name.lower()) for one in values)
    )


def _plainly(said: str, own: tuple[str, ...]) -> str:
    """The language that the function words leave no doubt about, at a fraction of the time.

    Empty where there is any doubt, or where the forum has languages whose words we do not know.
    """
    if not set(own) <= FUNCTION_WORDS.keys() | _OTHER_SCRIPTS:
        return ""
    words = said.lower().split()
    if len(words) < ENOUGH_TO_TELL:
        return ""
    shares = sorted(
        (sum(map(known.__contains__, words)) / len(words), name)
        for name, known in FUNCTION_WORDS.items()
    )
    (next_best, _), (best, language) = shares[-2:]
    return language if best >= PLAINLY and next_best <= HARDLY else ""


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
