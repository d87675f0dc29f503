"""Owns what was said or typed in a session as turns; names nobody by guessing."""
