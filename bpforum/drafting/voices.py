"""What of each theme of one view is printed word for word; owns who may be quoted there.

Written input alone, in its own name: no transcript, no note, nothing that is a copy, is held,
withheld, to be counted alone or for the annex only, and no passage that is only loosely of the
theme.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from bpforum.drafting.attribution import Attribution, Word
from bpforum.drafting.facts import Quote, Source
from bpforum.drafting.material import Material
from bpforum.drafting.speaking import PRINTED_KINDS
from bpforum.drafting.withholding import Withholding
from bpforum.grouped import Group
from bpforum.text.quotes.quotations import Chosen, Quotation, choose
from bpforum.text.speeches import Speeches
from models.passage import PassageKind

FEWEST, MOST = 3, 8
"""Quotations in a theme; below the fewest only where there are no more voices."""
MARKED = 3
"""Of each kind, passages that are printed because they were marked as such."""


class Voices:
    """The quotations of all themes of one view, chosen together."""

    def __init__(
        self,
        material: Material,
        speeches: Speeches,
        names: Attribution,
        withholding: Withholding,
        word: Word,
        cited: Sequence[str],
    ) -> None:
        """`speeches` are the view's; `word` gives fixed words; `cited` are passages that the
        document points to without printing them."""
        self._material = material
        self._speeches = speeches
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
        grouping, speeches = self._material.grouping, self._speeches
        groups = [group for group in grouping.groups if not group.set_aside]
        place = {name: n for n, name in enumerate(speeches.theme.names)}
        themes = np.array([place.get(group.id, -1) for group in groups], dtype=np.int64)
        chosen = choose(
            [speeches.pick(np.flatnonzero(speeches.theme.codes == theme)) for theme in themes],
            speeches.pick(np.flatnonzero(~np.isin(speeches.theme.codes, themes))),
            grouping.vectors,
            fewest=FEWEST,
            most=MOST,
            prefer=grouping.pinned,
            marked=MARKED,
            cited=self._cited,
        )
        return {group.id: one for group, one in zip(groups, chosen, strict=True)}

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
