"""Themes that people add by decision: owns bringing them to the grouping, groups nothing.

An added theme is a pinned theme like those of `forum.toml`: it must be known before passages are
grouped, and not only when decisions are replayed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bpforum.decisions import values
from bpforum.decisions.words import added_id, in_order
from models.decision import Decision
from models.forum import Forum
from models.theme import Anchor


@dataclass(frozen=True)
class Additions:
    """The themes that hold, by the id of the decision, and why others do not."""

    themes: Mapping[str, values.Addition] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    """Ids of the forum file's own pinned themes."""

    def to(self, forum: Forum) -> Forum:
        """`forum` with the added themes after its own pinned ones."""
        if not self.themes:
            return forum
        pinned = (*forum.themes.pinned, *(one.theme for one in self.themes.values()))
        themes = forum.themes.model_copy(update={"pinned": pinned})
        return forum.model_copy(update={"themes": themes})

    def known(self, anchors: Sequence[Anchor], decisions: Sequence[Decision]) -> list[Anchor]:
        """`anchors`, without the labels of added themes that hold no longer.

        The theme stays, under its id: what it was called may be what must not be printed.
        """
        held = {*self.own, *(one.theme.id for one in self.themes.values())}
        gone = {added_id(one) for one in decisions if one.kind == "add_theme"} - held
        return [
            anchor.model_copy(update={"label": anchor.id, "key_phrases": (), "pinned": False})
            if anchor.pinned and anchor.id in gone
            else anchor
            for anchor in anchors
        ]


def additions(
    forum: Forum, decisions: Sequence[Decision], refused: Collection[str] = ()
) -> Additions:
    """What `add_theme` decisions add; `refused` are ids of decisions that are handed back.

    Of two on the same theme the later holds.
    """
    own = frozenset(one.id for one in forum.themes.pinned)
    found: dict[str, tuple[str, values.Addition]] = {}
    reasons: dict[str, str] = {}
    for decision in in_order(decisions):
        if decision.kind != "add_theme" or decision.id in refused:
            continue
        identifier = added_id(decision)
        try:
            addition = values.addition(identifier, decision.value)
        except values.NotApplicable as reason:
            reasons[decision.id] = str(reason)
            continue
        if identifier in own:
            reasons[decision.id] = f"forum.toml has a theme {identifier!r} already"
            continue
        if identifier in found:
            reasons[found[identifier][0]] = f"a later decision took its place: {decision.id}"
        found[identifier] = (decision.id, addition)
    return Additions(dict(found.values()), reasons, own)
