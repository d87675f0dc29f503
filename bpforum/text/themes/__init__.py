"""Themes: how they are found, keep their identity and grow."""
