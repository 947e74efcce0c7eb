"""Which web addresses we read, and which IP addresses are the public internet."""

from __future__ import annotations

import contextlib
import ipaddress

import httpx

from seemly.errors import NetworkFault

_PORTS = {"http": 80, "https": 443}

#: What `ipaddress` calls global and we do not: the Python releases differ on some of these, and
#: others lead out of a network only by way of a translator inside it. IANA's registries of
#: special-purpose addresses, RFC 6890.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT; one cloud keeps its metadata service here
        "168.63.129.16/32",  # a public number that is the metadata service of one cloud
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "240.0.0.0/4",
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries any IPv4 address, private ones too
        "3fff::/20",
    )
)
#: All unicast IPv6 that is given out. IPv4-mapped (::ffff:0:0/96), IPv4-compatible, NAT64
#: (64:ff9b::/96), unique local and link-local addresses all lie outside.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


class ForbiddenAddress(NetworkFault):
    """The address is not one we open: a scheme, a spelling or a network of our own."""


def is_public(address: str) -> bool:
    """Whether an IP address (as text) belongs to the public internet."""
    ip = ipaddress.ip_address(address)
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    if ip.version == 6 and ip not in _GIVEN_OUT:
        return False
    return not any(ip in block for block in _NOT_PUBLIC)


def place(url: str) -> tuple[str, int]:
    """(host, port) of an http or https address, in the form `allowed` compares.

    Lower case, IDNA, without a trailing dot; IP addresses in their shortest form. Raises
    ForbiddenAddress for anything else.
    """
    return place_of(parse(url))


def parse(url: str) -> httpx.URL:
    """An http or https address without a user name. Raises ForbiddenAddress for all else."""
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as fault:
        raise ForbiddenAddress("that is not a web address") from fault
    if parsed.scheme not in _PORTS or not host.strip("."):
        raise ForbiddenAddress("only http and https addresses are opened")
    if parsed.userinfo:
        raise ForbiddenAddress("an address with a user name in it is not opened")
    if parsed.port == 0:
        raise ForbiddenAddress("port 0 is not opened")
    return parsed


def place_of(url: httpx.URL) -> tuple[str, int]:
    """Like `place`, of an address already parsed."""
    host = url.raw_host.decode("ascii").lower().removesuffix(".")
    # What is left as it stands is a name, or an old spelling (octal, decimal) of an address: both
    # are judged by what they resolve to.
    with contextlib.suppress(ValueError):
        host = ipaddress.ip_address(host).compressed
    return host, url.port or _PORTS[url.scheme]


def written(host: str, port: int) -> str:
    """The address of a host and port; IPv6 goes into brackets, if it is not in them already."""
    host = host.strip("[]")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
