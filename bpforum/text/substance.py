"""Tells words that say something from greetings, addresses, lists of links and page furniture.

The rules are those measured on a real consultation (45 of 50 drops right); what they drop is kept
as a passage that is *not substantive*, never deleted.
"""

import re

from bpforum.folding import folded
from bpforum.text.cover_notes import is_cover_note

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_END_MARK = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_BULLET = re.compile(r"^\s*(?:[-•*–—·▪◦]|\(?[0-9a-zA-Z]{1,3}[.)])\s")
_LONGEST_EMPTY = 2_000
_EMPTY_WORDS = frozenset(
    {
        "", "na", "n a", "none", "nil", "nothing", "not applicable", "hello", "hi",
        "no comment", "no comments",
        "no further comment", "no further comments", "no answer", "no response", "see attached",
        "please see attached", "see attachment", "see attached file", "see attached document",
        "see above", "as above", "see below", "test", "test test", "testing", "test test test",
        "this is a test", "asdf", "asdfasdf", "qwerty", "xxx", "tbd", "tba", "lorem ipsum",
        "no hay comentarios", "ninguno", "ninguna", "nada", "sin comentarios", "sin comentario",
        "no aplica",
        "ver adjunto", "ver archivo adjunto", "vease adjunto", "adjunto", "prueba",
        "esto es una prueba",
        "aucun", "aucune", "rien", "neant", "rien a signaler", "rien a ajouter",
        "sans commentaire", "aucun commentaire", "sans objet",
        "voir piece jointe", "voir ci joint", "ci joint", "essai", "ceci est un test",
        "texto de prueba", "mensaje de prueba", "test message", "test mail", "this is only a test",
        "message de test", "ne s applique pas", "non applicable", "fyi", "for your information",
        "para su informacion", "pour information", "blank", "empty", "dummy", "dummy text",
        "no text", "received", "noted", "acknowledged", "well received", "recibido", "bien recu",
        "see file", "see enclosed", "as attached", "attached", "attachment", "enclosed",
        "ver anexo", "anexo", "se adjunta", "se adjunta documento", "cf piece jointe",
        "voir annexe", "en piece jointe",
        "لا يوجد", "لا تعليق", "لا توجد تعليقات", "لا يوجد تعليق", "ليس لدي تعليق", "لا شيء",
        "غير متاح", "لا ينطبق", "انظر المرفق", "مرفق", "المرفق", "يرجى الاطلاع على المرفق",
        "تجدون في المرفق", "تجدون طيه", "اختبار", "تجربة", "هذا اختبار", "شكرا", "شكرا لكم",
        "شكرا جزيلا",
    }
)  # fmt: skip
_FILLERS = ("lorem ipsum dolor sit amet", "the quick brown fox jumps over the lazy dog")
_NO_COMMENT = re.compile(
    r"(?:(?:i|we) (?:have )?|there (?:are|is) )?no (?:further |more |other |additional )?comments?"
    r"(?: (?:at (?:this|the) (?:time|moment|stage)|for now|to make|on this(?: \w+)?|from us))*"
    r"|(?:no )?(?:tengo|tenemos|tiene|hay) (?:mas )?comentarios(?: adicionales)?(?: por ahora)?"
    r"|sin (?:mas )?comentarios?(?: por ahora)?"
    r"|(?:je n ai |nous n avons )?(?:pas (?:de|d autres?)|aucun) commentaires?(?: a ce stade)?"
    r"|(?:(?:many )?thanks?(?: you)?(?: very much)?|(?:muchas )?gracias|merci(?: beaucoup)?)"
)
"""The whole of a folded text: nothing may follow, since "no comment period is long enough"."""
_RUBBED_KEYS = re.compile(r"(?=.{4,}$)(?:[asdfghjkl]+|[qwertyuiop]{5,}|[zxcvbnm]+|(.)\1+)")
_RUNS = ("asdf", "sdfg", "dfgh", "fghj", "ghjk", "hjkl", "qwert", "werty", "zxcv", "xcvb", "fdsa")
_ATTACHED = re.compile(
    r"\b(?:see|find|attached|attachment|enclosed|adjunt\w+|anex\w+|joint\w*|pi[eè]ce|annexe"
    r"|(?:ال|بال)?مرفق\w*|طيه)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"attach(?:ed|ments?)|enclosed|adjunt\w+|anex\w+|joint\w*|pi[eè]ces?|annexe|مرفق|طيه",
    re.IGNORECASE,
)
"""Names what is attached; "find" and "see" alone point at nothing."""
_POLITE = frozenset(
    """
    dear sir madam colleagues colleague all please find see attached attachment our my the a
    an is are enclosed contribution document file pdf word response answer answers comments comment
    submission statement thank thanks you your very much many kind best regards warm yours
    sincerely faithfully in on of to for from with and hello hi good morning afternoon here
    herewith as estimados estimadas estimado estimada senores senoras adjunto adjunta
    adjuntamos encontrara encontraran nuestra nuestro contribucion aporte documento gracias
    saludos cordiales atentamente un cordial saludo se les envio le la el los las de del en
    y por favor vea ver archivo muchas madame monsieur mesdames messieurs veuillez trouver
    ci joint jointe notre piece merci cordialement salutations bien vous bonjour chers
    cheres collegues du et votre
    """.split()
)
_GREETING = re.compile(
    r"^\s*(?:dear|hello|hi|good (?:morning|afternoon|day)|estimad[oa]s?|hola|buen[oa]s|bonjour"
    r"|madame|monsieur|mesdames|ch[eè]r(?:e|es|s)?|(?:with )?(?:kind|best|warm) regards|regards"
    r"|yours (?:sincerely|faithfully|truly)|sincerely|atentamente|saludos|un cordial saludo"
    r"|cordialement|bien [àa] vous)\b",
    re.IGNORECASE,
)
_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalpha()}
_PHONE = re.compile(r"\+?█{5,}|\+\d[\d ().-]{6,}")
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*[\divxl]+\s*$|(?:\. ?){12,}|_{5,}", re.MULTILINE)
"""Dots up to a page number; five of them alone are somebody thinking."""
_YEAR_IN_BRACKETS = re.compile(r"[(\[](?:19|20)\d\d[a-z]?[)\]]")
_LINK_IN_BRACKETS = re.compile(r"[(\[<]?(?:https?://|www\.)[^\s)\]>]+[)\]>]?", re.IGNORECASE)
_CITED = re.compile(r"\s*(?:\[\d{1,3}\]\s|[(\[][^()\[\]]{2,60}[ ,](?:19|20)\d\d[a-z]?[)\]])")
"""How an entry of a list of references opens: [12], (Uzal, 2013)."""
_FEWEST_WORDS = 8
_FEWEST_IN_CELL = 6
_FEWEST_LOWER = 4
"""Words without a capital that a sentence has, in any language."""
_CAPITALS, _CAPITALS_IN_GERMAN = 0.6, 0.8
"""Share of words with a capital above which a short text is a name, a title or an address."""


