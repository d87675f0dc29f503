"""Owns how notices reach people: by mail, into a folder, to a chat room; decides none of them."""
