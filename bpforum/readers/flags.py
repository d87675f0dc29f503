"""Owns the words of flags that more than one reader raises; the secretariat reads them."""

BIDI = "bidirectional controls"
FORWARDED = "forwarded message"
HIDDEN = "hidden text was left out"
UNKNOWN_CHARSET = "unknown character set"
UNRECOGNISED = "could not be told what kind of document it is"
