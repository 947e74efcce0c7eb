"""Who looks at a page: the session behind the cookie, the account that speaks, the language."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from seemly.networks.plaza.sessions import Session, Sessions
from seemly.networks.plaza.town import Declined, Resident, Town
from seemly.web.texts import Texts, choose

YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Visitor:
    """One look at a page."""

    texts: Texts
    cookie: str | None = None
    session: Session | None = None
    resident: Resident | None = None

    @property
    def id(self) -> str | None:
        """The account that speaks, if one does."""
        return self.resident.account.id if self.resident else None

    @property
    def speaker(self) -> str:
        """The account that speaks. Raises Declined where none does."""
        if self.id is None:
            raise Declined("no_name", "nobody is signed in here", "Choose a name first")
        return self.id


def recognise(
    request: Request, town: Town, sessions: Sessions, languages: dict[str, Texts]
) -> Visitor:
    """The visitor behind a request; an unknown cookie is nobody's."""
    texts = languages[choose(request.headers.get("accept-language", ""))]
    cookie = request.cookies.get(cookie_name(request))
    session = sessions.find(cookie)
    if session is None:
        return Visitor(texts)
    speaking = town.resident(session.account.id) if session.account else None
    return Visitor(texts, cookie, session, speaking)


def remember(request: Request, response: Response, cookie: str) -> None:
    """Give the browser its session: out of reach of scripts, and never sent by other sites."""
    response.set_cookie(
        cookie_name(request),
        cookie,
        max_age=YEAR,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def cookie_name(request: Request) -> str:
    """Cookies do not know ports: two plazas on one machine must not take each other's."""
    return f"plaza_{request.url.port or 0}"
