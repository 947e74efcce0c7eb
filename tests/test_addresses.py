"""Which addresses are public, and what is an address at all."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.addresses import is_public

PRIVATE_BLOCKS = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32",
    "2001:db8::/32", "2002::/16", "3fff::/20", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(PRIVATE_BLOCKS), st.integers(min_value=0))
def test_no_address_of_a_special_block_is_public(block: str, offset: int) -> None:
    network = ipaddress.ip_network(block)
    assert not is_public(str(network[offset % network.num_addresses]))


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_hidden_in_ipv6_is_never_public(hidden: ipaddress.IPv4Address) -> None:
    number = int(hidden)
    for prefix, shift in (("::", 0), ("::ffff:0:0", 0), ("64:ff9b::", 0), ("2002::", 80)):
        carrier = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | number << shift)
        assert not is_public(str(carrier))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450::1"])
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_a_clouds_metadata_service_is_not_public() -> None:
    for address in ("169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254"):
        assert not is_public(address)
