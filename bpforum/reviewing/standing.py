"""What people decided about a draft and holds today, also what the run does not know yet.

It reads the store's decisions once and then only those that came in since; a decision of which the
run knows nothing is *pending*: the next run applies it, and pages show what it will do where they
can. It records nothing.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from bpforum.decisions import holding
from bpforum.decisions.clearance import read_clearing
from bpforum.decisions.values import NotApplicable, acceptance, recommendation, wish, words
from bpforum.recording import answer_of
from bpforum.reviewing.index import DraftIndex
from bpforum.store import DecisionBook
from models.decision import Decision, DecisionKind
from models.ids import digest

_Value = TypeVar("_Value")


class Standing:
    """The decisions that hold, by what they are about. Safe to use from several threads."""

    def __init__(self, book: DecisionBook, index: DraftIndex) -> None:
        self._book = book
        self._index = index
        self._known = index.known()
        self._lock = threading.Lock()
        self._all: list[Decision] = []
        self._by_target: dict[str, list[Decision]] = {}
        self._pending: tuple[Decision, ...] = ()
        self._held: frozenset[str] = frozenset()
        self._codes: dict[str, str] = {}
        self._discussed: frozenset[str] = frozenset()
        self.seq = 0
        """The place of the newest decision that it knows."""
        self._began = False

    def refresh(self) -> "Standing":
        """Itself, with what came in since."""
        with self._lock:
            fresh = self._book.after(self.seq)
            if fresh or not self._began:
                self._began = True
                self._all += [decision for _, decision in fresh]
                self._arrange()
                # Last: whoever reads in between sees the old state or the new one.
                self.seq = fresh[-1][0] if fresh else self.seq
        return self

    def _arrange(self) -> None:
        by_target: dict[str, list[Decision]] = defaultdict(list)
        held = holding(self._all)
        for one in sorted(held.kept, key=lambda d: (d.at, d.id)):
            by_target[one.target].append(one)
        self._by_target = dict(by_target)
        self._held = frozenset(one.id for one in (*held.kept, *held.acts))
        self._pending = tuple(one for one in (*held.kept, *held.acts) if one.id not in self._known)
        codes = {
            target: answer_of(made[-1])[0]
            for target, ones in by_target.items()
            if (made := [one for one in ones if one.kind == "dispose"])
        }
        discussed = frozenset(
            target for target in by_target if self._recommended(by_target[target]) == "discuss"
        )
        self._keep_answers(codes, discussed)

    def _keep_answers(self, codes: dict[str, str], discussed: frozenset[str]) -> None:
        """Beside the comments in the index, so that the queue is read in its order."""
        if not self._codes and not self._discussed:
            changed = [(c, r in discussed, r) for r, c in codes.items()]
            changed += [("", True, r) for r in discussed - set(codes)]
            wipe = True
        else:
            wipe = False
            touched = {r for r in {*codes, *self._codes} if codes.get(r) != self._codes.get(r)}
            touched |= discussed ^ self._discussed
            changed = [(codes.get(r, ""), r in discussed, r) for r in touched]
        if changed or wipe:
            with self._index.writing() as connection:
                if wipe:
                    connection.execute(
                        "update comments set code = '', discuss = 0 where code <> '' or discuss"
                    )
                connection.executemany(
                    "update comments set code = ?, discuss = ? where reference = ?", changed
                )
        self._codes, self._discussed = codes, discussed

    @staticmethod
    def _recommended(ones: Collection[Decision]) -> str:
        found = [one for one in ones if one.kind == "recommend"]
        try:
            return recommendation(found[-1].value)[0] if found else ""
        except NotApplicable:
            return ""

    @property
    def pending(self) -> tuple[Decision, ...]:
        """Those that the run does not know, in the order in which they came in."""
        return self._pending

    def holds(self, decision: Decision) -> bool:
        """Whether nobody took it back."""
        return decision.id in self._held

    def is_pending(self, decision: Decision) -> bool:
        """Whether the run does not know it."""
        return decision.id not in self._known

    def on(self, target: str, *kinds: DecisionKind) -> list[Decision]:
        """What holds about a target, of these kinds or of all, by time."""
        ones = self._by_target.get(target, [])
        return [one for one in ones if not kinds or one.kind in kinds]

    def last(self, target: str, *kinds: DecisionKind) -> Decision | None:
        """The newest of them."""
        found = self.on(target, *kinds)
        return found[-1] if found else None

    def edited(self, paragraph: str) -> Decision | None:
        """The newest edit of a paragraph that the run does not know."""
        one = self.last(paragraph, "edit_paragraph")
        return one if one and self.is_pending(one) else None

    def new_text(self, paragraph: str) -> str:
        """What that edit says; empty where there is none."""
        one = self.edited(paragraph)
        return _read(words, one, "the new text") or "" if one else ""

    def accepted(self, paragraph: str, text: str) -> Decision | None:
        """Who accepted the paragraph as it reads; none where it was accepted in other words."""
        one = self.last(paragraph, "accept_paragraph")
        if one is None:
            return None
        said = _read(acceptance, one)
        holds = said is not None and said.holds and said.text in ("", digest(text.encode()))
        return one if holds else None

    def cleared(self, section: str, seal: str) -> tuple[Decision | None, bool]:
        """Who cleared a section, and whether it still reads as it was cleared."""
        one = self.last(section, "clear")
        said = _read(read_clearing, one) if one else False
        if one is None or not said:
            return None, False
        return one, said is True or said == seal

    def doubted(self, paragraph: str) -> Decision | None:
        """Who said that the sources of a paragraph do not say what it says."""
        one = self.last(paragraph, "not_supported")
        return one if one and _read(wish, one) is not None else None

    def asked(self, paragraph: str) -> Decision | None:
        """Who asked for another source."""
        one = self.last(paragraph, "ask_source")
        return one if one and _read(wish, one) is not None else None

    def marked(self, kind: DecisionKind) -> list[str]:
        """The targets of decisions of a kind, sorted."""
        return sorted(
            target for target, ones in self._by_target.items() if any(d.kind == kind for d in ones)
        )

    def label(self, theme: str) -> str:
        """The name that a pending decision gives a theme; empty where none does."""
        one = self.last(theme, "rename")
        pending = one is not None and self.is_pending(one)
        return _read(words, one, "the new label") or "" if one and pending else ""

    def answer(self, reference: str) -> Decision | None:
        """The disposition of a comment."""
        return self.last(reference, "dispose")

    def recommendation(self, reference: str) -> Decision | None:
        """What somebody would answer."""
        return self.last(reference, "recommend")

    @property
    def codes(self) -> dict[str, str]:
        """Answered comments and contributions, with the disposition's id."""
        return self._codes

    def moving(self) -> Iterator[tuple[Decision, str, str]]:
        """Pending decisions that put passages elsewhere: decision, passage, where to."""
        for one in self._pending:
            value = one.value
            if (one.kind == "move" and isinstance(value, str) and one.target.startswith("p")) or (
                one.kind == "pin" and isinstance(value, str) and value not in ("", "true", "false")
            ):
                yield one, one.target, value
            elif one.kind in ("split", "add_theme") and isinstance(value, dict):
                for passage in value.get("passages") or ():
                    yield one, str(passage), one.id

    def going(self) -> dict[str, str]:
        """Passage → the theme, or the decision that makes one, where it goes with the next run."""
        return {passage: to for _, passage, to in self.moving()}


def _read(read: Callable[..., _Value], decision: Decision, *more: object) -> _Value | None:
    """What a decision says; None for one that no run can carry out, as a file may bring it in."""
    try:
        return read(decision.value, *more)
    except NotApplicable:
        return None
