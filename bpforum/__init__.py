"""bpforum turns what people send to a forum into its outcome document, and shows its work."""

__version__ = "0.1.0"
