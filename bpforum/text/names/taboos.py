"""What no label may hold: owns the check, not the lists of names, which the caller gives.

People never; countries, areas, organisations and companies as the caller lists them; judging words
and big companies unless the call itself uses them; the event's own title; the question's words.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from bpforum.text.names import german, phrases, stopwords
from bpforum.text.names.givennames import GIVEN_NAMES
from bpforum.text.names.listed import listed
from bpforum.text.names.usage import Use

_JUDGING = listed(
    """
    incompetent dishonest hypocritical hypocrisy insidious woeful lousy pathetic corrupt evil crap
    damn hell shit shitty fuck fucking fucked bullshit bastard bastards idiot idiots idiotic moron
    absurd alarming amazing appalling awful bad beautiful best better brilliant catastrophic crazy
    dangerous deplorable disastrous disgraceful dreadful effective excellent exploitative fail
    failed failing failure fantastic foolish good great greedy harmful horrible ideal ill
    illegitimate immoral inadequate ineffective insufficient irresponsible mistake nice outrageous
    perfect pointless poor predatory reckless ridiculous ruining sad scandalous shameful stupid
    successful terrible toxic tragic ugly unacceptable unfair unfortunate unjust useless weak
    wonderful worse worst wrong mal mala malas malo malos excelente excelentes pésimo injusto
    injusta peligroso mauvais mauvaise excellente injuste dangereux dangereuse inacceptable
    gefährlich gefährliche gefährlichen furchtbar schrecklich katastrophal unzumutbar ruim ruins
    péssimo perigoso
    """
)
"""Words that judge: in a label the machine would be taking sides."""

_COMPANIES = listed(
    """
    adobe airbnb alibaba alphabet amazon baidu bytedance cisco cloudflare deutsche telekom
    ericsson facebook google huawei ibm instagram intel linkedin microsoft netflix nokia openai
    oracle orange samsung skype snapchat telefonica telefónica tencent tiktok twitter uber
    verisign verizon vodafone whatsapp yahoo youtube zoom
    """
)
_AREAS = listed(
    """
    africa african africans america american americas asia asian arab caribbean europe european
    europeans latin oceania pacific usa uk eu uae african-american áfrica africano africana
    américa americano americana asiático europa europeo europea latinoamérica latinoamericana
    latinoamericano caribe afrique africain africaine amérique asie européen européenne antilles
    europäisch europäische
    """
)
_DEMONYM = re.compile(
    r".?(?:n|an|ian|ese|ish|i|is|er|eño|eña|ense|ien|ienne|ais|aise|ain|aine|isch|ische|ischen)s?"
)
"""What stands behind a place's name, but for its last letter, in what is called after it."""


KNOWN = 3
"""Contributors from whom on a name inside a phrase belongs to the subject."""


class Taboos:
    """The check for one forum and one language."""

    def __init__(
        self,
        forbidden: Collection[str],
        event_title: str,
        question: str,
        uses: Iterable[Use],
        language: str,
    ) -> None:
        call = set(_words(f"{event_title} {question}"))
        self._judging = (_JUDGING | _COMPANIES | _AREAS) - call
        uses = list(uses)
        said = {word for use in uses for form in use.forms for word in _words(" ".join(form))}
        self._names, parts = _plain(forbidden, said)
        self._parts = {word for word in parts if len(word) > 2}
        self._places = {name[:-1] for name in self._names if len(name) > 4 and " " not in name}
        self._title = _stretches(event_title, 1, language)
        self._question = _stretches(question, 2, language)
        self._language = language
        self._seen = _Seen(uses, language)
        self._known: dict[tuple[str, ...], bool] = {}

    def forbid(self, use: Use) -> bool:
        """Whether this phrase may not stand in a label."""
        form = use.form()
        if form not in self._known:
            self._known[form] = self._forbids(form)
        return self._known[form]

    def _forbids(self, form: tuple[str, ...]) -> bool:
        words = tuple(_words(" ".join(form)))
        if any(word in self._judging for word in words):
            return True
        if self._holds_name(words):
            return True
        if any(word in self._seen.persons for word in form):
            return True
        proper = [
            low
            for word, low in zip(form, words, strict=False)
            if word[:1].isupper() and low not in self._seen.lower
        ]
        if any(self._is_of_place(word) for word in proper):
            return True
        if self._language == "de":
            if self._seen.is_german_place(form):
                return True
        elif any(word in self._parts and not word.isupper() for word in proper) or self._is_name(
            [word for word in form if word.lower() not in stopwords.of(self._language)]
        ):
            return True
        key = phrases.key_of(form, self._language)
        return key in self._title or key in self._question

    def _holds_name(self, words: Sequence[str]) -> bool:
        """Whether a whole name stands in these words; a forum may have a million names."""
        return any(
            " ".join(words[at : at + size]) in self._names
            for size in range(1, len(words) + 1)
            for at in range(len(words) - size + 1)
        )

    def _is_of_place(self, word: str) -> bool:
        """Kenyan, for a name Kenya of a single word."""
        return any(
            word[:at] in self._places and _DEMONYM.fullmatch(word, at)
            for at in range(4, len(word) + 1)
        )

    def _is_name(self, words: Sequence[str]) -> bool:
        """Whether this is a name, or holds one that hardly anybody uses: hospital Carlos Finlay.

        A name of which several speak belongs to the subject: Brexit vote.
        """
        named = [word in self._seen.proper for word in words]
        return all(named) or any(
            is_name and len(self._seen.users[word]) < KNOWN
            for word, is_name in zip(words, named, strict=True)
        )


