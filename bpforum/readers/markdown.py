"""Owns Markdown's marks: takes them off and keeps what they say; refuses to render anything.

Emphasis marks and heading signs go, `[text](address)` becomes `text (address)`, and just `text`
where the address is the text or only points into the page. Tables become rows with tabs.
"""

import re

_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"\s{0,3}(?:\*\s*\*\s*\*[\s*]*|-\s*-\s*-[\s-]*|_\s*_\s*_[\s_]*)$")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,})\s*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000}?\S|\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000})(?<=\S)\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,2000})(?<=\S)_(?![\w_])")
_CODE = re.compile(r"(`{1,2})([^`\n]{1,2000})\1")
_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,2000})\]\(\s*<?([^()\s<>]{0,2000})>?(?:\s+\"[^\"\n]{0,500}\")?\s*\)"
)
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^\s<>]{1,2000})>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
_SHOWN = ("http://", "https://")


def strip_markup(line: str) -> str:
    """`line` without inline marks. Patterns are bounded, so time is linear in the length."""
    line = _LINK.sub(_link, line)
    line = _AUTOLINK.sub(r"\1", line)
    line = _CODE.sub(r"\2", line)
    line = _STRONG.sub(r"\2", line)
    line = _EMPHASIS.sub(r"\1", line)
    line = _UNDERSCORE.sub(r"\1", line)
    return _ESCAPE.sub(r"\1", line)


def _link(match: re.Match[str]) -> str:
    text, address = match[1].strip(), match[2]
    if not text:
        return address if address.startswith(_SHOWN) else ""
    if not address.startswith(_SHOWN) or address.rstrip("/") == text.rstrip("/"):
        return text
    return f"{text} ({address})"


def heading(line: str) -> tuple[int, str] | None:
    """Level and words of a `# heading` line, or None."""
    match = _HEADING.match(line[:1000])
    return (len(match[1]), match[2]) if match and match[2] else None


def underline_level(line: str) -> int:
    """1 or 2 where `line` underlines the line before as a heading, else 0."""
    if _UNDERLINE.match(line[:200]) is None:
        return 0
    return 1 if "=" in line else 2


def is_fence(line: str) -> bool:
    """Whether `line` opens or closes a code block."""
    return _FENCE.match(line) is not None


def is_rule(line: str) -> bool:
    """Whether `line` only draws a line, across the page or under a table's head."""
    short = line[:500]
    return _RULE.match(short) is not None or ("|" in short and _TABLE_RULE.match(short) is not None)


def cells(line: str) -> list[str] | None:
    """The cells of a table row written with pipes, or None."""
    stripped = line.strip()
    if not (stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 2):
        return None
    return [cell.strip() for cell in stripped[1:-1].split("|")]
