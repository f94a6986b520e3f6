"""Networks: what counts as one caller where nobody has signed in."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.crypto.vault import Vault
from core.networks import NOWHERE, hashed, network_of

V4 = st.integers(0, 2**32 - 1)
V6 = st.integers(0, 2**128 - 1).filter(lambda number: IPv6Address(number).ipv4_mapped is None)


@given(V4, V4)
def test_two_ipv4_addresses_are_one_network_where_their_first_three_bytes_agree(one: int, other: int) -> None:
    same = network_of(str(IPv4Address(one))) == network_of(str(IPv4Address(other)))
    assert same == (one >> 8 == other >> 8)
    assert network_of(str(IPv4Address(one))) == network_of(str(IPv4Address(one ^ 0xFF)))


@given(V6, V6)
def test_two_ipv6_addresses_are_one_network_where_their_first_six_bytes_agree(one: int, other: int) -> None:
    same = network_of(str(IPv6Address(one))) == network_of(str(IPv6Address(other)))
    assert same == (one >> 80 == other >> 80)
    assert network_of(str(IPv6Address(one))) == network_of(str(IPv6Address(one ^ (2**80 - 1))))


@given(V4)
def test_ipv4_written_as_ipv6_is_ipv4(number: int) -> None:
    """A server that listens on both sees the same caller in either form."""
    address = IPv4Address(number)
    assert network_of(f"::ffff:{address}") == network_of(str(address))


@given(V4 | V6)
def test_every_network_is_one_as_it_is_written(number: int) -> None:
    address = IPv4Address(number) if number < 2**32 else IPv6Address(number)
    assert address in ip_network(network_of(str(address)))


@pytest.mark.parametrize("address", ["", "testclient", "/run/minka.sock", "1.2.3", "::g"])
def test_what_is_no_address_is_nowhere(address: str) -> None:
    assert network_of(address) == NOWHERE


def test_an_interface_is_no_part_of_an_address() -> None:
    assert network_of("fe80::1%eth0") == network_of("fe80::2")


def test_whoever_lacks_the_key_cannot_tell_which_network_it_was() -> None:
    one, other = Vault(bytes(32)), Vault(bytes([1]) * 32)
    assert hashed(one, "192.0.2.1") == hashed(one, "192.0.2.200")
    assert hashed(one, "192.0.2.1") != hashed(other, "192.0.2.1")
    assert len(hashed(one, "192.0.2.1")) == 16
