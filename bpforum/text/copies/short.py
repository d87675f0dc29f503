"""Which answers others may well give in the same words: owns that bound; compares nothing."""

from bpforum.text.copies.shingles import fold, is_wordless

FEWEST_WORDS_EQUAL = 6
"""Answers below this are often the same without being copied: each stands for itself."""
_LONGEST_SHORT = 400
"""Characters above which nothing is a short answer."""
_MOST_LOOKED_AT = 18
"""Words with which a text begins that mostly tell."""


def is_short(text: str) -> bool:
    """Whether others may well say the same in the same words: "Yes, I agree." is no campaign.

    So is a survey's row of such answers: none of its different lines has six words, and all
    together have less than twelve.
    """
    if len(text) > _LONGEST_SHORT:
        return False
    whole = text.splitlines()
    # Twelve words of letters are enough in every script; mostly the first are all to look at.
    enough = 2 * FEWEST_WORDS_EQUAL
    if whole and sum(map(str.isalpha, whole[0].split(None, _MOST_LOOKED_AT))) >= enough:
        return False
    if any(sum(map(str.isalpha, line.split())) >= enough for line in whole):
        return False
    lines = {folded: folded.split() for line in whole if (folded := fold(line))}
    sizes = [sum(0.5 if is_wordless(word) else 1.0 for word in words) for words in lines.values()]
    return max(sizes, default=0) < FEWEST_WORDS_EQUAL and sum(sizes) < 2 * FEWEST_WORDS_EQUAL
