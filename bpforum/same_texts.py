"""Holds what a run says of same texts against itself: what contradicts is handed back in words."""

from collections import Counter

from models.theme import Themes


def find_contradictions(themes: Themes) -> list[str]:
    """A text speaks for others or is spoken for by one, and no copied words are cited."""
    members = Counter(one.contribution for g in themes.duplicates for one in g.members)
    problems = [f"{one} is a copy in {n} groups" for one, n in members.items() if n > 1]
    problems += [
        f"{group.representative.contribution} stands for others, but is itself a copy"
        for group in themes.duplicates
        if group.representative.contribution in members
    ]
    placed = [one for theme in themes.themes for one in theme.passages]
    for one in (*placed, *themes.unplaced):
        if one.duplicate_of == one.contribution:
            problems.append(f"passage {one.id} is called a copy of itself")
        elif one.duplicate_of and one.cited:
            problems.append(f"passage {one.id} is cited, but is the text of {one.duplicate_of}")
    return problems
