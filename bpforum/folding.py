"""Owns the comparing of words, names and titles as people write them; decides nothing by it."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def folded(words: str) -> str:
    """`words` without accents, case and punctuation, with single spaces between them."""
    if words.isascii():  # the same, at a fifth of the time
        return " ".join(_WORD.findall(words.lower()))
    apart = unicodedata.normalize("NFKD", words)
    plain = "".join(char for char in apart if not unicodedata.combining(char)).casefold()
    return " ".join(_WORD.findall(plain))
