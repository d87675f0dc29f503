"""One decision made from a page: refused when stale, flagged when on one's own input; undone too.

A page sends back a *token* of what it showed. If anybody decided about the same thing since, or the
next run words it otherwise, nothing is recorded, and the page shows both versions.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bpforum.folding import folded
from bpforum.recording import Maker, Unusable, Wish, lacks_reason, record
from bpforum.reviewing import evidence, outline, themes
from bpforum.reviewing.index import DraftIndex
from bpforum.store import DecisionBook, Overtaken
from models.account import Account
from models.base import Instant
from models.decision import Decision
from models.ids import Reference, digest
from models.profile import Profile


@dataclass(frozen=True)
class Stale:
    """Not recorded: what the page showed is not how things stand."""

    since: tuple[Decision, ...]
    """All that was decided about it, in the order in which it came in."""


@dataclass(frozen=True)
class Done:
    """Recorded; `own_input` is what of the maker's own organisation's it decides on."""

    decision: Decision
    own_input: tuple[Reference, ...]


class Acts:
    """What people do on the pages of one draft."""

    def __init__(self, book: DecisionBook, index: DraftIndex, profile: Profile) -> None:
        self._book = book
        self._index = index
        self._profile = profile

    def token(self, target: str) -> str:
        """What a page has to send back with a decision about `target`."""
        return self.tokens([target])[target]

    def tokens(self, targets: Collection[str]) -> dict[str, str]:
        """The tokens of several targets, at the cost of one question to the store."""
        made: dict[str, list[str]] = {one: [] for one in targets}
        owner: dict[str, str] = {}
        for _, decision in self._book.on(targets):
            about = owner.get(decision.target, decision.target)
            owner[decision.id] = about
            if about in made:
                made[about].append(decision.id)
        states = self._states(targets)
        return {one: _token(states[one], ids) for one, ids in made.items()}

    def record(
        self, wish: Wish, by: Account, at: Instant, token: str = "", about: str = ""
    ) -> Done | Stale | Unusable:
        """Records a decision; `about` names what the token is of, where it is not the target."""
        if lacks_reason(wish):
            return Unusable("reason", "say why: whoever commented will read it")
        target = about or wish.target
        state = self._states([target])[target]

        def is_current(found: Sequence[Decision]) -> bool:
            return not token or token == _token(state, [one.id for one in found])

        own = self._own(wish, by)
        recorded = record(
            self._book, self._profile, wish, Maker(by.name, by.id), at,
            about=[target], is_current=is_current, own_input=own,
        )  # fmt: skip
        if isinstance(recorded, Overtaken):
            return Stale(recorded.since)
        return recorded if isinstance(recorded, Unusable) else Done(recorded, own)

    def undo(self, identifier: str, by: Account, at: Instant, why: str = "") -> "Done | Unusable":
        """Takes a decision back by a new one."""
        wish = Wish("take_back", identifier, None, why)
        recorded = record(self._book, self._profile, wish, Maker(by.name, by.id), at)
        if isinstance(recorded, Overtaken):  # nobody asked whether it is
            return Unusable("target", "others decided about it meanwhile")
        return recorded if isinstance(recorded, Unusable) else Done(recorded, ())

    def _states(self, targets: Collection[str]) -> dict[str, str]:
        """How each of them stands in the run: what a reader judges by."""
        found = dict.fromkeys(targets, "")
        for one, line in outline.paragraphs_by_id(self._index, targets).items():
            found[one] = f"{line.made_by}\n{line.text}"
        for one, seal in self._index.rows_of(
            "select id, seal from sections where id in (?)", targets
        ):
            found[one] = seal
        for one, passage in themes.passages_by_id(self._index, targets).items():
            found[one] = f"{passage.theme} {passage.unplaced}"
        query = "select id, label, status, set_aside from themes where id in (?)"
        for one, *state in self._index.rows_of(query, targets):
            found[one] = " ".join(map(str, state))
        return found

    def _own(self, wish: Wish, by: Account) -> tuple[Reference, ...]:
        """What of their own organisation's a decision is about."""
        own = folded(by.organisation)
        if not own:
            return ()
        named = evidence.organisations(self._index, self._touched(wish))
        return tuple(
            reference
            for reference, organisations in sorted(named.items())
            if any(folded(one) == own for one in organisations)
        )

    def _touched(self, wish: Wish) -> list[str]:
        """The contributions that it is about, or that its paragraph or passage comes from."""
        target = wish.target
        passages = [target]
        if isinstance(wish.value, dict) and isinstance(wish.value.get("passages"), list):
            passages += [str(one) for one in wish.value["passages"]]
        found = themes.passages_by_id(self._index, passages)
        cited = evidence.cited_by(self._index, [target]).get(target, ())
        return [target.partition("/")[0], *cited, *(p.source.reference for p in found.values())]


def _token(state: str, decisions: Sequence[str]) -> str:
    return digest("\n".join([state, *decisions]).encode())[:32]
