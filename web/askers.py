"""Who asks, as far as it is counted how often: an address, or, of IPv6, the network in which one customer has all addresses there are."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

_OF_A_CUSTOMER = 64  # Bits of an address of IPv6 that a network shares (RFC 6177 gives a site at least those; RFC 4291 the rest to a host).


def asker(request: Request) -> str:
    """Return whose requests are counted together; "" where nobody says."""
    return network_of(request.client.host) if request.client else ""


def network_of(address: str) -> str:
    """Return an address of IPv4, also where it is written as one of IPv6, and of any other of IPv6 its network; else what is said."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 128 - _OF_A_CUSTOMER << 128 - _OF_A_CUSTOMER))
