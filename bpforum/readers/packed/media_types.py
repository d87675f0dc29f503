"""Owns the media type that a file's name promises; never looks at its bytes."""

from os.path import splitext

_MEDIA_TYPES = {
    ".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".htm": "text/html",
    ".eml": "message/rfc822", ".msg": "application/vnd.ms-outlook", ".mbox": "application/mbox",
    ".pdf": "application/pdf", ".rtf": "application/rtf", ".zip": "application/zip",
    ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".vtt": "text/vtt",
    ".srt": "application/x-subrip", ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel", ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet", ".ics": "text/calendar",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def media_type_of(name: str) -> str:
    """By the suffix of `name`; bytes of no known type where it has none that we know."""
    return _MEDIA_TYPES.get(splitext(name)[1].lower(), "application/octet-stream")
