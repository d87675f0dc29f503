"""The tests' own promise: nothing here leaves this machine."""

import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_reaching_beyond_this_machine_fails(host: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="not this machine"):
        socket.create_connection((host, 80), timeout=1)


def test_listening_to_everybody_fails() -> None:
    with (
        socket.socket() as listener,
        pytest.raises(pytest.fail.Exception, match="not this machine"),
    ):
        listener.bind(("0.0.0.0", 0))  # noqa: S104 - that it is refused is the point


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == listener.getsockname()
