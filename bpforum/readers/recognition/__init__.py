"""Owns what a read document is and what it says of itself; touches no file."""
