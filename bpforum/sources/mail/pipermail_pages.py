"""Owns reading messages off a pipermail archive's pages, for archives that offer no mailbox.

A page keeps sender's name, time, subject and words; which message it answers is not on it.
Source: Mailman 2.1, templates/en/article.html.
"""

import html
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import unquote

from bpforum.readers.encoding import DecodedText, decode_text
from bpforum.readers.packed.member import Member
from bpforum.sources.mail.pipermail_volumes import links_on
from models.ids import digest

MOST_MESSAGES = 10_000
"""Of one volume."""
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
_ID = re.compile(r"In-Reply-To=([^\"'&\s>]{1,600})", re.IGNORECASE)
_HEAD = re.compile(r"<h1>([^<]{0,2000})", re.IGNORECASE)
_BOLD = re.compile(r"<b>([^<]{0,1000})", re.IGNORECASE)
_WHEN = re.compile(r"<i>([^<]{0,200})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_DATE = re.compile(
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,3}(\d{1,2}) (\d\d):(\d\d):(\d\d)"
    r"(?: ([A-Z]{2,5}))? (\d{4})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOURS = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "EST": -5,
    "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_BEGINS, _ENDS = "<!--beginarticle-->", "<!--endarticle-->"


def message_links(page: bytes, volume_url: str, base: str) -> list[str]:
    """The addresses of a volume's messages, in the order of its list."""
    folder = volume_url.rpartition("/")[0] + "/"
    found: dict[str, None] = {}
    for url, _ in links_on(page.decode("utf-8", "replace"), folder):
        if url.startswith(base) and re.fullmatch(r"\d{1,8}\.html", url.removeprefix(folder)):
            found.setdefault(url)
            if len(found) >= MOST_MESSAGES:
                break
    return list(found)


def message_on(page: bytes) -> Member | None:
    """The message that `page` shows, as a mail; None where it shows none."""
    charset = _CHARSET.search(page[:5_000])
    decoded = decode_text(page, charset[1].decode("ascii") if charset else "")
    if not isinstance(decoded, DecodedText) or _BEGINS not in decoded.text:
        return None
    head, _, rest = decoded.text.partition(_BEGINS)
    body = _words(_TAG.sub("", rest.partition(_ENDS)[0])).strip("\n") + "\n"
    top = head[-20_000:]
    found_id = _ID.search(top)
    written = _words(unquote(_words(found_id[1]))).strip("<> ") if found_id else ""
    at = _date(_first(_WHEN, top))
    headers = {
        "From": _sender(_first(_BOLD, top)),
        "Date": format_datetime(at) if at else "",
        "Subject": _first(_HEAD, top),
        "Message-ID": f"<{written}>" if written else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = [f"{name}: {' '.join(value.split())}" for name, value in headers.items() if value]
    data = ("\n".join(lines) + "\n\n" + body).encode("utf-8", "replace")
    name = "".join(written.split())[:300].replace("/", "_") or f"message-{digest(data)[:16]}"
    return Member(name=name, data=data, media_type="message/rfc822", date=at)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return _words(found[1]).strip() if found else ""


def _words(markup: str) -> str:
    return html.unescape(markup)


def _sender(name: str) -> str:
    """A name alone; where the archive shows an address in its place, that address."""
    bare = " ".join(name.replace('"', "").replace("\\", "").split())
    user, at, host = bare.partition(" at ")
    if at and " " not in user and " " not in host:
        return f"<{user}@{host}>"
    return f'"{bare}" <>' if bare else ""


def _date(words: str) -> datetime | None:
    """`Thu Jan  7 12:00:00 CET 2016`; an unknown zone is taken for UTC."""
    found = _DATE.search(words)
    if found is None:
        return None
    try:
        day = datetime(
            int(found[7]), _MONTHS.index(found[1]) + 1, int(found[2]),
            int(found[3]), int(found[4]), int(found[5]), tzinfo=UTC,
        )  # fmt: skip
        return day - timedelta(hours=_HOURS.get(found[6] or "UTC", 0))
    except (ValueError, OverflowError):
        return None
