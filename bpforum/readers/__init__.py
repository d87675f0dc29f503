"""Owns what a file says: bytes in, `models.reading.Reading` out; refuses store and network."""
