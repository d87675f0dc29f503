"""What can stand alone between quotation marks: owns the rules for a sentence, chooses no theme."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, repeat
from math import log
from typing import NamedTuple

from bpforum.text.names import phrases, stopwords, wordforms
from bpforum.text.names.listed import listed
from bpforum.text.sentences import split
from models.passage import Passage


@dataclass(frozen=True)
class Rules:
    """Fewest and most words, and whether a careless hand is forgiven: no full stop at the end, and
    no capital where the whole text begins, as people write in a form."""

    fewest: int
    most: int
    careless: bool = False


STRICT_TO_LAX = (Rules(15, 60), Rules(8, 80), Rules(3, 80, careless=True))
LAXEST = STRICT_TO_LAX[-1]
SHORT = 60
"""Words up to which a text is short enough to be quoted whole."""

_LEANING = listed(
    """
    this these that those it its they their them he she his her him such so thus therefore hence
    however moreover furthermore additionally also besides nevertheless nonetheless otherwise
    similarly likewise accordingly consequently finally lastly firstly secondly thirdly first
    second third next then and but or yet nor for instead meanwhile indeed here there again both
    which who where whereas while because affirms reaffirms recognizes recognises recalls
    recalling noting stressing emphasizing emphasising calls urges decides recommends requests
    welcomes invites bearing considering acknowledging recognizing recognising underlining to same
    another others thanks thank dear sincerely given esto este esta estos estas eso ese esa esos
    esas aquello ello ellos ellas él ella su sus además asimismo también pero sin embargo y o por
    lo tanto así entonces finalmente luego no-obstante cuyo cual mientras porque gracias estimados
    estimado estimada ce ceci cela ces cette cet il elle ils elles leur leurs son sa ses lui en
    outre également mais et ou donc ainsi enfin cependant toutefois néanmoins puis ensuite aussi
    car c'est ceux celles celui celle merci isso isto esse essa esses essas ele ela eles elas seu
    sua seus suas além também mas e portanto assim então obrigado das dies diese dieser dieses es
    sie er ihr ihre sein seine dadurch dabei daher deshalb deswegen außerdem auch aber und oder
    denn dann somit zudem ferner jedoch hier dort danke
    """
)
"""A sentence that opens so leans on the one before, or is no statement."""
_IN_NAMES = listed("the and for with from may will who now its our all new part first second third")
"""Function words that names and titles hold with a capital."""
_POINTING = re.compile(
    r"^(?:in|on|at|for|to|with|by|from|of|under|without|as|given|after|before|such)\s+"
    r"(?:this|that|these|those|such|the same|each case|addition|other words|the above|noted|stated|"
    r"mentioned|seen|well|a result|a consequence|example|instance|contrast|conclusion|summary|"
    r"particular|one hand|the other hand|an example)\b"
    r"|\b(?:above|below|aforementioned|following|the former|the latter|arriba|siguientes?|"
    r"anterior(?:es|mente)?|ci-dessus|ci-dessous|suivante?s?)\b[^.]{0,40}$"
    r"|\b(?:noted|stated|mentioned|described|listed|defined|the|see) above\b",
    re.IGNORECASE,
)
"""Leans on other text: "in this context", "as noted above"."""
_LABELLED = re.compile(r"^(?:\S+\s){0,3}\S+:\s")
"""Opens with a label: "Core topic: …"."""
_BROKEN = re.compile(
    r"[•▪‣○●]|[^\W\d_]- [^\W\d_]|&\w+;|\\[uU][0-9a-fA-F]|\|"
    r"|\ufffd|Ã[\u0080-\u00bf]|â€|[\u0300-\u036f]{2}|[\x00-\x08\x0e-\x1f\x7f-\x9f]|\w{46}"
)
"""Left over from a layout or a wrong encoding: bullets, unmended hyphens, table rules, signs that
stand for others, heaps of accents."""
_LINK = re.compile(r"https?:|www\.|\S@\S|█|[\w-]+\.(?:com|org|net|int|pdf|html?)\b", re.IGNORECASE)
_SHORT_ANSWER = 8
"""Words from which an answer that is one sentence may stand by the strictest rules."""
_HEAD = 8
"""Words up to which a line that ends with a colon is a heading, and no beginning of a sentence."""
_YEAR = re.compile(r"[(\[][^)\]]{0,30}\b(?:19|20)\d\d\b[^)\]]{0,10}[)\]]")
_NUMBERED = re.compile(r"^(?:[-•*\u2013—·▪‣○●]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]\s)")
_SHOUTED = re.compile(r"(?:\b[^\W\d_a-zà-ÿ]{3,}\b[\s,:&/-]+){2,}[^\W\d_a-zà-ÿ]{3,}\b")
_GLUED = re.compile(
    r"[^\W_]\s+(?:The|We|This|These|It|In|An?|Our|If|When|There|As|They|You|El|La|Los|Las|Nuestra"
    r"|Le|Les|Nous|Il|Der|Die|Das|Wir)\s(?!Hague|Gambia|Bahamas|Netherlands|Paz|Plata|Habana|Haye)"
)
_NORMATIVE = re.compile(
    r"\b(?:should|must|needs? to|recommend|propose|ought|debe[nr]?\w*|proponemos|doit|doivent|"
    r"devrai\w+|proposons|deve[mr]?|sollte\w*|muss|müssen)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_OPENING, _CLOSING = "“\"«'\u2018¿¡(", "”\"»'\u2019)"
"""What may stand before the first letter of a sentence, and after the last of its marks."""
_STOPS = ".!?…。\uff01\uff1f؟।"
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("„", "“"))


@dataclass(frozen=True)
class Span:
    """A sentence in the contribution's text, and how well it carries the theme, 0 … about 1."""

    start: int
    end: int
    text: str
    worth: float


