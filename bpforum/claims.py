"""Judges sentences that a machine wrote, against the passages they rest on; mends none.

The same rules hold when a sentence is taken (`bpforum.assist`) and when a finished run is verified:
it is one sentence, names nobody, counts nothing that was not counted, tells no position, and has no
number, name or address that its passages do not have (promises 2, 6 and 9).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from bpforum.drafting.known_names import names_of
from bpforum.readers.masking import MASK, mask
from bpforum.text.counting.quantities import is_borne_out
from bpforum.text.names import stopwords
from bpforum.text.names.listed import listed
from bpforum.text.sentences import split
from models.record import Record

Objection = Literal[
    "not one plain sentence",
    "a quotation that is not in the passages cited",
    "no passage cited that it was given",
    "a count that nobody counted",
    "a position that nobody declared",
    "somebody's name",
    "an address or a contact",
    "a number or name that the passages cited do not have",
    "other words than the passages cited",
    "speaks as one of the contributors",
    "tells what was not given to everybody",
]
"""Why a sentence is not printed."""
OBJECTIONS: tuple[Objection, ...] = get_args(Objection)

MOST_CHARACTERS, FEWEST_WORDS = 500, 4
FEWEST_SHARED = 0.3
"""Share of a sentence's words of content that its passages must have, in some form of the word."""
_FORM = 5
"""Letters in which the forms of a word agree: `connect` and `connection`."""
_TELLING = listed(
    """
    contribution contributions contributor contributors passage passages text texts writes written
    describe describes described say says said note notes noted report reports reported mention
    mentions state states stated suggest suggests suggested propose proposes proposed ask asks asked
    call calls called point points argue argues explain explains discuss discusses raise raises
    contribución contribuciones pasaje pasajes texto textos describe describen dice dicen señala
    señalan propone proponen sugiere sugieren pide piden menciona mencionan explica explican
    passages textes décrit décrivent disent note notent propose proposent suggère suggèrent
    demande demandent mentionne mentionnent explique expliquent
    """
)
"""Words that only say that something was said."""
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_REFERENCE = re.compile(r"\bC-\d{4,}\b|\bp\d{1,3}\b|\bp[0-9a-f]{12}\b|[\[\]]")
_ADDRESS = re.compile(
    r"://|\bwww\.|\b[\w-]+\.(?:com|org|net|io|int|info|biz|ru|cn)\b|@", re.IGNORECASE
)
_POSITIONS = re.compile(
    r"\b(?:(?:dis)?agree(?:s|d|ment)?|consensus|unanim\w*|endors\w+|oppos(?:e|es|ed|ing|ition)"
    r"|reject(?:s|ed)?|in favou?r|approv(?:e|es|ed)|objects? to|objected to"
    r"|acuerdan?|de acuerdo|consenso|unánim\w*|respald\w+|se oponen?|oposición|rechaz\w+|a favor de"
    r"|d'accord|approuv\w+|unanim\w+|s'oppos\w+|opposition|rejett?\w+|favorables? à)\b"
    r"|\b(?:contributors?|respondents?|participants?|stakeholders?|they|who|governments?"
    r"|organi[sz]ations?|communit(?:y|ies))(?: \w+ly)? support(?:s|ed)?\b"
    r"|\b(?:support|apoyo|soutien) (?:for|exists|is|general|amplio|large)\b",
    re.IGNORECASE,
)
_OWN_VOICE = re.compile(
    r"\b(?:I|[Ww]e|[Oo]urs?|us|[Mm]y|[Nn]osotr[oa]s|[Nn]uestr[oa]s?|[Nn]ous|[Nn]otre|[Nn]os|[Jj]e)\b"
)
_CAPITAL = re.compile(r"(?<![\w'’-])[^\W\d_a-z][\w’'-]*")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SMALL = re.compile(r"(?<![\w])[^\W\d_A-Z]\w{2,}")


