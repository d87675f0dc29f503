"""Owns where a language model is and how it is let in, from the settings; connects to nothing."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bpforum.errors import UnusableSettings
from bpforum.settings import Settings

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Target:
    """An endpoint and a model of it."""

    url: str = field(repr=False)
    model: str
    key: str = field(repr=False, default="")

    @property
    def name(self) -> str:
        """The model's name as a document can print it."""
        plain = "".join(
            one if one.isprintable() and one not in "|<>" else " " for one in self.model
        )
        return " ".join(plain.split())[:_LONGEST_NAME].strip() or "a language model"

    @property
    def place(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        return _is_loopback(urlsplit(self.url).hostname or "")


def target_of(settings: Settings) -> Target | None:
    """The endpoint that the settings name; None where they name none: no model is asked.

    Raises UnusableSettings, which never repeats the key or the address that may hold it.
    """
    key = settings.llm_key.get_secret_value().strip() if settings.llm_key else ""
    url, model = (settings.llm_url or "").strip(), (settings.llm_model or "").strip()
    if not url and not model:
        # A key alone asks for nothing: it may be there for another forum's settings.
        return None
    if not url or not model:
        missing = "BPFORUM_LLM_MODEL" if url else "BPFORUM_LLM_URL"
        raise UnusableSettings(
            f"{missing} is not set: a language model needs both BPFORUM_LLM_URL, such as "
            "http://127.0.0.1:11434/v1, and BPFORUM_LLM_MODEL. Set it, or unset the other."
        )
    parts = _split(url)
    if parts is None:
        raise UnusableSettings(
            "BPFORUM_LLM_URL cannot be used: write the address of an OpenAI-compatible endpoint, "
            "such as http://127.0.0.1:11434/v1, without a name, key or query in it; a key belongs "
            "into BPFORUM_LLM_KEY."
        )
    scheme, host = parts
    if key and scheme == "http" and not _is_loopback(host):
        raise UnusableSettings(
            "BPFORUM_LLM_URL begins with http:, and the key would go in the clear. Write https: "
            "into it, or unset BPFORUM_LLM_KEY."
        )
    if not key.isascii() or not key.isprintable():
        raise UnusableSettings(
            "BPFORUM_LLM_KEY holds a character that no key may have: copy it again."
        )
    return Target(url.rstrip("/"), model, key)


def _split(url: str) -> tuple[str, str] | None:
    """Scheme and host; None where it is no plain address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    odd = parts.username or parts.password or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not host or odd or not url.isprintable():
        return None
    return parts.scheme, host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
