from __future__ import annotations

from email.utils import formatdate

import pytest

from seemly.errors import TryLater
from seemly.networks.bluesky.limits import LONGEST, SHORTEST, Limits

NOW = 1_790_000_000.0


@pytest.fixture
def limits() -> Limits:
    return Limits(lambda: NOW)


def test_a_method_with_nothing_left_waits_for_the_reset(limits: Limits) -> None:
    limits.after("a", {"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW) + 120)})
    with pytest.raises(TryLater) as fault:
        limits.before("a")
    assert fault.value.seconds == 120
    limits.before("b")  # another window, perhaps


def test_after_the_reset_it_goes_on() -> None:
    moments = [NOW]
    limits = Limits(lambda: moments[0])
    limits.after("a", {"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW) + 120)})
    moments[0] += 121
    limits.before("a")


def test_something_left_opens_again(limits: Limits) -> None:
    limits.after("a", {"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW) + 120)})
    limits.after("a", {"ratelimit-remaining": "1", "ratelimit-limit": "3000"})
    limits.before("a")
    assert limits.left == "1 of 3000"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": formatdate(NOW + 60, usegmt=True)}, 60),
        ({"retry-after": "soon", "ratelimit-reset": str(int(NOW) + 90)}, 90),
        ({"ratelimit-reset": "-5"}, 7),
        ({"ratelimit-reset": str(int(NOW) - 500)}, SHORTEST),
        ({"retry-after": "99999999999"}, LONGEST),
        ({}, 7),
    ],
)
def test_how_long_a_refusal_lasts(limits: Limits, headers: dict[str, str], seconds: float) -> None:
    assert limits.wait(headers, 7) == seconds
