"""Owns the pages and the API; hands requests for runs to the store, and never to Prefect."""
