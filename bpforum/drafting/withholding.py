"""Takes names out of words that are printed, by `[name withheld]`; never changes anything else."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress
from operator import attrgetter, not_

from bpforum.drafting.known_names import names_also_of, names_among, names_of
from bpforum.drafting.material import Material
from bpforum.profiles.mapping import group_of
from bpforum.text.name_search import Names
from bpforum.text.sentences import split
from models.contribution import Contribution, Contributor

MARK = "[name withheld]"
_TEXTS_AT_ONCE = 2_000
_LOWER_CASE = re.compile(r"\b[^\W\d_A-Z]\w{2,}")

_CAPITAL = re.compile(r"\b[^\W\d_a-z][^\W\d_A-Z]{2,}[\w'’-]*")
_NO_NAMES = ("stakeholder_group", "none")
_DATES = frozenset(
    "January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Internet".split()
)
_INTRODUCES = re.compile(
    r"\b[Mm]y name is\b|\b[Mm]e llamo\b|\b[Jj]e m.appelle\b"
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|Sra?|Mme)\.? [A-Z]"
)


class Everyone:
    """All who sent anything, also what a view leaves out: worked out once for both views."""

    def __init__(self, ones: Sequence[Contribution]) -> None:
        self._ones = ones
        self._words: set[str] = set()
        self._read = 0

    @cached_property
    def withheld(self) -> Names:
        """The names that are not to be printed anywhere."""
        may_name = [scope == "full" for scope in map(attrgetter("consent.scope"), self._ones)]
        hidden = names_among(_behind(compress(self._ones, map(not_, may_name))))
        if hidden:
            hidden -= names_also_of(hidden, _behind(compress(self._ones, may_name)))
        return _names(hidden)

    @cached_property
    def bodies(self) -> dict[str, Contributor]:
        """Organisations by name, without case."""
        return {who.organisation.casefold(): who for who in _behind(self._ones) if who.organisation}

    @cached_property
    def people(self) -> frozenset[str]:
        """The names of all persons."""
        return frozenset(map(attrgetter("name"), _behind(self._ones)))

    def is_word(self, word: str) -> bool:
        """Whether somebody writes it without a capital: then it is not only part of a name.

        Texts are gone through until one is found that has it, and no text twice.
        """
        while word not in self._words and self._read < len(self._ones):
            # Most words stand in many texts: each is looked at once in so many of them.
            some: set[str] = set()
            for one in self._ones[self._read : self._read + _TEXTS_AT_ONCE]:
                some.update(one.text.split())
            self._words.update(_LOWER_CASE.findall(" ".join(some)))
            self._read += _TEXTS_AT_ONCE
        return word in self._words


class Withholding:
    """Knows whose names a document must not print.

    A contributor whose name is withheld, who wishes only to be counted, or who was never asked, is
    not named anywhere, also not in what others wrote; in their own words single parts of the name
    go too. What a session's rule forbids to tell of those who spoke is not printed either.
    """

    def __init__(
        self,
        material: Material,
        everyone: Sequence[Contribution] | Everyone,
        group_label: Callable[[str], str],
    ) -> None:
        """`everyone`: all contributions, also those that the view leaves out."""
        self._group_label = group_label
        turns = [turn for one in material.record.transcripts for turn in one.turns]
        self._speakers = {name for turn in turns for name in (turn.speaker, turn.marked)}
        self._spoken_for = {turn.organisation for turn in turns}
        self._everyone = everyone if isinstance(everyone, Everyone) else Everyone(everyone)
        self._profile = material.profile
        self._anywhere = self._everyone.withheld
        self._own: dict[str, Names] = {}

    @cached_property
    def _forbidden(self) -> dict[str, Names]:
        """The names that words from a session must not hold, by its rule."""
        people = self._speakers | self._everyone.people
        bodies = self._spoken_for | {who.organisation for who in self._everyone.bodies.values()}
        places = {
            name
            for country in self._profile.countries
            for name in (*country.name.values(), *country.synonyms)
            if len(name) > 3
        }
        return {
            "affiliation": _names(people),
            "stakeholder_group": _names(people | bodies),
            # Words such as "government" stay: what is spoken of is not who spoke.
            "none": _names(people | bodies | places),
        }

    @property
    def withheld(self) -> Names:
        """The names that are printed nowhere."""
        return self._anywhere

    def redacted(self, text: str, one: Contribution | None = None) -> str:
        """`text` with withheld names replaced; `one` is whose words they are."""
        if one and not one.consent.may_name:
            text = self._without_parts(text, one)
        return self._anywhere.replaced(text, MARK) if self._anywhere else text

    def untouched(self, pieces: Sequence[tuple[str, Contribution]]) -> list[bool]:
        """Of each text, words of the contribution beside it, whether `redacted` leaves it as it is.

        Names are sought in all of them together: hardly any stands in any.
        """
        # Apart, since letters beyond ASCII have all of a text looked at in a slower way.
        plain = "\n".join(text for text, _ in pieces if text.isascii())
        other = "\n".join(text for text, _ in pieces if not text.isascii())
        near = Names(self._anywhere.found([plain, other]) if self._anywhere else ())
        return [
            (one.consent.may_name and not near.search(text)) or self.redacted(text, one) == text
            for text, one in pieces
        ]

    def is_forbidden(self, text: str, rule: str) -> bool:
        """Whether words from a session tell of somebody what its rule does not allow."""
        if rule == "named":
            return False
        return (
            _INTRODUCES.search(text) is not None
            or self._forbidden[rule].search(text)
            or (rule in _NO_NAMES and self._may_name(text))
        )

    def _may_name(self, text: str) -> bool:
        """Whether it has a word with a capital that nobody writes small: perhaps a name.

        Where no names may be told at all, a doubt is for the editor, who is asked to reword.
        """
        return any(
            not self._everyone.is_word(match.group().lower())
            for start, end in split(text)
            for match in _CAPITAL.finditer(text, start, end)
            if match.start() > start and match.group() not in _DATES
        )

    def held_by(self, words: str, rule: str) -> str:
        """Of who held a view, what the session's rule allows to tell; empty where nothing."""
        if rule == "named":
            return self.redacted(words)
        if rule == "none":
            return ""
        if group_of(self._profile, words):
            return words
        for part in (piece.strip() for piece in re.split(r"[,;(]", words)):
            known = self._everyone.bodies.get(part.rstrip(")").casefold())
            if known and rule == "affiliation":
                return self.redacted(known.organisation)
            if group := group_of(self._profile, part) or (known.group if known else ""):
                return self._group_label(group)
        return ""

    def hangs_on_others(self, text: str, one: Contribution) -> bool:
        """Whether what is taken out of `text`, words of `one`, hangs on what others write, beside
        the names that are withheld."""
        return not one.consent.may_name and self._parts(one).search(text)

    def _parts(self, one: Contribution) -> Names:
        """The names of its contributors, and the words in them."""
        if one.reference not in self._own:
            self._own[one.reference] = _names(_parts_of(one))
        return self._own[one.reference]

    def _without_parts(self, text: str, one: Contribution) -> str:
        """In a contributor's own words also single parts of the names go, if they are no words."""
        parts = self._parts(one)
        # Whether a part is a word is asked only where it stands: nobody's text has to be gone
        # through for the others.
        if not parts.search(text):
            return text
        whole = {name.strip() for name in names_of(one.contributors)}
        known = [
            part
            for part in parts.found([text])
            if part in whole or not self._everyone.is_word(part.lower())
        ]
        return _names(known).replaced(text, MARK)


def _behind(ones: Iterable[Contribution]) -> Iterator[Contributor]:
    return chain.from_iterable(map(attrgetter("contributors"), ones))


def _parts_of(one: Contribution) -> list[str]:
    """The names of its contributors, and the words in them."""
    return [
        part
        for name in names_of(one.contributors)
        for part in [name, *re.findall(r"\w[\w'-]{2,}", name)]
    ]


def _names(names: Iterable[str]) -> Names:
    return Names(name for name in {name.strip() for name in names} if len(name) > 2)
