"""Holds what a run says of same texts against itself: what contradicts is handed back in words."""

from collections import Counter
from collections.abc import Sequence

from models.theme import Themes


def find_contradictions(themes: Themes, groups: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """A text speaks for others or is spoken for by one, and no copied words are cited.

    `groups`: references of who speaks for whom, in the place of the duplicates of `themes`.
    """
    members = Counter(one for _, others in groups for one in others)
    problems = [f"{one} is a copy in {n} groups" for one, n in members.items() if n > 1]
    problems += [
        f"{speaker} stands for others, but is itself a copy"
        for speaker, _ in groups
        if speaker in members
    ]
    placed = [one for theme in themes.themes for one in theme.passages]
    for one in (*placed, *themes.unplaced):
        if one.duplicate_of == one.contribution:
            problems.append(f"passage {one.id} is called a copy of itself")
        elif one.duplicate_of and one.cited:
            problems.append(f"passage {one.id} is cited, but is the text of {one.duplicate_of}")
    return problems
