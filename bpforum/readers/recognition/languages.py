"""Owns the names of languages as documents write them; detects no language from a text."""

import re
import unicodedata

_NAMES: dict[str, str] = {
    "en": "english|inglés|anglais|englisch",
    "es": "spanish|español|castellano|espagnol",
    "fr": "french|francés|français",
    "ar": "arabic|árabe|arabe",
    "zh": "chinese|chino|chinois|mandarin",
    "ru": "russian|ruso|russe",
    "pt": "portuguese|portugués|portugais|português",
    "de": "german|alemán|allemand|deutsch",
    "it": "italian|italiano|italien",
    "ja": "japanese|japonés|japonais",
    "ko": "korean|coreano|coréen",
    "hi": "hindi",
    "id": "indonesian|indonesio|indonésien|bahasa indonesia",
    "tr": "turkish|turco|turc",
    "sw": "swahili|kiswahili|suajili",
    "fa": "persian|farsi|persa",
    "vi": "vietnamese|vietnamita|vietnamien",
    "pl": "polish|polaco|polonais",
    "nl": "dutch|neerlandés|néerlandais",
    "sv": "swedish|sueco|suédois",
    "uk": "ukrainian|ucraniano|ukrainien",
    "th": "thai|tailandés|thaï",
    "ca": "catalan|catalán",
}


def _plain(words: str) -> str:
    decomposed = unicodedata.normalize("NFKD", words.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_CODES = {_plain(name): code for code, names in _NAMES.items() for name in names.split("|")}
_WORD = re.compile(r"[^\W\d_]+(?: indonesia\b)?")


_EVENT = re.compile(
    r"[^.\n]{0,200}\b(?:conducted|held|interpret\w{0,8}|working|official|available|translated"
    r"|languages?|idiomas?|lenguas?|langues?|interpretaci\w{2}|interprétation|se realizará"
    r"|se llevará)\b[^.\n]{0,200}",
    re.IGNORECASE,
)


def event_languages(text: str) -> tuple[str, ...]:
    """The languages in which an event is said to be held, as ISO 639-1 codes in their order."""
    for sentence in _EVENT.finditer(text):
        found = languages_in(sentence[0])
        if found:
            return found
    return ()


def language_code(words: str) -> str:
    """`English` → `en`, `fr` → `fr`; words that name no single language are kept as written."""
    codes = languages_in(words)
    return codes[0] if len(codes) == 1 else words.strip()


def languages_in(words: str) -> tuple[str, ...]:
    """The languages that `words` name, as ISO 639-1 codes in their order, each once."""
    plain = _plain(words).strip()
    if plain in _NAMES:
        return (plain,)
    found = (_CODES.get(word) for word in _WORD.findall(plain))
    return tuple(dict.fromkeys(code for code in found if code))
