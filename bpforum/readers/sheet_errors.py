"""Owns which cells of an .xlsx show an error instead of a value; reads no other cell.

The library that reads the sheets gives these as empty cells. Somebody's words that begin with `-`
or `=` become `#NAME?` when they are pasted into a spreadsheet: that must not look like no answer.
"""

import re

from lxml import etree

from bpforum.readers.guard import inflate
from models.submission import Rejected

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!")
Places = dict[tuple[int, int], str]
"""Row from 1 and column from 0 → the error."""

_MOST = 100_000
_ERROR = re.compile(
    rb"<(?:\w{1,9}:)?c\b(?=[^<>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'])"
    rb"(?=[^<>]{0,200}?\bt=[\"']e[\"'])[^<>]{0,400}>"
    rb"(?:<(?:\w{1,9}:)?f\b[^<]{0,9000}(?:</(?:\w{1,9}:)?f>)?)?<(?:\w{1,9}:)?v>(#[^<]{1,12})</"
)
_HAS_ERROR = re.compile(rb"t=[\"']e[\"']")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def find_errors(data: bytes) -> dict[str, Places]:
    """The errors of each sheet by its name; nothing where `data` is no .xlsx."""
    parts = inflate(data) if data.startswith(b"PK") else {}
    if isinstance(parts, Rejected) or "xl/workbook.xml" not in parts:
        return {}
    try:
        paths = _paths(parts)
    except etree.XMLSyntaxError:
        return {}
    found: dict[str, Places] = {}
    for name, path in paths.items():
        places = found.setdefault(name, {})
        part = parts.get(path, b"")
        # Only a sheet with an error in it is searched with the slow pattern.
        for match in _ERROR.finditer(part) if _HAS_ERROR.search(part) else ():
            if (word := match[3].decode("ascii", "replace")) in ERRORS and len(places) < _MOST:
                places[int(match[2]), _column(match[1])] = word
    return found


def _paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name → the part that holds it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    relations = etree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), parser)
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    book = etree.fromstring(parts["xl/workbook.xml"], parser)
    return {
        one.get("name", ""): "xl/" + targets.get(one.get(_RELATION), "").removeprefix("/xl/")
        for one in book.iter("{*}sheet")
    }


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
