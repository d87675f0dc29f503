"""Owns the stylesheet, the scripts and the pictures of the pages; none comes from elsewhere.

Each is asked for under an address that holds its digest, so that a browser may keep it for ever.
"""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

from bpforum.web.security.roles import everybody
from models.ids import digest

_FOLDER = Path(__file__).resolve().parent
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
router = APIRouter()


@cache
def _files() -> dict[str, tuple[bytes, str, str]]:
    """Of each file by its name: what it holds, its kind, and its digest's beginning."""
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        if path.suffix in _KINDS:
            data = path.read_bytes()
            found[path.name] = (data, _KINDS[path.suffix], digest(data)[:12])
    return found


def address_of(name: str) -> str:
    """The address of a file by its name."""
    return f"/static/{_files()[name][2]}/{name}"


@router.get("/static/{seal}/{name}", dependencies=[everybody], include_in_schema=False)
def read(seal: str, name: str) -> Response:
    """The file `name`."""
    if name not in _files() or _files()[name][2] != seal:
        raise HTTPException(404)
    kept = {"cache-control": "public, max-age=31536000, immutable"}
    return contents(name, kept)


def contents(name: str, headers: dict[str, str] | None = None) -> Response:
    """The answer that holds a file."""
    data, kind, _ = _files()[name]
    return Response(data, media_type=kind, headers=headers)
