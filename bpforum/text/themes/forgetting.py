"""Owns forgetting: takes words out of what themes are called that no text holds any more.

A theme stays itself when a contribution is withdrawn or erased, but it must not go on saying what
was taken back. Nothing else ever takes a label from a theme.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from models.theme import Anchor, SubAnchor

_WORD = re.compile(r"\w+")


def forget(anchors: Sequence[Anchor], texts: Iterable[str]) -> list[Anchor]:
    """`anchors` without labels and key phrases that hold a word which none of `texts` has.

    A label gives way to the first phrase that is left, or to the theme's id. What a person pinned
    keeps the name that was given to it.
    """
    said: set[str] = set()
    for text in texts:
        said.update(_WORD.findall(text.casefold()))

    def is_said(words: str) -> bool:
        return said.issuperset(_WORD.findall(words.casefold()))

    kept = []
    for anchor in anchors:
        if anchor.pinned or anchor.set_aside:
            parts = tuple(_without(part, is_said) for part in anchor.subthemes)
            kept.append(anchor.model_copy(update={"subthemes": parts}) if parts else anchor)
            continue
        phrases = tuple(filter(is_said, anchor.key_phrases))
        label = anchor.label
        if not is_said(label):
            taken = {one.label for one in (*anchors, *kept)}
            names = (one[:1].upper() + one[1:] for one in phrases)
            label = next((one for one in names if one not in taken), anchor.id)
        parts = tuple(_without(part, is_said) for part in anchor.subthemes)
        kept.append(
            anchor.model_copy(update={"label": label, "key_phrases": phrases, "subthemes": parts})
        )
    return kept


def _without(part: SubAnchor, is_said: Callable[[str], bool]) -> SubAnchor:
    """A sub-theme whose name is forgotten is called by a phrase that is left, or by its id."""
    phrases = tuple(filter(is_said, part.key_phrases))
    label = part.label
    if not is_said(label):
        label = next((one[:1].upper() + one[1:] for one in phrases), part.id)
    return part.model_copy(update={"label": label, "key_phrases": phrases})
