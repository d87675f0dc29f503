"""What no label may hold: owns the check, not the lists of names, which the caller gives.

People never; countries, areas, organisations and companies as the caller lists them; judging words
and big companies unless the call itself uses them; the event's own title; the question's words.
"""

import re
from collections.abc import Iterable, Sequence

from bpforum.text import phrases, stopwords
from bpforum.text.stopwords import listed
from bpforum.text.usage import Use

_COMPANIES = listed(
    """
    adobe airbnb alibaba alphabet amazon baidu bytedance cisco cloudflare deutsche telekom ericsson
    facebook google huawei ibm instagram intel linkedin microsoft netflix nokia openai oracle orange
    samsung skype snapchat telefonica telefónica tencent tiktok twitter uber verisign verizon vodafone
    whatsapp yahoo youtube zoom
    """
)
_AREAS = listed(
    """
    africa african africans america american americas asia asian arab caribbean europe european
    europeans latin oceania pacific african-american áfrica africano africana américa americano
    americana asiático europa europeo europea latinoamérica latinoamericana latinoamericano caribe
    afrique africain africaine amérique asie européen européenne antilles europäisch europäische
    """
)
_DEMONYM = (
    r"(?:n|an|ian|ese|ish|i|is|er|eño|eña|ense|ien|ienne|ais|aise|ain|aine|isch|ische|ischen)"
)


class Taboos:
    """The check for one forum and one language."""

    def __init__(
        self,
        forbidden: Sequence[str],
        event_title: str,
        question: str,
        uses: Iterable[Use],
        language: str,
    ) -> None:
        call = set(_words(f"{event_title} {question}"))
        self._judging = (stopwords.EVALUATIVE | _COMPANIES | _AREAS) - call
        self._names = [tuple(_words(name)) for name in sorted(set(forbidden)) if _words(name)]
        self._parts = {word for name in self._names for word in name if len(word) > 2}
        single = sorted(
            re.escape(name[0][:-1]) for name in self._names if len(name) == 1 and len(name[0]) > 4
        )
        self._demonym = re.compile(f"(?:{'|'.join(single)}).?{_DEMONYM}s?$") if single else None
        folded = [phrases.fold(word, language) for word in _words(event_title)]
        self._title = _stretches(folded, 2)
        asked = [phrases.fold(word, language) for word in _words(question)]
        self._question = _stretches(asked, 1)
        self._language = language
        self._lower = {
            word for use in uses for form in use.forms for word in form if word[:1].islower()
        }

    def forbid(self, use: Use) -> bool:
        """Whether this phrase may not stand in a label."""
        form = use.form()
        words = tuple(_words(" ".join(form)))
        if any(word in self._judging for word in words):
            return True
        if any(_holds(words, name) for name in self._names):
            return True
        proper = [
            low
            for word, low in zip(form, words, strict=False)
            if word[:1].isupper() and low not in self._lower
        ]
        if self._language != "de" and any(
            word in self._parts and not word.isupper() for word in proper
        ):
            return True
        if self._demonym and any(self._demonym.fullmatch(word) for word in proper):
            return True
        key = "".join(phrases.fold(word, self._language) for word in form)
        return key in self._title or key in self._question


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[’'\-‑][^\W_]+)*", text.casefold())


def _holds(words: Sequence[str], name: Sequence[str]) -> bool:
    size = len(name)
    return any(tuple(words[at : at + size]) == tuple(name) for at in range(len(words) - size + 1))


def _stretches(words: Sequence[str], shortest: int) -> frozenset[str]:
    return frozenset(
        "".join(words[first:last])
        for first in range(len(words))
        for last in range(first + shortest, min(len(words), first + 6) + 1)
    )
