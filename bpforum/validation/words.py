"""Owns the comparing of titles, names and file names; decides nothing by them."""

import re
import unicodedata


def folded(words: str) -> str:
    """Words without accents, case and punctuation, for comparing titles and names."""
    apart = unicodedata.normalize("NFKD", words)
    plain = "".join(char for char in apart if not unicodedata.combining(char)).casefold()
    return " ".join(re.findall(r"[^\W_]+", plain))
