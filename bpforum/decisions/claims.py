"""Owns which decision still holds what: of several about one thing the last one does.

A decision that holds nothing any more is *overtaken*: it was carried out, and a later one took its
place. It is shown, never dropped.
"""

from collections.abc import Hashable, Iterable

from models.decision import Decision, Unapplied

Key = tuple[Hashable, ...]
"""What is held: `("label", theme)`, `("place", passage)` …"""


class Claims:
    """Who holds what, while decisions are replayed in order."""

    def __init__(self) -> None:
        """Nobody holds anything."""
        self._holders: dict[Key, Decision] = {}
        self._held: dict[str, set[Key]] = {}
        self._overtaken: dict[str, tuple[Decision, Decision]] = {}

    def claim(self, decision: Decision, keys: Iterable[Key]) -> None:
        """`decision` holds `keys` from now on, whoever did before."""
        for key in keys:
            self.lose(key, decision)
            self._holders[key] = decision
            self._held.setdefault(decision.id, set()).add(key)

    def lose(self, key: Key, to: Decision) -> None:
        """Nobody holds `key` any more, since `to` said otherwise."""
        before = self._holders.pop(key, None)
        if before is None or before.id == to.id:
            return
        self._held[before.id].discard(key)
        if not self._held[before.id]:
            self._overtaken[before.id] = (before, to)

    @property
    def overtaken(self) -> dict[str, Unapplied]:
        """Those that hold nothing any more, by id, with what took their place."""
        return {
            one: Unapplied(
                decision=before,
                reason=f"a later decision took its place: {after.id} ({after.kind} "
                f"{after.target}, by {after.by}, {after.at:%Y-%m-%d %H:%M})",
                overtaken_by=after.id,
            )
            for one, (before, after) in self._overtaken.items()
        }
