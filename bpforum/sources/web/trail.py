"""Owns which address is asked next: refuses other hosts, and walks that turn in circles."""

from collections.abc import Mapping
from urllib.parse import urldefrag, urljoin, urlsplit

from bpforum.errors import SourceRefused
from bpforum.readers.characters import clean_line
from bpforum.sources.web.address import without_keys

MOST_PAGES = 10_000
"""In one walk, with those before it was stopped."""
MOST_BARREN = 3
"""As many pages one after another without anything new, and the walk is at its end."""


class Trail:
    """The addresses asked in one walk from `home`; `walked` pages were asked before it began."""

    def __init__(self, home: str, walked: int = 0) -> None:
        self._homes = {origin_of(home)}
        self._asked: set[str] = set()
        self._barren = 0
        self.walked = walked
        self.turned = False
        """Whether the service led back to where we had been: then nobody knows what is missing."""

    def arrived(self, address: str, fresh: int) -> None:
        """Remembers a page that was asked, and how much new it brought.

        Where the source's url led, it may go on: from `http` to `https`, for one.
        """
        self._homes.add(origin_of(address))
        self._asked.add(urldefrag(address).url)
        self._barren = 0 if fresh else self._barren + 1
        self.walked += 1

    def onward(self, address: str, link: str) -> str:
        """The address that `link`, found at `address`, leads to; empty where there the walk ends.

        Raises SourceRefused where it leads to another service, or goes on for ever.
        """
        if not link.strip():
            return ""
        try:
            found = urldefrag(urljoin(address, link.strip())).url
            elsewhere = origin_of(found) not in self._homes
        except ValueError:
            found, elsewhere = link, True
        if elsewhere:
            raise SourceRefused(
                f"The page after {address} would be {without_keys(clean_line(found))[:200]!r}, at "
                "another address than the source's url; that is not followed. Correct the source's "
                "url."
            )
        return found if self.goes_on(found) else ""

    def goes_on(self, address: str) -> bool:
        """Whether `address` is worth asking. Raises SourceRefused after too many pages."""
        if self.walked >= MOST_PAGES:
            raise SourceRefused(
                f"The service goes on after {MOST_PAGES} pages; what came is kept. Ask for less "
                "with the source's query."
            )
        if urldefrag(address).url in self._asked or self._barren >= MOST_BARREN:
            self.turned = True
            return False
        return True


def origin_of(address: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises ValueError for what is no address."""
    parts = urlsplit(address)
    default = {"http": 80, "https": 443}
    if parts.scheme not in default or not parts.hostname:
        raise ValueError(address)
    return parts.scheme, parts.hostname, parts.port or default[parts.scheme]


def next_link(headers: Mapping[str, str]) -> str:
    """The target of `rel=next` in a `Link` header (RFC 8288); empty where there is none."""
    words = headers.get("link", "")[:20_000]
    at = 0
    while (begin := words.find("<", at)) >= 0 and (end := words.find(">", begin)) >= 0:
        following = words.find("<", end)
        told = words[end + 1 : following if following >= 0 else len(words)].lower()
        for part in told.replace(",", ";").split(";"):
            name, _, value = part.partition("=")
            if name.strip() == "rel" and "next" in value.strip().strip('"').split():
                return words[begin + 1 : end].strip()
        at = end
    return ""
