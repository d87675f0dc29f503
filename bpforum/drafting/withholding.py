"""Takes names out of words that are printed, by `[name withheld]`; never changes anything else."""

import re
from collections.abc import Iterable, Sequence

from bpforum.drafting.material import Material, names_of
from models.contribution import Contribution

MARK = "[name withheld]"
_COMMON = frozenset(
    {"the", "and", "for", "del", "des", "los", "las", "der", "von", "van", "network"}
)


class Withholding:
    """Knows whose names a document must not print.

    A contributor whose name is withheld, who wishes only to be counted, or who was never asked, is
    not named anywhere, also not in what others wrote; in their own words single parts of the name
    go too. Under a session's rule `none`, words that name anybody known to us are not printed.
    """

    def __init__(self, material: Material, everyone: Sequence[Contribution]) -> None:
        """`everyone`: all contributions, also those that the view leaves out."""
        self._material = material
        hidden = [one for one in everyone if not one.consent.may_name]
        open_names = set(
            names_of(c for one in everyone if one.consent.may_name for c in one.contributors)
        )
        self._hidden = [
            name
            for name in names_of(c for one in hidden for c in one.contributors)
            if name not in open_names
        ]
        speakers = {
            turn.speaker
            for transcript in material.record.transcripts
            for turn in transcript.turns
            if turn.speaker
        }
        countries = {
            name
            for country in material.profile.countries
            for name in (*country.name.values(), *country.synonyms)
            if len(name) > 3
        }
        people = names_of(c for one in everyone for c in one.contributors)
        self._everybody = _pattern([*people, *speakers, *countries])
        self._groups = _pattern(
            [label for g in material.profile.groups for label in (*g.label.values(), *g.synonyms)]
        )
        self._anywhere = _pattern(self._hidden)
        self._own: dict[str, re.Pattern[str] | None] = {}

    def redacted(self, text: str, one: Contribution | None = None) -> str:
        """`text` with withheld names replaced; `one` is whose words they are."""
        if one and not one.consent.may_name:
            text = _replace(self._parts_of(one), text)
        return _replace(self._anywhere, text)

    def names_somebody(self, text: str) -> bool:
        """Whether it holds the name of a person, body, country or group that we know."""
        return (
            any(
                pattern is not None and pattern.search(text) is not None
                for pattern in (self._everybody, self._groups)
            )
            or re.search(r"\b[Mm]y name is\b|\b(?:Mr|Mrs|Ms|Dr|Prof)\.? [A-Z]", text) is not None
        )

    def _parts_of(self, one: Contribution) -> re.Pattern[str] | None:
        if one.reference not in self._own:
            parts = [
                part
                for name in names_of(one.contributors)
                for part in [name, *re.findall(r"\w[\w'-]{2,}", name)]
                if part.lower() not in _COMMON and not part.islower()
            ]
            self._own[one.reference] = _pattern(parts)
        return self._own[one.reference]


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    if not ordered:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)", re.IGNORECASE)


def _replace(pattern: re.Pattern[str] | None, text: str) -> str:
    return pattern.sub(MARK, text) if pattern else text
