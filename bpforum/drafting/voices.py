"""What of each theme of one view is printed word for word; owns who may be quoted there.

Written input alone, in its own name: no transcript, no note, nothing that is a copy, is held,
withheld, to be counted alone or for the annex only, and no passage that is only loosely of the
theme.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from bpforum.drafting.attribution import Attribution, Word
from bpforum.drafting.facts import Quote, Source
from bpforum.drafting.material import Material
from bpforum.drafting.withholding import Withholding
from bpforum.grouped import Group
from bpforum.text.counting.positions import plain
from bpforum.text.quotes.offers import Speech
from bpforum.text.quotes.quotations import Chosen, Quotation, choose
from models.passage import PassageKind

FEWEST, MOST = 3, 8
"""Quotations in a theme; below the fewest only where there are no more voices."""
MARKED = 3
"""Of each kind, passages that are printed because they were marked as such."""
PRINTED_KINDS: tuple[PassageKind, ...] = ("practice", "example", "recommendation", "question")
"""In the order in which a theme shows them."""
QUOTED = ("contribution", "comment", "proposal")


class Voices:
    """The quotations of all themes of one view, chosen together."""

    def __init__(
        self,
        material: Material,
        names: Attribution,
        withholding: Withholding,
        word: Word,
        cited: Sequence[str],
    ) -> None:
        """`word` gives fixed words; `cited` are passages that the document points to without
        printing them."""
        self._material = material
        self._names = names
        self._withholding = withholding
        self._word = word
        self._cited = cited

    def quotes(self, group: Group) -> tuple[Quote, ...]:
        """The theme's quotations."""
        chosen = self._chosen.get(group.id)
        return tuple(self._quote(group, one) for one in chosen.quotations) if chosen else ()

    def marked(self, group: Group) -> dict[PassageKind, tuple[Quote, ...]]:
        """By kind, some of the passages that somebody marked as such."""
        chosen = self._chosen.get(group.id)
        return {
            kind: tuple(self._quote(group, one) for one in chosen.marked[kind])
            for kind in PRINTED_KINDS
            if chosen and kind in chosen.marked
        }

    @cached_property
    def _chosen(self) -> Mapping[str, Chosen]:
        grouping = self._material.grouping
        told: dict[str, tuple[str, str, str, str]] = {}
        speeches = {key: speech for key in grouping.passages if (speech := self._speech(key, told))}
        groups = [group for group in grouping.groups if not group.set_aside]
        themes = [[speeches[p] for p in group.passages if p in speeches] for group in groups]
        placed = {one.id for theme in themes for one in theme}
        chosen = choose(
            themes,
            [one for key, one in speeches.items() if key not in placed],
            grouping.vectors,
            fewest=FEWEST,
            most=MOST,
            prefer=grouping.pinned,
            marked=MARKED,
            cited=self._cited,
        )
        return {group.id: one for group, one in zip(groups, chosen, strict=True)}

    def _speech(self, key: str, told: dict[str, tuple[str, str, str, str]]) -> Speech | None:
        """The passage with what may be told of whose it is; None where it is not in writing.

        `told`: voice, group, position and region by reference, as far as they are known.
        """
        material, grouping = self._material, self._material.grouping
        passage = grouping.passages[key]
        one = material.by_reference.get(passage.contribution)
        if one is None or one.kind not in QUOTED or key not in grouping.vectors:
            return None
        if one.reference not in told:
            told.clear()  # passages come contribution by contribution
            told[one.reference] = (
                one.voice, self._names.group_id(one), plain(one.position),
                material.regions.get(one.reference, ""),
            )  # fmt: skip
        voice, group, position, region = told[one.reference]
        may_cite = material.may_cite(passage)
        says = material.says.get(key)
        shown = says and says.said_by != "wording" and says.kind in PRINTED_KINDS
        return Speech(
            passage=passage,
            voice=voice,
            group=group,
            position=position,
            region=region,
            may_quote=may_cite and (key not in grouping.loose or key in grouping.pinned),
            may_cite=may_cite,
            kind=says.kind if says and shown else "",
        )

    def _quote(self, group: Group, one: Quotation) -> Quote:
        material = self._material
        passage = material.grouping.passages[one.passage]
        contribution = material.by_reference[passage.contribution]
        main = material.forum.forum.languages[0]
        return Quote(
            id=f"{group.key[:18]}_{passage.id}",
            source=Source(contribution.reference, one.start, one.end, passage.id),
            by=self._withholding.redacted(self._names.quoted(contribution), contribution),
            language=self._name(passage.language) if passage.language != main else "",
        )

    def _name(self, language: str) -> str:
        """The language's name in the document's; the code where we have none."""
        try:
            return self._word(f"language.{language}") if language else ""
        except KeyError:
            return language