class Judge:
    """Judges the sentences and labels of one document; knows the names of its record."""

    def __init__(self, record: Record, title: str) -> None:
        """`title`: the forum's; its words, and those of its calls, are known without a passage."""
        people = sorted(set(_people(record)))
        hidden = [
            name
            for one in record.everything
            if not one.consent.may_name
            for name in names_of(one.contributors)
        ]
        self._names = _pattern([*people, *hidden])
        small = {word for one in record.everything for word in _SMALL.findall(one.text)}
        self._surnames = frozenset(
            part
            for name in people
            for part in re.findall(r"\w[\w'’-]{2,}", name)
            if part.lower() not in small
        )
        calls = [call for call in record.calls if call.status == "declared"]
        asked = [question.text for call in calls for question in call.questions]
        self._context = _words(" ".join([title, *(call.title for call in calls), *asked]))

    def objection(
        self,
        plain: str,
        quoted: Sequence[str],
        cited: Sequence[str],
        n: int,
        total: int,
        language: str = "",
    ) -> Objection | None:
        """What is wrong with a sentence; None where nothing is.

        `plain` are its words with each quotation emptied (`“”`), `quoted` the quotations, `cited`
        the texts of the passages it cites, of `n` contributions; the document counts `total`.
        `language`: of the sentence, where the passages are in it too; else words are not compared.
        """
        if not cited or n < 1:
            return "no passage cited that it was given"
        if not _is_one_sentence(plain):
            return "not one plain sentence"
        if any(not any(words in text for text in cited) for words in quoted):
            return "a quotation that is not in the passages cited"
        if not is_borne_out(plain, n, total):
            return "a count that nobody counted"
        if _POSITIONS.search(plain):
            return "a position that nobody declared"
        if _OWN_VOICE.search(plain):
            return "speaks as one of the contributors"
        told = " ".join(cited)
        if language and not _keeps_to(plain, told, language):
            return "other words than the passages cited"
        return self._telling(plain, told)

    def label_objection(self, label: str, passages: Sequence[str]) -> Objection | None:
        """What is wrong with a suggested label, which must be of what the `passages` say."""
        if not 0 < len(label) <= 80 or len(label.split()) > 8 or _ODD.search(label):
            return "not one plain sentence"
        if _REFERENCE.search(label) or re.search(r"[“”«»„\"<>{}|:;!?]", label):
            return "not one plain sentence"
        if not is_borne_out(label, 1, 1):
            return "a count that nobody counted"
        if _POSITIONS.search(label):
            return "a position that nobody declared"
        told = " ".join(passages)
        if any(_is_a_name_in(told, word) for word in _CAPITAL.findall(label)):
            return "somebody's name"
        return self._telling(label, told)

    def _telling(self, words: str, cited: str) -> Objection | None:
        if _ADDRESS.search(words) or MASK in words or mask(words) != words:
            return "an address or a contact"
        if self._names and self._names.search(words):
            return "somebody's name"
        if any(word in self._surnames for word in _CAPITAL.findall(words)):
            return "somebody's name"
        known = _words(cited) | self._context
        first = _WORD.search(words)
        unknown = [
            match.group()
            for match in _CAPITAL.finditer(words)
            if (first is None or match.start() != first.start())
            and not _words(match.group()) <= known
        ]
        if unknown or set(_NUMBER.findall(words)) - set(_NUMBER.findall(cited)):
            return "a number or name that the passages cited do not have"
        return None


def common_language(passages: Sequence[str], document: str) -> str:
    """The document's language where all the passages are in it; else empty."""
    return document if all(one == document for one in passages) else ""


def _is_one_sentence(plain: str) -> bool:
    if len(plain) > MOST_CHARACTERS or len(plain.split()) < FEWEST_WORDS:
        return False
    if _ODD.search(plain) or _REFERENCE.search(plain):
        return False
    return len(split(plain)) == 1


def _is_a_name_in(text: str, word: str) -> bool:
    """Whether it has its capital within sentences, and never a small letter: a name of something.

    Abbreviations are no names.
    """
    return (
        not word.isupper()
        and re.search(rf"[\w,;’'] {re.escape(word)}(?!\w)", text) is not None
        and re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", text) is None
    )


def _keeps_to(plain: str, cited: str, language: str) -> bool:
    """Whether enough of what is said is said in the passages; one or two words prove nothing."""
    own = _content(plain, language) - {word[:_FORM] for word in _TELLING}
    return len(own) < 3 or len(own & _content(cited, language)) >= FEWEST_SHARED * len(own)


def _content(text: str, language: str) -> set[str]:
    """How the words of content begin."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return {word[:_FORM] for word in words if word not in stopwords.of(language)}


def _people(record: Record) -> Iterable[str]:
    """Everybody whom the record knows by a name of two words or more."""
    names: list[str] = []
    for one in record.everything:
        # A body's name is not a person's: what it did may be told as far as its passages tell it.
        names += names_of(who.model_copy(update={"organisation": ""}) for who in one.contributors)
        for line in one.session_note.lines if one.session_note else ():
            names += re.split(r"[,;()]", line.held_by)
    for transcript in record.transcripts:
        names += [name for turn in transcript.turns for name in (turn.speaker, turn.marked)]
    return (name for name in names if len(re.findall(r"(?<!\w)[^\W\d_a-z]", name)) > 1)


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    known = sorted({n.strip() for n in names if len(n.strip()) > 3}, key=lambda n: (-len(n), n))
    if not known:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, known)) + r")(?!\w)", re.IGNORECASE)


def _words(text: str) -> set[str]:
    """The words in any case, without the s of a plural."""
    return {word.removesuffix("s") for word in re.findall(r"\w+", text.casefold())} - {""}
