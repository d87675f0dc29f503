"""Owns the compile flow: the pipeline's own steps, each as one task; knows nothing of what they do."""
