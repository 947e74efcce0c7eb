"""Whether the public name leads to this Seemly: resolved, certified, answered, and by whom."""

from __future__ import annotations

import socket
import ssl
import time
from email.utils import parsedate_to_datetime

import httpx

from seemly.errors import ConfigurationError

SECONDS = 10.0
SOON = 14  # days before its end at which a certificate should have been renewed

_PROXY = "See the notes on proxies in docs/first-day.md"


def prove(host: str) -> tuple[str, str]:
    """What was found at https://HOST/health, and what to do about it ("" for nothing).

    Raises ConfigurationError where visitors would find nothing, or something else.
    """
    try:
        answer = httpx.get(f"https://{host}/health", timeout=SECONDS, trust_env=False)
    except httpx.HTTPError as fault:
        raise _unreachable(host, fault) from fault
    todo = _todo(host, answer)
    if todo:
        return f"answers {answer.status_code}", todo
    days = _days_left(host)
    said = f"answers, its certificate has {days} days left"
    return said, "Its certificate is not being renewed: look at the proxy" if days < SOON else ""


def clock_of(service: str) -> float | None:
    """What time a server says it is (seconds since the epoch); None where it does not say."""
    try:
        answer = httpx.head(service, timeout=SECONDS, trust_env=False)
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (httpx.HTTPError, KeyError, ValueError):
        return None


def _todo(host: str, answer: httpx.Response) -> str:
    if answer.status_code == 421:
        raise ConfigurationError(
            f"the proxy of {host} hides the name it was called by",
            f"It must pass the Host header on. {_PROXY}",
        )
    if answer.status_code in (502, 503, 504):
        return "The proxy answers and Seemly does not: run seemly up, and check again"
    try:
        is_ours = answer.status_code == 200 and set(answer.json()) >= {"ok", "states"}
    except (ValueError, TypeError):
        is_ours = False
    if not is_ours:
        raise ConfigurationError(f"something else answers at https://{host}", _PROXY)
    return ""


def _unreachable(host: str, fault: httpx.HTTPError) -> ConfigurationError:
    why = str(fault)
    if "CERTIFICATE" in why.upper():
        return ConfigurationError(f"the certificate of {host} is not valid: {why}", _PROXY)
    if isinstance(fault, httpx.TimeoutException):
        return ConfigurationError(f"{host} did not answer within {SECONDS:.0f} s", _PROXY)
    return ConfigurationError(f"https://{host} cannot be reached: {why}", _PROXY)


def _days_left(host: str) -> int:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, 443), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert() or {}
    return int((ssl.cert_time_to_seconds(str(certificate["notAfter"])) - time.time()) // 86_400)
