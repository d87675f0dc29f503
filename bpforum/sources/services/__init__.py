"""Owns what platforms and public services hold, each by its own rules."""
