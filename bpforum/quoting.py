"""Checks that printed words are the stored ones (promise 2); changes none."""

import re

_BRACKETS = re.compile(r"\[(?:…|\.\.\.|name withheld|[^\[\]]{1,80})\]")


def is_exact(printed: str, stored: str) -> bool:
    """Whether `printed` is `stored`, but for `[…]`, `[editor's word]` and `[name withheld]`.

    Everything outside the brackets must stand in `stored`, in order, beginning and end included.
    A bracket stands for a piece of the stored words, so nothing may be added between them.
    """
    if printed == stored:
        return True
    pieces = _BRACKETS.split(printed)
    if len(pieces) == 1:
        return False
    if not stored.startswith(pieces[0]) or not stored.endswith(pieces[-1]):
        return False
    at, end = len(pieces[0]), len(stored) - len(pieces[-1])
    for piece in pieces[1:-1]:
        found = stored.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end
