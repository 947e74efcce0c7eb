"""How many looks somebody has left. In memory alone, and without anybody's address."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

HOUR = 3600.0
MOST = 20_000  # who is remembered at once; then whoever asked longest ago is forgotten


@dataclass(frozen=True)
class _Used:
    """What was used, and when that was counted; it wears off over an hour."""

    count: float
    at: float


class Turns:
    """So many looks at once, and so many an hour after that."""

    def __init__(self, per_hour: int, clock: Callable[[], float]) -> None:
        """`clock` in seconds, never going back."""
        self._per_hour, self._clock = per_hour, clock
        self._used: OrderedDict[bytes, _Used] = OrderedDict()
        self._salt = secrets.token_bytes(16)  # of this process: what is kept names nobody
        self._lock = Lock()

    def take(self, who: str, count: int = 1) -> float:
        """Take `count` looks: 0.0, or seconds until there are so many (and none is taken)."""
        key = hashlib.blake2b(who.encode(), key=self._salt, digest_size=16).digest()
        with self._lock:
            now = self._clock()
            used = self._left_over(key, now)
            over = used + count - self._per_hour
            if over > 0:
                return over * HOUR / self._per_hour
            self._used[key] = _Used(used + count, now)
            self._used.move_to_end(key)
            while len(self._used) > MOST:
                self._used.popitem(last=False)
        return 0.0

    def _left_over(self, key: bytes, now: float) -> float:
        used = self._used.get(key)
        if used is None:
            return 0.0
        return max(0.0, used.count - (now - used.at) * self._per_hour / HOUR)


def household(address: str) -> str:
    """Who an address stands for: of IPv6 the network of 64 bits that one household has."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return address
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))
