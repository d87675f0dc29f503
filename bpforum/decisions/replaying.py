"""Replays decisions about themes and passages over a grouping, in the order of their time.

What no decision names, directly or over a link, a copy or its whole theme, stands where it stood.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bpforum.decisions.additions import Additions
from bpforum.decisions.arrangement import Arrangement
from bpforum.decisions.claims import Claims
from bpforum.decisions.linking import Linking
from bpforum.decisions.links import Pair
from bpforum.decisions.nearest import Nearest
from bpforum.decisions.passages import OfPassages
from bpforum.decisions.placing import Places
from bpforum.decisions.themes import OfThemes
from bpforum.decisions.values import NotApplicable
from bpforum.decisions.words import in_order
from bpforum.grouped import Group, Grouping
from bpforum.text.one_thread import on_one_thread
from models.decision import Decision, Unapplied
from models.theme import ProposedMove


@dataclass(frozen=True)
class Moved:
    """A passage that people placed elsewhere than the machine; each of them a theme's id, or the
    kind of its being in none."""

    passage: str
    machine: str
    now: str
    by: str


@dataclass(frozen=True)
class Replayed:
    """What came of a list of decisions; each stands in `applied` or in `not_applicable`."""

    grouping: Grouping
    applied: tuple[Decision, ...]
    not_applicable: tuple[Unapplied, ...]
    in_part: tuple[Unapplied, ...] = ()
    """Of those applied, what of them could not be."""
    declined: Mapping[str, tuple[Group, str]] = field(default_factory=dict)
    """Themes that people did not want, as the machine had them, each with its decision's id."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Proposed themes that stand, by the id of the decision."""
    moved: tuple[Moved, ...] = ()
    """Merged themes' passages are not in it: their themes are."""
    into: Mapping[str, str] = field(default_factory=dict)
    """Merged theme → the theme that stayed."""
    together: tuple[Pair, ...] = ()
    """Passages that people joined, by the must-links that hold at the end; of copies the
    original."""
    apart: tuple[Pair, ...] = ()
    """The same of cannot-links."""

    def today(self, theme: str) -> str:
        """What `theme` is called after all merging."""
        while theme in self.into:
            theme = self.into[theme]
        return theme

    def place(self, passage: str) -> str:
        """The theme of a passage, or the kind of its being in none."""
        return self._theme_of.get(passage) or self.grouping.unplaced[passage]

    @cached_property
    def _theme_of(self) -> dict[str, str]:
        return {one: group.id for group in self.grouping.groups for one in group.passages}


@dataclass(frozen=True)
class About:
    """What replaying has to know of the run, beside the grouping."""

    additions: Additions = field(default_factory=Additions)
    left_overs: str = "Other points"
    """How a theme is headed that people set aside."""
    silent: Collection[str] = ()
    """References of contributions that say nothing as a whole."""
    missing: Callable[[str], str] = lambda target: f"there is no passage {target!r} in this run"
    """Why a passage or contribution that a decision names is not there, in words."""


KINDS = (
    "rename", "merge", "split", "move", "pin", "must_link", "cannot_link", "accept", "decline",
    "add_theme", "set_aside", "set_kind",
)  # fmt: skip
"""The decisions that are replayed here; others are about submissions or paragraphs."""


@on_one_thread
def replay(
    grouping: Grouping, decisions: Sequence[Decision], about: About | None = None
) -> Replayed:
    """`grouping` with the decisions about themes and passages applied, in order of their time."""
    mine = [one for one in in_order(decisions) if one.kind in KINDS]
    if not mine:
        return Replayed(grouping, (), ())
    return _Replay(grouping, about or About()).all(mine)


