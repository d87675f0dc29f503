"""Owns which addresses may be asked, and what may go where; asks none."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from bpforum.errors import SourceRefused
from bpforum.readers.characters import clean_line


@dataclass(frozen=True)
class Origin:
    """Whom credentials are for: another scheme, host or port is somebody else."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: httpx.URL) -> "Origin":
        """Of an address."""
        return cls(url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80))

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


def address_of(url: str) -> httpx.URL:
    """`url` as one that can be asked. Raises SourceRefused."""
    try:
        found = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise SourceRefused(f"{clean_line(url)[:200]!r} is no address of a service.") from error
    if found.scheme not in ("http", "https") or not found.host:
        raise SourceRefused(
            f"{clean_line(str(found))[:200]!r} is no address of a service; write one that begins "
            "with https:."
        )
    if found.userinfo:
        raise SourceRefused(
            f"The address of {found.host} holds a password; take it out, and set it in the "
            "environment."
        )
    return found


def without(url: httpx.URL, names: Mapping[str, str]) -> httpx.QueryParams:
    """The parameters of `url` but those with these names."""
    params = url.params
    for name in names:
        params = params.remove(name)
    return params


_KEYS = re.compile(
    r"([?&](?:[\w.-]{0,30}[-_.])?(?:api-?key|key|token|secret|password|passwd|pwd|auth|signature)=)"
    r"[^&#\s]+",
    re.IGNORECASE,
)


def without_keys(words: str) -> str:
    """`words` without what looks like a key in an address: some write it into the url itself."""
    return _KEYS.sub(r"\1…", words)


def public_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that may go anywhere."""
    return {k: v for k, v in headers.items() if k.lower() in ("accept", "accept-language")}


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_inside(host: str) -> bool:
    """Whether `host`, as written, is of this machine or network; names are not looked up."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
