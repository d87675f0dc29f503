"""Owns the table of contents of a pipermail archive: its volumes in order; asks nothing itself.

Volumes are years, quarters, months, weeks or days, as the list's owner chose (Mailman 2.1,
`archive_volume_frequency`). Links that lead out of the archive are not seen.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from models.base import Instant

MOST_VOLUMES = 12_000
"""A day each for 30 years."""

_LINK = re.compile(
    r"<a\b[^<>]{0,300}?\bhref\s{0,3}=\s{0,3}[\"']?([^\"'<>\s]{1,500})[^<>]{0,300}>([^<]{0,200})",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"((?P<year>\d{4})(?:-(?P<month>[A-Z][a-z]{2,8})|q(?P<quarter>[1-4]))?"
    r"|Week-of-Mon-(?P<week>\d{8})|(?P<day>\d{8}))"
    r"(?:(?P<text>\.txt(?:\.gz)?)|/(?P<page>date|thread|subject|author)\.html)"
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Volume:
    """One volume: its mailbox, or where there is none, its list of messages."""

    name: str
    """As in addresses: `2016-March`."""
    url: str
    is_text: bool
    label: str
    """What the link says, with the size: another one tells that the volume was changed."""
    begins: Instant | None
    ends: Instant | None


def links_on(page: str, base: str) -> Iterator[tuple[str, str]]:
    """Address and words of each link on `page` that stays below `base`."""
    for match in _LINK.finditer(page):
        try:
            url = urljoin(base, html.unescape(match[1])).partition("#")[0]
        except ValueError:
            continue
        if url.startswith(base) and "/../" not in url:
            yield url, " ".join(html.unescape(match[2]).split())


def volumes_on(page: str, base: str) -> list[Volume]:
    """The volumes, oldest first; of a volume its mailbox counts, packed or not."""
    found: dict[str, Volume] = {}
    for url, label in links_on(page, base):
        match = _VOLUME.fullmatch(url.removeprefix(base))
        if match is None or (match["page"] and match["page"] not in ("date", "thread")):
            continue
        volume = _volume(match, url, label)
        before = found.get(volume.name)
        if before is None and len(found) >= MOST_VOLUMES:
            continue
        # By date is the order of arrival; a mailbox is better than any list.
        if before is None or (not before.is_text and (volume.is_text or url.endswith("date.html"))):
            found[volume.name] = volume
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(found.values(), key=lambda one: (one.begins or never, one.name))


def _volume(match: re.Match[str], url: str, label: str) -> Volume:
    begins, ends = _period(match)
    is_text = match["text"] is not None
    # A list of messages says nothing of its size.
    return Volume(match[1], url, is_text, label[:80] if is_text else "", begins, ends)


def _period(match: re.Match[str]) -> tuple[Instant | None, Instant | None]:
    """When the volume begins and ends; its days may be those of any time zone."""
    try:
        if words := match["week"] or match["day"]:
            first = datetime(int(words[:4]), int(words[4:6]), int(words[6:]), tzinfo=UTC)
            last = first + timedelta(days=7 if match["week"] else 1)
        else:
            year, month, months = int(match["year"]), 1, 12
            if match["quarter"]:
                month, months = int(match["quarter"]) * 3 - 2, 3
            elif match["month"]:
                month, months = _MONTHS.index(match["month"]) + 1, 1
            first = datetime(year, month, 1, tzinfo=UTC)
            after = month - 1 + months
            last = datetime(year + after // 12, after % 12 + 1, 1, tzinfo=UTC)
        return first - timedelta(days=1), last + timedelta(days=1)
    except (ValueError, OverflowError):
        return None, None
