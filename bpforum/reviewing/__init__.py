"""What a coordinator sees of a draft and does about it: evidence, queues, checks, decisions.

It reads a run's files through an index of its own and decides nothing; pages word what it finds.
"""
