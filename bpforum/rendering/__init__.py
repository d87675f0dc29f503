"""Outcome → bytes: the page, the Word file. Writes nothing, reads nothing, knows no clock."""
