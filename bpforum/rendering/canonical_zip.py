"""Owns how parts become one archive, the same bytes each time; refuses clocks and hosts.

Order, times, attributes and compression level are fixed, so that two archives of the same parts are
equal on one build of zlib (Open Packaging Conventions want `[Content_Types].xml` found first).
"""

import zipfile
from collections.abc import Mapping
from io import BytesIO

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_UNIX, _READABLE = 3, 0o644 << 16


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The archive of `parts`, a name with `/` for each content."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=_place):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            archive.writestr(entry, parts[name], zipfile.ZIP_DEFLATED, _LEVEL)
    return out.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """The parts of an archive that we made or that ships with us, never of an upload."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _place(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)
