"""Which texts are the same, and what a copy adds of its own."""
