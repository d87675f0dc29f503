"""How many words a text has, also in scripts without spaces: owns the count, splits nothing."""

FEWEST, MOST, WHOLE = 40, 120, 60
"""Words of a passage: filled up to, cut above, and below which a text is one passage."""
_LETTERS_A_WORD = 2
"""For scripts without spaces: about two characters stand for a word."""
_LONGEST_WORD = 60
"""A longer run of letters, a link or encoded data, counts as a word for each sixty."""


def weight_of(word: str) -> int:
    """How many words a run of characters counts for: one, or more in a script without spaces."""
    if len(word) < 12:
        return 1
    if word.isascii():
        return max(1, len(word) // _LONGEST_WORD)
    wide = sum(c.isalpha() and c.lower() == c.upper() for c in word)
    return max(1, wide // _LETTERS_A_WORD, len(word) // _LONGEST_WORD)


def count_words(words: str) -> int:
    """The words of a text."""
    return sum(weight_of(word) for word in words.split())
