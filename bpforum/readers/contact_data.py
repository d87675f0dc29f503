"""Owns taking contact data out of the short texts that models keep; the running text it leaves.

What counts as an address or number is `masking`'s to say; here the masked places go, with the
labels that announced them and with postal boxes.
"""

import re

from bpforum.readers.masking import MASK, mask

_MASKED = re.compile(
    r"[\s(<]{0,3}(?:\b(?:telephone|tel|téléphone|teléfono|phone(?: number)?|telefax|fax|mobile"
    r"|cell|e-?mail|mailto|correo(?: electrónico)?|courriel)\b\.?\s{0,3}:?\s{0,3})?[(<]?"
    + MASK
    + r"[\s)>/"
    + MASK
    + r"]*",
    re.IGNORECASE,
)
_TOLL_FREE = re.compile(r"(?<![\w.-])1[ .-]\d{3}[ .-]\d{3}[ .-]\d{4}(?!\w)")
_BOX = re.compile(
    r"\b(?:P\.?\s?O\.?\s?Box|Apartado(?: postal)?|B\.P\.|BP)\s{1,3}\d{1,9}\b"
    r".{0,60}?(?:\b\d{4,6}\b|$)",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(r"\(\s*[,;/|]*\s*\)|[\s,;:(|/-]+$|^[\s,;:)|/-]+")


def without_contact_data(words: str) -> str:
    """`words` on one line, without mail addresses, phone and fax numbers and postal boxes."""
    masked = _BOX.sub(MASK, _TOLL_FREE.sub(MASK, mask(words)))
    if MASK in masked:
        masked = _LEFT_OVER.sub("", _MASKED.sub(" ", masked))
    return " ".join(masked.split())
