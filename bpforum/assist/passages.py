"""Owns which passages of a theme may be sent to a model, and in what words; sends none.

Only what the document of the view may quote is sent, as it may be printed: names withheld, contact
data masked. What was given to fewer than everybody stays here unless the settings say otherwise.
"""

from collections import defaultdict
from collections.abc import Sequence

from bpforum.drafting.material import Material, is_public
from bpforum.drafting.withholding import Withholding
from bpforum.grouped import Group
from models.audience import Audience, narrowest
from models.contribution import Contribution
from models.passage import Passage

MOST_PASSAGES, MOST_CHARACTERS = 30, 12_000
"""Of one question: a small model on a machine of one's own still reads that (8,192 tokens)."""
_QUOTED_KINDS = ("contribution", "comment", "proposal")
"""What was said in sessions is under rules of attribution, and is not sent at all."""


class Sendable:
    """Chooses the passages of one view."""

    def __init__(
        self, material: Material, everyone: Sequence[Contribution], audience: Audience
    ) -> None:
        """`everyone`: also those that the view leaves out, to withhold their names."""
        self._material = material
        self._audience = audience
        self._withholding = Withholding(material, everyone, lambda group: group)

    def of(self, group: Group) -> list[tuple[Passage, str]]:
        """The passages with their words, in order of ids: of each contributor the most typical
        first, until there are as many as a question holds. None where there are fewer than two.
        """
        if group.set_aside:
            return []
        by_voice: dict[str, list[Passage]] = defaultdict(list)
        scores = self._material.grouping.scores
        passages = [self._material.grouping.passages[one] for one in group.passages]
        for one in sorted(passages, key=lambda p: (-scores.get(p.id, 0.0), p.id)):
            contribution = self._material.by_reference[one.contribution]
            if (
                one.id in self._material.grouping.vectors
                and self._material.may_cite(one)
                and self._may_be_sent(contribution)
            ):
                by_voice[contribution.voice].append(one)
        chosen: list[tuple[Passage, str]] = []
        size = 0
        for one in _in_turn(list(by_voice.values())):
            words = self._withholding.redacted(
                one.text, self._material.by_reference[one.contribution]
            )
            size += len(words)
            if len(chosen) == MOST_PASSAGES or (chosen and size > MOST_CHARACTERS):
                break
            chosen.append((one, words))
        chosen.sort(key=lambda pair: pair[0].id)
        return chosen if len(chosen) > 1 else []

    def _may_be_sent(self, one: Contribution) -> bool:
        return (
            one.kind in _QUOTED_KINDS
            and narrowest(one.audience, self._audience) == self._audience
            and (self._audience != "public" or is_public(one))
        )


def _in_turn(voices: Sequence[Sequence[Passage]]) -> list[Passage]:
    """The first of each voice, then the second of each, and so on."""
    longest = max(map(len, voices), default=0)
    return [own[n] for n in range(longest) for own in voices if n < len(own)]
