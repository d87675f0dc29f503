"""Owns the comparing of words, names and titles as people write them; decides nothing by it."""

import re
import unicodedata


def folded(words: str) -> str:
    """`words` without accents, case and punctuation, with single spaces between them."""
    apart = unicodedata.normalize("NFKD", words)
    plain = "".join(char for char in apart if not unicodedata.combining(char)).casefold()
    return " ".join(re.findall(r"[^\W_]+", plain))
