"""What holds for every test: no socket beyond this machine, and no luck."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

# The same examples each time, and no failure for being slow on a shared machine.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to connect, send, listen or ask for a name beyond loopback."""
    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, _guarded(name))
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_beyond_loopback(host)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def _guarded(name: str) -> Callable[..., Any]:
    plain = getattr(socket.socket, name)

    def guarded(self: socket.socket, address: Any, *args: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_beyond_loopback(address[0])
        return plain(self, address, *args)

    return guarded


def _refuse_beyond_loopback(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name == "localhost":
        return
    try:
        beyond = not ipaddress.ip_address(name).is_loopback
    except ValueError:
        beyond = True
    if beyond:
        pytest.fail(f"a test reached for {name!r}, which is not this machine")
