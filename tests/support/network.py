"""Keeps tests on this machine: a connection to anywhere else is an error, not a slow or lucky test."""

import ipaddress
import sys
from typing import Any


class NetworkForbiddenError(RuntimeError):
    """A test reached for the network."""


def forbid_network() -> None:
    """From now on this process connects to loopback addresses and Unix sockets alone. Cannot be taken back."""
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        return
    address = arguments[1]
    if isinstance(address, tuple) and not _is_here(str(address[0])):
        raise NetworkForbiddenError(
            f"a test connects to {address[0]}:{address[1]}; let it talk to a server of its own on 127.0.0.1"
        )


def _is_here(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
