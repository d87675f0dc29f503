"""Counts of the input, and how well a document covers it."""
