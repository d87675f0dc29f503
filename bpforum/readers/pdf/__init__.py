"""Owns PDF documents as readings: pages become paragraphs again."""
