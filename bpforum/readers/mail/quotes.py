"""Owns which lines of a mail are its sender's own; refuses to drop any: all are kept and marked.

Line by line, with bounded patterns only: parsers that match a whole mail at once hang on crafted
text. An introduction counts only with a date or an address, so that prose with "wrote:" stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bpforum.readers.mail.footers import (
    RULE,
    is_device,
    is_list_footer,
    is_signature,
    legal_lines,
    scrubbed_lines,
)

LineKind = Literal["own", "quoted", "furniture"]

MOST_INTRO_LINES = 4
_LONGEST_INTRO = 400
_OPENS = re.compile(
    r"(?:On|Le|El|Am|Em|Il|Den|Op|W dniu|Dnia|Pada|Vào)\s|(?:في|在|于)|\d{4}[-/]\d\d[-/]\d\d\s",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"\b(?:wrote|writes|a écrit|escribió|escribio|schrieb|escreveu|ha scritto|skrev|schreef|napisał"
    r"|написал|пишет|كتب|كتبت)\b|写道|寫道|>\s?[:\uff1a]$",
    re.IGNORECASE,
)
_COLONS = (":", "\N{FULLWIDTH COLON}")
_EVIDENCE = re.compile(r"\d{1,2}[:h.]\d{2}|\b(?:19|20)\d\d\b|@|\d{1,2}/\d{1,2}/")
_STRONG_EVIDENCE = re.compile(r"\d{1,2}[:h]\d{2}|[\w.-]@[\w-]")
"""Without `>` marks below it, an introduction needs a time or an address: a year is not enough."""
_SEPARATOR = re.compile(
    r"-{2,}\s?(?:Original Message|Original Appointment|Forwarded message|Forwarded by|"
    r"Message d'origine|Message transféré|Mensaje original|Mensaje reenviado|"
    r"Ursprüngliche Nachricht|Weitergeleitete Nachricht|Mensagem original)\b",
    re.IGNORECASE,
)
_BEGIN_FORWARD = re.compile(
    r"(?:Begin forwarded message|Début du message réexpédié|Inicio del mensaje reenviado)\s?:",
    re.IGNORECASE,
)
_FORWARD_WORDS = ("forward", "transféré", "réexpédié", "reenviado", "weitergeleitete")
_HEADER = re.compile(
    r"\*?(From|De|Von|Da|Van|发件人|Sent|Date|Envoyé|Enviado(?: el)?|Fecha|Gesendet|Datum|"
    r"Inviato|To|À|A|An|Para|Cc|Subject|Objet|Asunto|Betreff|Oggetto|Assunto|Reply-To)\s?\*?\s?:",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:From|De|Von|Da|Van|发件人)\s?\*?\s?:", re.IGNORECASE)


@dataclass(frozen=True)
class MailLine:
    """A line with its kind; `text` is without the quoting marks, of which there were `depth`."""

    text: str
    kind: LineKind
    depth: int = 0


@dataclass(frozen=True)
class SortedLines:
    """The lines of a mail in order, and whether it only passes another one on."""

    lines: tuple[MailLine, ...]
    is_forward: bool = False


def sort_lines(lines: Sequence[str]) -> SortedLines:
    """Tell the sender's own lines from quoted ones and from signatures.

    Where nothing of the sender's own stands before a forwarded message, that message is what was
    sent: its lines are then `own`, only its headers stay `quoted`.
    """
    found = _sort(lines)
    start = _forwarded_from(lines, found)
    if start is None:
        return SortedLines(tuple(found))
    rest = _sort(lines[start:])
    return SortedLines((*found[:start], *rest), is_forward=True)


def opens_quotation(lines: Sequence[str]) -> bool:
    """Whether the first of `lines` introduces what somebody else wrote."""
    return bool(_intro(lines, 0)) or _begins_old_mail(lines, 0)


def _sort(lines: Sequence[str]) -> list[MailLine]:
    found: list[MailLine] = []
    rest: LineKind | None = None
    n = 0
    while n < len(lines):
        line = lines[n]
        text, depth = unquote(line)
        if depth:
            found.append(MailLine(text, "quoted", depth))
        elif rest == "quoted":
            found.append(MailLine(line, "quoted", 1))
        elif count := scrubbed_lines(lines, n):
            # Before what looks like the headers of an old mail: a notice has the like.
            found += [MailLine(line, "furniture") for line in lines[n : n + count]]
            n += count
            continue
        elif count := _intro(lines, n):
            found += [MailLine(line, "quoted", 1) for line in lines[n : n + count]]
            n += count
            if not _next_is_quoted(lines, n):
                rest = "quoted"
            continue
        elif _begins_old_mail(lines, n):
            rest = "quoted"
            found.append(MailLine(line, "quoted", 1))
        elif rest == "furniture" or is_signature(lines, n) or is_list_footer(lines, n):
            rest = "furniture"
            found.append(MailLine(line, "furniture"))
        elif count := int(is_device(line)) or legal_lines(lines, n):
            found += [MailLine(line, "furniture") for line in lines[n : n + count]]
            n += count
            continue
        else:
            found.append(MailLine(line, "own"))
        n += 1
    return found


def unquote(line: str) -> tuple[str, int]:
    """A line without its `>` marks, and how many there were."""
    depth, at = 0, 0
    while at < len(line) and depth < 50:
        if line[at] == ">":
            depth += 1
        elif line[at] != " " or (depth and line[at : at + 2] != " >"):
            break
        at += 1
    return (line[at:].removeprefix(" "), depth) if depth else (line, 0)


def _intro(lines: Sequence[str], at: int) -> int:
    """How many lines from `at` on introduce a quotation ("On … wrote:"), 0 where none does."""
    if _OPENS.match(lines[at].strip()[:20]) is None:
        return 0
    joined = ""
    for count, line in enumerate(lines[at : at + MOST_INTRO_LINES], start=1):
        joined += " " + line.strip()[:_LONGEST_INTRO]
        if not line.strip() or len(joined) > _LONGEST_INTRO:
            return 0
        if joined.endswith(_COLONS) and _WROTE.search(joined):
            marked = _next_is_quoted(lines, at + count)
            return count if (_EVIDENCE if marked else _STRONG_EVIDENCE).search(joined) else 0
    return 0


def _next_is_quoted(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 5] if line.strip()), "")
    return unquote(following)[1] > 0


def _begins_old_mail(lines: Sequence[str], at: int) -> bool:
    line = lines[at].strip()[:_LONGEST_INTRO]
    if _SEPARATOR.match(line) or _BEGIN_FORWARD.match(line):
        return True
    if RULE.match(line[:200]):
        following = next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()), 0)
        return bool(following) and _is_header_block(lines, following)
    return _is_header_block(lines, at)


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    """The lines that Outlook puts before the mail that is answered: who, when, to whom, on what."""
    if _FROM.match(lines[at].strip()[:40]) is None:
        return False
    headers = {
        match[1].lower()
        for line in lines[at : at + 7]
        if (match := _HEADER.match(line.strip()[:40])) is not None
    }
    return len(headers) >= 3


def _forwarded_from(lines: Sequence[str], found: Sequence[MailLine]) -> int | None:
    """The line where the body of a forwarded message begins, if nothing was said before it."""
    if any(line.kind == "own" and line.text.strip() for line in found):
        return None
    for n, line in enumerate(lines):
        if line.strip() and found[n].kind == "quoted":
            forwards = any(word in line.lower() for word in _FORWARD_WORDS)
            if found[n].depth != 1 or not (forwards or _begins_old_mail(lines, n)):
                return None
            after = n + 1
            while after < len(lines) and (
                not lines[after].strip() or _HEADER.match(lines[after].strip()[:40])
            ):
                if not lines[after].strip() and after - n > 8:
                    break
                after += 1
            return after
    return None
