"""Owns files that hold others: takes them apart within bounds, and reads none of them."""
