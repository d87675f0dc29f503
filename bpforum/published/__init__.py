"""Published versions as they are read: divided into pages once, and asked for a page at a time.

A version is sealed and never changes, so that what is worked out of it is kept beside it; it can
be made again from the sealed files at any time.
"""
