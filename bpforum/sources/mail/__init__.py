"""Owns mailboxes and list archives as sources of messages; marks, moves and deletes none."""
