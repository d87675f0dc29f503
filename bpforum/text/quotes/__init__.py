"""Whose words are quoted, and which of them."""
