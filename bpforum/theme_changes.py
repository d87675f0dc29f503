"""Tells what became of each theme since the run before, and by whose act."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bpforum.decisions import Replayed, split_id
from bpforum.decisions.words import added_id
from bpforum.ledger import disposition_of
from bpforum.store import RememberedTheme
from models.decision import Decision, Unapplied
from models.run import PassageMove, ThemeChange

_NAMING = ("rename", "set_aside", "add_theme", "split")


class ThemeTeller:
    """Compares the themes of two runs."""

    def __init__(
        self,
        before: Sequence[RememberedTheme],
        after: Sequence[RememberedTheme],
        replayed: Replayed,
        moved: Sequence[PassageMove],
        applied: Sequence[Decision],
        refused: Sequence[Unapplied],
    ) -> None:
        """`moved` is what people moved since the run before."""
        self._old = {one.id: one for one in before}
        self._new = {one.id: one for one in after}
        self._replayed = replayed
        self._applied = applied
        self._refused = [one.decision for one in refused]
        self._flow: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for one in moved:
            self._flow[one.from_place].append((one.by, -1))
            self._flow[one.to_place].append((one.by, 1))

    def tell(self) -> tuple[ThemeChange, ...]:
        """The changes, in the order of today's themes, then of those that are no more."""
        told: list[ThemeChange] = []
        for theme in self._new:
            told += self._present(theme)
        for theme in self._old:
            if theme not in self._new:
                told.append(self._absent(theme))
        return tuple(told)

    def _present(self, theme: str) -> Iterable[ThemeChange]:
        was, now = self._old.get(theme), self._new[theme]
        if was is None:
            yield self._origin(theme)
            return
        if was.status == "proposed" and now.status == "standing":
            yield self._change(theme, "accepted", self._accepted_by(theme))
        elif was.status == "standing" and now.status == "proposed":
            # Whoever accepted it, that holds no longer.
            yield self._change(theme, "new", self._dropped(theme, "accept", "merge") or "machine")
        if was.set_aside is not None and was.set_aside != now.set_aside:
            change = "set_aside" if now.set_aside else "taken_up"
            yield self._change(theme, change, self._named_by(theme))
        if was.label and was.label != now.label:
            yield self._change(theme, "renamed", self._named_by(theme))
        if was.passages != now.passages:
            change = "grown" if now.passages > was.passages else "shrunk"
            yield self._change(theme, change, self._sized_by(theme, now.passages - was.passages))

    def _origin(self, theme: str) -> ThemeChange:
        """Of a theme that was not there before."""
        for decision in self._applied:
            if decision.kind == "split" and split_id(decision) == theme:
                return self._change(theme, "split", decision.id)
            if decision.kind == "add_theme" and added_id(decision) == theme:
                return self._change(theme, "added", decision.id)
        if theme in self._replayed.accepted:
            return self._change(theme, "accepted", self._replayed.accepted[theme])
        if self._new[theme].pinned:
            return self._change(theme, "added", "forum.toml")
        # What was merged or declined is there again once that is taken back.
        return self._change(theme, "new", self._dropped(theme, "merge", "decline") or "machine")

    def _absent(self, theme: str) -> ThemeChange:
        if theme in self._replayed.declined:
            return self._change(theme, "declined", self._replayed.declined[theme][1])
        into = self._replayed.today(theme)
        if into != theme:
            by = self._last(self._applied, ("merge",), theme)
            return self._change(theme, "merged", by or "machine", into)
        by = self._dropped(theme, "split", "merge", "add_theme")
        if not by and self._old[theme].pinned:
            by = "forum.toml"
        return self._change(theme, "gone", by or "machine")

    def _accepted_by(self, theme: str) -> str:
        return self._replayed.accepted.get(theme, "machine")

    def _named_by(self, theme: str) -> str:
        """Who gave a theme its name, set it aside, or took the name from it."""
        return (
            self._last(self._applied, _NAMING, theme)
            or self._last(self._refused, _NAMING, theme)
            or ("forum.toml" if self._new[theme].pinned else "")
            or self._withdrawal()
        )

    def _withdrawal(self) -> str:
        """Only what was taken back takes a label with it."""
        back = [
            one.id
            for one in self._applied
            if one.kind == "erase" or disposition_of(one) == "withdrawn"
        ]
        return back[-1] if back else "withdrawal"

    def _dropped(self, theme: str, *kinds: str) -> str:
        """The decision on a theme that holds no longer."""
        return self._last(self._refused, kinds, theme)

    def _last(self, decisions: Sequence[Decision], kinds: Sequence[str], theme: str) -> str:
        found = [one.id for one in decisions if one.kind in kinds and theme in _themes_of(one)]
        return found[-1] if found else ""

    def _sized_by(self, theme: str, difference: int) -> str:
        """The decision that alone made it grow or shrink so; else the machine, by what came."""
        flow = self._flow.get(theme, [])
        by = {decision for decision, _ in flow} | set(self._merged_into(theme))
        net = sum(step for _, step in flow)
        net += sum(self._old[gone].passages for gone in self._merged_into(theme).values())
        return by.pop() if len(by) == 1 and net == difference else "machine"

    def _merged_into(self, theme: str) -> dict[str, str]:
        """Decision → the theme that it merged into this one since the run before."""
        return {
            by: gone
            for gone in self._old
            if gone not in self._new and self._replayed.into.get(gone) == theme
            if (by := self._last(self._applied, ("merge",), gone))
        }

    def _change(self, theme: str, change: str, by: str, into: str = "") -> ThemeChange:
        was, now = self._old.get(theme), self._new.get(theme)
        known = now or self._old[theme]
        parts = {one for one, _ in self._flow.get(theme, [])} | set(self._merged_into(theme))
        return ThemeChange(
            id=theme,
            label=known.label,
            change=change,
            by=by,
            before=was.passages if was else 0,
            after=now.passages if now else 0,
            status=known.status or "standing",
            into=into,
            decisions=tuple(sorted(parts)),
        )


def _themes_of(decision: Decision) -> tuple[str, ...]:
    """The themes whose being or name a decision changes."""
    if decision.kind == "split":
        return (split_id(decision),)
    if decision.kind == "add_theme":
        return (added_id(decision),)
    return (decision.target,)
