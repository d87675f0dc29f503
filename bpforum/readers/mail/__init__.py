"""Owns messages as readings, whatever program wrote them; keeps no address."""