def is_contentless(text: str) -> bool:
    """Whether a whole contribution says nothing: empty, "see attached", "no comment", a test."""
    bare = folded(text)
    if bare in _EMPTY_WORDS:
        return True
    parts = text.split("\n") if len(text) <= _LONGEST_EMPTY else []
    if len(parts) > 1 and all(map(is_contentless, parts)):
        return True  # a survey whose every answer is "n/a", "-" or "none"
    words = bare.split()
    if len(set(words)) == 1 and (len(words) > 1 or not _is_word(words[0])):
        return True
    if not any(map(str.isalpha, text)):
        return True
    if _NO_COMMENT.fullmatch(bare) or all(_is_rubbed(word) for word in words):
        return True
    pointer = (
        len(words) <= 40
        and not _says_more(text)
        and _ATTACHED.search(text) is not None
        and sum(word not in _POLITE for word in words) <= 5
    )
    return pointer or bare.startswith(_FILLERS) or is_cover_note(text)


def _is_rubbed(word: str) -> bool:
    """Whether keys were pressed for nothing (asdfgh, qwertyuiop, aaaaaaa), or it is a test."""
    if word in ("test", "testing") or word.isdigit():
        return True
    if not _RUBBED_KEYS.fullmatch(word):
        return False
    return len(set(word)) == 1 or any(run in word for run in _RUNS)


def _says_more(text: str) -> bool:
    """Whether there are words of its own beside a pointer to an attachment."""
    words = folded(text).split()
    own = sum(word not in _POLITE and not _ATTACHED.fullmatch(word) for word in words)
    return own > 2 or not _POINTS.search(text)


def _is_word(word: str) -> bool:
    """Whether it could be one: with a vowel, or in a script that we cannot judge."""
    return not word.isascii() or (len(word) > 1 and any(vowel in word for vowel in "aeiouy"))


def is_substantive(
    text: str,
    *,
    in_list: bool = False,
    brief: bool = False,
    alone: bool = False,
    language: str = "",
) -> bool:
    """Whether a piece of text is worth grouping.

    `in_list`: it continues a sentence or list; `brief`: it is (part of) an answer or a text that is
    short as a whole, where few words are no sign of a heading; `alone`: it is all that somebody
    says there, where capitals are none either. In a German text nouns have capitals.
    """
    words = text.split()
    if not words or not any(map(str.isalpha, text)):
        return False
    return not (
        (not brief and _is_short(text, words, in_list))
        or is_furniture(text, alone=alone, language=language)
        or _is_reference(text, words, language)
    )


