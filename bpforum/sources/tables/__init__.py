"""Owns tables as submissions, a row each: which line is the header, which column is what."""
