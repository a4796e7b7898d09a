"""Addresses that others give us to send to: only machines on the open internet, and the very one that was looked at."""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Final

_GLOBAL_IPV6: Final = ipaddress.IPv6Network("2000::/3")
"""What IANA gave out for machines of the open internet; a site of old (fec0::/10) or IPv4 among zeros lies outside."""
_EMBEDS_IPV4: Final = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


class NotPublic(Exception):
    """The address lies inside: our own machine, our own network, or nobody's."""


def is_public(address: str) -> bool:
    """Whether an IP address is a machine of the open internet, also when it is an IPv4 address in IPv6 clothes."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found not in _GLOBAL_IPV6 or any(found in network for network in _EMBEDS_IPV4):
            return False
    return found.is_global and not found.is_multicast


def checked(addresses: Sequence[str], *, allow_private: bool) -> list[str]:
    """`addresses` of one host. Raises NotPublic when any of them lies inside, unless that is allowed."""
    if not allow_private and not all(map(is_public, addresses)):
        raise NotPublic("This host lies inside our own network.")
    return list(addresses)


def resolve(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to. Whoever connects to it and not to the name cannot be led elsewhere by a second answer.

    Raises NotPublic, and OSError for a name that nobody knows.
    """
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    return checked(found, allow_private=allow_private)[0]
