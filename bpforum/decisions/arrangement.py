"""Where everything stands while decisions are replayed: owns places, decides nothing.

Mutable inside and frozen outside: a decision changes what it names, and nothing is built anew
before the last one was replayed. A copy's passage has no place of its own: it follows its original.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from bpforum.decisions.values import NotApplicable
from bpforum.grouped import Group, Grouping
from models.passage import Passage, PassageKind, UnplacedKind

_KINDS: dict[str, UnplacedKind] = {one: one for one in get_args(UnplacedKind)}


class Arrangement:
    """The themes and places of a grouping, to be changed and then frozen."""

    def __init__(self, grouping: Grouping) -> None:
        """Everything stands where `grouping` has it."""
        self.grouping = grouping
        self.themes: dict[str, Group] = {one.id: one for one in grouping.groups}
        """The themes as they are now; whose passages they hold is in `members`."""
        self.members: dict[str, dict[str, None]] = {
            one.id: dict.fromkeys(one.passages) for one in grouping.groups
        }
        self.theme_of: dict[str, str] = {
            passage: one.id for one in grouping.groups for passage in one.passages
        }
        self.unplaced: dict[str, UnplacedKind] = dict(grouping.unplaced)
        self.assigned_by: dict[str, str] = dict(grouping.assigned_by)
        self.pinned: dict[str, None] = dict.fromkeys(grouping.pinned)
        self.kinds: dict[str, PassageKind | None] = dict(grouping.kinds)
        self.first: dict[str, str] = {}
        """Where each passage that was put elsewhere stood in `grouping`: a theme, or unplaced."""
        self.gone: dict[str, str] = {}
        """Themes that are no more, and what became of them, in words."""
        self.into: dict[str, str] = {}
        """Merged theme → the theme that stayed."""
        self._order = [one.id for one in grouping.groups]
        self._touched: set[str] = set()
        self._silent: dict[str, bool] = {}
        self._copies: dict[str, list[str]] = defaultdict(list)
        for copy, original in grouping.follows.items():
            self._copies[original].append(copy)

    def root(self, passage: str) -> str:
        """The passage itself, or the one of its original that it follows."""
        return self.grouping.follows.get(passage, passage)

    def followers(self, root: str) -> Iterator[str]:
        """`root` and the copies that stand with it."""
        yield root
        yield from self._copies.get(root, ())

    def find(self, theme: str) -> Group:
        """The theme of that id. Raises NotApplicable."""
        if theme not in self.themes:
            words = self.gone.get(theme, f"there is no theme {theme!r} in this run")
            raise NotApplicable(words)
        return self.themes[theme]

    def place(self, passage: str) -> str:
        """Its theme's id, or the kind of its being in none."""
        return self.theme_of.get(passage) or self.unplaced[passage]

    def put(self, root: str, to: str, by: str) -> None:
        """`root` and its copies stand at `to`, a theme or a kind of unplaced; empty `by`: as the
        machine has it."""
        for passage in self.followers(root):
            before = self.place(passage)
            self.first.setdefault(passage, before)
            if before in self.members:
                del self.members[before][passage]
                self._touched.add(before)
                del self.theme_of[passage]
            else:
                del self.unplaced[passage]
            if to in self.members:
                self.members[to][passage] = None
                self._touched.add(to)
                self.theme_of[passage] = to
            else:
                self.unplaced[passage] = _KINDS[to]
            if by:
                self.assigned_by[passage] = by
            else:
                self.assigned_by.pop(passage, None)
            silent = to == "not_substantive"
            if silent != (not self.grouping.passages[passage].substantive):
                self._silent[passage] = silent
            else:
                self._silent.pop(passage, None)

    def add(self, theme: Group, after: str = "") -> None:
        """A theme without passages, behind the theme `after`, else at the end."""
        self.themes[theme.id] = theme
        self.members[theme.id] = {}
        at = self._order.index(after) + 1 if after else len(self._order)
        self._order.insert(at, theme.id)
        self._touched.add(theme.id)
        self.gone.pop(theme.id, None)

    def remove(self, theme: str, words: str) -> Group:
        """Takes away a theme in which nothing stands any more; `words` say what became of it."""
        self._order.remove(theme)
        del self.members[theme]
        self.gone[theme] = words
        return self.themes.pop(theme)

    def merge(self, gone: str, stays: str, by: str) -> None:
        """All of `gone` stands in `stays`, and `gone` is no more."""
        for passage in self.members[gone]:
            self.first.setdefault(passage, gone)
            self.theme_of[passage] = stays
            self.assigned_by[passage] = by
        self.members[stays] |= self.members[gone]
        self._touched.add(stays)
        self.into[gone] = stays
        # Sub-themes come along; what had none stands in the theme itself.
        staying, going = self.themes[stays], self.themes[gone]
        parts = (*staying.subthemes, *going.subthemes)
        self.themes[stays] = replace(staying, subthemes=parts, firmness=None)
        self.remove(gone, f"theme {gone!r} was merged into {stays!r} by {by}")

    def today(self, theme: str) -> str:
        """What `theme` is called today: itself, or what it was merged into, step by step."""
        while theme in self.into:
            theme = self.into[theme]
        return theme

    def freeze(self) -> Grouping:
        """The grouping as it is now; passages stand in the record's order."""
        passages = self.grouping.passages
        nth = {one: n for n, one in enumerate(passages)} if self._touched else {}
        groups = tuple(self._whole(one, nth) for one in self._order)
        changed: dict[str, Passage] = {
            one: passages[one].model_copy(update={"substantive": not silent})
            for one, silent in self._silent.items()
        }
        vectors = self.grouping.vectors
        if any(self._silent.values()):
            quiet = {one for one, silent in self._silent.items() if silent}
            vectors = {one: row for one, row in vectors.items() if one not in quiet}
        return replace(
            self.grouping,
            passages={**passages, **changed} if changed else passages,
            groups=groups,
            unplaced=self.unplaced,
            assigned_by=self.assigned_by,
            pinned=tuple(self.pinned),
            kinds=self.kinds,
            vectors=vectors,
            # What a person placed or pinned is no loose end of the machine's.
            loose=frozenset(
                one
                for one in self.grouping.loose
                if one not in self.assigned_by and self.root(one) not in self.pinned
            ),
        )

    def _whole(self, theme: str, nth: dict[str, int]) -> Group:
        """The theme with what stands in it; who left it left its sub-themes."""
        group, inside = self.themes[theme], self.members[theme]
        if theme not in self._touched:
            return group
        parts = [
            replace(one, passages=tuple(p for p in one.passages if p in inside))
            for one in group.subthemes
        ]
        return replace(
            group,
            passages=tuple(sorted(inside, key=nth.__getitem__)),
            subthemes=tuple(one for one in parts if one.passages),
        )
