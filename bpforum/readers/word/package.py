"""Owns the parts of a .docx and how they refer to each other; refuses parts that are not XML.

The guard has inflated the parts under a count; here each is parsed without entities, DTD or network
and at most 256 levels deep, which also bounds every walk below.
"""

import posixpath

from lxml import etree

from bpforum.readers.guard import inflate
from models.submission import Rejected

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
"""Word's "Strict Open XML" differs in its namespaces alone, as far as text is concerned."""
_WORD = ("wordprocessingml", "ms-word")


class DamagedPart(Exception):
    """A part that an XML parser refuses; `str()` is its name."""


class Package:
    """The parts of a Word document, by name without leading slash."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = {name.lstrip("/"): part for name, part in parts.items()}
        self._names = {name.lower(): name for name in self._parts}

    def tree(self, name: str) -> etree._Element | None:
        """The root of a part, or None where there is no such part. Raises DamagedPart."""
        found = self._names.get(name.lower())
        if found is None:
            return None
        part = self._parts[found]
        for strict, transitional in _STRICT:
            part = part.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(part, parser)
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from error  # the file is large, not damaged
            raise DamagedPart(found) from error
        if root.getroottree().docinfo.doctype:
            raise DamagedPart(found)
        return root

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that `part` refers to as `kind` (`comments`, `header` …), in order."""
        folder, base = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", base + ".rels"))
        if root is None:
            return []
        names = []
        for relationship in root.iter(f"{_RELATIONSHIPS}Relationship"):
            target = relationship.get("Target", "")
            if relationship.get("TargetMode") == "External":
                continue
            if relationship.get("Type", "").rsplit("/", 1)[-1] == kind:
                names.append(posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/"))
        return names

    def main(self) -> str:
        """The name of the document's main part, or the empty string where it is none of Word's."""
        name = next(iter(self.related("", "officeDocument")), "")
        kind = self._content_type(name)
        return name if any(sign in kind for sign in _WORD) and "main+xml" in kind else ""

    def _content_type(self, name: str) -> str:
        root = self.tree("[Content_Types].xml")
        if root is None:
            return ""
        for override in root.iter(f"{_TYPES}Override"):
            if override.get("PartName", "").lstrip("/").lower() == name.lower():
                return override.get("ContentType", "")
        suffix = name.rsplit(".", 1)[-1].lower()
        for default in root.iter(f"{_TYPES}Default"):
            if default.get("Extension", "").lower() == suffix:
                return default.get("ContentType", "")
        return ""


def open_package(data: bytes) -> Package | Rejected:
    """The parts of the document in `data`, or the guard's refusal."""
    parts = inflate(data)
    return parts if isinstance(parts, Rejected) else Package(parts)


def refuse(code: str, message: str, where: str = "") -> Rejected:
    """A refusal of a Word document, with what helps most of the time."""
    remedy = "Ask the sender to open it in Word, save it anew as .docx and send it again."
    return Rejected.because(code, message, where=where, remedy=remedy)
