"""Owns what a language model may add to a draft, and every check of it; the rest goes on without.

Only the pipeline asks it. Nothing here is imported from `pydantic_ai` before a model is set up.
"""
