"""What was said about published versions: where it belongs now, who may see it, what became of it.

It reads the store and decides nothing; pages word what it finds.
"""
