"""Owns which reader a file needs, by its first bytes and its name; refuses to open it.

The bytes count for more than the name; what cannot be read yet is refused in words that say what to
ask the sender for.
"""

import re
from pathlib import PurePosixPath
from typing import Literal

from models.submission import Reason, Rejected

FileKind = Literal["docx", "html", "mail", "markdown", "text"]

_ASK = "Ask the sender for the document as Word .docx, text or HTML."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "PDF", _ASK),
    (b"{\\rtf", "rich text (RTF)", "Open it in a word processor and save it as .docx."),
    (b"\x89PNG", "a picture", "Ask for the text that the picture shows."),
    (b"\xff\xd8\xff", "a picture", "Ask for the text that the picture shows."),
    (b"GIF8", "a picture", "Ask for the text that the picture shows."),
    (b"RIFF", "sound, video or a picture", _ASK),
    (b"\x1f\x8b", "a compressed archive", "Unpack it and add the files one by one."),
    (b"7z\xbc\xaf", "a compressed archive", "Unpack it and add the files one by one."),
    (b"Rar!", "a compressed archive", "Unpack it and add the files one by one."),
    (b"MZ", "a program", "Do not open it; ask the sender what was meant."),
    (b"\x7fELF", "a program", "Do not open it; ask the sender what was meant."),
)
_NAMES: dict[str, tuple[str, str]] = {
    ".pdf": ("PDF", _ASK),
    ".doc": ("the old Word format", "Open it in Word and save it as .docx."),
    ".dot": ("the old Word format", "Open it in Word and save it as .docx."),
    ".rtf": ("rich text (RTF)", "Open it in a word processor and save it as .docx."),
    ".odt": ("OpenDocument", "Open it in a word processor and save it as .docx."),
    ".pages": ("Pages", "Ask for an export as .docx."),
    ".xls": ("a spreadsheet", "Save it as .csv and connect it as a csv source."),
    ".xlsx": ("a spreadsheet", "Save it as .csv and connect it as a csv source."),
    ".ods": ("a spreadsheet", "Save it as .csv and connect it as a csv source."),
    ".csv": ("a table", "Connect it as a csv source; each of its rows is a contribution."),
    ".tsv": ("a table", "Connect it as a csv source; each of its rows is a contribution."),
    ".ppt": ("a presentation", _ASK),
    ".pptx": ("a presentation", _ASK),
    ".odp": ("a presentation", _ASK),
    ".msg": ("an Outlook message", "Save the message as .eml, or forward it to the inbox."),
    ".mbox": ("a mailbox", "Export its messages one by one as .eml."),
    ".zip": ("an archive", "Unpack it and add the files one by one."),
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
_HTML_NAMES = (".html", ".htm", ".xhtml", ".xht")
_MARKDOWN_NAMES = (".md", ".markdown", ".mdown")
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
_HEAD = 8192


def kind_of(name: str, data: bytes) -> FileKind | Rejected:
    """Which reader `data` needs, or why no reader here can read it."""
    suffix = PurePosixPath(name.replace("\\", "/").strip().rstrip(".")).suffix.lower().strip()
    head = data[:_HEAD]
    if not data:
        return "text"
    if head.startswith(b"PK"):
        return _kind_of_zip(suffix, data)
    if head.startswith(_OLE):
        return _ole(data)
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head):
            return unreadable(what, remedy)
    if suffix in _WORD_NAMES and _HTML.match(head) is None:
        return _not_word()
    if suffix in _NAMES and not (suffix == ".doc" and _HTML.match(head)):
        return unreadable(*_NAMES[suffix])
    if suffix in _HTML_NAMES:
        return "html"
    if suffix == ".eml":
        return "mail"
    if suffix in _MARKDOWN_NAMES:
        return "markdown"
    if suffix != ".txt" and _HTML.match(head):
        return "html"
    if suffix != ".txt" and _MAIL.match(head.replace(b"\r\n", b"\n")):
        return "mail"
    return "text"


def unreadable(what: str, remedy: str) -> Rejected:
    """A refusal of a kind of file that no reader here reads."""
    return Rejected(
        reasons=(
            Reason(
                code="unreadable-kind",
                message=f"This kind of file cannot be read yet: {what}.",
                remedy=remedy,
            ),
        )
    )


def _kind_of_zip(suffix: str, data: bytes) -> FileKind | Rejected:
    """By the names that the zip's entries show; the guard looks at everything else."""
    if suffix in _WORD_NAMES or b"word/document.xml" in data or b"word/_rels" in data:
        return "docx"
    for sign, key in (
        (b"xl/workbook.xml", ".xlsx"),
        (b"ppt/presentation.xml", ".pptx"),
        (b"application/vnd.oasis.opendocument", ".odt"),
    ):
        if sign in data:
            return unreadable(*_NAMES[key])
    return unreadable(*_NAMES[".zip"])


def _ole(data: bytes) -> Rejected:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Rejected(
            reasons=(
                Reason(
                    code="password",
                    message="This document is protected by a password.",
                    remedy="Ask the sender to save it without a password and send it again.",
                ),
            )
        )
    return unreadable(*_NAMES[".doc"])


def _not_word() -> Rejected:
    return Rejected(
        reasons=(
            Reason(
                code="not-a-word-file",
                message="This file is called a Word document but is none, or it is damaged.",
                remedy="Ask the sender to open it in Word, save it as .docx and send it again.",
            ),
        )
    )
