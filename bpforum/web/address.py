"""Owns how our pages are addressed from outside."""

from fastapi import Request


def address_here(request: Request, path: str) -> str:
    """The whole address of one of our pages: as settings say, else as it was asked for."""
    base = request.app.state.site.settings.public_url or str(request.base_url)
    return base.rstrip("/") + path
