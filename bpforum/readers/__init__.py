"""Owns what a file says: bytes in, `models.reading.Reading` out; refuses store and network."""

READER_VERSION = "3"
"""Goes up when readers find other things in the same bytes: what was read is read again."""
