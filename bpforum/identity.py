"""Re-checks from a run's files that themes kept their identity (promise 5); believes neither file.

What `changes.json` tells is held against `themes.json`: a theme that stood is there, or a decision
that is listed says why not; nothing but people's decisions names, ends or fills a standing theme.
"""

from models.run import Changes
from models.theme import Themes

_BY_PEOPLE_ALONE = (
    "renamed", "merged", "split", "accepted", "declined", "added", "set_aside", "taken_up", "gone",
)  # fmt: skip
_NO_MORE = ("merged", "declined", "gone")
_OTHERS = ("machine", "forum.toml", "withdrawal")
"""Acts that are no decisions: the forum file is people's too, and what is taken back is theirs."""


def find_losses(changes: Changes, themes: Themes) -> list[str]:
    """What breaks the promise, in words."""
    decided = {one.id for one in changes.applied}
    decided |= {one.decision.id for one in changes.not_applicable}
    present = {theme.id for theme in themes.themes}
    problems = []
    for change in changes.themes:
        if change.change in _BY_PEOPLE_ALONE and change.by == "machine":
            problems.append(
                f"theme {change.id} was {change.change} by {change.by}; only people may do that"
            )
        elif change.by not in decided and change.by not in _OTHERS:
            problems.append(f"theme {change.id} was {change.change} by {change.by}, no decision")
        if (change.change in _NO_MORE) == (change.id in present):
            problems.append(
                f"theme {change.id} was {change.change}, but themes.json says otherwise"
            )
    told = {change.id for change in changes.themes if change.change in _NO_MORE}
    problems += [
        f"theme {theme} stood in the run before, and vanished without a decision"
        for theme in changes.stood
        if theme not in present and theme not in told
    ]
    problems += [
        f"passage {move.passage} was moved by {move.by}, no decision"
        for move in changes.moved
        if move.by not in decided
    ]
    theme_of = {one.id: theme.id for theme in themes.themes for one in theme.passages}
    problems += [
        f"passage {move.passage} stands where it was only proposed to go"
        for move in changes.proposed_moves
        if theme_of.get(move.passage) == move.to_theme
    ]
    placed = [one for theme in themes.themes for one in theme.passages]
    makers = sorted({one.assigned_by for one in (*placed, *themes.unplaced)} - {"machine"})
    problems += [f"{maker} placed passages, and is no decision" for maker in makers
                 if maker not in decided]  # fmt: skip
    return problems
