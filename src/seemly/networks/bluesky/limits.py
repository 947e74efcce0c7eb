"""Rate limits as servers announce them: we stop asking before they refuse us.

`ratelimit-remaining` and `ratelimit-reset` (seconds since the epoch) come with every answer of a
PDS, `retry-after` with a 429 or 503. https://docs.bsky.app/docs/advanced-guides/rate-limits
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from seemly.errors import TryLater

Clock = Callable[[], float]  # seconds since the epoch

SHORTEST = 1.0  # seconds
LONGEST = 86_400.0  # seconds: write limits count by the day; a longer wish is a fault of theirs


class Limits:
    """What is left, by method: each method may have a window of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closed_until: dict[str, float] = {}
        self.left = ""  # "2990 of 3000", as last announced

    def before(self, method: str) -> None:
        """Raises TryLater while the last answer to this method said that nothing is left."""
        wait = self._closed_until.get(method, 0.0) - self._clock()
        if wait > 0:
            raise TryLater(f"the rate limit for {method} is used up", _bounded(wait))

    def after(self, method: str, headers: Mapping[str, str]) -> None:
        """Note what an answer announced."""
        remaining, limit = headers.get("ratelimit-remaining", ""), headers.get("ratelimit-limit")
        if limit:
            self.left = f"{remaining} of {limit}"
        if remaining == "0":
            self._closed_until[method] = self._clock() + (self._until_reset(headers) or SHORTEST)
        else:
            self._closed_until.pop(method, None)

    def wait(self, headers: Mapping[str, str], default: float) -> float:
        """Seconds to wait after a refusal, between 1 and 86,400."""
        told = self._retry_after(headers) or self._until_reset(headers)
        return _bounded(told if told is not None else default)

    def _retry_after(self, headers: Mapping[str, str]) -> float | None:
        value = headers.get("retry-after", "")
        if value.isdigit():
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except (TypeError, ValueError):
            return None
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - self._clock()

    def _until_reset(self, headers: Mapping[str, str]) -> float | None:
        value = headers.get("ratelimit-reset", "")
        return _bounded(float(value) - self._clock()) if value.isdigit() else None


def _bounded(seconds: float) -> float:
    return min(max(seconds, SHORTEST), LONGEST)
