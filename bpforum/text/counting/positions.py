"""Positions as people declared them: owns how many declared each, infers nobody's.

Who declared none has none here. Two writings of one position differ at most in case and spacing; a
translation is another position until a person says otherwise.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from models.contribution import Contribution


def plain(position: str) -> str:
    """The position without case and superfluous spaces, for telling whether two are the same."""
    return " ".join(position.casefold().split())


def declared(
    contributions: Iterable[Contribution],
) -> tuple[tuple[str, tuple[Contribution, ...]], ...]:
    """Each position, as most wrote it, with those who declared it; the most declared first."""
    who: dict[str, list[Contribution]] = defaultdict(list)
    for one in contributions:
        if position := plain(one.position):
            who[position].append(one)
    found = []
    for ones in who.values():
        written = Counter(" ".join(one.position.split()) for one in ones)
        found.append((min(written, key=lambda words: (-written[words], words)), tuple(ones)))
    return tuple(sorted(found, key=lambda pair: (-len(pair[1]), pair[0])))
