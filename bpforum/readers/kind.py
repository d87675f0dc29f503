"""Owns which reader a file needs, by its first bytes and its name; refuses to open it.

The bytes count for more than the name; what cannot be read yet is refused in words that say what to
ask the sender for.
"""

import re
from pathlib import PurePosixPath
from typing import Literal

from bpforum.readers.packed.zip_directory import names_in
from models.submission import Rejected

FileKind = Literal[
    "docx", "html", "mail", "markdown", "text", "pdf", "outlook", "subtitles",
    "office", "mailbox", "archive", "spreadsheet", "table", "post",
    "filed", "invitation",
]  # fmt: skip
"""`office` (.odt, .rtf, .doc) becomes .docx before it is read; `CONTAINERS` hold
things that are submissions of their own; a `post` is what `post.py` packed, and `filed` what
`filed.py` did."""
CONTAINERS: tuple[FileKind, ...] = ("mailbox", "archive", "spreadsheet", "table")

_ASK = "Ask the sender for the document as Word .docx, text or HTML."
POST = b'{"#bpforum":"post",'
"""How a post's bytes begin (`post.py`)."""
FILED = b'{"#bpforum":"filed",'
"""How the bytes of a filing begin (`filed.py`)."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a picture", "Ask for the text that the picture shows."),
    (b"\xff\xd8\xff", "a picture", "Ask for the text that the picture shows."),
    (b"GIF8", "a picture", "Ask for the text that the picture shows."),
    (b"RIFF", "sound, video or a picture", _ASK),
    (b"\x1f\x8b", "a compressed archive", "Unpack it and add the files one by one."),
    (b"7z\xbc\xaf", "a compressed archive", "Unpack it and add the files one by one."),
    (b"Rar!", "a compressed archive", "Unpack it and add the files one by one."),
    (
        b"\x78\x9f\x3e\x22",
        "winmail.dat, in which Outlook packs a mail's files so that only Outlook opens them",
        "Ask the sender to send it again as HTML or plain text, with the files attached.",
    ),
    (b"MZ", "a program", "Do not open it; ask the sender what was meant."),
    (b"\x7fELF", "a program", "Do not open it; ask the sender what was meant."),
)
_NAMES: dict[str, tuple[str, str]] = {
    ".pages": ("Pages", "Ask for an export as .docx."),
    ".ppt": ("a presentation", _ASK),
    ".pptx": ("a presentation", _ASK),
    ".odp": ("a presentation", _ASK),
    ".json": ("data for programs", _ASK),
    ".xml": ("data for programs", _ASK),
    ".png": ("a picture", "Ask for the text that the picture shows."),
    ".jpg": ("a picture", "Ask for the text that the picture shows."),
    ".jpeg": ("a picture", "Ask for the text that the picture shows."),
    ".mp3": ("a recording", "Ask for a transcript."),
    ".mp4": ("a recording", "Ask for a transcript."),
    ".wav": ("a recording", "Ask for a transcript."),
    ".exe": ("a program", "Do not open it; ask the sender what was meant."),
}
_BY_NAME: dict[str, FileKind] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".xht": "html", ".eml": "mail",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown",
    ".vtt": "subtitles", ".srt": "subtitles", ".mbox": "mailbox", ".csv": "table", ".tsv": "table",
}  # fmt: skip
_OLE_NAMES: dict[str, FileKind] = {
    ".doc": "office", ".dot": "office", ".msg": "outlook", ".xls": "spreadsheet",
}  # fmt: skip
_EMPTY_OR_DAMAGED = (".pdf", ".rtf", ".odt", ".msg", ".xlsx", ".xls", ".ods", ".zip")
_WORD_NAMES = (".docx", ".docm", ".dotx", ".dotm")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,400}?-->\s*)?"
    rb"<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    rb"(?:From [^\n]{1,300}\n)?(?:(?:From|Return-Path|Received|MIME-Version|Delivered-To|"
    rb"Message-ID|DKIM-Signature|X-[\w-]{1,60}|Date|Subject|To):[^\n]{0,2000}\n"
    rb"(?:[ \t][^\n]{0,2000}\n){0,50}){3}",
    re.IGNORECASE,
)
_MAIL_LINE = re.compile(
    rb"(?:From|To|Return-Path|Received|MIME-Version|Delivered-To|Message-ID|DKIM-Signature|Date"
    rb"|Subject|X-[\w-]{1,60}|List-[\w-]{1,30}|Content-Type|Sender|Reply-To|References):",
    re.IGNORECASE,
)
_MAILBOX = re.compile(
    rb"From [^\n]{1,400}?\d{1,2}:\d\d[^\n]{0,100}\n(?:>From [^\n]{0,500}\n)?[!-9;-~]{1,80}:\s"
)
_HEAD = 8192


def kind_of(name: str, data: bytes) -> FileKind | Rejected:
    """Which reader `data` needs, or why no reader here can read it."""
    suffix = PurePosixPath(name.replace("\\", "/").strip().rstrip(".")).suffix.lower().strip()
    head = data[:_HEAD]
    if not data:
        return "text"
    if head.startswith(POST):
        return "post"
    if head.startswith(FILED):
        return "filed"
    if head.startswith(b"PK"):
        return _kind_of_zip(suffix, data)
    if head.startswith(_OLE):
        return _ole(suffix, data)
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "office"
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head):
            return unreadable(what, remedy)
    if "@" in PurePosixPath(name).name and _MAIL_LINE.match(head):
        return "mail"  # a message's id is no file's name, though it may end with .md or .zip
    if suffix in _WORD_NAMES and _HTML.match(head) is None:
        return _not_word()
    if suffix in _NAMES:
        return unreadable(*_NAMES[suffix])
    if suffix == ".ics" or head.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return "invitation"
    if suffix in _BY_NAME:
        return _BY_NAME[suffix]
    if _MAILBOX.match(head):
        return "mailbox"  # list archives are often called .txt
    if suffix in _EMPTY_OR_DAMAGED and not _HTML.match(head):
        return _not_what_it_says(suffix)
    if suffix != ".txt" and _HTML.match(head):
        return "html"
    if suffix != ".txt" and _MAIL.match(head.replace(b"\r\n", b"\n")):
        return "mail"
    return "text"


def unreadable(what: str, remedy: str) -> Rejected:
    """A refusal of a kind of file that no reader here reads."""
    return Rejected.because(
        "unreadable-kind", f"This kind of file cannot be read yet: {what}.", remedy=remedy
    )


def _kind_of_zip(suffix: str, data: bytes) -> FileKind | Rejected:
    """By the names that the zip lists; the guard looks at everything else.

    Where the list is broken, by the names that can be seen: then only to say what was damaged.
    """
    listed = names_in(data)
    names = _seen(data) if listed is None else listed
    if suffix in _WORD_NAMES or _has(names, "word/document.xml", "word/_rels/"):
        return "docx"
    if "ppt/presentation.xml" in names:
        return unreadable(*_NAMES[".pptx"])
    if _has(names, "xl/workbook."):
        return "spreadsheet"
    if "mimetype" not in names:
        return "archive"
    if b"opendocument.spreadsheet" in data[:200]:
        return "spreadsheet"
    if b"opendocument.text" in data[:200]:
        return "office"
    if b"application/vnd.oasis.opendocument" in data[:200]:
        return unreadable(*_NAMES[".odp"])
    return "archive"


def _has(names: frozenset[str], *beginnings: str) -> bool:
    return any(name.startswith(beginnings) for name in names)


def _seen(data: bytes) -> frozenset[str]:
    told = ("word/document.xml", "word/_rels/", "ppt/presentation.xml", "xl/workbook.", "mimetype")
    return frozenset(name for name in told if name.encode() in data)


def _ole(suffix: str, data: bytes) -> FileKind | Rejected:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Rejected.because(
            "password",
            "This document is protected by a password.",
            remedy="Ask the sender to save it without a password and send it again.",
        )
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return _OLE_NAMES.get(suffix) or unreadable("an old Office file", _ASK)


_OLE_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("__substg1.0_", "outlook"), ("__properties_version1.0", "outlook"),
    ("WordDocument", "office"), ("Workbook", "spreadsheet"),
)  # fmt: skip


def _not_what_it_says(suffix: str) -> Rejected:
    return Rejected.because(
        "damaged",
        f"This file is called {suffix} but is none, or it is damaged or cut off.",
        remedy="Ask the sender to open it, save it anew and send it again.",
    )


def _not_word() -> Rejected:
    return Rejected.because(
        "not-a-word-file",
        "This file is called a Word document but is none, or it is damaged.",
        remedy="Ask the sender to open it in Word, save it as .docx and send it again.",
    )
