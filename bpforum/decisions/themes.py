"""Carries out decisions about themes: rename, merge, split, accept, decline, add, set aside."""

from collections.abc import Callable
from dataclasses import replace

from bpforum.decisions import values
from bpforum.decisions.additions import Additions
from bpforum.decisions.placing import Places
from bpforum.decisions.values import NotApplicable
from bpforum.decisions.words import split_id
from bpforum.grouped import Group, Grouping
from models.decision import Decision
from models.theme import ProposedMove

Tell = Callable[[Decision, str], None]


class OfThemes:
    """Themes during one replay."""

    def __init__(
        self,
        places: Places,
        find: Callable[[str], str],
        tell: Tell,
        additions: Additions,
        left_overs: str,
    ) -> None:
        """`find` gives the original of a passage; `tell` takes what could not be carried out."""
        self._places = places
        self._arrangement = places.arrangement
        self._claims = places.claims
        self._find = find
        self._tell = tell
        self._additions = additions
        self._left_overs = left_overs
        self.to_come = {one.theme.id for one in additions.themes.values()}
        """Added themes whose decision is not reached yet: nothing is sent there so far."""
        self.declined: dict[str, tuple[Group, str]] = {}
        self.accepted: dict[str, str] = {}
        self._aside: dict[str, bool] = {}

    def rename(self, decision: Decision) -> None:
        """A label by a person; a theme with a name is not left over."""
        label = values.words(decision.value, "the new label")
        theme = self._arrangement.find(decision.target)
        self._change(theme, label=label, named_by=decision.by, set_aside=False)
        self._aside.pop(theme.id, None)
        self._claims.claim(decision, [("label", theme.id), ("aside", theme.id)])

    def merge(self, decision: Decision) -> None:
        """All of the target stands in the theme of the value."""
        gone = self._arrangement.find(decision.target)
        stays = self._arrangement.find(
            values.words(decision.value, "the id of the theme that stays")
        )
        if gone.id == stays.id:
            raise NotApplicable("a theme cannot be merged with itself")
        meeting = self._meeting(gone.id, stays.id)
        self._arrangement.merge(gone.id, stays.id, decision.id)
        # A theme that people merge others into is one that they want.
        parts = (*stays.subthemes, *gone.subthemes)
        self._change(self._arrangement.themes[stays.id], status="standing", subthemes=parts)
        if stays.status == "proposed":
            self.accepted[stays.id] = decision.id
        self._claims.claim(decision, [("theme", gone.id)])
        for passage in meeting:
            self._places.settle(self._places.links.unit(passage), decision)

    def _meeting(self, gone: str, stays: str) -> list[str]:
        """Passages of `gone` that must not stand with some of `stays`."""
        theme_of, parted = self._arrangement.theme_of, self._places.links.parted
        return [
            one
            for one, others in sorted(parted.items())
            if theme_of.get(one) == gone and any(theme_of.get(p) == stays for p in others)
        ]

    def split(self, decision: Decision) -> None:
        """Some passages of a theme stand in a new one behind it."""
        wanted = values.part(decision.value)
        theme = self._arrangement.find(decision.target)
        inside = self._arrangement.members[theme.id]
        leaving = []
        for passage in wanted.passages:
            try:
                root = self._find(passage)
                if root not in inside:
                    raise NotApplicable(f"{passage} does not stand in theme {theme.id!r} any more")
            except NotApplicable as reason:
                self._tell(decision, str(reason))
            else:
                leaving.append(root)
        if not leaving:
            raise NotApplicable(f"none of its passages stands in theme {theme.id!r} any more")
        new = split_id(decision)
        if new in self._arrangement.themes or new in self._arrangement.gone:
            raise NotApplicable(f"a theme {new!r} exists already")
        if values.MACHINES_OWN.fullmatch(new) or new in (*values.UNPLACED, values.SUBSTANTIVE):
            raise NotApplicable(f"the id {new!r} is the machine's own; choose another")
        part = Group(id=new, label=wanted.label, question=theme.question, named_by=decision.by)
        self._arrangement.add(part, after=theme.id)
        self._claims.claim(decision, [("theme", new), ("label", new)])
        self._places.put(leaving, new, decision)

    def accept(self, decision: Decision) -> None:
        """A proposed theme stands, with the old passages that were proposed to come to it."""
        taken = values.taken(decision.value)
        if decision.target in self.declined:
            self._take_back(decision.target)
        theme = self._arrangement.find(decision.target)
        proposed = [
            one for one in self._arrangement.grouping.proposed_moves if one.to_theme == theme.id
        ]
        if theme.status != "proposed" and (theme.id in self.accepted or not proposed):
            by = self.accepted.get(theme.id)
            raise NotApplicable(f"theme {theme.id!r} stands already" + (f", by {by}" if by else ""))
        self._change(theme, status="standing")
        self.accepted[theme.id] = decision.id
        self._claims.claim(decision, [("status", theme.id)])
        wanted = set(taken if taken is not None else (one.passage for one in proposed))
        for passage in sorted(wanted - {one.passage for one in proposed}):
            self._tell(decision, f"nobody proposed to move {passage} to theme {theme.id!r}")
        for move in proposed:
            if move.passage in wanted and self._is_free(move):
                together = self._places.links.unit(move.passage)
                self._places.bring(together, theme.id, decision.id, decision)
                self._places.settle(together, decision)

    def _is_free(self, move: ProposedMove) -> bool:
        """Whether it stands where it stood when its move was proposed, and nobody put it there."""
        arrangement = self._arrangement
        if move.passage not in arrangement.grouping.passages:
            return False
        if arrangement.root(move.passage) != move.passage:
            return False  # a copy goes where its original goes
        together = self._places.links.unit(move.passage)
        return not any(map(self._places.wish, together)) and (
            arrangement.theme_of.get(move.passage, "") == arrangement.today(move.from_theme)
        )

    def decline(self, decision: Decision) -> None:
        """A proposed theme is not wanted: its passages go where they fit next, or nowhere."""
        arrangement, places = self._arrangement, self._places
        theme = arrangement.find(decision.target)
        absorbed = theme.id in arrangement.into.values()
        if theme.status != "proposed" and (absorbed or theme.id not in self.accepted):
            raise NotApplicable(
                f"theme {theme.id!r} stands; merge it into another, or set it aside"
            )
        inside = tuple(arrangement.members[theme.id])
        self.declined[theme.id] = (replace(theme, passages=inside), decision.id)
        self.accepted.pop(theme.id, None)
        self._claims.claim(decision, [("status", theme.id)])
        self._claims.lose(("theme", theme.id), decision)
        for passage in inside:
            if arrangement.root(passage) != passage or arrangement.place(passage) != theme.id:
                continue
            together = places.links.unit(passage)
            to = places.best(together, without=[theme.id]) or "fits_no_theme"
            places.bring(together, to, decision.id, decision)
        # A copy that stands apart from its original.
        for passage in list(arrangement.members[theme.id]):
            arrangement.put(passage, "fits_no_theme", decision.id)
        arrangement.remove(theme.id, f"theme {theme.id!r} was declined by {decision.id}")

    def _take_back(self, theme: str) -> None:
        """A declined theme is there again, with what still stands where its decline put it."""
        arrangement = self._arrangement
        group, by = self.declined.pop(theme)
        arrangement.add(replace(group, passages=(), status="proposed"))
        for passage in group.passages:
            if arrangement.root(passage) != passage or arrangement.place(passage) == theme:
                continue
            together = self._places.links.unit(passage)
            if all(arrangement.assigned_by.get(one) == by for one in together):
                for one in together:
                    at_home = arrangement.first.get(one) == theme
                    arrangement.put(one, theme, "" if at_home else by)

    def add(self, decision: Decision) -> None:
        """A theme that the grouping was told of: here it gets its name, and passages by name."""
        self.to_come.discard(self._id_of(decision))
        if reason := self._additions.reasons.get(decision.id):
            raise NotApplicable(reason)
        addition = self._additions.themes.get(decision.id)
        theme = self._arrangement.themes.get(addition.theme.id) if addition else None
        if addition is None or theme is None:
            raise NotApplicable("the grouping did not learn of this theme")
        self._change(theme, label=addition.theme.label, named_by=decision.by)
        self._claims.claim(decision, [("theme", theme.id), ("label", theme.id)])
        for passage in addition.passages:
            try:
                root = self._find(passage)
            except NotApplicable as reason_:
                self._tell(decision, str(reason_))
            else:
                self._places.put([root], theme.id, decision)

    def _id_of(self, decision: Decision) -> str:
        addition = self._additions.themes.get(decision.id)
        return addition.theme.id if addition else ""

    def set_aside(self, decision: Decision) -> None:
        """Left-overs without a name, or back."""
        aside = values.switch(decision.value)
        theme = self._arrangement.find(decision.target)
        if aside == theme.set_aside:
            raise NotApplicable("it is set aside already" if aside else "it is not set aside")
        self._change(theme, set_aside=aside)
        self._aside[theme.id] = aside
        self._claims.claim(decision, [("aside", theme.id)])

    def headed(self, grouping: Grouping) -> Grouping:
        """`grouping` with the headings of what was set aside, or taken up again."""
        if not self._aside:
            return grouping
        return replace(grouping, groups=tuple(map(self._headed, grouping.groups)))

    def _headed(self, theme: Group) -> Group:
        aside = self._aside.get(theme.id)
        if aside:
            return replace(theme, label=self._left_overs)
        if aside is False and theme.label == self._left_overs and theme.key_phrases:
            first = theme.key_phrases[0]
            return replace(theme, label=first[:1].upper() + first[1:])
        return theme

    def _change(self, theme: Group, **changes: object) -> None:
        self._arrangement.themes[theme.id] = replace(theme, **changes)  # type: ignore[arg-type]
