"""The identifiers of the record and how each is written; making new ones is the store's work."""

import re
from hashlib import sha256
from typing import Annotated

from pydantic import StringConstraints

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of bytes, in lower-case hexadecimal."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""An id that a person wrote in `forum.toml`: lower case, digits, `.`, `_`, `-`."""

Reference = Annotated[str, StringConstraints(pattern=r"^C-\d{4,}$")]
"""`C-0001`: given in order of arrival, never reused."""

PassageId = Annotated[str, StringConstraints(pattern=r"^p[0-9a-f]{12}$")]

ParagraphId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,33}$")]
"""Does not depend on the paragraph's text; with `_bpf_` before it, it fits a Word bookmark (40)."""


def reference(number: int) -> str:
    """`7` → `C-0007`."""
    return f"C-{number:04d}"


def number_of(words: str) -> int | None:
    """`C-0007` → `7`; None for words that are not written as `reference` writes them."""
    digits = words[2:]
    if not (words.startswith("C-") and digits.isascii() and digits.isdigit()):
        return None
    is_written = len(digits) == 4 or (4 < len(digits) <= 18 and digits[0] != "0")
    return int(digits) if is_written else None


def by_arrival(words: str) -> tuple[int, str]:
    """What references, and whatever else is numbered, sort by to be in the order of arrival."""
    return len(words), words


def passage_id(contribution: str, start: int, text: str) -> str:
    """The id of the passage of `contribution` that reads `text` at code point `start`."""
    key = f"{contribution}\n{start}\n{text}"
    return "p" + sha256(key.encode()).hexdigest()[:12]


def digest(data: bytes) -> str:
    """SHA-256 of `data`, in lower-case hexadecimal."""
    return sha256(data).hexdigest()


def paragraph_key(prefix: str, words: str) -> str:
    """How the ids of some paragraphs begin: `("src", "C-0007")` → `src_c_0007`; at most 22 long."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    return f"{prefix}_{plain}"[:22]
