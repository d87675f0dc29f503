"""How many words a text has, also in scripts without spaces: owns the count, splits nothing."""

FEWEST, MOST, WHOLE = 40, 120, 60
"""Words of a passage: filled up to, cut above, and below which a text is one passage."""
_LETTERS_A_WORD = 2
"""For scripts without spaces: about two characters stand for a word."""
_LONG = 12
_LONGEST_WORD = 60
"""A longer run of letters, a link or encoded data, counts as a word for each sixty."""


def weight_of(word: str) -> int:
    """How many words a run of characters counts for: one, or more in a script without spaces."""
    if len(word) < _LONG:
        return 1
    if word.isascii():
        return max(1, len(word) // _LONGEST_WORD)
    wide = sum(c.isalpha() and c.lower() == c.upper() for c in word)
    return max(1, wide // _LETTERS_A_WORD, len(word) // _LONGEST_WORD)


def count_words(words: str) -> int:
    """The words of a text."""
    each = words.split()
    # Only a long run of characters may weigh more than one.
    return len(each) + sum(weight_of(word) - 1 for word in each if len(word) >= _LONG)
