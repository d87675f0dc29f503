"""What can be computed from text alone: passages, language, duplicates, vectors, groups, counts."""
