"""Owns what a service is told to let us in: read from the environment alone, shown to nobody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_NAMES = ("TOKEN", "API_KEY", "USER", "PASSWORD")


@dataclass(frozen=True)
class Credentials:
    """What the environment holds for one source; what is not set is empty."""

    token: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether anything is set."""
        return any((self.token, self.api_key, self.user, self.password))

    @property
    def basic(self) -> tuple[str, str] | None:
        """User and password, where both are set."""
        return (self.user, self.password) if self.user and self.password else None


def credentials_of(source_id: str, environ: Mapping[str, str]) -> Credentials:
    """What `environ` holds for the source: `BPFORUM_SOURCE_<ID>_TOKEN`, `_API_KEY`, `_USER`,
    `_PASSWORD`; the id in capitals, any other character than letters and digits as `_`.

    White space around a value is not part of it: it comes from copying.
    """
    token, api_key, user, password = (environ.get(n, "").strip() for n in variables_of(source_id))
    return Credentials(token=token, api_key=api_key, user=user, password=password)


def variables_of(source_id: str) -> tuple[str, str, str, str]:
    """The names of the four variables, for what people are told."""
    key = re.sub(r"[^A-Z0-9]", "_", source_id.upper()) or "<ID>"
    token, api_key, user, password = (f"BPFORUM_SOURCE_{key}_{name}" for name in _NAMES)
    return token, api_key, user, password
