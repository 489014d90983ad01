"""The guard that keeps tests on this machine."""

import asyncio
import socket

import pytest

from tests.support.network import NetworkForbiddenError


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outward, pytest.raises(NetworkForbiddenError, match=r"192\.0\.2\.1:80"):
        outward.connect(("192.0.2.1", 80))


def test_a_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as outward, pytest.raises(NetworkForbiddenError):
        outward.sendto(b"?", ("192.0.2.1", 53))


async def test_an_asynchronous_connection_is_refused_too() -> None:
    with pytest.raises(NetworkForbiddenError):
        await asyncio.open_connection("192.0.2.1", 80)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
