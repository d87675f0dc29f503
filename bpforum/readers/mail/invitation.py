"""Owns calendar files as readings: what they invite to, as a title; refuses to call it a text.

Nobody contributes by an invitation: it is kept and counted, and what it says is never grouped.
Source: RFC 5545.
"""

import re

from bpforum.readers.characters import clean_line
from bpforum.readers.encoding import decode_text
from bpforum.readers.flags import INVITATION
from models.reading import Reading
from models.submission import Rejected

_FOLDED = re.compile(r"\n[ \t]")
_SUMMARY = re.compile(r"^SUMMARY(?:;[^:\n]{0,200})?:(.{0,500})", re.IGNORECASE | re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\;,nN])")
_MOST = 64 * 1024


def read_invitation(data: bytes) -> Reading | Rejected:
    """A calendar file as a reading without text, with the event's name as its title."""
    decoded = decode_text(data[:_MOST])
    if isinstance(decoded, Rejected):
        return decoded
    found = _SUMMARY.search(_FOLDED.sub("", decoded.text))
    words = _ESCAPE.sub(lambda m: " " if m[1] in "nN" else m[1], found[1]) if found else ""
    return Reading(text="", title=clean_line(words)[:300], flags=(INVITATION,))