def weights(texts: Sequence[str], voices: Sequence[str]) -> Mapping[str, float]:
    """For each word stem, how many of the theme's contributors use it, on a log scale 0 … 1."""
    used: dict[str, set[str]] = defaultdict(set)
    for text, voice in zip(texts, voices, strict=True):
        used[voice].update(_stems(text))
    whole = log(1 + len(used))
    users = Counter(chain.from_iterable(used.values()))
    return {stem: log(1 + many) / whole for stem, many in users.items()}


def best(passage: Passage, weight: Mapping[str, float], rules: Rules) -> Span | None:
    """The sentence of `passage` that carries its theme best, of those that can stand alone."""
    is_first = passage.start == 0
    rated = [
        (-_worth(one.text, weight), one.at, one.text)
        for one in _sentences(passage.text)
        if one.fits(rules, is_first)
    ]
    # Of most passages the first is taken: what carries less is not asked whether it could stand.
    for cost, at, text in sorted(rated):
        if _says_by_itself(text):
            return Span(passage.start + at, passage.start + at + len(text), text, -cost)
    return None


def as_written(passage: Passage) -> Span | None:
    """A short text, all of it: what leans on nothing outside it, even if no sentence stands alone.

    None for what begins within a text or is no running words.
    """
    span = whole(passage) if passage.text.strip() else None
    if span is None or passage.start or not LAXEST.fewest <= len(span.text.split()) <= SHORT:
        return None
    broken = _LINK.search(span.text) or _BROKEN.search(span.text) or _SHOUTED.search(span.text)
    return None if broken or not any(map(str.isalpha, span.text[:3])) else span


def whole(passage: Passage) -> Span:
    """All of the passage, but for space at its ends: what a person pinned is quoted anyhow."""
    text = passage.text.strip()
    start = passage.start + passage.text.index(text)
    return Span(start, start + len(text), text, 0.0)


def stands_alone(text: str, rules: Rules, begins: bool = False) -> bool:
    """Whether `text` is one whole sentence that says something by itself.

    `begins`: whether it is known to be the beginning of a text or the whole of an answer.
    """
    return _fits(text, len(text.split()), rules, begins) and _says_by_itself(text)


def _fits(text: str, count: int, rules: Rules, begins: bool) -> bool:
    """Whether it has about as many words as it may, and opens and ends as a sentence does."""
    if not rules.fewest <= count <= rules.most:
        return False
    opening = text.lstrip(_OPENING)
    if not opening[:1].isalpha() or (opening[:1].islower() and not (rules.careless and begins)):
        return False
    return text.rstrip(_CLOSING)[-1:] in _STOPS or (rules.careless and text[-1:].isalnum())


