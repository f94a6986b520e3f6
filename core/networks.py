"""From which network a call comes: what counts as one caller where nobody has signed in.

A household or a camp shares an IPv4 address, a phone company a few of them; one IPv6 line has 2^64 and more. So a
network is an IPv4 /24 or an IPv6 /48. It is kept as a keyed hash: a table of hashes of all networks is soon made.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from core.crypto.vault import Vault

NOWHERE = "unknown"
"""Where a call comes by no address at all: through a socket of this machine."""
_V4, _V6 = 24, 48


def network_of(address: str) -> str:
    """The network of an address, such as `192.0.2.0/24`. IPv4 written as IPv6 is IPv4."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return NOWHERE
    at = _as_v4(parsed) or parsed
    return str(ip_network((at, _V4 if at.version == 4 else _V6), strict=False))


def hashed(vault: Vault, address: str) -> bytes:
    """The key under which the network of an address is counted. It says nothing to whoever lacks the master key."""
    return vault.index("network", network_of(address))[:16]


def _as_v4(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    return address.ipv4_mapped if isinstance(address, IPv6Address) else None
