"""One archive for the same parts, whatever came first and whenever it was made."""

import zipfile
from io import BytesIO

from bpforum.rendering.canonical_zip import pack, unpack

PARTS = {
    "word/document.xml": b"<d/>" * 100,
    "_rels/.rels": b"<r/>",
    "a.xml": b"",
    "[Content_Types].xml": b"<t/>",
}


def test_the_order_of_the_parts_given_does_not_matter() -> None:
    assert pack(PARTS) == pack(dict(reversed(PARTS.items())))


def test_what_is_packed_comes_out_again() -> None:
    assert unpack(pack(PARTS)) == PARTS


def test_content_types_come_first_and_no_entry_has_a_time() -> None:
    with zipfile.ZipFile(BytesIO(pack(PARTS))) as archive:
        entries = archive.infolist()
    assert [one.filename for one in entries] == [
        "[Content_Types].xml",
        "_rels/.rels",
        "a.xml",
        "word/document.xml",
    ]
    assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(one.create_system, one.external_attr) for one in entries} == {(3, 0o644 << 16)}