def is_row_substantive(text: str) -> bool:
    """Whether a row of a table says something: one cell does, its links and dates left out."""
    return any(
        len(rest.split()) >= _FEWEST_IN_CELL
        and is_substantive(rest, brief=True)
        and sum(word[:1].islower() for word in rest.split()) >= _FEWEST_LOWER - 1
        for cell in text.split("\t")
        if (rest := _LINK_IN_BRACKETS.sub(" ", cell).strip())
    )


def _letters(text: str) -> int:
    """How many letters it has."""
    if text.isascii():
        return len(text.translate(_NO_LETTERS))
    return sum(map(str.isalpha, text))


def _is_caseless(text: str) -> bool:
    if text.isascii():
        return False
    letters = [c for c in text if c.isalpha()]
    return sum(c.lower() == c.upper() for c in letters) > 0.5 * len(letters)


def _is_short(text: str, words: list[str], in_list: bool) -> bool:
    if _is_caseless(text):
        return sum(c.isalpha() for c in text) < 8
    if len(words) < (4 if in_list else _FEWEST_WORDS):
        # A short sentence can still say something: "More funding for rural schools."
        return not (len(words) >= 4 and text.rstrip().endswith((".", "!", "?")) and _reads(text))
    if len(words) < 14 and not in_list:
        is_item = bool(_BULLET.match(text)) or text[:1].islower() or text.rstrip()[-1:] in ";,"
        return not (is_item or _END_MARK.search(text.rstrip()))
    return False


def _reads(text: str) -> bool:
    return not _GREETING.match(text) and not _LINK.search(text)


def is_furniture(text: str, *, alone: bool = False, language: str = "") -> bool:
    """Whether this is a greeting, an address, a title, a line of dots: see `is_substantive`."""
    words = text.split()
    visible = "".join(words)
    if _letters(visible) < 0.6 * len(visible) or _LEADERS.search(text):
        return True
    if len(words) < 40 and _PHONE.search(text):
        return True
    if len(words) <= 25 and _GREETING.match(text):
        return sum(folded(word) not in _POLITE for word in words) <= 8
    if len(words) <= 30 and sum(folded(word) in _POLITE for word in words) > 0.75 * len(words):
        return True
    return not alone and len(words) <= 60 and _is_titled(text, words, language)


def _is_titled(text: str, words: list[str], language: str) -> bool:
    """Whether most words have a capital, as in titles, names and addresses."""
    capitalised = sum(word[:1].isupper() for word in words)
    most = _CAPITALS_IN_GERMAN if language == "de" else _CAPITALS
    if capitalised <= most * len(words) or _is_caseless(text):
        return False
    is_sentence = len(words) >= _FEWEST_WORDS and text.rstrip()[-1:] in ".!?"
    if is_sentence and all(c.isupper() for c in text if c.isalpha()):
        return False  # a telegram, or somebody who shouts
    has_digits = any(c.isdigit() for c in text)
    return not (is_sentence and not has_digits and capitalised < 0.7 * len(words))


def _is_reference(text: str, words: list[str], language: str) -> bool:
    links = _LINK.findall(text)
    rest = _LINK.sub(" ", text).split() if links else words
    # A link after a sentence is what the sentence points at.
    says = len(rest) >= _FEWEST_WORDS and sum(w[:1].islower() for w in rest) >= _FEWEST_LOWER
    if sum(map(len, links)) > 0.25 * len(text) and not (says and _says_a_sentence(rest, language)):
        return True
    capitalised = sum(word[:1].isupper() for word in words) / len(words)
    with_digits = 0.0
    if any(map(str.isdigit, text)):
        with_digits = sum(any(c.isdigit() for c in word) for word in rest) / max(1, len(rest))
    many = 0.35 if language != "de" else _CAPITALS
    if links and len(words) < 60 and (capitalised > many or with_digits > 0.1):
        return not says or capitalised > many
    if _YEAR_IN_BRACKETS.search(text[:80]) and capitalised > 0.4:
        return True
    if _CITED.match(text) and capitalised > many:
        return True
    return with_digits > 0.3


def _says_a_sentence(words: list[str], language: str) -> bool:
    """Whether most words are without a capital: it is no list of titles and authors."""
    few = 1 - (_CAPITALS if language == "de" else 0.5)
    return sum(word[:1].islower() for word in words) > few * len(words)
