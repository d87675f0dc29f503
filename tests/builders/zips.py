"""Short ways to build archives for tests, honest ones and others."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NOON = (2016, 9, 12, 12, 0, 0)


def zipped(
    files: dict[str, bytes], *, at: tuple[int, int, int, int, int, int] = NOON, method: int = 8
) -> bytes:
    """An archive of `files`, all last changed `at` on the sender's clock."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, at), content, compress_type=method)
    return out.getvalue()


def squeezed(size: int) -> bytes:
    """An archive of one file of `size` zeros."""
    info = ZipInfo("zeros.txt", NOON)
    info.compress_type = ZIP_DEFLATED
    out = BytesIO()
    with ZipFile(out, "w") as archive, archive.open(info, "w") as part:
        for _ in range(size // 2**20):
            part.write(bytes(2**20))
    return out.getvalue()


def raw(*entries: tuple[bytes, bytes, dict[str, int]]) -> bytes:
    """An archive written by hand: name, bytes, and what is to be wrong with the entry.

    Keys are those of the record: `bits`, `method`, `mode`, `checksum`, `size`, `start`.
    """
    body, listing = b"", b""
    for name, content, wrong in entries:
        packed = content
        method, bits = wrong.get("method", 0), wrong.get("bits", 0)
        checksum = wrong.get("checksum", zlib.crc32(content))
        size, start = wrong.get("size", len(content)), wrong.get("start", len(body))
        common = (bits, method, 0x6000, 0x492C, checksum, len(packed), size, len(name))
        listing += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 0x0314, 20, *common, 0, 0, 0, 0,
            wrong.get("mode", 0o100644) << 16, start,
        ) + name  # fmt: skip
        if "start" not in wrong:
            body += struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *common, 0) + name + packed
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(listing), len(body), 0
    )
    return body + listing + end
