"""Which addresses of the network may be reached on a person's behalf: only those of the public internet."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from handlers.errors import Denied, Unavailable

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Awaitable[list[Address]]]

# IPv6 ranges that lead to an IPv4 address, which may be a private one: compatible, mapped, NAT64, Teredo, 6to4.
TUNNELS = tuple(
    ip_network(range_)
    for range_ in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
)


async def resolve(host: str, port: int) -> list[Address]:
    """All addresses of a name, in the system's order. Raises Unavailable for a name that has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"There is no host {host!r}; check the spelling of the address.") from error
    return [ip_address(str(address[4][0]).partition("%")[0]) for address in found]


@dataclass(frozen=True, slots=True)
class Guard:
    """ports: those that may be connected to. exempt: pairs of IP address and port that may be reached all the same,
    such as an intranet's. resolver: looks a name up, once per request.
    """

    ports: frozenset[int] = frozenset({80, 443})
    exempt: frozenset[tuple[str, int]] = frozenset()
    resolver: Resolver = resolve

    async def addresses(self, host: str, port: int) -> list[Address]:
        """Where to connect for a name: connect to these and look up nothing again, since the answer may have changed.

        Raises Denied where one of them is not public or the port is closed, Unavailable where there is none.
        """
        if port not in self.ports and all(port != other for _, other in self.exempt):
            raise self._closed(host, port)
        found = await self.resolver(host.rstrip("."), port)
        for address in found:
            if (str(address), port) in self.exempt:
                continue
            if not public(address):
                raise Denied(
                    f"{host!r} is at {address}, which is no public address; only public pages are read, and those of "
                    "the servers that ZANTARA_INTRANET names."
                )
            if port not in self.ports:
                raise self._closed(host, port)
        return found

    def _closed(self, host: str, port: int) -> Denied:
        allowed = ", ".join(map(str, sorted(self.ports)))
        return Denied(f"Port {port} of {host!r} may not be read; allowed are {allowed}.")


def public(address: Address) -> bool:
    """Whether an address belongs to the public internet, and to it alone."""
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return True
    return not address.is_site_local and not any(address in tunnel for tunnel in TUNNELS)