class _Seen:
    """What the uses of all phrases show of names."""

    def __init__(self, uses: Sequence[Use], language: str) -> None:
        self.lower: set[str] = set()
        """Words that somebody writes without a capital."""
        self.users: dict[str, set[str]] = defaultdict(set)
        """Who uses a word with a capital."""
        self.persons: set[str] = set()
        """Given names, and what follows one."""
        self._places: set[str] = set()
        raised: set[str] = set()
        for use in uses:
            for form, weight in use.forms.items():
                self.lower |= {word for word in form if word[:1].islower()}
                # The first word of a clause has a capital anyhow, and weighs less.
                titled = {
                    word
                    for word in (form if weight >= phrases.INSIDE else form[1:])
                    if word.istitle()
                }
                raised |= titled
                for word in titled:
                    self.users[word].update(use.by)
                for one, two in pairwise(form):
                    if one.istitle() and two.istitle() and one.lower() in GIVEN_NAMES:
                        self.persons |= {one, two}
        self.proper = frozenset(word for word in raised if word.lower() not in self.lower)
        self.persons -= {word for word in self.persons if word.lower() in self.lower}
        if language == "de":
            self._find_german_places(uses)

    def _find_german_places(self, uses: Sequence[Use]) -> None:
        """Words that grammar shows to be a place: Ehrenfeld, Kautzstraße, Venloer."""
        complete = {use.form()[0] for use in uses if len(use.form()) == 1 and use.stands_alone}
        for use in uses:
            form = use.form()
            if len(form) == 2 and form[0][:1].isupper() and german.is_street(form[1]):
                self._places |= {form[0]} - complete
            if len(form) > 1:
                continue
            placed, definite, indefinite = (
                use.articles.get(one, 0) for one in ("placed", "definite", "indefinite")
            )
            names_street = (
                german.is_street(form[0])
                and not indefinite
                and not any(german.is_plural_street(other[0]) for other in use.forms)
            )
            if names_street or placed > definite + indefinite:
                self._places |= {other[0] for other in use.forms}

    def is_german_place(self, form: Sequence[str]) -> bool:
        """Whether grammar shows a street, a place or another name."""
        return german.is_double_name(form) or any(word in self._places for word in form)


def _plain(names: Iterable[str], said: Collection[str]) -> tuple[set[str], set[str]]:
    """Names as their words, with a space between; and all the words.

    A forum may have a million of them: those of several words of which none is `said` are left out.
    """
    nothing_said = frozenset(said).isdisjoint
    plain: set[str] = set()
    parts: set[str] = set()
    for name in {one.casefold() for one in names}:
        words = name.split()
        if not name.replace(" ", "").isalnum():
            words = _words(name)
        elif len(words) > 1 and nothing_said(words):
            continue
        plain.add(" ".join(words))
        parts.update(words)
    plain.discard("")
    return plain, parts


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[\u2019'\-\u2011][^\W_]+)*", text.casefold())


def _stretches(text: str, shortest: int, language: str) -> frozenset[str]:
    """Keys of all stretches of so many words inside the clauses of `text`."""
    found: set[str] = set()
    for clause in re.split(r"[^\w\s\u2019'\u2011-]+", text):
        words = _words(clause)
        found.update(
            phrases.key_of(words[first:last], language)
            for first in range(len(words))
            for last in range(first + shortest, min(len(words), first + 6) + 1)
        )
    return frozenset(found)
