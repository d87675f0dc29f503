"""Owns Word documents as readings: both texts, what changed, and what stands beside them."""