class _Replay:
    def __init__(self, grouping: Grouping, about: About) -> None:
        self._grouping = grouping
        self._arrangement = Arrangement(grouping)
        self._claims = Claims()
        self._in_part: list[Unapplied] = []
        places = Places(
            self._arrangement, self._claims, Nearest(self._arrangement, self._may_receive)
        )
        self._places = places
        of_passages = OfPassages(places, about.missing, about.silent)
        self._of_themes = OfThemes(
            places, of_passages.find, self._tell, about.additions, about.left_overs
        )
        linking = Linking(places, of_passages.find, self._tell)
        self._apply: dict[str, Callable[[Decision], None]] = {
            "rename": self._of_themes.rename,
            "merge": self._of_themes.merge,
            "split": self._of_themes.split,
            "accept": self._of_themes.accept,
            "decline": self._of_themes.decline,
            "add_theme": self._of_themes.add,
            "set_aside": self._of_themes.set_aside,
            "move": of_passages.move,
            "pin": of_passages.pin,
            "set_kind": of_passages.set_kind,
            "must_link": linking.must,
            "cannot_link": linking.cannot,
        }

    def _may_receive(self, theme: Group) -> bool:
        return theme.status == "standing" and theme.id not in self._of_themes.to_come

    def _tell(self, decision: Decision, reason: str) -> None:
        self._in_part.append(Unapplied(decision=decision, reason=reason))

    def all(self, decisions: Sequence[Decision]) -> Replayed:
        """What came of `decisions`, which are of `KINDS` and in order."""
        done: list[Decision] = []
        refused: dict[str, Unapplied] = {}
        for number, decision in enumerate(decisions, start=1):
            self._places.now = number
            told = len(self._in_part)
            try:
                self._apply[decision.kind](decision)
            except NotApplicable as reason:
                del self._in_part[told:]
                refused[decision.id] = Unapplied(decision=decision, reason=str(reason))
            else:
                done.append(decision)
        overtaken = self._claims.overtaken
        refused |= overtaken
        together, apart = self._places.links.held
        return Replayed(
            grouping=self._frozen(),
            applied=tuple(one for one in done if one.id not in overtaken),
            not_applicable=tuple(refused[one.id] for one in decisions if one.id in refused),
            in_part=tuple(one for one in self._in_part if one.decision.id not in overtaken),
            declined=self._of_themes.declined,
            accepted=self._of_themes.accepted,
            into=self._arrangement.into,
            together=together,
            apart=apart,
            moved=self._moved({one.id for one in decisions if one.kind == "merge"}),
        )

    def _frozen(self) -> Grouping:
        elsewhere = {
            passage: theme
            for passage, before in self._arrangement.first.items()
            if (theme := self._arrangement.theme_of.get(passage)) and theme != before
        }
        scores = {**self._grouping.scores, **self._places.nearest.scores(elsewhere)}
        frozen = self._of_themes.headed(self._arrangement.freeze())
        return replace(
            frozen,
            scores=scores,
            proposed_moves=tuple(filter(self._is_open, self._grouping.proposed_moves)),
        )

    def _is_open(self, move: ProposedMove) -> bool:
        """Whether it still is a proposal: nobody accepted or declined it, or placed the passage."""
        arrangement = self._arrangement
        if move.passage not in arrangement.grouping.passages or move.to_theme in arrangement.gone:
            return False
        settled = move.to_theme in self._of_themes.accepted
        stands = arrangement.theme_of.get(move.passage, "")
        return (
            not settled
            and stands == arrangement.today(move.from_theme)
            and not self._places.wish(arrangement.root(move.passage))
        )

    def _moved(self, merges: Collection[str]) -> tuple[Moved, ...]:
        arrangement = self._arrangement
        found = [
            Moved(passage, before, arrangement.place(passage), arrangement.assigned_by[passage])
            for passage, before in arrangement.first.items()
            if arrangement.place(passage) != before and passage in arrangement.assigned_by
        ]
        order = {one: n for n, one in enumerate(arrangement.grouping.passages)} if found else {}
        return tuple(
            sorted(
                (one for one in found if one.by not in merges), key=lambda one: order[one.passage]
            )
        )
