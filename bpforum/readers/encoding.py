"""Owns the way from bytes to characters; refuses to guess where bytes are no text at all.

Order of evidence: byte order mark, NULs (UTF-16 without a mark), strict UTF-8, the charset that the
file declares, and last the legacy code page under which the text looks least odd.
"""

import codecs
import re
from typing import NamedTuple

from bpforum.readers.characters import clean
from models.submission import Rejected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Where two fit equally well the earlier wins: CP1252 is by far the most frequent in the archives of
# such meetings, and equals ISO 8859-1 where both are defined.
_LATIN = ("cp1252", "mac_roman", "cp850", "cp1250", "iso8859_2", "cp1254", "cp1257")
_OTHER = [
    "cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic", "cp1253", "cp1255", "cp1256",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp949", "tis_620",
]  # fmt: skip
_SAMPLE = 65_536
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_CHARACTER = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Not letters, and yet they stand inside words or right before a capital.
_INSIDE_WORDS = frozenset("\u2018\u2019\xb7\xad\u2013\u2014\u2026\u2022\u201c\u201d\u20ac\xa0")


class DecodedText(NamedTuple):
    """Characters, cleaned; the encoding they were read by; and what was noticed on the way."""

    text: str
    encoding: str
    flags: tuple[str, ...]


def decode_text(data: bytes, declared: str = "") -> DecodedText | Rejected:
    """The text that `data` holds, in NFC, or why it is none.

    `declared` is a charset that a mail or page states; it is believed only where it can be true.
    """
    encoding, text, flags = _decode(data, declared)
    if text is None:
        return _not_text()
    cleaned = clean(text)
    return DecodedText(cleaned.text, encoding, (*flags, *cleaned.flags))


def _decode(data: bytes, declared: str) -> tuple[str, str | None, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return encoding, text if _is_mostly_text(text) else None, ()
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        return _decode_with_nuls(data, sample)
    if len(_CONTROL.findall(sample)) > max(2, len(sample) // 50):
        return "", None, ()
    try:
        return "utf-8", data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    whole = len(_MULTIBYTE.findall(sample))
    stray = len(_HIGH.findall(_MULTIBYTE.sub(b"", sample)))
    if whole > 3 * stray:
        return "utf-8", _decode_mixed(data), ("some bytes were not UTF-8 and were read as CP1252",)
    named = _known(declared)
    if named and named not in ("utf-8", "ascii"):
        try:
            return named, data.decode(named), ()
        except (UnicodeDecodeError, ValueError):
            pass
    encoding = _choose_legacy(sample)
    return encoding, data.decode(encoding, "replace"), ()


def _decode_with_nuls(data: bytes, sample: bytes) -> tuple[str, str | None, tuple[str, ...]]:
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 0.3 * half and others < 0.02 * half + 1:
            text = data.decode(encoding, "replace")
            return encoding, text if _is_mostly_text(text) else None, ()
    if even + odd > max(2, len(sample) // 1000):
        return "", None, ()
    return _decode(data.replace(b"\x00", b"\x1b"), "")


def _is_mostly_text(text: str) -> bool:
    sample = text[:_SAMPLE]
    bad = sum(1 for c in sample if (c < " " and c not in "\t\n\r\f\v") or c == "\ufffd")
    return bad <= max(2, len(sample) // 50)


def _decode_mixed(data: bytes) -> str:
    """UTF-8 with stray legacy bytes in it, as files pasted together from several have."""
    return data.decode("utf-8", _STRAY)


def _read_stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_STRAY = "bpforum-stray-cp1252"
codecs.register_error(_STRAY, _read_stray)


def _known(declared: str) -> str:
    name = declared.strip().strip("\"'").lower()[:40]
    name = {
        "iso-8859-1": "cp1252",
        "latin-1": "cp1252",
        "latin1": "cp1252",
        "us-ascii": "cp1252",
    }.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    # Codecs that are no character sets (base64, zip, hex, rot13) are registered by the same names.
    return info.name if getattr(info, "_is_text_encoding", False) else ""


def is_known_charset(declared: str) -> bool:
    """Whether `declared` names a character set that this machine can read."""
    return bool(_known(declared))


def _choose_legacy(sample: bytes) -> str:
    letters = len(re.findall(rb"[A-Za-z]", sample))
    high = len(_HIGH.findall(sample))
    if high > max(12, 0.7 * letters):
        # Mostly letters outside ASCII: Cyrillic, Greek, Arabic, East Asian. Only then is the
        # statistical detector better than the rule below. Imported here as it takes long to load.
        from charset_normalizer import from_bytes

        best = from_bytes(sample, cp_isolation=_OTHER, enable_fallback=False).best()
        if best is not None:
            return best.encoding
    return min(
        _LATIN, key=lambda name: (_oddness(sample.decode(name, "replace")), _LATIN.index(name))
    )


def _oddness(text: str) -> int:
    """What a wrong code page shows: symbols inside words, capitals after small letters, and bytes
    that the page does not define."""
    odd = 0
    for match in _HIGH_CHARACTER.finditer(text):
        character, at = match[0], match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if character.isalpha():
            odd += character.isupper() and before.islower()
        elif character == "\ufffd" or "\x80" <= character <= "\x9f":
            odd += 1
        elif character not in _INSIDE_WORDS:
            odd += before.isalpha() and after.isalpha()
    return odd


def _not_text() -> Rejected:
    return Rejected.because(
        "not-text",
        "This file does not hold text: it looks like a program's own data.",
        remedy="Ask the sender for the document as Word .docx, text or HTML.",
    )