# Both views, and each step of relaxed rules, look at the same sentences again.
@lru_cache(maxsize=16_384)
def _says_by_itself(text: str) -> bool:
    """Whether a sentence leans on no other text, and nothing of a layout is left in it."""
    first = re.split(r"[\s,;:]", text.lstrip(_OPENING).lower(), maxsplit=1)[0]
    first = first.replace("\u2019", "'")
    if first in _LEANING or (first.endswith("ing") and not wordforms.may_begin(first, "en")):
        return False
    if _NUMBERED.match(text) or _LINK.search(text) or _YEAR.search(text) or _SHOUTED.search(text):
        return False
    if _POINTING.search(text) or _BROKEN.search(text):
        return False
    if _LABELLED.match(text) or _starts_anew(text[:120]):
        return False
    return _balanced(text) and not _GLUED.search(text[:120])


class _Sentence(NamedTuple):
    """A sentence of a passage: where it begins in it, and what decides which rules it meets."""

    at: int
    text: str
    words: int
    is_all: bool
    """The whole passage is this one sentence: a short answer may stand as it is."""

    def fits(self, rules: Rules, is_first: bool) -> bool:
        """Whether it meets the rules in a passage that does, or does not, open a contribution."""
        if self.is_all and rules.fewest > _SHORT_ANSWER:
            rules = replace(rules, fewest=_SHORT_ANSWER)
        begins = self.at == 0 and (self.is_all or is_first)
        return _fits(self.text, self.words, rules, begins)


@lru_cache(maxsize=8_192)
def _sentences(text: str) -> tuple[_Sentence, ...]:
    return tuple(_sentence(text, start, end) for start, end in split(text, 0))


def _sentence(whole: str, start: int, end: int) -> _Sentence:
    """The sentence, or what follows a heading on the line before it; no space at its ends."""
    text = whole[start:end]
    line = max(text.rfind("\n", 0, 100), text.rfind("\u2028", 0, 100))
    if line >= 0:
        above = text[:line].rstrip()
        heads = above[-1:] not in ",;:" or (above[-1:] == ":" and len(above.split()) <= _HEAD)
        if heads and text[line:].lstrip()[:1].isupper():
            below = text[line + 1 :].lstrip()
            start, text = end - len(below), below
    is_all = start == 0 and len(text) >= len(whole.rstrip())
    return _Sentence(start, text, len(text.split()), is_all)


def _starts_anew(text: str) -> bool:
    """Whether a second sentence starts inside: a heading without a stop stands before it."""
    for before, word in re.findall(r"\b([^\W\d_]+)\s+(?=([^\W\d_]+))", text):
        lower = word.lower()
        if not word.istitle() or len(word) < 3 or lower in _IN_NAMES:
            continue
        stop = stopwords.of("en")
        if before.islower() and (lower in stop or (lower.endswith("ing") and before not in stop)):
            return True
    return False


def _balanced(text: str) -> bool:
    if text.count('"') % 2:
        return False
    return all(
        text.count(left) == text.count(right)
        for left, right in _PAIRS[:4]
        if (left, right) != ("“", "”") or "„" not in text
    )


def _worth(text: str, weight: Mapping[str, float]) -> float:
    stems = _stems(text)
    if not stems:
        return 0.0
    carried = sum(map(weight.get, stems, repeat(0.0))) / (len(stems) + 3)
    length, stance, asks = _manner(text)
    return round(carried + length + stance + asks, 6)


@lru_cache(maxsize=16_384)
def _manner(text: str) -> tuple[float, float, float]:
    """What a sentence is worth for its length, for taking a stance, and for not asking."""
    words = len(text.split())
    length = 0.1 if 15 <= words <= 40 else 0.0
    stance = 0.1 if _NORMATIVE.search(text) else 0.0
    asks = -0.1 if text.rstrip(_CLOSING).endswith("?") else 0.0
    return length, stance, asks


@lru_cache(maxsize=16_384)
def _stems(text: str) -> tuple[str, ...]:
    """The content words of a text, folded, each once, in alphabetical order."""
    return tuple(sorted({*map(_stem, _WORD.findall(text))} - {""}))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """The word folded; empty for a stop word."""
    return "" if word.lower() in stopwords.of("en") else phrases.fold(word, "en")
