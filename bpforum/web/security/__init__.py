"""Owns who may do what on the pages, and what no request may do; knows no page."""
